"""The forms about publishing: who may see what, from when, and taking it back; and the pre-election periods."""

from collections.abc import Mapping
from datetime import date

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from tiex.domain.publishing import Part, Period, Publication, Ring
from tiex.invitations.forms import one_line, read_text
from tiex.publishing.commands import Choice
from tiex.signoff.forms import normalised_fingerprint
from tiex.web.forms import GovForm, TextArea, TextInput, choices_of, day_field, read_day, read_version

LONGEST_NAME = 120


def _question(label: str, needed: str) -> RadioField:
    rings = [ring.value for ring in Ring]
    return RadioField(
        label,
        choices=choices_of((ring.value, ring.label) for ring in Ring),
        validate_choice=False,
        validators=[DataRequired(needed), AnyOf(rings, needed)],
    )


class ChoiceForm(GovForm):
    """Who may see each part. It is read from an address too, so that a choice can be prepared and passed on."""

    scores = _question("Who may see the scores?", "Choose who may see the scores")
    notes = _question("Who may see the notes?", "Choose who may see the notes")
    factors = _question("Who may see the critical success factors?", "Choose who may see the critical success factors")
    hold_until = day_field(
        "Hold it until", "Before this day only your council sees it. Leave it empty to publish at once."
    )
    fingerprint = HiddenField()
    version = HiddenField()

    @classmethod
    def of(cls, publication: Publication | None, fingerprint: str, version: int, today: date) -> "ChoiceForm":
        """As it stands now; nothing is chosen where nothing was decided, and a hold that is over is not asked again."""
        values = {"fingerprint": fingerprint, "version": str(version)}
        if publication is not None:
            values |= {part.value: ring.value for part, ring in publication.rings.items()}
            until = publication.hold_until
            values["hold_until"] = until.isoformat() if until and until > today else ""
        return cls(formdata=None, data=values)

    @property
    def rings(self) -> Mapping[Part, Ring]:
        return {part: Ring(self[part.value].data) for part in Part}

    @property
    def choice(self) -> Choice:
        fingerprint, version = normalised_fingerprint(self.fingerprint.data or ""), read_version(self.version.data)
        return Choice(fingerprint, self.rings, read_day(self.hold_until.data), version)


class WithdrawForm(GovForm):
    reason = TextAreaField(
        "Why do you withdraw it?",
        description="Everybody in your council who can read the history sees this.",
        filters=[read_text],
        validators=[DataRequired("Say why it is withdrawn")],
        widget=TextArea(),
        render_kw={"params": {"rows": 3}},
    )
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)


class PeriodForm(GovForm):
    name = StringField(
        "Which election",
        description="Such as: Local elections, May 2027",
        filters=[one_line],
        validators=[DataRequired("Say which election it is"), Length(max=LONGEST_NAME)],
        widget=TextInput(),
        render_kw={"params": {"classes": "govuk-input--width-30"}},
    )
    starts_on = day_field("First day", "The day on which the pre-election period begins.", "Enter the first day")
    ends_on = day_field("Last day", "Mostly the day of the election. It is in the period.", "Enter the last day")

    @property
    def period(self) -> Period:
        first, last = read_day(self.starts_on.data), read_day(self.ends_on.data)
        return Period(self.name.data or "", first or date.min, last or date.min)
