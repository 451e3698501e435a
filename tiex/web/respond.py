"""Page or fragment: the only place that reads or writes HX headers."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from markupsafe import Markup, escape

ALERT_ID = "alert"
MORPH = "outerMorph"
# As the layout has it.
SERVICE = "Transformation and Innovation Exchange"


@dataclass(frozen=True, slots=True)
class Part:
    """A fragment on its way to the element with this id, rendered from a template or given as markup.

    `swap` is how htmx puts it there; empty for the way that holds everywhere. MORPH is for one with a link or control
    in it, so that a focus in it stays.
    """

    id: str
    template: str | None
    view: object
    swap: str = ""

    def render(self) -> str:
        inner = str(self.view) if self.template is None else _render_part(self.template, self.view)
        swap = f' hx-swap="{escape(self.swap)}"' if self.swap else ""
        return f'<hx-partial hx-target="#{escape(self.id)}"{swap}>{inner}</hx-partial>'


def _render_part(template: str, view: object) -> str:
    """A part needs nothing of the frame around pages, so it is spared the work of making one."""
    return current_app.jinja_env.get_template(template).render(view=view)


def is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def wants_sentence() -> bool:
    """A script that sends a file, which shows what it is told in its own place."""
    return "Tus-Resumable" in request.headers


def page(template: str, view: object, *, status: int = 200) -> Response:
    """A whole page."""
    return _finish(make_response(render_template(template, view=view), status))


def is_seen(mark: str) -> bool:
    """Whether a part that asks again by itself shows this already."""
    return is_htmx() and request.if_none_match.contains_weak(mark)


def unchanged(mark: str) -> Response:
    """304: what is shown is the newest."""
    response = Response(status=304)
    response.set_etag(mark, weak=True)
    return _finish(response)


def live(part: Part, mark: str, *, template: str, view: object) -> Response:
    """A page with a part that asks again by itself; the part alone where it does."""
    response = _parts([part], 200) if _wants_one_of([part]) else page(template, view)
    response.set_etag(mark, weak=True)
    return _finish(response)


def opened(part: Part, *, template: str, view: object) -> Response:
    """A page, or the part of it that another page asks for."""
    return _finish(_parts([part], 200)) if _wants_one_of([part]) else page(template, view)


def narrowed(
    parts: Sequence[Part], *, title: str, address: str, typed: str, template: str, view: object, status: int = 200
) -> Response:
    """A list as it is asked for, as a page or as the parts that change while it is narrowed.

    `title` is that of the page, which htmx gives to the tab; `address` is where this list is found again. It is a step
    that the back button undoes, unless it only goes on with the words in the field `typed`.
    """
    if not _wants_one_of(parts):
        return page(template, view, status=status)
    response = _finish(_parts(parts, status, Markup("<title>{} – {}</title>").format(title, SERVICE)))
    response.headers["HX-Push-Url" if _is_step(address, typed) else "HX-Replace-Url"] = address
    return response


def _is_step(address: str, typed: str) -> bool:
    try:
        before, after = urlsplit(request.headers.get("HX-Current-URL", "")), urlsplit(address)
    except ValueError:  # sent by something else than a browser
        return True
    if before.path != after.path:
        return True
    asked, asks = parse_qs(before.query), parse_qs(after.query)
    is_first_or_last_word = (typed in asked) != (typed in asks)
    return is_first_or_last_word or {**asked, typed: []} != {**asks, typed: []}


def saved(parts: Sequence[Part], *, then: str) -> Response:
    """An accepted change: the parts that it changed with HTMX, else 303 to `then`."""
    if _wants_one_of(parts):
        return _finish(_parts(parts, 200))
    return _finish(make_response(redirect(then, 303)))


def moved_on(then: str) -> Response:
    """An accepted change after which another page comes: 303, with HTMX a redirect in the browser."""
    if not is_htmx():
        return saved([], then=then)
    response = make_response("", 200)
    response.headers["HX-Redirect"] = then
    return _finish(response)


def invalid(parts: Sequence[Part], *, template: str, view: object, status: int = 422) -> Response:
    """A change that was not made: the form as typed, with what is wrong, as parts or as a page."""
    if _wants_one_of(parts):
        return _finish(_parts(parts, status))
    return page(template, view, status=status)


def refused(sentence: str, status: int, *, template: str, view: object) -> Response:
    """A no: with HTMX an alert only, so that nothing on screen is lost; else a page that says so."""
    if wants_sentence():
        return _only(sentence, status)
    if is_htmx():
        return _finish(_parts([_alert(sentence)], status))
    return page(template, view, status=status)


def signed_out(next_path: str, *, template: str, view: object) -> Response:
    """401: with HTMX a redirect in the browser, else the page that lets the person sign in and go on.

    It leaves the session alone: one that it began, arriving late, would replace that of the form for signing in.
    """
    if wants_sentence():
        return _only("You are signed out. Sign in, then choose the file again: it goes on where it stopped.", 401)
    if not is_htmx():
        return page(template, view, status=401)
    response = make_response("", 401)
    response.headers["HX-Redirect"] = url_for("accounts.sign_in", next=next_path, kept="yes")
    return _finish(response)


def stale_token(sentence: str, token: str, *, template: str, view: object) -> Response:
    """400 for a missing or old CSRF token: with HTMX a fresh one comes along, so that trying again works."""
    if wants_sentence():
        return _only("This page had been open too long. Load it again, then choose the file again.", 400)
    if not is_htmx():
        return page(template, view, status=400)
    fresh = Markup('<meta id="csrf-token" name="csrf-token" content="{}">').format(token)
    return _finish(_parts([_alert(sentence), Part("csrf-token", None, fresh)], 400))


def current_path() -> str:
    """The page on screen: where HTMX says it is, else where the form came from; always a local path."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    address = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    if address.netloc != request.host or not address.path:
        return url_for("pages.home")
    return address.path


def _only(sentence: str, status: int) -> Response:
    return _finish(Response(f"{sentence}\n", status, content_type="text/plain; charset=utf-8"))


def _alert(sentence: str) -> Part:
    return Part(ALERT_ID, "components/_alert.html", sentence)


def _wants_one_of(parts: Sequence[Part]) -> bool:
    """HX-Target is `tag#id`; only a part of the view's own is ever sent."""
    if not is_htmx():
        return False
    target = request.headers.get("HX-Target", "").rpartition("#")[2]
    return any(part.id == target for part in parts)


def _parts(parts: Sequence[Part], status: int, before: str = "") -> Response:
    return make_response("".join((before, *(part.render() for part in parts))), status)


def _finish(response: Response) -> Response:
    response.vary.add("HX-Request")
    return response
