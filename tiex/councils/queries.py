"""Reading a person's councils, and what is theirs to do there."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.models import AnswerRow, AssessmentResponseRow, AssessmentRow, CouncilRow, EditionRow


@dataclass(frozen=True, slots=True)
class CouncilSummary:
    code: str
    name: str
    type: str
    region: str
    is_invented: bool
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class EditionProgress:
    """One council in one edition, and how far this person's own view has come, if there is one."""

    council_code: str
    edition_key: str
    edition_title: str
    starts_on: date
    ends_on: date
    total: int
    assessment_id: int | None
    closed_at: datetime | None
    response_id: int | None
    answered: int

    def is_open_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


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


def list_own_progress(scope: Scope, session: Session) -> tuple[EditionProgress, ...]:
    """Every edition for every own council, the newest edition first; key statements are not counted."""
    is_own = and_(
        AssessmentResponseRow.assessment_id == AssessmentRow.id,
        AssessmentResponseRow.author_id == scope.person_id,
    )
    # A count of its own for each response: joined, SQLite would index every answer there is for each page.
    given = (
        select(func.count())
        .where(
            AnswerRow.response_id == AssessmentResponseRow.id,
            AnswerRow.position.is_not(None),
            AnswerRow.is_key_statement.is_(False),
        )
        .correlate(AssessmentResponseRow)
        .scalar_subquery()
    )
    is_theirs = and_(AssessmentRow.council_code == CouncilRow.code, AssessmentRow.edition_key == EditionRow.key)
    query = (
        select(
            CouncilRow.code,
            EditionRow.key,
            EditionRow.title,
            EditionRow.starts_on,
            EditionRow.ends_on,
            EditionRow.statement_count,
            AssessmentRow.id,
            AssessmentRow.closed_at,
            AssessmentResponseRow.id,
            given,
        )
        .select_from(CouncilRow)
        .join(EditionRow, EditionRow.number > 0)
        .outerjoin(AssessmentRow, is_theirs)
        .outerjoin(AssessmentResponseRow, is_own)
        .where(CouncilRow.code.in_(scope.council_codes))
        .order_by(CouncilRow.name, EditionRow.number.desc())
    )
    rows: Any = session.execute(query)
    return tuple(EditionProgress(*row) for row in rows)
