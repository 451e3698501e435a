"""Reading what signing in, a reset link and one's own account need."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.domain.people import Role
from tiex.models import CouncilRow, MembershipRow, PersonRow, ResetLinkRow


@dataclass(frozen=True, slots=True)
class OwnMembership:
    council_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class OwnAccount:
    name: str
    email: str
    job_title: str
    memberships: tuple[OwnMembership, ...]


def read_own_account(scope: Scope, session: Session) -> OwnAccount:
    """The signed-in person, with their councils by name."""
    columns = (PersonRow.name, PersonRow.email, PersonRow.job_title)
    person = session.execute(select(*columns).where(PersonRow.id == scope.person_id)).one()
    query = (
        select(CouncilRow.name, MembershipRow.role)
        .join(CouncilRow, CouncilRow.code == MembershipRow.council_code)
        .where(MembershipRow.person_id == scope.person_id, MembershipRow.ended_at.is_(None))
        .order_by(CouncilRow.name)
    )
    memberships = tuple(OwnMembership(name, Role(role)) for name, role in session.execute(query))
    return OwnAccount(*person, memberships)


def find_link_owner(session: Session, token: str, now: datetime) -> int | None:
    """Whose link this is, while it can still be used."""
    return session.scalar(
        select(PersonRow.id)
        .join(ResetLinkRow, ResetLinkRow.person_id == PersonRow.id)
        .where(
            ResetLinkRow.token_sha256 == hash_token(token),
            ResetLinkRow.used_at.is_(None),
            ResetLinkRow.expires_at > now,
            PersonRow.disabled_at.is_(None),
        )
    )


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()
