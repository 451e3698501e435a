"""Inviting people to a council, sending an invitation again, revoking it, and accepting it."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tiex.accounts.commands import create_person
from tiex.accounts.queries import hash_token
from tiex.domain.errors import Refusal
from tiex.domain.invitations import INVITATION_LASTS, Invitee, ReadLines, read_lines
from tiex.domain.people import SIGNATORIES, Role, UnconfirmedSignatory, check_succession
from tiex.gateways.mail import Mail
from tiex.invitations.queries import read_known
from tiex.models import CouncilRow, DelegationRow, InvitationRow, MembershipRow, PersonRow
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry

OPEN_TO_THEIR_COUNCIL = frozenset(Role) - SIGNATORIES


class DeadInvitation(Refusal):
    sentence = "This invitation has been used or taken back, is too old, or its address is not complete."


class NoSuchInvitation(Refusal):
    sentence = "This invitation has been accepted or taken back already."


class ForwardedInvitation(Refusal):
    sentence = "This invitation is for another e-mail address than the one you are signed in with."


@dataclass(frozen=True, slots=True)
class Inviting:
    """Who invites to which council, and when. `link_to` makes an address of a token."""

    session: Session
    council_code: str
    actor_id: int
    link_to: Callable[[str], str]
    now: datetime


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


def lock_council(session: Session, council_code: str) -> None:
    """Whoever else would change who is in this council waits until this transaction is over."""
    row = update(CouncilRow).where(CouncilRow.code == council_code).values(name=CouncilRow.name)
    session.execute(row.execution_options(synchronize_session=False))


def invite_all(*, inviting: Inviting, text: str) -> ReadLines:
    """Invite everybody named in the lines, or nobody where a line is bad."""
    lock_council(inviting.session, inviting.council_code)
    read = read_lines(text, read_known(inviting.session, inviting.council_code, inviting.now))
    if not read.bad:
        invite(inviting=inviting, invitees=read.invitees)
    return read


def invite(*, inviting: Inviting, invitees: Sequence[Invitee], job_title: str = "") -> None:
    """Send each of them an invitation; one that waited for the same address no longer works."""
    session = inviting.session
    addresses = [invitee.email for invitee in invitees]
    earlier = (*_unanswered(inviting.council_code, None), InvitationRow.email.in_(addresses))
    session.execute(update(InvitationRow).where(*earlier).values(revoked_at=inviting.now))
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
        _audit(inviting, "invitation sent", row.id, None, given)
        _mail(inviting, row, token, names)


def send_again(*, inviting: Inviting, invitation_id: int, roles: frozenset[Role] = OPEN_TO_THEIR_COUNCIL) -> str:
    """A new token, so that the mail sent before no longer works; returns the address that it goes to."""
    token = secrets.token_urlsafe(32)
    row = _unanswered_row(inviting, invitation_id, roles)
    row.token_sha256, row.expires_at = hash_token(token), inviting.now + INVITATION_LASTS
    row.times_sent += 1
    inviting.session.flush()
    _audit(inviting, "invitation sent again", row.id, None, row.times_sent)
    _mail(inviting, row, token, _names(inviting.session, inviting.council_code, inviting.actor_id))
    return row.email


def revoke(*, inviting: Inviting, invitation_id: int, roles: frozenset[Role] = OPEN_TO_THEIR_COUNCIL) -> str:
    """The link in its mail no longer works; returns the address that it went to."""
    row = _unanswered_row(inviting, invitation_id, roles)
    row.revoked_at = inviting.now
    inviting.session.flush()
    _audit(inviting, "invitation revoked", row.id, row.email, None)
    return row.email


def accept(
    *, session: Session, token: str, now: datetime, person_id: int | None = None, newcomer: Newcomer | None = None
) -> str:
    """As the person who is signed in, or as a newcomer who thereby gets an account; returns their session key.

    The invitation is claimed before anything else, so that of two who accept at once one is refused.
    """
    waiting = (
        InvitationRow.token_sha256 == hash_token(token),
        InvitationRow.accepted_at.is_(None),
        InvitationRow.revoked_at.is_(None),
        InvitationRow.expires_at > now,
    )
    invitation_id = session.scalar(
        update(InvitationRow).where(*waiting).values(accepted_at=now).returning(InvitationRow.id)
    )
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
    _let_in(session, invitation, person, now)
    return person.session_key


def _let_in(session: Session, invitation: InvitationRow, person: PersonRow, now: datetime) -> None:
    """Whoever has access already keeps it as it is, unless they become a signatory."""
    lock_council(session, invitation.council_code)
    role = Role(invitation.role)
    row = session.get(MembershipRow, (person.id, invitation.council_code), populate_existing=True)
    present = Role(row.role) if row and row.ended_at is None else None
    if role in SIGNATORIES:
        check_succession(role=role, present=present)
        _step_down(session, invitation, person, now)
    elif present is not None:
        return
    row = row or MembershipRow(person_id=person.id, council_code=invitation.council_code)
    row.role, row.role_group, row.service_area = role.value, invitation.role_group, invitation.service_area
    row.characteristics, row.ended_at = list(invitation.characteristics or []), None
    session.add(row)
    append_entry(
        session,
        at=now,
        actor_id=person.id,
        action="invitation accepted",
        subject=f"person {person.id}",
        council_code=invitation.council_code,
        before=present,
        after=role.value,
    )


def _step_down(session: Session, invitation: InvitationRow, successor: PersonRow, now: datetime) -> None:
    """The signatory before becomes a reader, and whoever stood in for them no longer does."""
    place = {"council_code": invitation.council_code, "role": invitation.role}
    stands_in = update(DelegationRow).filter_by(**place, revoked_at=None).values(revoked_at=now)
    session.execute(stands_in)
    query = select(MembershipRow).filter_by(**place, ended_at=None).where(MembershipRow.person_id != successor.id)
    for row in session.scalars(query.execution_options(populate_existing=True)):
        row.role = Role.READER.value
        append_entry(
            session,
            at=now,
            actor_id=successor.id,
            action="signatory succeeded",
            subject=f"person {row.person_id}",
            council_code=invitation.council_code,
            before=invitation.role,
            after=row.role,
        )
        former = session.get_one(PersonRow, row.person_id)
        council = session.get_one(CouncilRow, invitation.council_code).name
        view = SteppedDownMail(former.name, council, Role(invitation.role).label, successor.name)
        body = render_template("emails/stepped_down.txt", view=view)
        queue_mail(session, Mail(former.email, f"{council} has a new {view.role}", body), now)


def _unanswered(council_code: str, invitation_id: int | None) -> tuple[Any, ...]:
    place = (
        InvitationRow.council_code == council_code,
        InvitationRow.accepted_at.is_(None),
        InvitationRow.revoked_at.is_(None),
    )
    return place if invitation_id is None else (*place, InvitationRow.id == invitation_id)


def _unanswered_row(inviting: Inviting, invitation_id: int, roles: frozenset[Role]) -> InvitationRow:
    lock_council(inviting.session, inviting.council_code)
    query = select(InvitationRow).where(*_unanswered(inviting.council_code, invitation_id))
    row = inviting.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NoSuchInvitation
    if Role(row.role) not in roles:
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


def _audit(inviting: Inviting, action: str, invitation_id: int, before: Any, after: Any) -> None:
    append_entry(
        inviting.session,
        at=inviting.now,
        actor_id=inviting.actor_id,
        action=action,
        subject=f"invitation {invitation_id}",
        council_code=inviting.council_code,
        before=before,
        after=after,
    )
