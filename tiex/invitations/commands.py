"""Inviting people to a council, sending an invitation again, revoking it, and accepting it."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from tiex.access.guard import allow
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_in_council
from tiex.access.scope import Scope
from tiex.accounts.commands import create_person
from tiex.accounts.queries import hash_token
from tiex.domain.errors import Refusal
from tiex.domain.invitations import INVITATION_LASTS, Invitee, ReadLines, read_lines
from tiex.domain.people import (
    SIGNATORIES,
    Actor,
    Membership,
    Role,
    UnconfirmedSignatory,
    check_administrator,
    check_succession,
)
from tiex.gateways.clock import UK
from tiex.gateways.mail import Mail
from tiex.invitations.queries import is_open, is_unanswered, read_known, read_role
from tiex.models import CouncilRow, DelegationRow, InvitationRow, MembershipRow, PersonRow
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry

_SIGNATORY_ROLES = sorted(role.value for role in SIGNATORIES)


class DeadInvitation(Refusal):
    sentence = "This invitation has been used or taken back, is too old, or its address is not complete."


class NoSuchInvitation(Refusal):
    sentence = "This invitation has been accepted or taken back already."


class ForwardedInvitation(Refusal):
    sentence = "This invitation is for another e-mail address than the one you are signed in with."


@dataclass(frozen=True, slots=True)
class Acting:
    """Who changes who is in a council, and when; where nobody does, it is the exchange itself."""

    session: Session
    council_code: str
    actor_id: int | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What the trail says of one row."""

    action: str
    subject: str
    before: Any = None
    after: Any = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Inviting:
    """Who invites to which council, and when. `link_to` makes an address of a token.

    Administrators of the exchange invite its signatories, and its signatories everybody else.
    """

    session: Session
    council_code: str
    actor_id: int
    link_to: Callable[[str], str]
    now: datetime
    is_administrator: bool = False

    @property
    def acting(self) -> Acting:
        return Acting(self.session, self.council_code, self.actor_id, self.now)

    @property
    def scope(self) -> Scope:
        return Scope(self.actor_id, frozenset({self.council_code}))


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody without an account gives of themselves."""

    name: str
    job_title: str
    password: str


@dataclass(frozen=True, slots=True)
class InvitationMail:
    name: str
    council: str
    by: str
    role: str
    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SteppedDownMail:
    name: str
    council: str
    role: str
    successor: str


# Whoever changes who is in a council takes its row first, then rows of invitations, requests, memberships and
# delegations, and then writes to the trail: to that of the exchange before that of the council. So nobody waits for
# somebody who waits for them.
def lock_council(session: Session, council_code: str) -> None:
    """Whoever else would change who is in this council waits until this transaction is over."""
    row = update(CouncilRow).where(CouncilRow.code == council_code).values(name=CouncilRow.name)
    session.execute(row.execution_options(synchronize_session=False))


def lock_council_as(acting: Acting, permission: Permission) -> Role:
    """The actor's role once nobody else can change it; Forbidden where it does not let them do this.

    What the request began with may be over: somebody took over from them, or ended their access.
    """
    lock_council(acting.session, acting.council_code)
    role = read_role(acting.session, acting.council_code, acting.actor_id)
    memberships = () if role is None else (Membership(acting.council_code, role),)
    actor = Actor(acting.actor_id, memberships=memberships)
    allow(reason_not_in_council(actor, permission, acting.council_code))
    assert role is not None, "whoever has no role there is not allowed"
    return role


def lock_council_for(inviting: Inviting) -> None:
    """As whoever may invite to it: a signatory, or an administrator who does not belong to it."""
    if not inviting.is_administrator:
        lock_council_as(inviting.acting, Permission.PEOPLE_MANAGE)
        return
    lock_council(inviting.session, inviting.council_code)
    check_administrator(read_role(inviting.session, inviting.council_code, inviting.actor_id))


def invite_all(*, inviting: Inviting, text: str) -> ReadLines:
    """Invite everybody named in the lines, or nobody where a line is bad."""
    lock_council_for(inviting)
    read = read_lines(text, read_known(inviting.session, inviting.council_code, inviting.now))
    if not read.bad:
        invite(inviting=inviting, invitees=read.invitees)
    return read


def invite(
    *, inviting: Inviting, invitees: Sequence[Invitee], job_title: str = "", because: Sequence[Change] = ()
) -> None:
    """Send each of them an invitation; one whose place it takes no longer works.

    What it is `because` of is written down before.
    """
    session = inviting.session
    changes = [*because]
    changes += revoke_invitations(inviting.acting, _displaced(invitees), why="Another invitation took its place.")
    names = _names(session, inviting.council_code, inviting.actor_id)
    for invitee in invitees:
        token = secrets.token_urlsafe(32)
        row = InvitationRow(
            council_code=inviting.council_code,
            email=invitee.email,
            name=invitee.name,
            job_title=job_title,
            role=invitee.role.value,
            role_group=invitee.role_group or "",
            service_area=invitee.service_area,
            characteristics=list(invitee.characteristics),
            invited_by_id=inviting.actor_id,
            token_sha256=hash_token(token),
            created_at=inviting.now,
            expires_at=inviting.now + INVITATION_LASTS,
        )
        session.add(row)
        session.flush()
        given = [invitee.email, invitee.role.value, row.role_group, row.service_area, *invitee.characteristics]
        changes.append(Change("invitation sent", f"invitation {row.id}", after=given))
        _mail(inviting, row, token, names)
    write_down(inviting.acting, *changes)


def _displaced(invitees: Sequence[Invitee]) -> ColumnElement[bool]:
    """Earlier invitations of the same addresses and, as there is one of them, of the same signatory.

    Whoever lets in others cannot void what an administrator sent to a signatory.
    """
    is_theirs = InvitationRow.email.in_([invitee.email for invitee in invitees])
    signatories = [invitee.role.value for invitee in invitees if invitee.role in SIGNATORIES]
    if signatories:
        return or_(is_theirs, InvitationRow.role.in_(signatories))
    return and_(is_theirs, InvitationRow.role.not_in(_SIGNATORY_ROLES))


def send_again(*, inviting: Inviting, invitation_id: int) -> str:
    """A new token, so that the mail sent before no longer works; returns the address that it goes to."""
    token = secrets.token_urlsafe(32)
    row = _unanswered_row(inviting, invitation_id)
    row.token_sha256, row.expires_at = hash_token(token), inviting.now + INVITATION_LASTS
    row.times_sent += 1
    write_down(inviting.acting, Change("invitation sent again", f"invitation {row.id}", after=row.times_sent))
    _mail(inviting, row, token, _names(inviting.session, inviting.council_code, inviting.actor_id))
    return row.email


def revoke(*, inviting: Inviting, invitation_id: int) -> str:
    """The link in its mail no longer works; returns the address that it went to."""
    row = _unanswered_row(inviting, invitation_id)
    row.revoked_at = inviting.now
    write_down(inviting.acting, Change("invitation revoked", f"invitation {row.id}", before=row.email))
    return row.email


def revoke_invitations(acting: Acting, which: ColumnElement[bool], *, why: str) -> list[Change]:
    """These of the council's unanswered invitations no longer work; returns what to write down."""
    change = update(InvitationRow).where(*is_unanswered(acting.council_code), which).values(revoked_at=acting.now)
    revoked = acting.session.execute(change.returning(InvitationRow.id, InvitationRow.email)).all()
    return [
        Change("invitation revoked", f"invitation {invitation_id}", before=email, reason=why)
        for invitation_id, email in sorted(revoked)
    ]


def end_deputies(acting: Acting, *which: ColumnElement[bool], why: str = "") -> list[Change]:
    """These deputies of the council no longer stand in for anybody; returns what to write down."""
    is_not_over = (
        DelegationRow.council_code == acting.council_code,
        DelegationRow.revoked_at.is_(None),
        DelegationRow.ends_on >= acting.now.astimezone(UK).date(),
    )
    change = update(DelegationRow).where(*is_not_over, *which).values(revoked_at=acting.now)
    ended = acting.session.execute(change.returning(DelegationRow.id, DelegationRow.person_id)).all()
    return [
        Change("deputy revoked", f"delegation {delegation_id}", before=person_id, reason=why)
        for delegation_id, person_id in sorted(ended)
    ]


def accept(
    *, session: Session, token: str, now: datetime, person_id: int | None = None, newcomer: Newcomer | None = None
) -> str:
    """As the person who is signed in, or as a newcomer who thereby gets an account; returns their session key.

    The invitation is claimed before anything else, so that of two who accept at once one is refused.
    """
    council_code = session.scalar(select(InvitationRow.council_code).where(*is_open(token, now)))
    if council_code is None:
        raise DeadInvitation
    lock_council(session, council_code)
    claim = update(InvitationRow).where(*is_open(token, now)).values(accepted_at=now)
    invitation_id = session.scalar(claim.returning(InvitationRow.id))
    if invitation_id is None:
        raise DeadInvitation
    invitation = session.get_one(InvitationRow, invitation_id, populate_existing=True)
    if newcomer is not None:
        person_id = create_person(
            session=session,
            email=invitation.email,
            name=newcomer.name,
            password=newcomer.password,
            job_title=newcomer.job_title,
            now=now,
        )
    person = session.get_one(PersonRow, person_id)
    if person.email != invitation.email:
        raise ForwardedInvitation
    _let_in(Acting(session, council_code, person.id, now), invitation, person)
    return person.session_key


def _let_in(acting: Acting, invitation: InvitationRow, person: PersonRow) -> None:
    """Whoever has access already keeps it as it is, unless they become a signatory."""
    session, role = acting.session, Role(invitation.role)
    row = session.get(MembershipRow, (person.id, invitation.council_code), populate_existing=True)
    present = Role(row.role) if row and row.ended_at is None else None
    changes: list[Change] = []
    if role in SIGNATORIES:
        check_succession(role=role, present=present)
        changes = _take_over(acting, role, person)
    elif present is not None:
        stays = "They had access already, which stays as it is."
        write_down(acting, Change("invitation accepted", f"person {person.id}", present, present, stays))
        return
    row = row or MembershipRow(person_id=person.id, council_code=invitation.council_code)
    row.role, row.role_group, row.service_area = role.value, invitation.role_group, invitation.service_area
    row.characteristics, row.ended_at = list(invitation.characteristics or []), None
    session.add(row)
    sent = and_(InvitationRow.invited_by_id == person.id, InvitationRow.role.in_(_SIGNATORY_ROLES))
    changes += revoke_invitations(acting, sent, why="The administrator who sent it belongs to the council now.")
    write_down(acting, *changes, Change("invitation accepted", f"person {person.id}", present, role.value))


def _take_over(acting: Acting, role: Role, successor: PersonRow) -> list[Change]:
    """The signatory before becomes a reader, whoever stood in for them no longer does, and nobody else is invited to
    be it; returns what to write down."""
    session, why = acting.session, f"There is a new {role.label}."
    changes = end_deputies(acting, DelegationRow.role == role.value, why=why)
    changes += revoke_invitations(acting, InvitationRow.role == role.value, why=why)
    place = {"council_code": acting.council_code, "role": role.value, "ended_at": None}
    query = select(MembershipRow).filter_by(**place).where(MembershipRow.person_id != successor.id)
    for row in session.scalars(query.execution_options(populate_existing=True)):
        row.role = Role.READER.value
        changes.append(Change("signatory succeeded", f"person {row.person_id}", role.value, row.role))
        former = session.get_one(PersonRow, row.person_id)
        council = session.get_one(CouncilRow, acting.council_code).name
        view = SteppedDownMail(former.name, council, role.label, successor.name)
        body = render_template("emails/stepped_down.txt", view=view)
        queue_mail(session, Mail(former.email, f"{council} has a new {view.role}", body), acting.now)
    session.flush()
    return changes


def _unanswered_row(inviting: Inviting, invitation_id: int) -> InvitationRow:
    lock_council_for(inviting)
    is_this = InvitationRow.id == invitation_id
    query = select(InvitationRow).where(*is_unanswered(inviting.council_code), is_this)
    row = inviting.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NoSuchInvitation
    if (Role(row.role) in SIGNATORIES) != inviting.is_administrator:
        raise UnconfirmedSignatory
    return row


def _names(session: Session, council_code: str, actor_id: int) -> tuple[str, str]:
    """Of the council, and of whoever invites to it."""
    return session.get_one(CouncilRow, council_code).name, session.get_one(PersonRow, actor_id).name


def _mail(inviting: Inviting, row: InvitationRow, token: str, names: tuple[str, str]) -> None:
    council, by = names
    view = InvitationMail(row.name, council, by, Role(row.role).label, inviting.link_to(token), row.expires_at)
    body = render_template("emails/invitation.txt", view=view)
    queue_mail(inviting.session, Mail(row.email, f"You are invited to {council}’s self-assessment", body), inviting.now)


def write_down(acting: Acting, *changes: Change) -> None:
    """An entry in the trail for each, once all rows are changed."""
    for change in changes:
        append_entry(
            acting.session,
            at=acting.now,
            actor_id=acting.actor_id,
            action=change.action,
            subject=change.subject,
            council_code=acting.council_code,
            before=change.before,
            after=change.after,
            reason=change.reason,
        )
