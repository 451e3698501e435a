"""Setting up the second factor, turning it off, and new recovery codes."""

from datetime import datetime

from flask import Blueprint, Response, current_app, flash, request, session, url_for
from flask_login import COOKIE_NAME
from wtforms import StringField

from tiex.access.guard import current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.session import start_session
from tiex.config import Settings
from tiex.domain.errors import Refusal
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.passwords.commands import WrongSecret, write_down_failure
from tiex.secondfactor import commands
from tiex.secondfactor.commands import SetUpOver
from tiex.secondfactor.forms import ConfirmForm, TurnOnForm
from tiex.secondfactor.presenters import CodesView, ConfirmView, present_factor, present_set_up
from tiex.secondfactor.queries import OwnFactor, read_own_factor
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.notices import take_notices
from tiex.web.transaction import commits
from tiex.web.tries import limit_tries

blueprint = Blueprint("secondfactor", __name__, url_prefix="/account/second-step")

# In the session, so that the picture stays the same while the page is left for the app and opened again.
_SEALED = "second_factor_set_up"


@blueprint.get("")
@requires(Permission.ACCOUNT_READ)
def overview() -> Response:
    return _show_overview(_own())


@blueprint.get("/set-up")
@requires(Permission.ACCOUNT_CHANGE)
def set_up() -> Response:
    factor = _own()
    return _show_overview(factor) if factor.is_on else _show_set_up(factor, TurnOnForm(formdata=None))


@blueprint.post("/set-up")
@requires(Permission.ACCOUNT_CHANGE)
@limit_tries
@commits
def turn_on() -> Response:
    form, factor = TurnOnForm(), _own()
    if not form.validate():
        return _show_set_up(factor, form, 422)
    try:
        done = commands.turn_on(
            session=db.session(),
            person_id=_person_id(),
            sealed=session.get(_SEALED, ""),
            code=_typed(form.code),
            password=_typed(form.password),
            ask_address=_ask_address(),
            now=_now(),
        )
    except Refusal as refusal:
        if isinstance(refusal, SetUpOver):
            session.pop(_SEALED, None)
        field = form.password if isinstance(refusal, WrongSecret) else form.code
        form.refuse(field, write_down_failure(session=db.session(), refusal=refusal, now=_now()))
        return _show_set_up(factor, form, 422)
    start_session(done.session_key, is_remembered=COOKIE_NAME in request.cookies)
    return _show_codes("The second step is turned on. ", factor, done.recovery_codes)


@blueprint.get("/recovery-codes")
@requires(Permission.ACCOUNT_CHANGE)
def recovery_codes() -> Response:
    factor = _own()
    return _show_renewing(ConfirmForm(formdata=None)) if factor.is_on else _show_overview(factor)


@blueprint.post("/recovery-codes")
@requires(Permission.ACCOUNT_CHANGE)
@limit_tries
@commits
def renew_recovery_codes() -> Response:
    form, factor = ConfirmForm(), _own()
    if not form.validate():
        return _show_renewing(form, 422)
    try:
        codes = commands.renew_recovery_codes(
            session=db.session(),
            person_id=_person_id(),
            password=_typed(form.password),
            code=_typed(form.code),
            ask_address=_ask_address(),
            now=_now(),
        )
    except WrongSecret as refusal:
        form.refuse(form.password, write_down_failure(session=db.session(), refusal=refusal, now=_now()))
        return _show_renewing(form, 422)
    return _show_codes("Your earlier recovery codes no longer work. ", factor, codes)


@blueprint.get("/off")
@requires(Permission.ACCOUNT_CHANGE)
def confirm_off() -> Response:
    factor = _own()
    return _show_turning_off(ConfirmForm(formdata=None)) if factor.is_on else _show_overview(factor)


@blueprint.post("/off")
@requires(Permission.ACCOUNT_CHANGE)
@limit_tries
@commits
def turn_off() -> Response:
    form = ConfirmForm()
    if not form.validate():
        return _show_turning_off(form, 422)
    try:
        commands.turn_off(
            session=db.session(),
            person_id=_person_id(),
            password=_typed(form.password),
            code=_typed(form.code),
            ask_address=_ask_address(),
            now=_now(),
        )
    except WrongSecret as refusal:
        form.refuse(form.password, write_down_failure(session=db.session(), refusal=refusal, now=_now()))
        return _show_turning_off(form, 422)
    rest = "You need it to go on." if _is_required() else "Your password alone is enough to sign in."
    flash(f"The second step is turned off. {rest}")
    return respond.saved([], then=url_for("secondfactor.overview"))


def _own() -> OwnFactor:
    return read_own_factor(current_scope(), db.session())


def _person_id() -> int:
    person_id = current_actor().person_id
    assert person_id is not None, "the route is for signed-in people"
    return person_id


def _typed(field: StringField) -> str:
    return field.data or ""


def _now() -> datetime:
    return current_gateways().clock.now()


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _ask_address() -> str:
    return public_url("accounts.reset_password")


def _is_required() -> bool:
    return _settings().require_second_factor and current_actor().needs_second_factor


def _show_overview(factor: OwnFactor) -> Response:
    notices = take_notices()
    return respond.page("secondfactor/overview.html", present_factor(factor, notices, is_required=_is_required()))


def _show_set_up(factor: OwnFactor, form: TurnOnForm, status: int = 200) -> Response:
    """The picture of the secret that is being set up, or of a new one."""
    person_id, now = _person_id(), _now()
    secret = commands.open_secret(sealed=session.get(_SEALED, ""), person_id=person_id, now=now)
    if secret is None:
        session[_SEALED] = commands.seal_new_secret(person_id=person_id, now=now)
        secret = commands.open_secret(sealed=session[_SEALED], person_id=person_id, now=now)
    assert secret is not None, "it was sealed just now"
    view = present_set_up(factor, secret, form, form.summary)
    return respond.page("secondfactor/set_up.html", view, status=status)


def _show_renewing(form: ConfirmForm, status: int = 200) -> Response:
    view = ConfirmView("Make new recovery codes", form, form.summary, _is_required())
    return respond.page("secondfactor/renew_codes.html", view, status=status)


def _show_turning_off(form: ConfirmForm, status: int = 200) -> Response:
    view = ConfirmView("Turn off the second step", form, form.summary, _is_required())
    return respond.page("secondfactor/turn_off.html", view, status=status)


def _show_codes(lead: str, factor: OwnFactor, codes: tuple[str, ...]) -> Response:
    view = CodesView("Your recovery codes", lead, codes, factor.email, _now())
    return respond.page("secondfactor/codes.html", view)
