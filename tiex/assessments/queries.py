"""Reading one's own response: its place, its answers and its notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Case, ColumnElement, ScalarSelect, String, and_, bindparam, case, cast, func, null, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tiex.access.policy import ResponseFacts, reason_limited, reason_not_to_answer
from tiex.access.scope import Scope
from tiex.domain.answers import Answer, Note
from tiex.domain.edition import Edition
from tiex.domain.errors import RoundClosed
from tiex.domain.people import Actor
from tiex.editions.queries import read_edition
from tiex.models import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    CouncilRow,
    EditionRow,
    MembershipRow,
    NoteRow,
    ResponseKind,
)


@dataclass(frozen=True, slots=True)
class OpenResponse:
    """A response and where it belongs. `limit` holds the characteristics that its author is asked about, if not all."""

    id: int
    assessment_id: int
    kind: str
    author_id: int | None
    council_code: str
    council_name: str
    is_invented: bool
    edition: Edition
    closed_at: datetime | None = None
    limit: frozenset[str] = frozenset()

    @property
    def facts(self) -> ResponseFacts:
        return ResponseFacts(self.council_code, self.author_id)

    @property
    def is_individual(self) -> bool:
        return self.kind == ResponseKind.INDIVIDUAL

    @property
    def is_released(self) -> bool:
        """Whether it is an individual response that no longer changes, and that those who run the assessment read."""
        return self.is_individual and self.closed_at is not None

    def is_open_on(self, day: date) -> bool:
        return self.edition.is_open_on(day)

    def standing(self, actor: Actor, day: date) -> "Standing":
        """What this person can do here on this day."""
        reason_released = RoundClosed.sentence if self.is_released else None
        return Standing(self.is_open_on(day), reason_not_to_answer(actor, self.facts) or reason_released)

    def standing_about(self, actor: Actor, day: date, characteristic: str | None) -> "Standing":
        """What this person can do about one characteristic, or about what belongs to none of them."""
        whole = self.standing(actor, day)
        reason_not = whole.reason_not or reason_limited(actor, self.council_code, characteristic)
        return Standing(whole.is_open, reason_not)


@dataclass(frozen=True, slots=True)
class OpenAssessment:
    """An assessment of a council that somebody belongs to, and where its answering round stands."""

    id: int
    council_code: str
    council_name: str
    is_invented: bool
    edition: Edition
    due_on: date | None
    meets_on: date | None
    closed_at: datetime | None

    @property
    def is_closed(self) -> bool:
        """Whether the individual responses have been released to those who run the assessment."""
        return self.closed_at is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the edition takes answers, and why this person may give none; None where they may."""

    is_open: bool
    reason_not: str | None = None

    @property
    def can_answer(self) -> bool:
        return self.is_open and self.reason_not is None


_response, _assessment = AssessmentResponseRow.__table__.c, AssessmentRow.__table__.c
_council, _edition = CouncilRow.__table__.c, EditionRow.__table__.c
_answer, _note, _member = AnswerRow.__table__.c, NoteRow.__table__.c, MembershipRow.__table__.c

# Columns of tables rather than of entities, and statements made once: this runs for each answer that is saved.
_RESPONSE = (
    select(
        _response.id,
        _response.assessment_id,
        _response.kind,
        _response.author_id,
        _assessment.council_code,
        _council.name,
        _council.is_invented,
        _assessment.closed_at,
        _edition.key,
        _edition.sha256,
        _member.characteristics,
    )
    .select_from(AssessmentResponseRow.__table__)
    .join(AssessmentRow.__table__, _assessment.id == _response.assessment_id)
    .join(CouncilRow.__table__, _council.code == _assessment.council_code)
    .join(EditionRow.__table__, _edition.key == _assessment.edition_key)
    .outerjoin(
        MembershipRow.__table__,
        and_(_member.person_id == _response.author_id, _member.council_code == _assessment.council_code),
    )
    .where(
        _response.id == bindparam("response_id"),
        _response.author_id == bindparam("person_id"),
        _assessment.council_code.in_(bindparam("council_codes", expanding=True)),
    )
)
_ANSWERS = select(
    _answer.statement_id,
    _answer.position,
    _answer.ambition,
    _answer.rationale,
    _answer.version,
    _answer.tab,
    _answer.minority_view,
).where(_answer.response_id == bindparam("response_id"))
_NOTES = select(_note.cell_id, _note.kind, _note.text, _note.statement_ids, _note.version, _note.tab).where(
    _note.response_id == bindparam("response_id")
)


def open_response(scope: Scope, session: Session, response_id: int) -> OpenResponse:
    """One's own response in one of one's own councils; NotFound for any other, there or not."""
    mine = {"person_id": scope.person_id, "council_codes": list(scope.council_codes)}
    row: Any = session.execute(_RESPONSE, mine | {"response_id": response_id}).one_or_none()
    if row is None:
        raise NotFound
    closed_at, key, sha256, limit = row[-4:]
    return OpenResponse(*(*row[:-4], read_edition(session, key, sha256), closed_at, frozenset(limit or ())))


def find_response_id(scope: Scope, session: Session, council_code: str, edition_key: str) -> int | None:
    """One's own response of this council in this edition."""
    query = (
        select(AssessmentResponseRow.id)
        .join(AssessmentRow, AssessmentRow.id == AssessmentResponseRow.assessment_id)
        .where(
            AssessmentResponseRow.author_id == scope.person_id,
            AssessmentRow.council_code == council_code,
            AssessmentRow.council_code.in_(scope.council_codes),
            AssessmentRow.edition_key == edition_key,
        )
    )
    return session.scalar(query)


def read_answers(session: Session, response: OpenResponse) -> Mapping[str, Answer]:
    """Every answer of this response by statement id, key statements among them."""
    return read_answers_of(session, response.id)


def read_answers_of(session: Session, response_id: int) -> Mapping[str, Answer]:
    """As read_answers; whoever asks has made sure that this response may be read."""
    rows = session.execute(_ANSWERS, {"response_id": response_id})
    return {row[0]: Answer(*row) for row in rows}


def read_notes(session: Session, response: OpenResponse, cell_id: str | None = None) -> tuple[Note, ...]:
    """The notes, of one cell or of all, in the order of the table and of the kinds."""
    query = _NOTES if cell_id is None else _NOTES.where(_note.cell_id == cell_id)
    notes = [
        Note(cell, kind, text, tuple(ids), version, tab)
        for cell, kind, text, ids, version, tab in session.execute(query, {"response_id": response.id})
    ]
    cells = [cell.id for cell in response.edition.cells]
    kinds = [kind.key for kind in response.edition.note_kinds]
    return tuple(sorted(notes, key=lambda note: (cells.index(note.cell_id), kinds.index(note.kind))))


_PARTED = " "


@dataclass(frozen=True, slots=True)
class Given:
    """How many statements a response answers, key statements too; `ids`, where its author is limited, says which."""

    number: int
    ids: str | None

    def within(self, edition: Edition, limit: frozenset[str]) -> int:
        """How many of those that its author is asked, with this limit."""
        if not limit:
            return self.number
        return len(set(edition.asked_of(limit)).intersection((self.ids or "").split(_PARTED)))


def given_columns(
    response_id: ColumnElement[int], characteristics: ColumnElement[Any]
) -> tuple[ScalarSelect[int], Case[str | None]]:
    """The columns of a Given. Answers are counted response by response, from an index alone; which they are is read
    only for somebody whose membership names `characteristics`."""
    is_given = (_answer.response_id == response_id, _answer.position.is_not(None))
    number = select(func.count()).where(*is_given).correlate_except(AnswerRow.__table__).scalar_subquery()
    ids = select(func.aggregate_strings(_answer.statement_id, _PARTED)).where(*is_given)
    is_limited = cast(characteristics, String) != "[]"
    return number, case((is_limited, ids.correlate_except(AnswerRow.__table__).scalar_subquery()), else_=null())


def open_assessment(scope: Scope, session: Session, assessment_id: int) -> OpenAssessment:
    """An assessment of one's own councils; NotFound for any other."""
    row = session.execute(
        select(
            AssessmentRow.id,
            AssessmentRow.council_code,
            CouncilRow.name,
            CouncilRow.is_invented,
            EditionRow.key,
            EditionRow.sha256,
            AssessmentRow.due_on,
            AssessmentRow.meets_on,
            AssessmentRow.closed_at,
        )
        .join(CouncilRow, CouncilRow.code == AssessmentRow.council_code)
        .join(EditionRow, EditionRow.key == AssessmentRow.edition_key)
        .where(AssessmentRow.id == assessment_id, AssessmentRow.council_code.in_(scope.council_codes))
    ).one_or_none()
    if row is None:
        raise NotFound
    edition = read_edition(session, row.key, row.sha256)
    place = (row.id, row.council_code, row.name, row.is_invented)
    return OpenAssessment(*place, edition, row.due_on, row.meets_on, row.closed_at)
