"""The forms of an answering round: its days, closing it, and opening it again."""

from datetime import date, datetime

from wtforms import BooleanField, Field, Form, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from tiex.domain.answers import readable_text
from tiex.domain.rounds import Dates
from tiex.passwords.forms import AccountForm
from tiex.web.forms import TextInput

# What a date control sends, and what people type where there is none.
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
_YEARS = range(2000, 2101)
_REASON_LIMIT = 500


def _day(text: str | None) -> date | None:
    """The day that was typed, None where nothing was; ValueError where it is no day."""
    typed = " ".join((text or "").split())
    if not typed:
        return None
    for pattern in _FORMATS:
        try:
            day = datetime.strptime(typed, pattern).date()
        except ValueError:
            continue
        if day.year in _YEARS:
            return day
    raise ValueError(typed)


def _is_day(_form: Form, field: Field) -> None:
    try:
        _day(field.data)
    except ValueError:
        raise ValidationError("Enter a date, like 7/12/2026") from None


def _day_field(label: str, hint: str) -> StringField:
    return StringField(label, description=hint, validators=[_is_day])


class DatesForm(AccountForm):
    meets_on = _day_field("The group meets on", "Leave it empty while you do not know yet.")
    due_on = _day_field(
        "People answer by",
        "Leave it empty to give them until five working days before the meeting.",
    )

    @property
    def dates(self) -> Dates:
        return Dates(_day(self.due_on.data), _day(self.meets_on.data))


class CloseForm(AccountForm):
    confirmed = BooleanField(
        "I understand that nobody can change their individual answers after this",
        validators=[DataRequired("Tick the box if you want to close the answering round")],
    )


class ReopenForm(AccountForm):
    reason = StringField(
        "Why do you open it again?",
        description="It is kept in the history of the assessment.",
        validators=[
            DataRequired("Say why you open the answering round again"),
            Length(max=_REASON_LIMIT, message=f"Use {_REASON_LIMIT} characters or fewer"),
        ],
        filters=[lambda text: readable_text(text or "").strip()],
        widget=TextInput(),
    )
