"""Inviting people with a look at the lines before anything is sent, and accepting an invitation."""

from datetime import datetime

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_in_council
from tiex.access.session import start_session
from tiex.accounts.commands import AddressTaken
from tiex.domain.invitations import BadLine, NobodyNamed, TooManyLines, read_lines
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.invitations import commands
from tiex.invitations.commands import DeadInvitation, Inviting, Newcomer, NoSuchInvitation
from tiex.invitations.forms import FileTooLarge, LinesForm, NewcomerForm, UnreadableFile
from tiex.invitations.presenters import (
    DeadInvitationView,
    ForwardedView,
    present_invitation,
    present_invite,
    present_preview,
)
from tiex.invitations.queries import (
    CouncilPlace,
    OpenInvitation,
    find_invitation,
    list_domains,
    open_council,
    read_known,
)
from tiex.passwords.commands import WeakPassword
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.transaction import commits
from tiex.web.tries import limit_tries

blueprint = Blueprint("invitations", __name__)
NOT_READ = (NobodyNamed, TooManyLines, UnreadableFile, FileTooLarge)


@blueprint.get("/councils/<council_code>/invitations/new")
@requires(Permission.PEOPLE_MANAGE)
def write(council_code: str) -> Response:
    return _show_lines(_open(council_code), LinesForm())


@blueprint.post("/councils/<council_code>/invitations/preview")
@requires(Permission.PEOPLE_MANAGE)
@commits
def preview(council_code: str) -> Response:
    """Nothing is sent: it shows who would be invited, or which lines to put right."""
    council, form = _open(council_code), LinesForm()
    if "change" in request.form:
        return _show_lines(council, form)
    try:
        lines = form.read()
        read = read_lines(lines, read_known(db.session(), council_code, _now()))
    except NOT_READ as refusal:
        is_about_file = isinstance(refusal, UnreadableFile | FileTooLarge)
        form.refuse(form.file if is_about_file else form.lines, str(refusal))
        return _show_lines(council, form, status=422)
    form.lines.data = lines
    if read.bad:
        return _show_bad_lines(council, form, read.bad)
    domains = list_domains(db.session(), council_code)
    return respond.page("invitations/preview.html", present_preview(council, domains, read, lines))


@blueprint.post("/councils/<council_code>/invitations")
@requires(Permission.PEOPLE_MANAGE)
@commits
def send(council_code: str) -> Response:
    """The lines are read once more: somebody may have been invited since they were looked through."""
    council, form = _open(council_code), LinesForm()
    try:
        read = commands.invite_all(inviting=_inviting(council_code), text=form.lines.data or "")
    except NOT_READ as refusal:
        form.refuse(form.lines, str(refusal))
        return _show_lines(council, form, status=422)
    if read.bad:
        return _show_bad_lines(council, form, read.bad)
    number = len(read.invitees)
    flash("1 invitation is on its way." if number == 1 else f"{number} invitations are on their way.")
    return _back(council_code)


@blueprint.post("/councils/<council_code>/invitations/<int:invitation_id>/send-again")
@requires(Permission.PEOPLE_MANAGE)
@commits
def send_again(council_code: str, invitation_id: int) -> Response:
    _open(council_code)
    try:
        address = commands.send_again(inviting=_inviting(council_code), invitation_id=invitation_id)
    except NoSuchInvitation:
        raise NotFound from None
    flash(f"A new invitation is on its way to {address}. The one before no longer works.")
    return _back(council_code)


@blueprint.post("/councils/<council_code>/invitations/<int:invitation_id>/revoke")
@requires(Permission.PEOPLE_MANAGE)
@commits
def revoke(council_code: str, invitation_id: int) -> Response:
    _open(council_code)
    try:
        address = commands.revoke(inviting=_inviting(council_code), invitation_id=invitation_id)
    except NoSuchInvitation:
        raise NotFound from None
    flash(f"The invitation to {address} is taken back and no longer works.")
    return _back(council_code)


@blueprint.get("/invitations/<token>")
@requires(Permission.INVITATION_ACCEPT)
def invitation(token: str) -> Response:
    found = find_invitation(db.session(), token, _now())
    if found is None:
        return _show_dead()
    return _show_invitation(token, found, NewcomerForm(name=found.name, job_title=found.job_title))


@blueprint.post("/invitations/<token>")
@requires(Permission.INVITATION_ACCEPT)
@limit_tries
@commits
def accept(token: str) -> Response:
    found = find_invitation(db.session(), token, _now())
    if found is None:
        return _show_dead()
    form, actor = NewcomerForm(), current_actor()
    if actor.is_signed_in or found.account_id is not None:
        return _accept_as_oneself(token, found, form)
    if not form.validate():
        return _show_invitation(token, found, form, 422)
    newcomer = Newcomer(form.name.data or "", form.job_title.data or "", form.password.data or "")
    try:
        key = commands.accept(session=db.session(), token=token, now=_now(), newcomer=newcomer)
    except DeadInvitation:
        return _show_dead()
    except AddressTaken:
        db.session().rollback()
        return respond.saved([], then=url_for("invitations.invitation", token=token))
    except WeakPassword as refusal:
        form.refuse(form.password, str(refusal))
        return _show_invitation(token, found, form, 422)
    start_session(key)
    return _welcome()


def _accept_as_oneself(token: str, found: OpenInvitation, form: NewcomerForm) -> Response:
    """Somebody with an account accepts signed in, and nobody but them."""
    actor = current_actor()
    if actor.person_id != found.account_id or actor.person_id is None:
        return _show_invitation(token, found, form, 403)
    try:
        commands.accept(session=db.session(), token=token, now=_now(), person_id=actor.person_id)
    except DeadInvitation:
        return _show_dead()
    return _welcome()


def _welcome() -> Response:
    return respond.saved([], then=url_for("councils.my_council"))


def _open(council_code: str) -> CouncilPlace:
    """A council to which one may invite."""
    council = open_council(current_scope(), db.session(), council_code)
    allow(reason_not_in_council(current_actor(), Permission.PEOPLE_MANAGE, council_code))
    return council


def link_to(token: str) -> str:
    return public_url("invitations.invitation", token=token)


def _inviting(council_code: str) -> Inviting:
    return Inviting(db.session(), council_code, current_actor().person_id or 0, link_to, _now())


def _now() -> datetime:
    return current_gateways().clock.now()


def _back(council_code: str) -> Response:
    return respond.saved([], then=url_for("people.people", council_code=council_code))


def _show_lines(council: CouncilPlace, form: LinesForm, *, status: int = 200) -> Response:
    view = present_invite(council, list_domains(db.session(), council.code), form, form.summary)
    return respond.page("invitations/write.html", view, status=status)


def _show_bad_lines(council: CouncilPlace, form: LinesForm, bad: tuple[BadLine, ...]) -> Response:
    number = len(bad)
    form.refuse(form.lines, "1 line has to be put right" if number == 1 else f"{number} lines have to be put right")
    view = present_invite(council, list_domains(db.session(), council.code), form, form.summary, bad)
    return respond.page("invitations/write.html", view, status=422)


def _show_invitation(token: str, found: OpenInvitation, form: NewcomerForm, status: int = 200) -> Response:
    actor = current_actor()
    if actor.is_signed_in and actor.person_id != found.account_id:
        return respond.page("invitations/forwarded.html", ForwardedView(_OTHERS, actor.name), status=403)
    view = present_invitation(token, found, actor, form, form.summary)
    return respond.page("invitations/invitation.html", view, status=status)


def _show_dead() -> Response:
    return respond.page("invitations/dead.html", DeadInvitationView("This invitation no longer works"), status=410)


_OTHERS = "This invitation is for somebody else"
