"""Reading the consensus of an assessment: its place, its sign-off, and what individual views said before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council, reason_not_in_council
from tiex.access.scope import Scope
from tiex.assessments.queries import OpenAssessment, OpenResponse, Standing, open_assessment, read_answers, read_notes
from tiex.domain.consensus import Content, Said
from tiex.domain.people import Actor, Role
from tiex.domain.signoff import KINDS, Event, ReopenFirst, SignoffState, fold
from tiex.models import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    EditionRow,
    PersonRow,
    ResponseKind,
    SignoffEventRow,
)

NOT_STARTED = 0


@dataclass(frozen=True, slots=True)
class PastEvent:
    """A fact of the sign-off with who did it and when."""

    at: datetime
    by: str
    event: Event


@dataclass(frozen=True)
class OpenConsensus:
    """The consensus of an assessment; the id of its response is NOT_STARTED until something was recorded."""

    assessment: OpenAssessment
    response: OpenResponse
    edition_sha256: str
    history: tuple[PastEvent, ...]

    @cached_property
    def state(self) -> SignoffState:
        return fold(past.event for past in self.history)

    @property
    def council_code(self) -> str:
        return self.assessment.council_code

    def standing(self, actor: Actor, day: date) -> Standing:
        """Whether this person can record now."""
        reason = reason_not_in_council(actor, Permission.CONSENSUS_RECORD, self.council_code)
        if reason is None and self.state.is_signed_off:
            reason = ReopenFirst.sentence
        return Standing(self.response.is_open_on(day), reason)

    def shows_what_was_said(self, actor: Actor) -> bool:
        """Individual views are released, to those who run the assessment, once the answering round is closed."""
        may_record = may_in_council(actor, Permission.CONSENSUS_RECORD, self.council_code)
        return self.assessment.is_closed and may_record


def open_consensus(scope: Scope, session: Session, assessment_id: int) -> OpenConsensus:
    """The consensus of an assessment of one's own councils; NotFound for any other."""
    assessment = open_assessment(scope, session, assessment_id)
    is_consensus = and_(
        AssessmentResponseRow.assessment_id == AssessmentRow.id,
        AssessmentResponseRow.kind == ResponseKind.CONSENSUS,
    )
    query = (
        select(AssessmentResponseRow.id, EditionRow.sha256)
        .select_from(AssessmentRow)
        .join(EditionRow, EditionRow.key == AssessmentRow.edition_key)
        .outerjoin(AssessmentResponseRow, is_consensus)
        .where(AssessmentRow.id == assessment.id)
    )
    response_id, sha256 = session.execute(query).one()
    return OpenConsensus(
        assessment, response_of(assessment, response_id or NOT_STARTED), sha256, _history(session, assessment.id)
    )


def response_of(assessment: OpenAssessment, response_id: int) -> OpenResponse:
    return OpenResponse(
        response_id,
        assessment.id,
        ResponseKind.CONSENSUS,
        None,
        assessment.council_code,
        assessment.council_name,
        assessment.is_invented,
        assessment.edition,
    )


def read_content(session: Session, consensus: OpenConsensus) -> Content:
    """Everything agreed so far."""
    return Content(
        consensus.council_code,
        consensus.assessment.edition.key,
        consensus.edition_sha256,
        read_answers(session, consensus.response),
        read_notes(session, consensus.response),
    )


def read_said(session: Session, assessment: OpenAssessment, statement_ids: Sequence[str] = ()) -> Mapping[str, Said]:
    """What the individual views say of these statements, or of all; the caller asks shows_what_was_said first."""
    columns = (AnswerRow.statement_id, AnswerRow.position, AnswerRow.ambition)
    query = (
        select(*columns, func.count())
        .join(AssessmentResponseRow, AssessmentResponseRow.id == AnswerRow.response_id)
        .where(
            AssessmentResponseRow.assessment_id == assessment.id,
            AssessmentResponseRow.kind == ResponseKind.INDIVIDUAL,
            AnswerRow.position.is_not(None),
        )
        .group_by(*columns)
        .order_by(*columns)
    )
    if statement_ids:
        query = query.where(AnswerRow.statement_id.in_(statement_ids))
    positions: dict[str, Counter[str]] = {}
    ambitions: dict[str, Counter[str]] = {}
    for statement_id, position, ambition, number in session.execute(query):
        positions.setdefault(statement_id, Counter())[str(position)] += number
        if ambition is not None:
            ambitions.setdefault(statement_id, Counter())[ambition] += number
    return {key: Said(found, ambitions.get(key, {})) for key, found in positions.items()}


def _history(session: Session, assessment_id: int) -> tuple[PastEvent, ...]:
    row = SignoffEventRow
    query = (
        select(row.at, PersonRow.name, row.kind, row.actor_id, row.role, row.fingerprint, row.reason)
        .outerjoin(PersonRow, PersonRow.id == row.actor_id)
        .where(row.assessment_id == assessment_id)
        .order_by(row.seq)
    )
    return tuple(
        PastEvent(
            at,
            name or "The exchange",
            KINDS[kind](person_id=actor_id, role=Role(role) if role else None, fingerprint=fingerprint, reason=reason),
        )
        for at, name, kind, actor_id, role, fingerprint, reason in session.execute(query)
    )
