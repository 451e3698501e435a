"""Asking to join a council, confirming the address, and deciding."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tiex.access.permissions import Permission
from tiex.accounts.queries import hash_token
from tiex.domain.errors import Refusal
from tiex.domain.invitations import Invitee, problem_with_address
from tiex.domain.people import JOIN_LINK_LASTS, RUNNING, Role, check_role_given
from tiex.gateways.mail import Mail
from tiex.invitations.commands import Acting, Change, Inviting, invite, lock_council, lock_council_as, write_down
from tiex.invitations.queries import list_colleagues, list_domains
from tiex.joining.queries import find_councils_of, has_access, is_unconfirmed, is_waiting, list_choices
from tiex.models import CouncilRow, JoinRequestRow, PersonRow
from tiex.web.outbox import queue_mail

_LINKS_AT_ONCE = 3
_HAS_ACCESS = "They have access already."
_TOGETHER = "Decided together with another request of theirs."


class DeadJoinLink(Refusal):
    sentence = "This link has been used already, is too old, or is not complete."


class DecidedAlready(Refusal):
    sentence = "Somebody else has decided about this request meanwhile."


class NotTheirAddress(Refusal):
    """An address that is none, or not one of the council."""

    sentence = "Enter an e-mail address in the correct format, like name@council.gov.uk"


class NoCouncil(Refusal):
    sentence = "Choose your council"


class NobodyDecides(NoCouncil):
    sentence = "Nobody there can decide yet: its Leader and Chief Executive have to be confirmed first"


class NoReasonGiven(Refusal):
    sentence = "Say why, so that they know what to do. They get it by e-mail."


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody says of themselves. Without a council they mean the one of their address."""

    council_code: str
    email: str
    name: str
    job_title: str
    why: str


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides about which request."""

    inviting: Inviting
    request_id: int


@dataclass(frozen=True, slots=True)
class Decided:
    """About whom; nobody who has access already is invited."""

    name: str
    is_invited: bool


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


def ask(*, session: Session, asking: Asking, link_to: Callable[[str], str], today: date, now: datetime) -> None:
    """Mail a link that confirms the address, unless enough of them are on their way.

    What happens is the same whether the address has an account or not. NotTheirAddress or NoCouncil where nobody can
    ask like this.
    """
    council_code = _council_of(session, asking, today)
    is_theirs = (JoinRequestRow.email == asking.email, JoinRequestRow.confirmed_at.is_(None))
    session.execute(delete(JoinRequestRow).where(*is_theirs, JoinRequestRow.expires_at <= now))
    if session.scalars(select(func.count()).where(*is_theirs)).one() >= _LINKS_AT_ONCE:
        return
    token, expires_at = secrets.token_urlsafe(32), now + JOIN_LINK_LASTS
    row = JoinRequestRow(
        council_code=council_code,
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


def _council_of(session: Session, asking: Asking, today: date) -> str:
    """The council that is asked for: there today, with addresses like this, and with somebody who decides."""
    if problem_with_address(asking.email, frozenset()) is not None:
        raise NotTheirAddress
    own = find_councils_of(session, asking.email.rpartition("@")[2])
    code = asking.council_code or (own[0] if len(own) == 1 else "")
    if code not in {choice.code for choice in list_choices(session, today)}:
        raise NoCouncil
    problem = problem_with_address(asking.email, frozenset(list_domains(session, code)))
    if problem is not None:
        raise NotTheirAddress(f"{problem}. Use your council address, or choose another council")
    if not list_colleagues(session, code, RUNNING):
        raise NobodyDecides
    return code


def confirm(*, session: Session, token: str, address_of: Callable[[str, int], str], now: datetime) -> str:
    """The address is theirs, so those who decide are told; returns the council's name.

    `address_of` makes the address of a request from its council and its id.
    """
    council_code = session.scalar(select(JoinRequestRow.council_code).where(*is_unconfirmed(token, now)))
    if council_code is None:
        raise DeadJoinLink
    lock_council(session, council_code)
    change = update(JoinRequestRow).where(*is_unconfirmed(token, now)).values(confirmed_at=now)
    request_id = session.scalar(change.returning(JoinRequestRow.id))
    if request_id is None:
        raise DeadJoinLink
    row = session.get_one(JoinRequestRow, request_id, populate_existing=True)
    acting = Acting(session, council_code, None, now)
    if has_access(session, council_code, row.email):
        write_down(acting, *settle_requests(acting, row.email, why=_HAS_ACCESS))
        _mail(session, row, "join_already", "You have access already", now)
        return _council_name(session, row)
    write_down(acting, Change("join request confirmed", _subject(row.id), after=row.email))
    address = address_of(council_code, row.id)
    for decider in list_colleagues(session, council_code, RUNNING):
        to = (decider.name, decider.email)
        _mail(session, row, "join_request", f"{row.name} asks to join", now, to=to, address=address)
    return _council_name(session, row)


def admit(*, deciding: Deciding, role: Role) -> Decided:
    """Let them in with this role: they get an invitation, unless they have access already."""
    inviting, acting = deciding.inviting, deciding.inviting.acting
    check_role_given(by=lock_council_as(acting, Permission.JOIN_REQUEST_DECIDE), role=role)
    row = _waiting_row(deciding)
    if has_access(acting.session, acting.council_code, row.email):
        write_down(acting, *settle_requests(acting, row.email, why=_HAS_ACCESS))
        return Decided(row.name, False)
    accepted = Change("join request accepted", _subject(row.id), after=role.value)
    changes = _decide(acting, row, accepted, is_accepted=True)
    invitee = Invitee(row.name, row.email, role)
    invite(inviting=inviting, invitees=[invitee], job_title=row.job_title, because=changes)
    return Decided(row.name, True)


def decline(*, deciding: Deciding, reason: str) -> str:
    """They get the reason by e-mail; returns their name."""
    if not reason.strip():
        raise NoReasonGiven
    acting = deciding.inviting.acting
    session, now = acting.session, acting.now
    lock_council_as(acting, Permission.JOIN_REQUEST_DECIDE)
    row = _waiting_row(deciding)
    declined = Change("join request declined", _subject(row.id), after=row.email, reason=reason)
    write_down(acting, *_decide(acting, row, declined, is_accepted=False))
    by = session.get_one(PersonRow, deciding.inviting.actor_id).name
    _mail(session, row, "join_declined", f"You asked to join {_council_name(session, row)}", now, by=by, reason=reason)
    return row.name


def settle_requests(acting: Acting, email: str, *, why: str, is_accepted: bool = False) -> list[Change]:
    """Nobody has to decide any more about what this address asks of the council; returns what to write down."""
    values = {"decided_at": acting.now, "decided_by_id": acting.actor_id, "is_accepted": is_accepted}
    theirs = update(JoinRequestRow).where(*is_waiting(acting.council_code), JoinRequestRow.email == email)
    settled = acting.session.scalars(theirs.values(values).returning(JoinRequestRow.id))
    return [
        Change("join request settled", _subject(request_id), before=email, reason=why) for request_id in sorted(settled)
    ]


def _decide(acting: Acting, row: JoinRequestRow, decided: Change, *, is_accepted: bool) -> list[Change]:
    """About this request, and with it about the others of the same person."""
    row.decided_at, row.decided_by_id, row.is_accepted = acting.now, acting.actor_id, is_accepted
    acting.session.flush()
    return [decided, *settle_requests(acting, row.email, why=_TOGETHER, is_accepted=is_accepted)]


def _waiting_row(deciding: Deciding) -> JoinRequestRow:
    """Of two who decide at once, the second is told so."""
    inviting = deciding.inviting
    is_this = JoinRequestRow.id == deciding.request_id
    query = select(JoinRequestRow).where(*is_waiting(inviting.council_code), is_this)
    row = inviting.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise DecidedAlready
    return row


def _subject(request_id: int) -> str:
    return f"join request {request_id}"


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
