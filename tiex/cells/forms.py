"""What the answering forms send; CSRF is checked for every POST before a view runs."""

from typing import Any

from flask import request
from wtforms import Form, HiddenField, SelectMultipleField, StringField, TextAreaField

from tiex.domain.answers import Answer, Note, readable_text

LARGEST_VERSION = 2**31 - 1
LONGEST_TAB = 32


class _Versioned(Form):
    """`version` is what the page showed, `tab` the open page that it was shown in."""

    version = HiddenField()
    tab = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that was shown; 0 for anything that is not a version."""
        text = str(self.version.data or "")
        return min(int(text), LARGEST_VERSION) if text.isascii() and text.isdigit() and len(text) < 11 else 0

    @property
    def seen_tab(self) -> str:
        return "".join(char for char in str(self.tab.data or "") if char.isalnum())[:LONGEST_TAB]


def _or_none(value: Any) -> str | None:
    return str(value) if value else None


class AnswerForm(_Versioned):
    """One statement, or one key statement, which has a position only."""

    position = StringField(filters=[_or_none])
    ambition = StringField(filters=[_or_none])
    rationale = TextAreaField()

    def answer(self, statement_id: str) -> Answer:
        """What the person chose, not yet checked."""
        return Answer(
            statement_id,
            self.position.data,
            self.ambition.data,
            readable_text(self.rationale.data or ""),
            self.seen_version,
            self.seen_tab,
        )


class NoteForm(_Versioned):
    text = TextAreaField()
    statements = SelectMultipleField(validate_choice=False)

    def note(self, cell_id: str, kind: str) -> Note:
        """What the person wrote, not yet checked."""
        named = tuple(self.statements.data or ())
        return Note(cell_id, kind, readable_text(self.text.data or ""), named, self.seen_version, self.seen_tab)


def read_answer(statement_id: str) -> Answer:
    """The answer that this request sends."""
    return AnswerForm(request.form).answer(statement_id)


def read_note(cell_id: str, kind: str) -> Note:
    """The note that this request sends."""
    return NoteForm(request.form).note(cell_id, kind)
