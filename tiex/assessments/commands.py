"""Starting a response and recording answers and notes in it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tiex.assessments.queries import OpenResponse
from tiex.domain.answers import (
    Answer,
    Note,
    check_answer,
    check_edition_is_open,
    check_factor_answer,
    check_note,
    settle_answer,
    settle_note,
)
from tiex.domain.errors import AnswerChangedMeanwhile, NoteChangedMeanwhile, Refusal
from tiex.models import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    AuditEntryRow,
    NoteRow,
    ResponseKind,
)


def start_response(*, session: Session, council_code: str, edition_key: str, author_id: int, now: datetime) -> int:
    """A new individual response, in an assessment made for it where there is none; returns its id."""
    place = {"council_code": council_code, "edition_key": edition_key}
    assessment_id = session.scalar(select(AssessmentRow.id).filter_by(**place))
    if assessment_id is None:
        assessment = AssessmentRow(**place, created_at=now)
        session.add(assessment)
        session.flush()
        assessment_id = assessment.id
    response = AssessmentResponseRow(
        assessment_id=assessment_id, kind=ResponseKind.INDIVIDUAL, author_id=author_id, created_at=now
    )
    session.add(response)
    session.flush()
    _audit(session, assessment_id, author_id, now, "response started", f"response {response.id}")
    return response.id


@dataclass(frozen=True, slots=True)
class Recording:
    """Who records in which response, and when."""

    session: Session
    response: OpenResponse
    actor_id: int
    today: date
    now: datetime


def record_answer(*, recording: Recording, current: Answer | None, proposed: Answer) -> Answer:
    """Record an answer to a statement or key statement; the answer as it now stands."""
    response = recording.response
    check_edition_is_open(response.is_open_on(recording.today))
    is_key_statement = proposed.statement_id in response.edition.key_statements
    if is_key_statement:
        checked = check_factor_answer(response.edition, proposed)
    else:
        checked = check_answer(response.edition, proposed, is_individual=response.is_individual)
    before = current or Answer(proposed.statement_id)
    after = settle_answer(before, checked)
    if after is before:
        return before
    values = asdict(after) | {"changed_at": recording.now}
    identity = {"response_id": response.id, "statement_id": values.pop("statement_id")}
    if before.version == 0:
        identity["is_key_statement"] = is_key_statement
    _write(recording.session, AnswerRow, identity, values, before.version, AnswerChangedMeanwhile())
    _audit_change(recording, "answer recorded", after.statement_id, before.content, after.content)
    return after


def record_note(*, recording: Recording, current: Note | None, proposed: Note) -> Note:
    """Record a note on a cell; the note as it now stands. The trail keeps its length, not its words."""
    response = recording.response
    check_edition_is_open(response.is_open_on(recording.today))
    checked = check_note(response.edition, proposed)
    before = current or Note(proposed.cell_id, proposed.kind)
    after = settle_note(before, checked)
    if after is before:
        return before
    values = asdict(after) | {"changed_at": recording.now, "statement_ids": list(after.statement_ids)}
    identity = {"response_id": response.id, "cell_id": values.pop("cell_id"), "kind": values.pop("kind")}
    _write(recording.session, NoteRow, identity, values, before.version, NoteChangedMeanwhile())
    subject = f"{after.cell_id} {after.kind}"
    _audit_change(recording, "note recorded", subject, len(before.text), len(after.text))
    return after


def _write(
    session: Session,
    table: type[AnswerRow] | type[NoteRow],
    identity: dict[str, Any],
    values: dict[str, Any],
    seen_version: int,
    lost: Refusal,
) -> None:
    """Insert version 1 or update the version that was read; `lost` where somebody was quicker."""
    if seen_version == 0:
        try:
            session.execute(insert(table).values(**identity, **values))
        except IntegrityError:
            raise lost from None
        return
    query = update(table).filter_by(**identity, version=seen_version).values(**values)
    if session.execute(query).rowcount != 1:  # type: ignore[attr-defined]
        raise lost


def _audit_change(recording: Recording, action: str, subject: str, before: Any, after: Any) -> None:
    response = recording.response
    what = f"response {response.id}: {subject}"
    _audit(recording.session, response.assessment_id, recording.actor_id, recording.now, action, what, before, after)


def _audit(
    session: Session,
    assessment_id: int,
    actor_id: int,
    now: datetime,
    action: str,
    subject: str,
    before: Any = None,
    after: Any = None,
) -> None:
    session.execute(
        insert(AuditEntryRow).values(
            at=now,
            actor_id=actor_id,
            assessment_id=assessment_id,
            action=action,
            subject=subject,
            before=before,
            after=after,
        )
    )
