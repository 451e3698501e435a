"""Asking to join a council, confirming the address, and deciding about those who ask."""

from datetime import datetime

from flask import Blueprint, Response, flash, url_for
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_in_council
from tiex.domain.people import Role
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.invitations.commands import Inviting
from tiex.invitations.queries import CouncilPlace, list_domains, open_council
from tiex.invitations.views import link_to as link_to_invitation
from tiex.joining import commands
from tiex.joining.commands import DeadJoinLink, DecidedAlready, Deciding, NoCouncil, NotTheirAddress
from tiex.joining.forms import AdmitForm, DeclineForm, JoinForm
from tiex.joining.presenters import ConfirmedView, ConfirmView, JoinView, PlainView, present_request
from tiex.joining.queries import WaitingRequest, find_unconfirmed_request, find_waiting_request, list_choices
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.transaction import commits
from tiex.web.tries import limit_tries

blueprint = Blueprint("joining", __name__)


@blueprint.get("/join")
@requires(Permission.JOIN_REQUEST_MAKE)
def join() -> Response:
    return _show_join(JoinForm())


@blueprint.post("/join")
@requires(Permission.JOIN_REQUEST_MAKE)
@limit_tries
@commits
def ask() -> Response:
    form = JoinForm()
    if not form.validate():
        return _show_join(form, 422)
    try:
        commands.ask(
            session=db.session(),
            asking=form.asking,
            link_to=_link_to,
            today=current_gateways().clock.today(),
            now=_now(),
        )
    except (NotTheirAddress, NoCouncil) as refusal:
        form.refuse(form.email if isinstance(refusal, NotTheirAddress) else form.council, str(refusal))
        return _show_join(form, 422)
    return respond.saved([], then=url_for("joining.sent"))


@blueprint.get("/join/sent")
@requires(Permission.JOIN_REQUEST_MAKE)
def sent() -> Response:
    return respond.page("joining/sent.html", PlainView("Look in your e-mail"))


@blueprint.get("/join/<token>")
@requires(Permission.JOIN_REQUEST_MAKE)
def confirm(token: str) -> Response:
    found = find_unconfirmed_request(db.session(), token, _now())
    if found is None:
        return _show_dead()
    return respond.page("joining/confirm.html", ConfirmView("Confirm your e-mail address", token, found))


@blueprint.post("/join/<token>")
@requires(Permission.JOIN_REQUEST_MAKE)
@limit_tries
@commits
def confirmed(token: str) -> Response:
    try:
        council = commands.confirm(session=db.session(), token=token, address_of=_address_of, now=_now())
    except DeadJoinLink:
        return _show_dead()
    return respond.page("joining/confirmed.html", ConfirmedView("Your address is confirmed", council))


@blueprint.get("/councils/<council_code>/requests/<int:request_id>")
@requires(Permission.JOIN_REQUEST_DECIDE)
def waiting(council_code: str, request_id: int) -> Response:
    council, found = _open(council_code, request_id)
    return _show_request(council, found, AdmitForm.by(_own_role(council_code)), DeclineForm())


@blueprint.post("/councils/<council_code>/requests/<int:request_id>/accept")
@requires(Permission.JOIN_REQUEST_DECIDE)
@commits
def admit(council_code: str, request_id: int) -> Response:
    council, found = _open(council_code, request_id)
    form = AdmitForm.by(_own_role(council_code))
    if not form.validate():
        return _show_request(council, found, form, DeclineForm(formdata=None), 422)
    try:
        decided = commands.admit(deciding=_deciding(council_code, request_id), role=Role(form.role.data))
    except DecidedAlready:
        raise NotFound from None
    gets = "gets an invitation by e-mail" if decided.is_invited else "has access already, so gets no invitation"
    flash(f"{decided.name} {gets}.")
    return _back(council_code)


@blueprint.post("/councils/<council_code>/requests/<int:request_id>/decline")
@requires(Permission.JOIN_REQUEST_DECIDE)
@commits
def decline(council_code: str, request_id: int) -> Response:
    council, found = _open(council_code, request_id)
    form = DeclineForm()
    if not form.validate():
        return _show_request(council, found, AdmitForm.by(_own_role(council_code)), form, 422)
    try:
        name = commands.decline(deciding=_deciding(council_code, request_id), reason=form.reason.data or "")
    except DecidedAlready:
        raise NotFound from None
    flash(f"{name} is told why by e-mail.")
    return _back(council_code)


def _open(council_code: str, request_id: int) -> tuple[CouncilPlace, WaitingRequest]:
    """A request about which one may decide."""
    session = db.session()
    council = open_council(current_scope(), session, council_code)
    allow(reason_not_in_council(current_actor(), Permission.JOIN_REQUEST_DECIDE, council_code))
    found = find_waiting_request(current_scope(), session, council_code, request_id)
    if found is None:
        raise NotFound
    return council, found


def _own_role(council_code: str) -> Role | None:
    return current_actor().role_in(council_code)


def _deciding(council_code: str, request_id: int) -> Deciding:
    actor_id = current_actor().person_id or 0
    return Deciding(Inviting(db.session(), council_code, actor_id, link_to_invitation, _now()), request_id)


def _link_to(token: str) -> str:
    return public_url("joining.confirm", token=token)


def _address_of(council_code: str, request_id: int) -> str:
    return public_url("joining.waiting", council_code=council_code, request_id=request_id)


def _now() -> datetime:
    return current_gateways().clock.now()


def _back(council_code: str) -> Response:
    return respond.saved([], then=url_for("people.people", council_code=council_code))


def _show_join(form: JoinForm, status: int = 200) -> Response:
    choices = list_choices(db.session(), current_gateways().clock.today())
    view = JoinView("Ask to join your council", choices, form, form.summary)
    return respond.page("joining/join.html", view, status=status)


def _show_dead() -> Response:
    return respond.page("joining/dead.html", PlainView("This link no longer works"), status=410)


def _show_request(
    council: CouncilPlace, found: WaitingRequest, admit_form: AdmitForm, decline_form: DeclineForm, status: int = 200
) -> Response:
    domains = list_domains(db.session(), council.code)
    view = present_request(current_actor(), council, found, domains, (admit_form, decline_form))
    return respond.page("joining/request.html", view, status=status)
