"""What editors search for, and the forms of those who look after the catalogue."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Regexp

from tiex.content.catalogue import (
    EARLIEST,
    LATEST,
    LONGEST_NAME,
    LONGEST_OUTCOME,
    LONGEST_PUBLISHER,
    LONGEST_TEXT,
    LONGEST_TITLE,
    CatalogueEntry,
)
from tiex.content.checking import MOST_LISTED, WEB_ADDRESS
from tiex.content.council_names import codes_of_names
from tiex.content.councils import REGIONS
from tiex.content.tags import load_tags
from tiex.domain.resources import EFFORTS, ResourceType
from tiex.invitations.forms import one_line
from tiex.resources.queries import CONTENT, SHOWN
from tiex.web.forms import GovForm, SelectInput, TextArea, TextInput, choices_of, read_version, ticks

LONGEST_SEARCH, LONGEST_REASON = 100, 500


def read_shown(args: Mapping[str, str]) -> tuple[str, str]:
    """Which resources an editor wants to see, and what they search for."""
    shown = args.get("shown", "all")
    return shown if shown in SHOWN else "all", one_line(args.get("q"))[:LONGEST_SEARCH]


def read_word(args: Mapping[str, str], *, default: str) -> str:
    """What an editor searches for, at first the longest word of a title."""
    typed = one_line(args.get("q"))[:LONGEST_SEARCH]
    return typed if "q" in args else max(default.split(), key=len, default="")


def lines_of(value: str | None) -> str:
    """One thing on each line, each once, without what cannot be seen."""
    return "\n".join(dict.fromkeys(line for line in map(one_line, (value or "").splitlines()) if line))


def _check_lines(longest: int) -> object:
    def check(form: GovForm, field: Field) -> None:
        lines = (field.data or "").splitlines()
        if len(lines) > MOST_LISTED:
            raise ValidationError(f"Use {MOST_LISTED} lines or fewer")
        if any(len(line) > longest for line in lines):
            raise ValidationError(f"Use {longest} characters or fewer on each line")

    return check


def _check_year(form: GovForm, field: Field) -> None:
    text = field.data or ""
    if text and not (len(text) == 4 and text.isascii() and text.isdecimal() and EARLIEST <= int(text) <= LATEST):
        raise ValidationError("Enter the year in four figures, such as 2024, or leave it empty")


def _text(label: str, needed: str, longest: int) -> Field:
    validators = [DataRequired(needed), Length(max=longest, message=f"Use {longest} characters or fewer")]
    return StringField(label, filters=[one_line], validators=validators, widget=TextInput())


def _lines(label: str, hint: str, longest: int) -> Field:
    return TextAreaField(
        label,
        description=hint,
        filters=[lines_of],
        validators=[_check_lines(longest)],
        widget=TextArea(),
        render_kw={"params": {"rows": 3}},
    )


class ResourceForm(GovForm):
    type = SelectField(
        "What it is",
        choices=choices_of([("", "Choose"), *((kind.value, kind.label) for kind in ResourceType)]),
        validators=[DataRequired("Choose what it is")],
        widget=SelectInput(),
    )
    title = _text("Title", "Enter the title", LONGEST_TITLE)
    url = StringField(
        "Address",
        description="Of the page itself, such as https://www.example.gov.uk/report",
        filters=[one_line],
        validators=[
            DataRequired("Enter the address"),
            Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT} characters or fewer"),
            Regexp(f"(?:{WEB_ADDRESS.pattern})\\Z", message="Enter an address that begins with https:// or http://"),
        ],
        widget=TextInput(),
        render_kw={"params": {"type": "url", "spellcheck": False}},
    )
    publisher = _text("Publisher", "Enter who published it", LONGEST_PUBLISHER)
    year = StringField(
        "Year",
        description="Leave it empty where nobody says",
        filters=[one_line],
        validators=[_check_year],
        widget=TextInput(),
        render_kw={"params": {"classes": "govuk-input--width-4", "inputmode": "numeric"}},
    )
    about = TextAreaField(
        "Summary",
        description="In our own words: what it is, and what the reader gets from it",
        filters=[one_line],
        validators=[
            DataRequired("Enter a summary"),
            Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT} characters or fewer"),
        ],
        widget=TextArea(),
        render_kw={"params": {"rows": 5}},
    )
    when_to_use = TextAreaField(
        "When to use it",
        description="For methodologies and tools, in a sentence such as “Use it when a service is to be redesigned.”",
        filters=[one_line],
        validators=[Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT} characters or fewer")],
        widget=TextArea(),
        render_kw={"params": {"rows": 2}},
    )
    effort = SelectField(
        "Effort to use it",
        choices=choices_of([("", "Does not apply"), *((key, key.capitalize()) for key in EFFORTS)]),
        widget=SelectInput(),
    )
    outcomes = _lines("What came of it", "One outcome on each line, with its figures", LONGEST_OUTCOME)
    councils = _lines("Councils", "One on each line, as each is called", LONGEST_NAME)
    regions = ticks("Regions and nations")
    characteristics = ticks("Characteristics", "Choose one characteristic or more")
    change_modes = ticks("Change modes", "Choose one change mode or more")
    stages = ticks("Stages", "Choose one stage or more")
    success_factors = ticks("Success factors", "Choose one success factor or more")
    service_areas = ticks("Service areas", "Choose one service area or more")
    version = HiddenField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.regions.choices = choices_of((region, region) for region in sorted(REGIONS))
        tags = load_tags()
        self.characteristics.choices = choices_of(tags.characteristics.items())
        self.change_modes.choices = choices_of(tags.change_modes.items())
        self.stages.choices = choices_of(tags.stages.items())
        self.success_factors.choices = choices_of(tags.success_factors.items())
        self.service_areas.choices = choices_of(tags.service_areas.items())

    @classmethod
    def of(cls, entry: CatalogueEntry, version: int) -> "ResourceForm":
        """Filled in with what there is."""
        values = {name: getattr(entry, name) for name in entry.__slots__}
        lines = {name: "\n".join(values[name]) for name in ("outcomes", "councils")}
        others = {
            "about": entry.summary,
            "year": str(entry.year or ""),
            "effort": entry.effort or "",
            "version": version,
        }
        return cls(formdata=None, data={**values, **lines, **others})

    def differences_from(self, other: CatalogueEntry) -> tuple[tuple[str, str], ...]:
        """What another entry says where it does not say what was typed, by the label of the field."""
        typed = self.entry(other.id)
        fields_of = {name: self._fields.get("about" if name == "summary" else name) for name in CONTENT}
        return tuple(
            (field.label.text, _in_words(field, getattr(other, name)))
            for name, field in fields_of.items()
            if field is not None and getattr(typed, name) != getattr(other, name)
        )

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)

    def entry(self, resource_id: str) -> CatalogueEntry:
        councils = tuple((self.councils.data or "").splitlines())
        return CatalogueEntry(
            id=resource_id,
            type=self.type.data,
            title=self.title.data or "",
            url=self.url.data or "",
            publisher=self.publisher.data or "",
            year=int(self.year.data) if self.year.data else None,
            summary=self.about.data or "",
            when_to_use=self.when_to_use.data or "",
            effort=self.effort.data or None,
            councils=councils,
            council_codes=codes_of_names(councils),
            regions=tuple(self.regions.data or ()),
            outcomes=tuple((self.outcomes.data or "").splitlines()),
            characteristics=tuple(self.characteristics.data or ()),
            change_modes=tuple(self.change_modes.data or ()),
            stages=tuple(self.stages.data or ()),
            success_factors=tuple(self.success_factors.data or ()),
            service_areas=tuple(self.service_areas.data or ()),
        )


def _in_words(field: Field, value: str | int | tuple[str, ...] | None) -> str:
    """As the field shows it: what was chosen by its name."""
    names = {choice.value: choice.label for choice in getattr(field, "choices", ())}
    values = value if isinstance(value, tuple) else (str(value or ""),)
    return ", ".join(names.get(one, one) for one in values) or "nothing"


class HideForm(GovForm):
    version = HiddenField()
    reason = StringField(
        "Why",
        description="For the other editors",
        filters=[one_line],
        validators=[Length(max=LONGEST_REASON, message=f"Use {LONGEST_REASON} characters or fewer")],
        widget=TextInput(),
    )

    seen_version = ResourceForm.seen_version


class MergeForm(GovForm):
    version = HiddenField()
    into = StringField(filters=[one_line], validators=[DataRequired("Choose the resource that stays")])

    seen_version = ResourceForm.seen_version
