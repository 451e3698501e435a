"""Reading the consensus of an assessment: its place, its sign-off, and what individual views said before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import and_, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council
from tiex.access.scope import Scope
from tiex.assessments.queries import OpenAssessment, OpenResponse, Standing, open_assessment, read_answers, read_notes
from tiex.domain.consensus import Content, Said
from tiex.domain.people import Actor
from tiex.domain.signoff import Event, ReopenFirst, SignoffState, event_of, fold
from tiex.models import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    EditionRow,
    MeetingRow,
    PersonRow,
    ResponseKind,
    SignoffEventRow,
    VoteRow,
)

NOT_STARTED = 0
READ_ONLY = (
    "You can read everything here. The Leader, the Chief Executive and the lead contributor record what is agreed."
)
LOCKED = "It is with the signatories, so nothing here changes by accident."
FIRST_CLOSE = "The answering round is still open. What the group agrees is recorded once it is closed."


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
    is_meeting_on: bool
    history: tuple[PastEvent, ...]

    @cached_property
    def state(self) -> SignoffState:
        return fold(past.event for past in self.history)

    @property
    def council_code(self) -> str:
        return self.assessment.council_code

    def standing(self, actor: Actor, day: date, voids: str = "") -> Standing:
        """Whether this person can record now. `voids` is the fingerprint of the version that they mean to change
        although it is with the signatories."""
        if not may_in_council(actor, Permission.CONSENSUS_RECORD, self.council_code):
            reason = READ_ONLY
        elif not self.assessment.is_closed:
            reason = FIRST_CLOSE
        elif self.state.is_signed_off:
            reason = ReopenFirst.sentence
        elif self.state.is_with_signatories and voids != self.state.fingerprint:
            reason = LOCKED
        else:
            reason = None
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
    is_meeting = and_(MeetingRow.assessment_id == AssessmentRow.id, MeetingRow.ended_at.is_(None))
    query = (
        select(AssessmentResponseRow.id, EditionRow.sha256, MeetingRow.turn)
        .select_from(AssessmentRow)
        .join(EditionRow, EditionRow.key == AssessmentRow.edition_key)
        .outerjoin(AssessmentResponseRow, is_consensus)
        .outerjoin(MeetingRow, is_meeting)
        .where(AssessmentRow.id == assessment.id)
    )
    response_id, sha256, turn = session.execute(query).one()
    response, history = response_of(assessment, response_id or NOT_STARTED), _history(session, assessment.id)
    return OpenConsensus(assessment, response, sha256, turn is not None, history)


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
    """What the individual views say of these statements, or of all, and the votes that the meeting was shown; the
    caller asks shows_what_was_said first."""
    columns = (AnswerRow.statement_id, AnswerRow.position, AnswerRow.ambition)
    answers = (
        select(*columns, func.count(), literal(False))
        .join(AssessmentResponseRow, AssessmentResponseRow.id == AnswerRow.response_id)
        .where(
            AssessmentResponseRow.assessment_id == assessment.id,
            AssessmentResponseRow.kind == ResponseKind.INDIVIDUAL,
            AnswerRow.position.is_not(None),
        )
        .group_by(*columns)
    )
    votes = (
        select(VoteRow.statement_id, VoteRow.position, null(), func.count(), literal(True))
        .where(VoteRow.assessment_id == assessment.id, VoteRow.is_shown)
        .group_by(VoteRow.statement_id, VoteRow.position)
    )
    if statement_ids:
        answers = answers.where(AnswerRow.statement_id.in_(statement_ids))
        votes = votes.where(VoteRow.statement_id.in_(statement_ids))
    found: dict[str, tuple[Counter[str], Counter[str], Counter[str]]] = {}
    rows: Sequence[Any] = session.execute(union_all(answers, votes)).all()
    for statement_id, position, ambition, number, is_vote in rows:
        positions, ambitions, voted = found.setdefault(statement_id, (Counter(), Counter(), Counter()))
        (voted if is_vote else positions)[str(position)] += number
        if ambition is not None:
            ambitions[ambition] += number
    return {key: Said(*counted) for key, counted in found.items()}


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
            event_of(kind, actor_id, role, fingerprint, reason),
        )
        for at, name, kind, actor_id, role, fingerprint, reason in session.execute(query)
    )
