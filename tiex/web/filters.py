"""How figures and dates are written, and the frame that every page stands in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, request, url_for
from flask_wtf.csrf import generate_csrf

from tiex.access.guard import current_actor
from tiex.access.policy import may_edit_resources
from tiex.domain.people import ExchangeRole
from tiex.gateways.clock import UK
from tiex.web import respond

LONGEST_WAY_BACK = 2_000


def uk_date(moment: date | datetime) -> str:
    """23 November 2026."""
    day = moment.astimezone(UK).date() if isinstance(moment, datetime) else moment
    return f"{day.day} {day:%B %Y}"


def uk_time(moment: datetime) -> str:
    """14:05 on 23 November 2026."""
    return f"{moment.astimezone(UK):%H:%M} on {uk_date(moment)}"


def percent(figure: int | None) -> str:
    """54%, or a dash in words where there is no score yet."""
    return "no score yet" if figure is None else f"{figure}%"


def count(number: int, one: str, many: str | None = None) -> str:
    """1 statement, 2 statements."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Plan, Do and Review."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout needs on every page, decided here and not in templates. `councils`: code to name."""

    is_signed_in: bool
    person_name: str
    councils: Mapping[str, str]
    is_administrator: bool
    is_editor: bool
    is_demo: bool

    @property
    def has_council(self) -> bool:
        return bool(self.councils)

    def acting_for(self, view: object) -> str:
        """The name of the council for which one acts on this page; nothing where it belongs to none.

        A page says it by its address, or its view by `council_code`, its own or of a part of it.
        """
        code = (request.view_args or {}).get("council_code")
        holders = (getattr(view, name, None) for name in ("place", "grounds", "assessment"))
        for holder in (view, *holders):
            code = code or getattr(holder, "council_code", None)
        if code is None and len(self.councils) == 1:
            return next(iter(self.councils.values()))
        return self.councils.get(code or "", "")

    @property
    def sign_in_url(self) -> str:
        """With the page that it stands on, to come back to."""
        return url_for("accounts.sign_in", next=respond.current_path() if self.leads_back else None)

    @property
    def leads_back(self) -> bool:
        """Whether this page is one to come back to after signing in. A link with a token stays where it is, and from
        the home page one comes to what is one's own."""
        is_page = request.method == "GET" and request.endpoint not in (None, "pages.home")
        is_secret = request.blueprint == "accounts" or "token" in (request.view_args or {})
        return is_page and not is_secret and len(request.full_path) <= LONGEST_WAY_BACK

    @property
    def csrf_token(self) -> str:
        """Made when a page asks for it, so that a visitor who only reads gets no cookie."""
        token: str = generate_csrf()
        return token


def init_filters(app: Flask, *, is_demo: bool) -> None:
    app.jinja_env.filters.update(uk_date=uk_date, uk_time=uk_time, percent=percent)
    app.jinja_env.globals["count"] = count

    def frame() -> dict[str, Frame]:
        actor = current_actor()
        return {
            "frame": Frame(
                is_signed_in=actor.is_signed_in,
                person_name=actor.name,
                councils={one.council_code: one.council_name for one in actor.memberships},
                is_administrator=ExchangeRole.ADMINISTRATOR in actor.exchange_roles,
                is_editor=may_edit_resources(actor),
                is_demo=is_demo,
            )
        }

    app.context_processor(frame)
