"""The forms of an answering round: its days, closing it, and opening it again."""

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from tiex.domain.answers import readable_text
from tiex.domain.rounds import Dates
from tiex.passwords.forms import AccountForm
from tiex.web.forms import TextInput, day_field, read_day

_REASON_LIMIT = 500


class DatesForm(AccountForm):
    meets_on = day_field("The group meets on", "Leave it empty while you do not know yet.")
    due_on = day_field(
        "People answer by",
        "Leave it empty to give them until five working days before the meeting.",
    )

    @property
    def dates(self) -> Dates:
        return Dates(read_day(self.due_on.data), read_day(self.meets_on.data))


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
