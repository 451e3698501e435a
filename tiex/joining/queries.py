"""Reading requests to join a council, and where somebody can ask."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.accounts.queries import hash_token
from tiex.invitations.queries import check_own
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


def list_waiting_requests(scope: Scope, session: Session, council_code: str) -> tuple[WaitingRequest, ...]:
    """The oldest first."""
    check_own(scope, council_code)
    query = select(*_COLUMNS).where(*is_waiting(council_code))
    query = query.order_by(JoinRequestRow.confirmed_at, JoinRequestRow.id)
    return tuple(WaitingRequest(*row) for row in session.execute(query))


def find_waiting_request(scope: Scope, session: Session, council_code: str, request_id: int) -> WaitingRequest | None:
    check_own(scope, council_code)
    is_this = JoinRequestRow.id == request_id
    query = select(*_COLUMNS).where(*is_waiting(council_code), is_this)
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


def is_waiting(council_code: str) -> tuple[ColumnElement[bool], ...]:
    """Their address is confirmed, and nobody has decided."""
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


def has_access(session: Session, council_code: str, email: str) -> bool:
    """Whether somebody with this address belongs to the council already."""
    query = (
        select(MembershipRow.person_id)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(
            PersonRow.email == email,
            MembershipRow.council_code == council_code,
            MembershipRow.ended_at.is_(None),
        )
    )
    return session.scalar(query) is not None


def find_unconfirmed_request(session: Session, token: str, now: datetime) -> UnconfirmedRequest | None:
    """The request with this token, while its address can be confirmed."""
    query = (
        select(JoinRequestRow.id, CouncilRow.name, JoinRequestRow.email)
        .join(CouncilRow, CouncilRow.code == JoinRequestRow.council_code)
        .where(*is_unconfirmed(token, now))
    )
    row = session.execute(query).one_or_none()
    return UnconfirmedRequest(*row) if row else None


def is_unconfirmed(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The one with this token, while its address can be confirmed."""
    return (
        JoinRequestRow.token_sha256 == hash_token(token),
        JoinRequestRow.confirmed_at.is_(None),
        JoinRequestRow.expires_at > now,
    )
