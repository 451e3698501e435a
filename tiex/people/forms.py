"""The forms for somebody's access, and for naming a deputy."""

from collections.abc import Sequence

from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from tiex.content.tags import SERVICE_AREAS, load_tags
from tiex.domain.invitations import LONGEST_NAME, is_domain
from tiex.domain.people import GIVEN_BY_SIGNATORIES, SIGNATORIES, Role, RoleGroup, normalised_email
from tiex.invitations.forms import one_line, read_text
from tiex.people.commands import NewAccess
from tiex.people.queries import Member
from tiex.web.forms import CheckboxesInput, GovForm, SelectInput, TextArea, TextInput, choices_of

_NONE = ("", "None chosen")
_WIDTH = "govuk-input--width-20"


class AccessForm(GovForm):
    role = SelectField("Role", validators=[DataRequired("Choose a role")], widget=SelectInput())
    role_group = SelectField(
        "Role group",
        description="Whom they speak for when answers are compared by group",
        choices=choices_of([_NONE, *((group.value, group.label) for group in RoleGroup)]),
        widget=SelectInput(),
    )
    service_area = SelectField(
        "Service area",
        description="Where they work, shown beside their name",
        choices=choices_of([_NONE, *SERVICE_AREAS.items()]),
        widget=SelectInput(),
    )
    characteristics = SelectMultipleField(
        "Characteristics they can answer",
        description="For contributors only. Leave all unticked to let them answer everything.",
        widget=CheckboxesInput(),
    )

    @classmethod
    def of(cls, member: Member, *, is_own: bool) -> "AccessForm":
        """Filled in with what the person has now; a signatory’s role and one’s own are not for choosing."""
        form = cls(
            role=member.role.value,
            role_group=member.role_group,
            service_area=member.service_area,
            characteristics=sorted(member.characteristics),
        )
        is_fixed = is_own or member.role in SIGNATORIES
        roles = (member.role,) if is_fixed else GIVEN_BY_SIGNATORIES
        form.role.choices = choices_of((role.value, role.label) for role in roles)
        form.characteristics.choices = choices_of(load_tags().characteristics.items())
        return form

    @property
    def access(self) -> NewAccess:
        group = RoleGroup(self.role_group.data) if self.role_group.data else None
        limit = frozenset(self.characteristics.data or ())
        return NewAccess(Role(self.role.data), group, limit, self.service_area.data or "")


class SignatoryForm(GovForm):
    role = SelectField(
        "Role",
        choices=choices_of((role.value, role.label) for role in Role if role in SIGNATORIES),
        validators=[DataRequired("Choose a role")],
        widget=SelectInput(),
    )
    name = StringField(
        "Name",
        filters=[one_line],
        validators=[DataRequired("Enter their name"), Length(max=LONGEST_NAME)],
        widget=TextInput(),
        render_kw={"params": {"classes": "govuk-input--width-30"}},
    )
    email = StringField(
        "E-mail address",
        filters=[one_line, normalised_email],
        validators=[DataRequired("Enter their e-mail address")],
        widget=TextInput(),
        render_kw={"params": {"type": "email", "spellcheck": False, "classes": "govuk-input--width-30"}},
    )


class DomainsForm(GovForm):
    domains = TextAreaField(
        "E-mail domains",
        description="One on each line, such as fernmoor.gov.uk. Only addresses that end in one of them can be invited.",
        widget=TextArea(),
        render_kw={"params": {"rows": 4, "spellcheck": False}},
    )

    @property
    def typed(self) -> frozenset[str]:
        return frozenset(word.strip().lower().lstrip("@") for word in (self.domains.data or "").split())

    @property
    def wrong(self) -> list[str]:
        return [domain for domain in sorted(self.typed) if not is_domain(domain)]


class DeputyForm(GovForm):
    person = SelectField(
        "Who stands in for you",
        coerce=int,
        validators=[DataRequired("Choose who stands in for you")],
        widget=SelectInput(),
    )
    starts_on = DateField(
        "First day",
        validators=[DataRequired("Enter the first day")],
        widget=TextInput(),
        render_kw={"params": {"type": "date", "classes": _WIDTH}},
    )
    ends_on = DateField(
        "Last day",
        validators=[DataRequired("Enter the last day")],
        widget=TextInput(),
        render_kw={"params": {"type": "date", "classes": _WIDTH}},
    )
    reason = TextAreaField(
        "Why",
        description="Everybody who can read the self-assessment sees this",
        filters=[read_text],
        widget=TextArea(),
        render_kw={"params": {"rows": 3}},
    )

    has_choice = False

    @classmethod
    def for_members(cls, members: Sequence[Member]) -> "DeputyForm":
        form = cls()
        others = [
            (member.person_id, f"{member.name}, {member.job_title}" if member.job_title else member.name)
            for member in members
            if member.role not in SIGNATORIES and not member.is_disabled
        ]
        form.person.choices = choices_of([(0, "Choose a person"), *others])
        form.has_choice = bool(others)
        return form
