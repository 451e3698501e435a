"""Reading an answering round: how far each person has come, and the answers that were released."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypedDict

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tiex.access.scope import Scope
from tiex.assessments.queries import Given, OpenAssessment, OpenResponse, given_columns
from tiex.domain.edition import Edition
from tiex.domain.people import ANSWERING, Role
from tiex.models import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    MembershipRow,
    PersonRow,
    ResponseKind,
)


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What else decides what may be done in a round."""

    reminded_on: date | None
    has_consensus: bool


@dataclass(frozen=True, slots=True)
class PersonProgress:
    """How many statements somebody has answered, of those they are asked; never what."""

    person_id: int
    name: str
    email: str
    job_title: str
    role: Role
    characteristics: frozenset[str]
    has_access: bool
    response_id: int | None
    given: Given

    def total(self, edition: Edition) -> int:
        return edition.count_asked(self.characteristics)

    def answered(self, edition: Edition) -> int:
        return self.given.within(edition, self.characteristics)

    def is_finished(self, edition: Edition) -> bool:
        return self.answered(edition) >= self.total(edition)


@dataclass(frozen=True, slots=True)
class ReleasedResponse:
    """An individual response that may be read, and whose it is."""

    response: OpenResponse
    author: str
    job_title: str


# The membership of whoever wrote a response, as it is now or as it ended.
_is_author = and_(
    MembershipRow.person_id == AssessmentResponseRow.author_id,
    MembershipRow.council_code == AssessmentRow.council_code,
)


def read_round(session: Session, assessment: OpenAssessment) -> RoundFacts:
    consensus = (
        select(AnswerRow.statement_id)
        .join(AssessmentResponseRow, AssessmentResponseRow.id == AnswerRow.response_id)
        .where(
            AssessmentResponseRow.assessment_id == assessment.id,
            AssessmentResponseRow.kind == ResponseKind.CONSENSUS,
        )
        .exists()
    )
    query = select(AssessmentRow.reminded_on, consensus).where(AssessmentRow.id == assessment.id)
    return RoundFacts(*session.execute(query).one())


class Tally(TypedDict):
    """What was answered: for each statement how many were asked of those who have begun, and how many gave which
    answer."""

    asked: dict[str, int]
    counts: dict[str, dict[str, int]]


def read_tally(session: Session, assessment: OpenAssessment) -> Tally:
    """What was counted when the round was closed."""
    kept: Tally | None = session.scalar(select(AssessmentRow.tally).where(AssessmentRow.id == assessment.id))
    return kept if kept and "asked" in kept else count_answers(session, assessment)


def count_answers(session: Session, assessment: OpenAssessment) -> Tally:
    """The individual answers to statements as they are now: as many rows are read as there are answers."""
    is_theirs = (
        AssessmentResponseRow.assessment_id == assessment.id,
        AssessmentResponseRow.kind == ResponseKind.INDIVIDUAL,
    )
    query = (
        select(AnswerRow.statement_id, AnswerRow.position, func.count())
        .join(AssessmentResponseRow, AssessmentResponseRow.id == AnswerRow.response_id)
        .where(*is_theirs, AnswerRow.position.is_not(None), AnswerRow.is_key_statement.is_(False))
        .group_by(AnswerRow.statement_id, AnswerRow.position)
    )
    counts: dict[str, dict[str, int]] = {}
    for statement_id, position, number in session.execute(query):
        counts.setdefault(statement_id, {})[str(position)] = number
    return {"asked": _count_asked(session, assessment), "counts": counts}


def _count_asked(session: Session, assessment: OpenAssessment) -> dict[str, int]:
    """By statement, how many of those who have begun are asked it; whoever has answered it was."""
    response, member = AssessmentResponseRow.__table__.c, MembershipRow.__table__.c
    is_author = and_(member.person_id == response.author_id, member.council_code == assessment.council_code)
    _, ids = given_columns(response.id, member.characteristics)
    query = (
        select(member.characteristics, ids)
        .select_from(AssessmentResponseRow.__table__.outerjoin(MembershipRow.__table__, is_author))
        .where(response.assessment_id == assessment.id, response.kind == ResponseKind.INDIVIDUAL.value)
    )
    asked: Counter[str] = Counter()
    for characteristics, answered in session.execute(query):
        asked.update({*assessment.edition.asked_of(frozenset(characteristics or ())), *(answered or "").split()})
    return {statement_id: asked[statement_id] for statement_id in assessment.edition.statements}


def list_progress(session: Session, assessment: OpenAssessment) -> tuple[PersonProgress, ...]:
    """Everybody who is asked or has begun, by name."""
    place = {"assessment_id": assessment.id, "council_code": assessment.council_code}
    return tuple(_progress(*row) for row in session.execute(_progress_query(), place))


@cache
def _progress_query() -> Select[Any]:
    """Made once, of columns of tables rather than of entities: a council may ask hundreds of people."""
    person, member = PersonRow.__table__.c, MembershipRow.__table__.c
    response = AssessmentResponseRow.__table__.c
    is_own = and_(response.author_id == member.person_id, response.assessment_id == bindparam("assessment_id"))
    is_here = and_(member.ended_at.is_(None), person.disabled_at.is_(None))
    is_asked = and_(is_here, member.role.in_([role.value for role in ANSWERING]))
    who = (person.id, person.name, person.email, person.job_title, member.role, member.characteristics)
    people = MembershipRow.__table__.join(PersonRow.__table__, person.id == member.person_id)
    return (
        select(*who, is_asked, response.id, *given_columns(response.id, member.characteristics))
        .select_from(people.outerjoin(AssessmentResponseRow.__table__, is_own))
        .where(member.council_code == bindparam("council_code"), or_(is_asked, response.id.is_not(None)))
        .order_by(person.name, person.id)
    )


def _progress(*row: Any) -> PersonProgress:
    who, (role, characteristics, is_asked, response_id), given = row[:4], row[4:8], row[8:]
    here = (Role(role), frozenset(characteristics), bool(is_asked))
    return PersonProgress(*(*who, *here, response_id, Given(*given)))


def open_released(scope: Scope, session: Session, assessment: OpenAssessment, response_id: int) -> ReleasedResponse:
    """An individual response of this assessment, which is one of the scope's; NotFound for any other.

    The caller has made sure that the round is closed.
    """
    query = (
        select(AssessmentResponseRow.author_id, PersonRow.name, PersonRow.job_title, MembershipRow.characteristics)
        .join(PersonRow, PersonRow.id == AssessmentResponseRow.author_id)
        .join(AssessmentRow, AssessmentRow.id == AssessmentResponseRow.assessment_id)
        .outerjoin(MembershipRow, _is_author)
        .where(
            AssessmentResponseRow.id == response_id,
            AssessmentResponseRow.kind == ResponseKind.INDIVIDUAL,
            AssessmentRow.id == assessment.id,
            AssessmentRow.council_code.in_(scope.council_codes),
            AssessmentRow.closed_at.is_not(None),
        )
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    response = OpenResponse(
        id=response_id,
        assessment_id=assessment.id,
        kind=ResponseKind.INDIVIDUAL,
        author_id=row.author_id,
        council_code=assessment.council_code,
        council_name=assessment.council_name,
        is_invented=assessment.is_invented,
        edition=assessment.edition,
        closed_at=assessment.closed_at,
        limit=frozenset(row.characteristics or ()),
    )
    return ReleasedResponse(response, row.name, row.job_title)


def find_assessment_id(scope: Scope, session: Session, council_code: str, edition_key: str) -> int | None:
    """The assessment of an own council in this edition."""
    query = select(AssessmentRow.id).where(
        AssessmentRow.council_code == council_code,
        AssessmentRow.council_code.in_(scope.council_codes),
        AssessmentRow.edition_key == edition_key,
    )
    return session.scalar(query)
