"""Answers and notes: what may be recorded for a statement, and what happens when two savings meet."""

import re
from dataclasses import dataclass, replace

from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Edition, NoteKind
from tiex.domain.errors import (
    AnswerChangedMeanwhile,
    DontKnowNotAllowed,
    EditionNotOpen,
    NoteChangedMeanwhile,
    RationaleMissing,
    TextTooLong,
    UnknownLevel,
    UnknownNoteKind,
    UnknownStatement,
)

RATIONALE_LIMIT = 2_000
NOTE_LIMIT = 10_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `position` is a level's key, not-applicable, dont-know or None; version 0 was never saved.

    In the consensus `rationale` is the reason for whatever was agreed, and `minority_view` what others held.
    """

    statement_id: str
    position: str | None = None
    ambition: str | None = None
    rationale: str = ""
    version: int = 0
    tab: str = ""
    minority_view: str = ""

    @property
    def is_answered(self) -> bool:
        return self.position is not None

    @property
    def is_empty(self) -> bool:
        return self.position is None and self.ambition is None and not self.rationale and not self.minority_view

    @property
    def content(self) -> tuple[str | None, str | None, str, str]:
        return self.position, self.ambition, self.rationale, self.minority_view


@dataclass(frozen=True, slots=True)
class Note:
    """Text of one kind on one cell, optionally naming statements; version 0 was never saved."""

    cell_id: str
    kind: str
    text: str = ""
    statement_ids: tuple[str, ...] = ()
    version: int = 0
    tab: str = ""

    @property
    def content(self) -> tuple[str, tuple[str, ...]]:
        return self.text, self.statement_ids


def readable_text(text: str) -> str:
    """Text without control characters and with plain line ends."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean_text(text: str, limit: int) -> str:
    """Readable text without space around it; TextTooLong past `limit` characters."""
    cleaned = readable_text(text).strip()
    if len(cleaned) > limit:
        raise TextTooLong(limit)
    return cleaned


def check_answer(edition: Edition, answer: Answer, *, is_individual: bool) -> Answer:
    """The answer as it may be recorded for a statement, or a refusal."""
    edition.statement(answer.statement_id)
    if answer.position == NOT_APPLICABLE:
        rationale = clean_text(answer.rationale, RATIONALE_LIMIT)
        if not rationale:
            raise RationaleMissing
        return replace(answer, ambition=None, rationale=rationale, minority_view="")
    if answer.position == DONT_KNOW:
        if not is_individual:
            raise DontKnowNotAllowed
    elif answer.position is not None:
        edition.scale.level(answer.position)
    if answer.ambition is not None:
        edition.scale.level(answer.ambition)
    return replace(answer, rationale="", minority_view="")


def check_factor_answer(edition: Edition, answer: Answer) -> Answer:
    """The answer as it may be recorded for a key statement of a success factor, or a refusal."""
    edition.key_statement(answer.statement_id)
    if answer.position is not None:
        edition.factor_sheet.scale.level(answer.position)
    if answer.ambition is not None or answer.rationale or answer.minority_view:
        raise UnknownLevel
    return answer


def check_note(edition: Edition, note: Note) -> Note:
    """The note as it may be recorded on its cell, or a refusal."""
    cell = edition.cell(note.cell_id)
    note_kind(edition, note.kind)
    known = [statement.id for statement in cell.statements]
    if not set(note.statement_ids) <= set(known):
        raise UnknownStatement
    named = tuple(statement_id for statement_id in known if statement_id in note.statement_ids)
    return replace(note, text=clean_text(note.text, NOTE_LIMIT), statement_ids=named)


def note_kind(edition: Edition, key: str) -> NoteKind:
    """The kind of note with this key; UnknownNoteKind where there is none."""
    for kind in edition.note_kinds:
        if kind.key == key:
            return kind
    raise UnknownNoteKind


def settle_answer(current: Answer, proposed: Answer) -> Answer:
    """What to store when `proposed`, made on top of `proposed.version`, meets `current`.

    The same content again changes nothing. A newer version made in the same open page (`tab`) was seen by
    its author, so it is no conflict; one made elsewhere is AnswerChangedMeanwhile.
    """
    if proposed.content == current.content:
        return current
    if _is_unseen(current, proposed):
        raise AnswerChangedMeanwhile
    return replace(proposed, version=current.version + 1)


def settle_note(current: Note, proposed: Note) -> Note:
    """As settle_answer, for notes."""
    if proposed.content == current.content:
        return current
    if _is_unseen(current, proposed):
        raise NoteChangedMeanwhile
    return replace(proposed, version=current.version + 1)


def _is_unseen(current: Answer | Note, proposed: Answer | Note) -> bool:
    return current.version != proposed.version and not (current.tab and current.tab == proposed.tab)


def check_edition_is_open(is_open: bool) -> None:
    """EditionNotOpen unless answers are accepted."""
    if not is_open:
        raise EditionNotOpen
