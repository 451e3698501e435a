"""The page of the sign-off, and sending, signing, returning and reopening on it."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, url_for

from tiex.access.guard import allow, current_actor, current_scope, require_second_factor_of, requires
from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council, reason_not_in_council, reason_not_to_act_for
from tiex.accounts.commands import NotConfirmed, confirm_person
from tiex.cells.presenters import Problem
from tiex.consensus.commands import Change, begin_change
from tiex.consensus.queries import OpenConsensus, open_consensus, read_content
from tiex.domain.consensus import document_of, fingerprint_of, missing
from tiex.domain.errors import Refusal
from tiex.domain.people import SIGNATORIES, Role
from tiex.domain.signoff import ReasonMissing, Signatory
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.invitations.commands import lock_council
from tiex.passwords.commands import write_down_failure
from tiex.people.queries import signing_roles_of
from tiex.signoff import commands
from tiex.signoff.forms import SignoffForm, read_entry_id, read_signoff_form
from tiex.signoff.presenters import SignoffView, Standpoint, present_signoff
from tiex.signoff.queries import published_version, read_reading
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.errors import status_of
from tiex.web.transaction import commits
from tiex.web.tries import limit_tries

blueprint = Blueprint("signoff", __name__, url_prefix="/assessments/<int:assessment_id>/sign-off")
TEMPLATE = "signoff/sign_off.html"


class SecretMissing(Refusal):
    sentence = "Enter your password, so that it is certain that it is you. A code from your app does as well."


@blueprint.get("")
@requires(Permission.SIGNOFF_READ)
def sign_off(assessment_id: int) -> Response:
    return respond.page(TEMPLATE, _view(_open(assessment_id)))


@blueprint.post("/send")
@requires(Permission.SIGNOFF_SEND)
@commits
def send(assessment_id: int) -> Response:
    change = _change(assessment_id, Permission.SIGNOFF_SEND)
    try:
        commands.send_for_signoff(change=change)
    except Refusal as refusal:
        return _refused(assessment_id, refusal, "#where")
    return _done(assessment_id)


@blueprint.post("/sign")
@requires(Permission.SIGNOFF_SIGN)
@limit_tries
@commits
def sign(assessment_id: int) -> Response:
    form = read_signoff_form()

    def act(change: Change, signatory: Signatory) -> None:
        commands.sign(change=change, signatory=signatory, shown=form.shown)

    return _in_person(assessment_id, Permission.SIGNOFF_SIGN, form, act, "sign")


@blueprint.post("/return")
@requires(Permission.SIGNOFF_RETURN)
@commits
def send_back(assessment_id: int) -> Response:
    form = read_signoff_form()
    change, signatory = _acting(assessment_id, Permission.SIGNOFF_RETURN, form)
    try:
        commands.send_back(change=change, signatory=signatory, shown=form.shown, reason=form.reason)
    except Refusal as refusal:
        href = f"#return-reason-{signatory.role.value}" if isinstance(refusal, ReasonMissing) else "#where"
        return _refused(assessment_id, refusal, href, form.reason)
    return _done(assessment_id)


@blueprint.post("/reopen")
@requires(Permission.SIGNOFF_REOPEN)
@limit_tries
@commits
def reopen(assessment_id: int) -> Response:
    form = read_signoff_form()

    def act(change: Change, signatory: Signatory) -> None:
        commands.reopen(change=change, signatory=signatory, shown=form.shown, reason=form.reason)

    return _in_person(assessment_id, Permission.SIGNOFF_REOPEN, form, act, "reopen")


@blueprint.post("/read")
@requires(Permission.SIGNOFF_READ)
@commits
def mark_read(assessment_id: int) -> Response:
    change = _change(assessment_id, Permission.SIGNOFF_READ)
    commands.mark_read(change=change, entry_id=read_entry_id())
    return _done(assessment_id)


def _in_person(
    assessment_id: int,
    permission: Permission,
    form: SignoffForm,
    act: Callable[[Change, Signatory], None],
    name: str,
) -> Response:
    """Do it once it is certain who does it. That is asked before anything is locked, so that a failure can count."""
    signatory = _signatory(_open(assessment_id), permission, form)
    secret, reason = (f"#{name}-{part}-{signatory.role.value}" for part in ("password", "reason"))
    try:
        _confirm(form.secret)
    except Refusal as refusal:
        return _refused(assessment_id, refusal, secret, form.reason)
    try:
        act(*_acting(assessment_id, permission, form))
    except Refusal as refusal:
        return _refused(assessment_id, refusal, reason if isinstance(refusal, ReasonMissing) else "#where", form.reason)
    return _done(assessment_id)


def _confirm(secret: str) -> None:
    """By the password or a code of their app; NotConfirmed otherwise, which is counted."""
    if not secret:
        raise SecretMissing
    session, now, person_id = db.session(), current_gateways().clock.now(), current_actor().person_id or 0
    try:
        confirm_person(session=session, person_id=person_id, secret=secret, now=now)
    except NotConfirmed as refusal:
        write_down_failure(session=session, refusal=refusal, now=now)
        raise


def _acting(assessment_id: int, permission: Permission, form: SignoffForm) -> tuple[Change, Signatory]:
    """The consensus and for whom this person acts, with nobody else changing it or who signs for the council."""
    lock_council(db.session(), _open(assessment_id).council_code)
    change = _change(assessment_id, Permission.SIGNOFF_READ)
    return change, _signatory(change.consensus, permission, form)


def _signatory(consensus: OpenConsensus, permission: Permission, form: SignoffForm) -> Signatory:
    """For whom this person acts: as the form says, else for their own role; Forbidden where they may not."""
    actor, code = current_actor(), consensus.council_code
    own = actor.role_in(code)
    role = form.role or (own if own in SIGNATORIES else None) or Role.LEADER
    allow(reason_not_to_act_for(actor, permission, code, role, _signs_for(code)))
    if own is not role:
        require_second_factor_of(actor)
    return Signatory(actor.person_id or 0, role, own is not role)


def _signs_for(council_code: str) -> frozenset[Role]:
    return signing_roles_of(current_scope(), db.session(), council_code, current_gateways().clock.today())


def _open(assessment_id: int) -> OpenConsensus:
    consensus = open_consensus(current_scope(), db.session(), assessment_id)
    allow(reason_not_in_council(current_actor(), Permission.SIGNOFF_READ, consensus.council_code))
    return consensus


def _change(assessment_id: int, permission: Permission) -> Change:
    """The consensus with nobody else changing it."""
    session, actor, clock = db.session(), current_actor(), current_gateways().clock
    consensus = begin_change(current_scope(), session, assessment_id)
    allow(reason_not_in_council(actor, permission, consensus.council_code))
    address = public_url("signoff.sign_off", assessment_id=assessment_id)
    return Change(session, consensus, actor.person_id or 0, actor.name, clock.today(), clock.now(), address)


def _done(assessment_id: int) -> Response:
    return respond.saved([], then=url_for("signoff.sign_off", assessment_id=assessment_id))


def _refused(assessment_id: int, refusal: Refusal, href: str, typed_reason: str = "") -> Response:
    """The page as it stands now, with what was typed but for the password."""
    db.session.rollback()
    view = _view(_open(assessment_id), typed_reason, (Problem(href, str(refusal)),))
    return respond.invalid([], template=TEMPLATE, view=view, status=status_of(refusal))


def _view(consensus: OpenConsensus, typed_reason: str = "", problems: tuple[Problem, ...] = ()) -> SignoffView:
    session, scope, edition = db.session(), current_scope(), consensus.assessment.edition
    content = read_content(session, consensus)
    view = present_signoff(
        consensus,
        content,
        missing(edition, content.answers),
        read_reading(scope, session, consensus),
        fingerprint=fingerprint_of(document_of(edition, content, consensus.state.version)),
        standing=consensus.standing(current_actor(), current_gateways().clock.today()),
        standpoint=_standpoint(consensus),
        typed_reason=typed_reason,
        problems=problems,
    )
    is_published = consensus.state.is_signed_off and published_version(session, consensus) == view.fingerprint
    return replace(view, is_published=is_published)


def _standpoint(consensus: OpenConsensus) -> Standpoint:
    """For whom this person can act, in their own role first."""
    actor, code = current_actor(), consensus.council_code
    own = actor.role_in(code)
    roles = sorted(_signs_for(code), key=list(Role).index)
    signatories = tuple(Signatory(actor.person_id or 0, role, role is not own) for role in roles)
    no_part = reason_not_in_council(actor, Permission.SIGNOFF_SIGN, code) or ""
    may_send = may_in_council(actor, Permission.SIGNOFF_SEND, code)
    reason = "" if may_send else reason_not_in_council(actor, Permission.SIGNOFF_SEND, code) or ""
    return Standpoint(signatories, reason, "" if signatories else no_part, actor.has_second_factor)
