"""Everybody with access to a council: reading, changing and ending it, and naming deputies."""

from flask import Blueprint, Response, flash, url_for
from werkzeug.exceptions import NotFound
from wtforms import Field

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_in_council
from tiex.domain import deputies
from tiex.domain.errors import Refusal
from tiex.domain.people import NotAContributor
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.invitations.commands import Acting
from tiex.invitations.queries import CouncilPlace, list_waiting_invitations, open_council
from tiex.joining.queries import list_waiting_requests
from tiex.people.commands import (
    AccessOf,
    NoSuchDelegation,
    NoSuchMember,
    change_access,
    end_access,
    name_deputy,
    revoke_deputy,
)
from tiex.people.forms import AccessForm, DeputyForm
from tiex.people.presenters import DeputyView, Waiting, present_people, present_person
from tiex.people.queries import Member, list_delegations, list_members
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.notices import take_notices
from tiex.web.transaction import commits

blueprint = Blueprint("people", __name__)


@blueprint.get("/councils/<council_code>/people")
@requires(Permission.PEOPLE_READ)
def people(council_code: str) -> Response:
    session, clock, scope = db.session(), current_gateways().clock, current_scope()
    council = _open(council_code, Permission.PEOPLE_READ)
    members = list_members(scope, session, council_code)
    waiting = Waiting(
        list_waiting_invitations(scope, session, council_code), list_waiting_requests(scope, session, council_code)
    )
    delegations = list_delegations(scope, session, council_code, clock.today())
    notices = take_notices()
    view = present_people(current_actor(), council, members, waiting, delegations, clock.now(), notices)
    return respond.page("people/people.html", view)


@blueprint.get("/councils/<council_code>/people/<int:person_id>")
@requires(Permission.PEOPLE_MANAGE)
def person(council_code: str, person_id: int) -> Response:
    council, member = _open_member(council_code, person_id)
    return _show_person(council, member, _access_form(member))


@blueprint.post("/councils/<council_code>/people/<int:person_id>")
@requires(Permission.PEOPLE_MANAGE)
@commits
def change(council_code: str, person_id: int) -> Response:
    council, member = _open_member(council_code, person_id)
    form = _access_form(member)
    if not form.validate():
        return _show_person(council, member, form, 422)
    try:
        change_access(access=_access(council_code, person_id), to=form.access)
    except NoSuchMember:
        raise NotFound from None
    except Refusal as refusal:
        form.refuse(form.characteristics if isinstance(refusal, NotAContributor) else form.role, str(refusal))
        return _show_person(council, member, form, 422)
    flash(f"The access of {member.name} is changed.")
    return _back(council_code)


@blueprint.post("/councils/<council_code>/people/<int:person_id>/end")
@requires(Permission.PEOPLE_MANAGE)
@commits
def end(council_code: str, person_id: int) -> Response:
    _, member = _open_member(council_code, person_id)
    try:
        end_access(access=_access(council_code, person_id))
    except NoSuchMember:
        raise NotFound from None
    flash(f"The access of {member.name} has ended. What they contributed stays.")
    return _back(council_code)


@blueprint.get("/councils/<council_code>/deputies/new")
@requires(Permission.DEPUTY_NAME)
def new_deputy(council_code: str) -> Response:
    council = _open(council_code, Permission.DEPUTY_NAME)
    return _show_deputy(council, _deputy_form(council_code))


@blueprint.post("/councils/<council_code>/deputies")
@requires(Permission.DEPUTY_NAME)
@commits
def name(council_code: str) -> Response:
    council = _open(council_code, Permission.DEPUTY_NAME)
    form = _deputy_form(council_code)
    if not form.validate():
        return _show_deputy(council, form, 422)
    try:
        _name(council_code, form)
    except Refusal as refusal:
        form.refuse(_deputy_field(form, refusal), str(refusal))
        return _show_deputy(council, form, 422)
    flash("Your deputy is named, and has been told by e-mail.")
    return _back(council_code)


@blueprint.post("/councils/<council_code>/deputies/<int:delegation_id>/end")
@requires(Permission.DEPUTY_NAME)
@commits
def end_deputy(council_code: str, delegation_id: int) -> Response:
    _open(council_code, Permission.DEPUTY_NAME)
    now = current_gateways().clock.now()
    acting = Acting(db.session(), council_code, current_actor().person_id, now)
    try:
        revoke_deputy(acting=acting, delegation_id=delegation_id)
    except NoSuchDelegation:
        raise NotFound from None
    flash("They no longer stand in for you.")
    return _back(council_code)


def _name(council_code: str, form: DeputyForm) -> None:
    assert form.starts_on.data is not None, "the form is valid"
    assert form.ends_on.data is not None, "the form is valid"
    name_deputy(
        access=_access(council_code, form.person.data),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        reason=form.reason.data or "",
        today=current_gateways().clock.today(),
        address=public_url("people.people", council_code=council_code),
    )


def _deputy_field(form: DeputyForm, refusal: Refusal) -> Field:
    if isinstance(refusal, deputies.NoReason | deputies.ReasonTooLong):
        return form.reason
    if isinstance(refusal, deputies.WrongDays | deputies.DeputationTooLong):
        return form.ends_on
    if isinstance(refusal, deputies.DaysGone | deputies.DeputyAlready):
        return form.starts_on
    return form.person


def _open(council_code: str, permission: Permission) -> CouncilPlace:
    council = open_council(current_scope(), db.session(), council_code)
    allow(reason_not_in_council(current_actor(), permission, council_code))
    return council


def _open_member(council_code: str, person_id: int) -> tuple[CouncilPlace, Member]:
    """Somebody with access to a council where one may change it."""
    council = _open(council_code, Permission.PEOPLE_MANAGE)
    for member in list_members(current_scope(), db.session(), council_code):
        if member.person_id == person_id:
            return council, member
    raise NotFound


def _access(council_code: str, person_id: int) -> AccessOf:
    now = current_gateways().clock.now()
    return AccessOf(db.session(), council_code, person_id, current_actor().person_id or 0, now)


def _access_form(member: Member) -> AccessForm:
    return AccessForm.of(member, is_own=member.person_id == current_actor().person_id)


def _deputy_form(council_code: str) -> DeputyForm:
    return DeputyForm.for_members(list_members(current_scope(), db.session(), council_code))


def _back(council_code: str) -> Response:
    return respond.saved([], then=url_for("people.people", council_code=council_code))


def _show_person(council: CouncilPlace, member: Member, form: AccessForm, status: int = 200) -> Response:
    view = present_person(current_actor(), council, member, form, form.summary)
    return respond.page("people/person.html", view, status=status)


def _show_deputy(council: CouncilPlace, form: DeputyForm, status: int = 200) -> Response:
    role = current_actor().role_in(council.code)
    label = role.label if role else ""
    view = DeputyView("Name a deputy", council, label, form, form.summary, form.has_choice)
    return respond.page("people/deputy.html", view, status=status)
