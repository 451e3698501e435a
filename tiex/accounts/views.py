"""Signing in and out, setting a new password, and one's own account."""

from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask_login import COOKIE_NAME
from wtforms import StringField

from tiex.access.guard import current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.session import continue_session, end_session, find_half_way, start_half_way, start_session
from tiex.accounts import commands
from tiex.accounts.commands import DeadResetLink, HalfWayOver
from tiex.accounts.forms import ChangePasswordForm, CodeForm, NewPasswordForm, ResetRequestForm, SignInForm
from tiex.accounts.presenters import (
    CodeView,
    FormView,
    NewPasswordView,
    PlainView,
    SignInView,
    local_path,
    present_account,
)
from tiex.accounts.queries import find_link_owner, read_own_account
from tiex.domain.errors import Refusal
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.passwords.commands import WeakPassword, write_down_failure
from tiex.passwords.forms import AccountForm
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.errors import PendingForm, ResumeView, read_pending
from tiex.web.notices import take_notices
from tiex.web.transaction import commits
from tiex.web.tries import limit_tries

KEPT = "You have been signed out. What you chose or typed is kept in this tab and is saved when you sign in."

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/sign-in")
@requires(Permission.SESSION_START)
def sign_in() -> Response:
    if current_actor().is_signed_in:
        return make_response(redirect(_next_path() or url_for("councils.my_council")))
    return _show_sign_in(SignInForm())


@blueprint.post("/sign-in")
@requires(Permission.SESSION_START)
@limit_tries
@commits
def check_sign_in() -> Response:
    if "email" not in request.form:
        return _show_sign_in(SignInForm(formdata=None))
    form = SignInForm()
    if not form.validate():
        return _show_sign_in(form, 422)
    try:
        accepted = commands.sign_in(
            session=db.session(), email=_typed(form.email), password=_typed(form.password), now=_now()
        )
    except Refusal as refusal:
        form.refuse(form.email, _write_down_failure(refusal))
        return _show_sign_in(form, 422)
    if accepted.needs_code:
        key, is_remembered = accepted.session_key, form.remember.data
        start_half_way(accepted.person_id, key, is_remembered=is_remembered, now=_now())
        return _go_to_code()
    start_session(accepted.session_key, is_remembered=form.remember.data)
    return _go_on()


@blueprint.get("/sign-in/code")
@requires(Permission.SESSION_START)
def ask_code() -> Response:
    if current_actor().is_signed_in:
        return make_response(redirect(_next_path() or url_for("councils.my_council")))
    if find_half_way(_now()) is None:
        return make_response(redirect(url_for("accounts.sign_in", next=_next_path())))
    return _show_code(CodeForm(formdata=None))


@blueprint.post("/sign-in/code")
@requires(Permission.SESSION_START)
@limit_tries
@commits
def check_code() -> Response:
    if current_actor().is_signed_in:
        return _go_on()
    half_way, form = find_half_way(_now()), CodeForm()
    if half_way is None:
        return _start_again()
    if not form.validate():
        return _show_code(form, 422)
    try:
        key = commands.finish_sign_in(session=db.session(), half_way=half_way, code=_typed(form.code), now=_now())
    except HalfWayOver:
        return _start_again()
    except Refusal as refusal:
        form.refuse(form.code, _write_down_failure(refusal))
        return _show_code(form, 422)
    start_session(key, is_remembered=half_way.is_remembered)
    return _go_on()


@blueprint.post("/sign-out")
@requires(Permission.SESSION_END)
def sign_out() -> Response:
    end_session()
    return respond.saved([], then=url_for("pages.home"))


@blueprint.get("/reset-password")
@requires(Permission.PASSWORD_RESET)
def reset_password() -> Response:
    return _show_form("accounts/reset_password.html", "Set a new password", ResetRequestForm())


@blueprint.post("/reset-password")
@requires(Permission.PASSWORD_RESET)
@limit_tries
@commits
def request_reset() -> Response:
    form = ResetRequestForm()
    if not form.validate():
        return _show_form("accounts/reset_password.html", "Set a new password", form, 422)
    commands.request_reset(session=db.session(), email=_typed(form.email), link_to=_link_to, now=_now())
    return respond.saved([], then=url_for("accounts.reset_sent"))


@blueprint.get("/reset-password/sent")
@requires(Permission.PASSWORD_RESET)
def reset_sent() -> Response:
    return respond.page("accounts/reset_sent.html", PlainView("Look in your e-mail"))


@blueprint.get("/reset-password/<token>")
@requires(Permission.PASSWORD_RESET)
def new_password(token: str) -> Response:
    if find_link_owner(db.session(), token, _now()) is None:
        return _show_dead_link()
    return _show_new_password(NewPasswordForm(), token)


@blueprint.post("/reset-password/<token>")
@requires(Permission.PASSWORD_RESET)
@limit_tries
@commits
def use_reset_link(token: str) -> Response:
    form = NewPasswordForm()
    if not form.validate():
        return _show_new_password(form, token, 422)
    try:
        commands.use_reset_link(
            session=db.session(), token=token, password=_typed(form.password), ask_address=_ask_address(), now=_now()
        )
    except DeadResetLink:
        return _show_dead_link()
    except WeakPassword as refusal:
        form.refuse(form.password, str(refusal))
        return _show_new_password(form, token, 422)
    end_session()
    flash("Your password is changed. Sign in with the new one.")
    return respond.saved([], then=url_for("accounts.sign_in"))


@blueprint.get("/account")
@requires(Permission.ACCOUNT_READ)
def account() -> Response:
    return _show_account(ChangePasswordForm())


@blueprint.post("/account")
@requires(Permission.ACCOUNT_CHANGE)
@limit_tries
@commits
def change_password() -> Response:
    form = ChangePasswordForm()
    if not form.validate():
        return _show_account(form, 422)
    try:
        key = _change_password(form)
    except Refusal as refusal:
        field = form.new_password if isinstance(refusal, WeakPassword) else form.password
        form.refuse(field, _write_down_failure(refusal))
        return _show_account(form, 422)
    start_session(key, is_remembered=COOKIE_NAME in request.cookies)
    flash("Your password is changed. Everywhere else you are signed out.")
    return respond.saved([], then=url_for("accounts.account"))


@blueprint.post("/account/sign-out-everywhere")
@requires(Permission.ACCOUNT_CHANGE)
@commits
def sign_out_everywhere() -> Response:
    key = commands.sign_out_everywhere(session=db.session(), person_id=_person_id(), now=_now())
    continue_session(key, is_remembered=COOKIE_NAME in request.cookies)
    flash("Everywhere else you are signed out. Here you stay signed in.")
    return respond.saved([], then=url_for("accounts.account"))


def _person_id() -> int:
    person_id = current_actor().person_id
    assert person_id is not None, "the route is for signed-in people"
    return person_id


def _change_password(form: ChangePasswordForm) -> str:
    return commands.change_password(
        session=db.session(),
        person_id=_person_id(),
        current=_typed(form.password),
        password=_typed(form.new_password),
        ask_address=_ask_address(),
        now=_now(),
    )


def _write_down_failure(refusal: Refusal) -> str:
    return write_down_failure(session=db.session(), refusal=refusal, now=_now())


def _go_to_code() -> Response:
    """After the password: what could not be saved while signed out comes along, as it would not fit in the session."""
    if _pending() is not None:
        return _show_code(CodeForm(formdata=None))
    return respond.saved([], then=url_for("accounts.ask_code", next=_next_path()))


def _start_again() -> Response:
    """The password again, without losing what is to be saved after signing in."""
    flash(HalfWayOver.sentence)
    return _show_sign_in(SignInForm(formdata=None), 401)


def _go_on() -> Response:
    """After signing in: to what could not be saved while signed out, or to the page that was asked for."""
    pending = _pending()
    if pending is not None:
        return respond.page("errors/resume.html", ResumeView("You are signed in", pending))
    return respond.saved([], then=_next_path() or url_for("councils.my_council"))


def _pending() -> PendingForm | None:
    """The form to go on with, unless it is one of the forms here: those are not worth keeping."""
    pending = read_pending(request.form.get("resume", ""))
    own = ("accounts.sign_in", "accounts.sign_out", "accounts.account", "accounts.reset_password")
    if pending is None or pending.action.startswith(tuple(url_for(endpoint) for endpoint in own)):
        return None
    return pending


def _next_path() -> str | None:
    return local_path(request.args.get("next"))


def _link_to(token: str) -> str:
    return public_url("accounts.new_password", token=token)


def _ask_address() -> str:
    return public_url("accounts.reset_password")


def _typed(field: StringField) -> str:
    return field.data or ""


def _now() -> datetime:
    return current_gateways().clock.now()


def _show_sign_in(form: SignInForm, status: int = 200) -> Response:
    resume = request.form.get("resume", "") if _pending() else ""
    kept = (KEPT,) if "kept" in request.args else ()
    view = SignInView("Sign in", form, form.summary, _next_path(), resume, (*kept, *take_notices()))
    return respond.page("accounts/sign_in.html", view, status=status)


def _show_code(form: CodeForm, status: int = 200) -> Response:
    resume = request.form.get("resume", "") if _pending() else ""
    view = CodeView("Enter a code", form, form.summary, _next_path(), resume)
    return respond.page("accounts/code.html", view, status=status)


def _show_form(template: str, title: str, form: AccountForm, status: int = 200) -> Response:
    return respond.page(template, FormView(title, form, form.summary), status=status)


def _show_new_password(form: NewPasswordForm, token: str, status: int = 200) -> Response:
    view = NewPasswordView("Choose a new password", form, form.summary, token)
    return respond.page("accounts/new_password.html", view, status=status)


def _show_dead_link() -> Response:
    return respond.page("accounts/dead_link.html", PlainView("This link no longer works"), status=410)


def _show_account(form: ChangePasswordForm, status: int = 200) -> Response:
    own = read_own_account(current_scope(), db.session())
    view = present_account(own, current_actor(), form, form.summary, take_notices())
    return respond.page("accounts/account.html", view, status=status)
