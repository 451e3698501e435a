"""Reading a person's councils."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.models import CouncilRow


@dataclass(frozen=True, slots=True)
class CouncilSummary:
    code: str
    name: str
    type: str
    region: str
    is_invented: bool
    ends_on: date | None


def list_own_councils(scope: Scope, session: Session) -> tuple[CouncilSummary, ...]:
    """The councils that this person belongs to, by name."""
    columns = (
        CouncilRow.code,
        CouncilRow.name,
        CouncilRow.type,
        CouncilRow.region,
        CouncilRow.is_invented,
        CouncilRow.ends_on,
    )
    query = select(*columns).where(CouncilRow.code.in_(scope.council_codes)).order_by(CouncilRow.name)
    return tuple(CouncilSummary(*row) for row in session.execute(query))
