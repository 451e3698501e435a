"""The forms about a resource: a note on the council's list, what came of it when it was tried, and taking that down."""

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from tiex.domain.uses import CHANGED_LIMIT, NOTE_LIMIT, Worked
from tiex.invitations.forms import one_line, read_text
from tiex.uses.queries import Trial
from tiex.web.forms import GovForm, TextArea, TextInput, read_version

LONGEST_ID, LONGEST_REASON = 80, 500


def _note() -> TextAreaField:
    return TextAreaField(
        "Note",
        description="For the people of your council: why it is worth a look, or what to do with it",
        filters=[read_text],
        validators=[Length(max=NOTE_LIMIT, message=f"Use {NOTE_LIMIT:,} characters or fewer for the note")],
        widget=TextArea(),
        render_kw={"params": {"rows": 3}},
    )


class SaveForm(GovForm):
    resource_id = HiddenField(
        filters=[one_line], validators=[DataRequired("Choose a resource"), Length(max=LONGEST_ID)]
    )
    note = _note()


class NoteForm(GovForm):
    version = HiddenField()
    note = _note()

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)


class TrialForm(GovForm):
    version = HiddenField()
    worked = StringField(validators=[AnyOf([one.value for one in Worked], message="Say whether it worked")])
    what_changed = TextAreaField(
        "What changed?",
        description="In a few sentences: what you did, what came of it, and what you would do differently. "
        "Name nobody.",
        filters=[read_text],
        validators=[
            DataRequired("Say what changed"),
            Length(max=CHANGED_LIMIT, message=f"Use {CHANGED_LIMIT:,} characters or fewer"),
        ],
        widget=TextArea(),
        render_kw={"params": {"rows": 6}},
    )
    may_contact = BooleanField()

    @classmethod
    def of(cls, trial: Trial | None) -> "TrialForm":
        """Filled in with what the council said before; nobody agrees for somebody else to be contacted."""
        if trial is None:
            return cls(formdata=None, version=0)
        is_agreed = trial.may_contact and trial.is_own
        said = {"worked": trial.worked.value, "what_changed": trial.what_changed, "may_contact": is_agreed}
        return cls(formdata=None, version=trial.version, **said)

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)


class TakeDownForm(GovForm):
    reason = StringField(
        "Why",
        description="The council that wrote it reads this",
        filters=[one_line],
        validators=[
            DataRequired("Say why you take it down"),
            Length(max=LONGEST_REASON, message=f"Use {LONGEST_REASON} characters or fewer"),
        ],
        widget=TextInput(),
    )
