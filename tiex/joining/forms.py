"""The forms for asking to join, and for deciding."""

from collections.abc import Sequence

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from tiex.domain.invitations import LONGEST_ADDRESS, LONGEST_NAME
from tiex.domain.people import GIVEN_BY_LEADS, GIVEN_BY_SIGNATORIES, SIGNATORIES, Role, normalised_email
from tiex.invitations.forms import one_line, read_text
from tiex.joining.commands import Asking
from tiex.web.forms import GovForm, SelectInput, TextArea, TextInput, choices_of

_WIDTH = "govuk-input--width-30"
_LONGEST_TEXT = 1000
_TOO_LONG = f"Use {LONGEST_NAME} characters or fewer"


class JoinForm(GovForm):
    name = StringField(
        "Your name",
        filters=[one_line],
        validators=[DataRequired("Enter your name"), Length(max=LONGEST_NAME, message=_TOO_LONG)],
        widget=TextInput(),
        render_kw={"params": {"autocomplete": "name", "classes": _WIDTH}},
    )
    email = StringField(
        "Your council e-mail address",
        filters=[one_line, normalised_email],
        validators=[DataRequired("Enter your e-mail address"), Length(max=LONGEST_ADDRESS)],
        widget=TextInput(),
        render_kw={"params": {"type": "email", "autocomplete": "email", "spellcheck": False, "classes": _WIDTH}},
    )
    job_title = StringField(
        "Your job title",
        filters=[one_line],
        validators=[DataRequired("Enter your job title"), Length(max=LONGEST_NAME, message=_TOO_LONG)],
        widget=TextInput(),
        render_kw={"params": {"autocomplete": "organization-title", "classes": _WIDTH}},
    )
    council = StringField(filters=[one_line])
    why = TextAreaField(
        "Why you want to join",
        filters=[read_text],
        validators=[
            DataRequired("Say in a sentence why you want to join"),
            Length(max=_LONGEST_TEXT, message=f"Use {_LONGEST_TEXT:,} characters or fewer"),
        ],
        widget=TextArea(),
        render_kw={"params": {"rows": 4}},
    )

    @property
    def asking(self) -> Asking:
        fields = (self.council, self.email, self.name, self.job_title, self.why)
        return Asking(*(field.data or "" for field in fields))


class AdmitForm(GovForm):
    role = SelectField("Role", validators=[DataRequired("Choose a role")], widget=SelectInput())

    @classmethod
    def by(cls, role: Role | None) -> "AdmitForm":
        """With the roles that somebody who is `role` in the council can give."""
        form = cls(role=Role.CONTRIBUTOR.value)
        given: Sequence[Role] = GIVEN_BY_SIGNATORIES if role in SIGNATORIES else GIVEN_BY_LEADS
        form.role.choices = choices_of((one.value, one.label) for one in given)
        return form


class DeclineForm(GovForm):
    reason = TextAreaField(
        "Why not",
        description="They get this by e-mail",
        filters=[read_text],
        validators=[
            DataRequired("Say why, so that they know what to do"),
            Length(max=_LONGEST_TEXT, message=f"Use {_LONGEST_TEXT:,} characters or fewer"),
        ],
        widget=TextArea(),
        render_kw={"params": {"rows": 3}},
    )
