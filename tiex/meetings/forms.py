"""What the forms of a meeting send; CSRF is checked for every POST before a view runs."""

from flask import request
from wtforms import Form, HiddenField, StringField

from tiex.domain.spread import MEETING_MINUTES

USUAL_MINUTES = 90
_LARGEST_TURN = 2**31 - 1


def _text(value: str | None) -> str:
    return value or ""


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 11
    return min(int(text), _LARGEST_TURN) if is_number else None


class StepForm(Form):
    """A step in a meeting. `turn` is the one that the page showed."""

    step = HiddenField(filters=[_text])
    turn = HiddenField(filters=[_text])
    statement_id = HiddenField(filters=[_text])

    @property
    def seen_turn(self) -> int:
        """-1 for anything that is not a turn."""
        number = _number(str(self.turn.data))
        return -1 if number is None else number


class VoteForm(Form):
    statement_id = HiddenField(filters=[_text])
    position = StringField(filters=[_text])


class LengthForm(Form):
    """How long the meeting is."""

    minutes = StringField(filters=[_text])

    @property
    def length(self) -> int | None:
        """In minutes; None for anything else than MEETING_MINUTES."""
        number = _number(str(self.minutes.data).strip())
        return number if number in MEETING_MINUTES else None


def read_step() -> StepForm:
    """The step that this request asks for."""
    return StepForm(request.form)


def read_vote() -> VoteForm:
    """The vote that this request sends."""
    return VoteForm(request.form)


def read_length() -> tuple[str, int, str]:
    """What was typed for the length of the meeting, the minutes to reckon with, and what is wrong with it."""
    if "minutes" not in request.args:
        return str(USUAL_MINUTES), USUAL_MINUTES, ""
    form = LengthForm(request.args)
    typed = str(form.minutes.data)
    if form.length is None:
        return typed, USUAL_MINUTES, f"Enter a number of minutes between {MEETING_MINUTES[0]} and {MEETING_MINUTES[-1]}"
    return typed, form.length, ""
