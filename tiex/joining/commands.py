"""Asking to join a council, confirming the address, and deciding."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tiex.accounts.queries import hash_token
from tiex.domain.errors import Refusal
from tiex.domain.invitations import Invitee
from tiex.domain.people import JOIN_LINK_LASTS, Role, check_role_given
from tiex.gateways.mail import Mail
from tiex.invitations.commands import Inviting, invite
from tiex.joining.queries import list_deciders
from tiex.models import CouncilRow, JoinRequestRow, MembershipRow, PersonRow
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry

_LINKS_AT_ONCE = 3


class DeadJoinLink(Refusal):
    sentence = "This link has been used already, is too old, or is not complete."


class DecidedAlready(Refusal):
    sentence = "Somebody else has decided about this request meanwhile."


class NoReasonGiven(Refusal):
    sentence = "Say why, so that they know what to do. They get it by e-mail."


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody says of themselves."""

    council_code: str
    email: str
    name: str
    job_title: str
    why: str


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides about which request; `role` is theirs in the council."""

    inviting: Inviting
    request_id: int
    role: Role


@dataclass(frozen=True, slots=True)
class JoinMail:
    """What the mails about a request say; each template uses a part of it."""

    to: str
    council: str
    name: str
    job_title: str
    email: str
    why: str
    address: str = ""
    expires_at: datetime | None = None
    by: str = ""
    reason: str = ""


def ask(*, session: Session, asking: Asking, link_to: Callable[[str], str], now: datetime) -> None:
    """Mail a link that confirms the address, unless enough of them are on their way.

    What happens is the same whether the address has an account or not.
    """
    is_theirs = (JoinRequestRow.email == asking.email, JoinRequestRow.confirmed_at.is_(None))
    session.execute(delete(JoinRequestRow).where(*is_theirs, JoinRequestRow.expires_at <= now))
    if session.scalars(select(func.count()).where(*is_theirs)).one() >= _LINKS_AT_ONCE:
        return
    token, expires_at = secrets.token_urlsafe(32), now + JOIN_LINK_LASTS
    row = JoinRequestRow(
        council_code=asking.council_code,
        email=asking.email,
        name=asking.name,
        job_title=asking.job_title,
        why=asking.why,
        token_sha256=hash_token(token),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    _mail(session, row, "join_confirm", "Confirm your e-mail address", now, address=link_to(token))


def confirm(*, session: Session, token: str, address_of: Callable[[str, int], str], now: datetime) -> str:
    """The address is theirs, so those who decide are told; returns the council's name.

    `address_of` makes the address of a request from its council and its id.
    """
    waiting = (
        JoinRequestRow.token_sha256 == hash_token(token),
        JoinRequestRow.confirmed_at.is_(None),
        JoinRequestRow.expires_at > now,
    )
    change = update(JoinRequestRow).where(*waiting).values(confirmed_at=now).returning(JoinRequestRow.id)
    request_id = session.scalar(change)
    if request_id is None:
        raise DeadJoinLink
    row = session.get_one(JoinRequestRow, request_id, populate_existing=True)
    if _has_access(session, row):
        row.decided_at = now
        session.flush()
        _mail(session, row, "join_already", "You have access already", now)
        return _council_name(session, row)
    _audit(session, row, now, None, "join request confirmed", row.email)
    address = address_of(row.council_code, row.id)
    for decider in list_deciders(session, row.council_code):
        to = (decider.name, decider.email)
        _mail(session, row, "join_request", f"{row.name} asks to join", now, to=to, address=address)
    return _council_name(session, row)


def admit(*, deciding: Deciding, role: Role) -> str:
    """Let them in with this role: they get an invitation; returns their name."""
    check_role_given(by=deciding.role, role=role)
    row = _decide(deciding, is_accepted=True)
    inviting = deciding.inviting
    _audit(inviting.session, row, inviting.now, inviting.actor_id, "join request accepted", role.value)
    invite(inviting=inviting, invitees=[Invitee(row.name, row.email, role)], job_title=row.job_title)
    return row.name


def decline(*, deciding: Deciding, reason: str) -> str:
    """They get the reason by e-mail; returns their name."""
    if not reason.strip():
        raise NoReasonGiven
    row = _decide(deciding, is_accepted=False)
    inviting = deciding.inviting
    session, now = inviting.session, inviting.now
    _audit(session, row, now, inviting.actor_id, "join request declined", row.email, reason)
    by = session.get_one(PersonRow, inviting.actor_id).name
    _mail(session, row, "join_declined", f"You asked to join {_council_name(session, row)}", now, by=by, reason=reason)
    return row.name


def _decide(deciding: Deciding, *, is_accepted: bool) -> JoinRequestRow:
    """Of two who decide at once, the second is told so; the same person’s other requests are settled with it."""
    inviting, session = deciding.inviting, deciding.inviting.session
    waiting = (
        JoinRequestRow.council_code == inviting.council_code,
        JoinRequestRow.confirmed_at.is_not(None),
        JoinRequestRow.decided_at.is_(None),
    )
    values = {"decided_at": inviting.now, "decided_by_id": inviting.actor_id, "is_accepted": is_accepted}
    mine = update(JoinRequestRow).where(*waiting, JoinRequestRow.id == deciding.request_id)
    if session.scalar(mine.values(values).returning(JoinRequestRow.id)) is None:
        raise DecidedAlready
    row = session.get_one(JoinRequestRow, deciding.request_id, populate_existing=True)
    session.execute(update(JoinRequestRow).where(*waiting, JoinRequestRow.email == row.email).values(values))
    return row


def _has_access(session: Session, row: JoinRequestRow) -> bool:
    query = (
        select(MembershipRow.person_id)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(
            PersonRow.email == row.email,
            MembershipRow.council_code == row.council_code,
            MembershipRow.ended_at.is_(None),
        )
    )
    return session.scalar(query) is not None


def _council_name(session: Session, row: JoinRequestRow) -> str:
    return session.get_one(CouncilRow, row.council_code).name


def _mail(
    session: Session,
    row: JoinRequestRow,
    template: str,
    subject: str,
    now: datetime,
    *,
    to: tuple[str, str] | None = None,
    address: str = "",
    by: str = "",
    reason: str = "",
) -> None:
    """To whoever asked, or to somebody else with this name and address."""
    name, email = to or (row.name, row.email)
    council = _council_name(session, row)
    about = (row.name, row.job_title, row.email, row.why)
    view = JoinMail(name, council, *about, address=address, expires_at=row.expires_at, by=by, reason=reason)
    queue_mail(session, Mail(email, subject, render_template(f"emails/{template}.txt", view=view)), now)


def _audit(
    session: Session,
    row: JoinRequestRow,
    now: datetime,
    actor_id: int | None,
    action: str,
    after: Any,
    reason: str = "",
) -> None:
    append_entry(
        session,
        at=now,
        actor_id=actor_id,
        action=action,
        subject=f"join request {row.id}",
        council_code=row.council_code,
        after=after,
        reason=reason,
    )
