"""Reading whether a person has a second factor, and what is left of its recovery codes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.models import PersonRow, RecoveryCodeRow, SecondFactorRow


@dataclass(frozen=True, slots=True)
class OwnFactor:
    """`confirmed_at` is empty while there is none."""

    email: str
    confirmed_at: datetime | None
    codes_left: int

    @property
    def is_on(self) -> bool:
        return self.confirmed_at is not None


def read_own_factor(scope: Scope, session: Session) -> OwnFactor:
    left = (
        select(func.count())
        .where(RecoveryCodeRow.person_id == PersonRow.id, RecoveryCodeRow.used_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(PersonRow.email, SecondFactorRow.confirmed_at, left)
        .outerjoin(SecondFactorRow, SecondFactorRow.person_id == PersonRow.id)
        .where(PersonRow.id == scope.person_id)
    )
    return OwnFactor(*session.execute(query).one())


def has_second_factor(session: Session, person_id: int) -> bool:
    confirmed = (SecondFactorRow.person_id == person_id, SecondFactorRow.confirmed_at.is_not(None))
    return session.scalar(select(SecondFactorRow.person_id).where(*confirmed)) is not None
