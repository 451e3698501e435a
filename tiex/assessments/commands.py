"""Starting a response and recording answers and notes in it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, Update, bindparam, insert, select, update
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
from tiex.domain.consensus import check_agreed_answer
from tiex.domain.errors import AnswerChangedMeanwhile, NoteChangedMeanwhile, Refusal, RoundClosed
from tiex.models import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    NoteRow,
    ResponseKind,
)
from tiex.web.trail import append_entry


def start_response(*, session: Session, council_code: str, edition_key: str, author_id: int, now: datetime) -> int:
    """A new individual response, in an assessment made for it where there is none; returns its id."""
    place = {"council_code": council_code, "edition_key": edition_key}
    found = session.execute(select(AssessmentRow.id, AssessmentRow.closed_at).filter_by(**place)).one_or_none()
    if found is not None and found.closed_at is not None:
        raise RoundClosed("The answering round has been closed, so no new view can be started.")
    assessment_id = found.id if found else add_assessment(session, place, now)
    response = AssessmentResponseRow(
        assessment_id=assessment_id, kind=ResponseKind.INDIVIDUAL, author_id=author_id, created_at=now
    )
    session.add(response)
    session.flush()
    _check_round_is_open(session, assessment_id)
    append_entry(
        session,
        at=now,
        actor_id=author_id,
        action="response started",
        subject=f"response {response.id}",
        council_code=council_code,
        assessment_id=assessment_id,
        response_id=response.id,
    )
    return response.id


def add_assessment(session: Session, place: dict[str, str], now: datetime) -> int:
    """A new assessment of a council in an edition; returns its id."""
    assessment = AssessmentRow(**place, created_at=now)
    session.add(assessment)
    session.flush()
    return assessment.id


_ANSWERS, _NOTES = (row.metadata.tables[row.__tablename__] for row in (AnswerRow, NoteRow))


def _update_of_version(table: Table) -> Update:
    """Changes a row only where it still has the version that was read."""
    seen = [column == bindparam(f"at_{column.name}") for column in (*table.primary_key, table.c.version)]
    return update(table).where(*seen)


# Statements on tables, made once: making them anew took longer than running them.
_INSERTS = {table: insert(table) for table in (_ANSWERS, _NOTES)}
_UPDATES = {table: _update_of_version(table) for table in (_ANSWERS, _NOTES)}
_IS_THIS = AssessmentRow.__table__.c.id == bindparam("assessment_id")
_CLOSED_AT = select(AssessmentRow.__table__.c.closed_at).where(_IS_THIS).with_for_update(read=True)


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
    _check_is_open(recording)
    is_key_statement = proposed.statement_id in response.edition.key_statements
    if not response.is_individual:
        checked = check_agreed_answer(response.edition, proposed)
    elif is_key_statement:
        checked = check_factor_answer(response.edition, proposed)
    else:
        checked = check_answer(response.edition, proposed, is_individual=True)
    before = current or Answer(proposed.statement_id)
    after = settle_answer(before, checked)
    if after is before:
        return before
    values = {
        "position": after.position,
        "ambition": after.ambition,
        "rationale": after.rationale,
        "minority_view": after.minority_view,
        "is_key_statement": is_key_statement,
        "version": after.version,
        "tab": after.tab,
        "changed_at": recording.now,
    }
    identity = {"response_id": response.id, "statement_id": after.statement_id}
    _write(recording, _ANSWERS, identity, values, before.version, AnswerChangedMeanwhile())
    trace = _traced if response.is_individual else _minuted
    _audit_change(recording, "answer recorded", after.statement_id, trace(before), trace(after))
    return after


def record_note(*, recording: Recording, current: Note | None, proposed: Note) -> Note:
    """Record a note on a cell; the note as it now stands. Of one's own view the trail keeps lengths, not words."""
    response = recording.response
    _check_is_open(recording)
    checked = check_note(response.edition, proposed)
    before = current or Note(proposed.cell_id, proposed.kind)
    after = settle_note(before, checked)
    if after is before:
        return before
    values = {
        "text": after.text,
        "statement_ids": list(after.statement_ids),
        "version": after.version,
        "tab": after.tab,
        "changed_at": recording.now,
    }
    identity = {"response_id": response.id, "cell_id": after.cell_id, "kind": after.kind}
    _write(recording, _NOTES, identity, values, before.version, NoteChangedMeanwhile())
    subject = f"{after.cell_id} {after.kind}"
    if response.is_individual:
        _audit_change(recording, "note recorded", subject, len(before.text), len(after.text))
    else:
        _audit_change(recording, "note recorded", subject, _noted(before), _noted(after))
    return after


def _check_is_open(recording: Recording) -> None:
    if recording.response.is_released:
        raise RoundClosed
    check_edition_is_open(recording.response.is_open_on(recording.today))


def _write(
    recording: Recording,
    table: Table,
    identity: dict[str, Any],
    values: dict[str, Any],
    seen_version: int,
    lost: Refusal,
) -> None:
    """Insert version 1 or update the version that was read; `lost` where somebody was quicker."""
    session = recording.session
    if seen_version == 0:
        try:
            session.execute(_INSERTS[table], identity | values)
        except IntegrityError:
            raise lost from None
    else:
        place = {f"at_{name}": value for name, value in identity.items()}
        written = session.execute(_UPDATES[table], values | place | {"at_version": seen_version})
        if written.rowcount != 1:  # type: ignore[attr-defined]
            raise lost
    if recording.response.is_individual:
        _check_round_is_open(session, recording.response.assessment_id)


def _check_round_is_open(session: Session, assessment_id: int) -> None:
    """Asked once something is written, so that it cannot be closed before that is committed: SQLite lets nobody else
    write by now, and elsewhere the row stays locked against closing."""
    if session.scalar(_CLOSED_AT, {"assessment_id": assessment_id}) is not None:
        raise RoundClosed


def _traced(answer: Answer) -> list[str | int | None]:
    """An answer as the trail keeps it: position, ambition, and the length of the reason."""
    return [answer.position, answer.ambition, len(answer.rationale)]


def _minuted(answer: Answer) -> list[str | None]:
    """What a council agreed is its own record, so the trail keeps every word of it."""
    return [answer.position, answer.ambition, answer.rationale, answer.minority_view]


def _noted(note: Note) -> list[str]:
    """A note of the council as the trail keeps it: its text, then the statements that it is about."""
    return [note.text, *sorted(note.statement_ids)]


def _audit_change(recording: Recording, action: str, subject: str, before: Any, after: Any) -> None:
    response = recording.response
    append_entry(
        recording.session,
        at=recording.now,
        actor_id=recording.actor_id,
        action=action if response.is_individual else f"consensus {action}",
        subject=f"response {response.id}: {subject}",
        council_code=response.council_code,
        assessment_id=response.assessment_id,
        response_id=response.id,
        before=before,
        after=after,
    )
