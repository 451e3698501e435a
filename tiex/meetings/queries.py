"""Reading what a meeting is about: answers by statement and group, notes by person, and the state of its screens."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tiex.access.scope import Scope
from tiex.assessments.queries import OpenAssessment
from tiex.domain.meeting import Meeting
from tiex.domain.people import ANSWERING
from tiex.domain.spread import Distribution, GroupSplit, distribution_of, split_by_group
from tiex.models import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    MeetingRow,
    MembershipRow,
    NoteRow,
    PersonRow,
    ResponseKind,
    VoteRow,
)
from tiex.rounds.queries import read_tally


@dataclass(frozen=True, slots=True)
class MeetingState:
    """What is on the screens now. `own_vote` is the vote of the person who asks."""

    assessment_id: int
    council_code: str
    is_closed: bool
    meeting: Meeting
    has_ended: bool
    votes: int
    own_vote: str | None


@dataclass(frozen=True, slots=True)
class PersonNote:
    author: str
    kind: str
    text: str
    statement_ids: tuple[str, ...]


_answer, _response, _vote = AnswerRow.__table__.c, AssessmentResponseRow.__table__.c, VoteRow.__table__.c
_assessment, _meeting = AssessmentRow.__table__.c, MeetingRow.__table__.c

_is_individual = and_(
    _response.assessment_id == bindparam("assessment_id"), _response.kind == ResponseKind.INDIVIDUAL.value
)
_answers_of_all = AnswerRow.__table__.join(AssessmentResponseRow.__table__, _response.id == _answer.response_id)

# Statements made once: thirty screens ask for the state each second.
_votes_now = (
    select(func.count())
    .where(_vote.assessment_id == _meeting.assessment_id, _vote.statement_id == _meeting.statement_id)
    .correlate(MeetingRow.__table__)
    .scalar_subquery()
)
_own_vote = (
    select(_vote.position)
    .where(
        _vote.assessment_id == _meeting.assessment_id,
        _vote.statement_id == _meeting.statement_id,
        _vote.person_id == bindparam("person_id"),
    )
    .correlate(MeetingRow.__table__)
    .scalar_subquery()
)
_STATE = (
    select(
        _assessment.council_code,
        _assessment.closed_at,
        _meeting.statement_id,
        _meeting.is_revealed,
        _meeting.turn,
        _meeting.ended_at,
        _votes_now,
        _own_vote,
    )
    .select_from(AssessmentRow.__table__.outerjoin(MeetingRow.__table__, _meeting.assessment_id == _assessment.id))
    .where(
        _assessment.id == bindparam("assessment_id"),
        _assessment.council_code.in_(bindparam("council_codes", expanding=True)),
    )
)
_VOTE_COUNTS = (
    select(_vote.position, func.count())
    .where(_vote.assessment_id == bindparam("assessment_id"), _vote.statement_id == bindparam("statement_id"))
    .group_by(_vote.position)
)


def read_state(scope: Scope, session: Session, assessment_id: int) -> MeetingState:
    """How the meeting of an own council stands; NotFound for any other assessment."""
    place = {"assessment_id": assessment_id, "council_codes": list(scope.council_codes)}
    row = session.execute(_STATE, place | {"person_id": scope.person_id}).one_or_none()
    if row is None:
        raise NotFound
    council_code, closed_at, statement_id, is_revealed, turn, ended_at, votes, own_vote = row
    is_running = statement_id is not None and ended_at is None
    meeting = Meeting(statement_id or "", bool(is_revealed), turn or 0, is_running)
    return MeetingState(
        assessment_id, council_code, closed_at is not None, meeting, ended_at is not None, votes, own_vote
    )


def read_distributions(session: Session, assessment: OpenAssessment) -> Mapping[str, Distribution]:
    """What was answered to each statement, in the order of the table. The caller made sure that the round is closed."""
    tally = read_tally(session, assessment)
    counts, asked, scale = tally["counts"], tally["asked"], assessment.edition.scale
    return {key: distribution_of(scale, counts.get(key, {}), asked[key]) for key in assessment.edition.statements}


def read_distribution(
    session: Session, assessment: OpenAssessment, statement_id: str
) -> tuple[Distribution, tuple[GroupSplit, ...]]:
    """What was answered to one statement, by all and by role group."""
    is_member = and_(
        MembershipRow.person_id == _response.author_id, MembershipRow.council_code == assessment.council_code
    )
    group = func.coalesce(MembershipRow.role_group, "")
    query = (
        select(group, _answer.position, func.count())
        .select_from(_answers_of_all.outerjoin(MembershipRow.__table__, is_member))
        .where(_is_individual, _answer.position.is_not(None), _answer.statement_id == statement_id)
        .group_by(group, _answer.position)
        .order_by(group, _answer.position)
    )
    rows = [(key, answer, number) for key, answer, number in session.execute(query, {"assessment_id": assessment.id})]
    counts: dict[str, int] = {}
    for _, answer, number in rows:
        counts[answer] = counts.get(answer, 0) + number
    scale = assessment.edition.scale
    total = distribution_of(scale, counts, read_tally(session, assessment)["asked"][statement_id])
    return total, split_by_group(scale, rows)


def list_notes(session: Session, assessment: OpenAssessment, cell_id: str) -> tuple[PersonNote, ...]:
    """The notes of everybody on a cell, by kind and person."""
    query = (
        select(PersonRow.name, NoteRow.kind, NoteRow.text, NoteRow.statement_ids)
        .join(AssessmentResponseRow, AssessmentResponseRow.id == NoteRow.response_id)
        .join(PersonRow, PersonRow.id == AssessmentResponseRow.author_id)
        .where(_is_individual, NoteRow.cell_id == cell_id, NoteRow.text != "")
        .order_by(PersonRow.name, PersonRow.id)
    )
    rows = session.execute(query, {"assessment_id": assessment.id})
    return tuple(PersonNote(name, kind, text, tuple(ids)) for name, kind, text, ids in rows)


def read_votes(session: Session, assessment: OpenAssessment, statement_id: str) -> Distribution:
    """The votes on a statement, of those who can vote."""
    place = {"assessment_id": assessment.id, "statement_id": statement_id}
    counts: dict[str, int] = dict(session.execute(_VOTE_COUNTS, place).all())
    return distribution_of(assessment.edition.scale, counts, count_voters(session, assessment))


def count_voters(session: Session, assessment: OpenAssessment) -> int:
    """How many people can vote: all who are asked for a view of their own."""
    query = (
        select(func.count())
        .select_from(MembershipRow)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(
            MembershipRow.council_code == assessment.council_code,
            MembershipRow.role.in_(ANSWERING),
            MembershipRow.ended_at.is_(None),
            PersonRow.disabled_at.is_(None),
        )
    )
    return session.scalars(query).one()


def list_voted(session: Session, assessment: OpenAssessment) -> frozenset[str]:
    """The statements on which there are votes."""
    query = select(_vote.statement_id).where(_vote.assessment_id == assessment.id).distinct()
    return frozenset(session.scalars(query))
