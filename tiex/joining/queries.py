"""Reading requests to join a council, and where somebody can ask."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from tiex.accounts.queries import hash_token
from tiex.domain.people import RUNNING
from tiex.models import CouncilDomainRow, CouncilRow, JoinRequestRow, MembershipRow, PersonRow


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """Somebody whose address is confirmed and about whom nobody has decided."""

    id: int
    name: str
    job_title: str
    email: str
    why: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CouncilChoice:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class UnconfirmedRequest:
    id: int
    council_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Decider:
    name: str
    email: str


def list_waiting_requests(session: Session, council_code: str) -> tuple[WaitingRequest, ...]:
    """The oldest first."""
    query = select(*_COLUMNS).where(*_is_waiting(council_code))
    query = query.order_by(JoinRequestRow.confirmed_at, JoinRequestRow.id)
    return tuple(WaitingRequest(*row) for row in session.execute(query))


def find_waiting_request(session: Session, council_code: str, request_id: int) -> WaitingRequest | None:
    is_this = JoinRequestRow.id == request_id
    query = select(*_COLUMNS).where(*_is_waiting(council_code), is_this)
    row = session.execute(query).one_or_none()
    return WaitingRequest(*row) if row else None


_COLUMNS = (
    JoinRequestRow.id,
    JoinRequestRow.name,
    JoinRequestRow.job_title,
    JoinRequestRow.email,
    JoinRequestRow.why,
    JoinRequestRow.confirmed_at,
)


def _is_waiting(council_code: str) -> tuple[ColumnElement[bool], ...]:
    return (
        JoinRequestRow.council_code == council_code,
        JoinRequestRow.confirmed_at.is_not(None),
        JoinRequestRow.decided_at.is_(None),
    )


def list_choices(session: Session, today: date) -> tuple[CouncilChoice, ...]:
    """Every council that exists today, by name."""
    query = (
        select(CouncilRow.code, CouncilRow.name)
        .where(
            or_(CouncilRow.starts_on.is_(None), CouncilRow.starts_on <= today),
            or_(CouncilRow.ends_on.is_(None), CouncilRow.ends_on >= today),
        )
        .order_by(CouncilRow.name)
    )
    return tuple(CouncilChoice(*row) for row in session.execute(query))


def find_councils_of(session: Session, domain: str) -> tuple[str, ...]:
    """Codes of the councils whose e-mail addresses end like this."""
    query = select(CouncilDomainRow.council_code).where(CouncilDomainRow.domain == domain)
    return tuple(session.scalars(query.order_by(CouncilDomainRow.council_code)))


def list_deciders(session: Session, council_code: str) -> tuple[Decider, ...]:
    """Those who can let somebody in, by name."""
    query = (
        select(PersonRow.name, PersonRow.email)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(
            MembershipRow.council_code == council_code,
            MembershipRow.ended_at.is_(None),
            MembershipRow.role.in_([role.value for role in RUNNING]),
            PersonRow.disabled_at.is_(None),
        )
        .order_by(PersonRow.name, PersonRow.id)
    )
    return tuple(Decider(*row) for row in session.execute(query))


def find_unconfirmed_request(session: Session, token: str, now: datetime) -> UnconfirmedRequest | None:
    """The request with this token, while its address can be confirmed."""
    query = (
        select(JoinRequestRow.id, CouncilRow.name, JoinRequestRow.email)
        .join(CouncilRow, CouncilRow.code == JoinRequestRow.council_code)
        .where(
            JoinRequestRow.token_sha256 == hash_token(token),
            JoinRequestRow.confirmed_at.is_(None),
            JoinRequestRow.expires_at > now,
        )
    )
    row = session.execute(query).one_or_none()
    return UnconfirmedRequest(*row) if row else None
