"""What several tests of the second factor do: a phone with an authenticator app, and the step after the password."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from pyotp import TOTP
from sqlalchemy import select

from tests.slices.accounts.steps import FORM, stored
from tests.support.page_client import Page, PageClient, page_client
from tests.support.people import PASSWORD, Someone
from tiex.accounts.commands import WrongCode
from tiex.domain.secondfactor import STEP_SECONDS
from tiex.gateways.clock import SetClock
from tiex.models import AuditEntryRow
from tiex.secondfactor import commands

STEP = timedelta(seconds=STEP_SECONDS)
WRONG_CODE = WrongCode.sentence


@dataclass(frozen=True, slots=True)
class Phone:
    """What a person has after setting it up: the app with the secret, and the recovery codes on paper."""

    secret: str
    recovery_codes: tuple[str, ...]
    clock: SetClock

    def code(self, steps: int = 0) -> str:
        """What the app shows now, or so many steps later."""
        return TOTP(self.secret).at(self.clock.now() + steps * STEP)

    def wrong_code(self) -> str:
        """Six digits that it does not show."""
        near = {self.code(steps) for steps in range(-2, 3)}
        return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near)


def give_phone(app: Flask, person: Someone, clock: SetClock) -> Phone:
    """Turn it on for this person; the code that it was turned on with is over then."""
    with stored(app) as session:
        now = clock.now()
        sealed = commands.seal_new_secret(person_id=person.id, now=now)
        secret = commands.open_secret(sealed=sealed, person_id=person.id, now=now)
        assert secret is not None
        done = commands.turn_on(
            session=session,
            person_id=person.id,
            sealed=sealed,
            code=TOTP(secret).at(now),
            password=PASSWORD,
            ask_address="http://localhost/reset-password",
            now=now,
        )
    clock.advance(STEP)
    return Phone(secret, done.recovery_codes, clock)


def half_way(app: Flask, person: Someone, *, next_path: str = "", remember: str | None = None) -> PageClient:
    """A browser on the page that asks for the code."""
    client = page_client(app)
    client.page("/sign-in" + (f"?next={next_path}" if next_path else ""))
    page = client.submit(FORM, email=person.email, password=PASSWORD, remember=remember)
    assert page.h1 == "Enter a code"
    return client


def try_code(client: PageClient, code: str) -> str:
    """The sentence that a refused code gets."""
    page = client.submit(FORM, code=code, status=422)
    assert page.find(".govuk-error-summary a").get("href") == "#code"
    return page.find(".govuk-error-summary a").text


def is_signed_in(client: PageClient) -> bool:
    return client.get("/my-council").status_code == 200


def sign_in_with(client: PageClient, code: str) -> Page:
    return client.submit(FORM, code=code)


def actions_about(app: Flask, person: Someone) -> list[str]:
    """What the trail says of this person, the oldest first."""
    query = select(AuditEntryRow.action).filter_by(subject=f"person {person.id}").order_by(AuditEntryRow.id)
    with stored(app) as session:
        return list(session.scalars(query))
