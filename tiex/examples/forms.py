"""The form in which an example is written, and those for what its author and its readers say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from tiex.content.tags import load_tags
from tiex.domain.examples import SHORT_LIMIT, TEXT_LIMIT, TITLE_LIMIT, WORDS_LIMIT, Content, Ring
from tiex.invitations.forms import one_line, read_text
from tiex.web.forms import GovForm, SelectInput, TextArea, TextInput, choices_of, new_tab, read_version, ticks

TAGS = ("characteristics", "change_modes", "stages", "success_factors", "service_areas")
WORDS = ("title", "problem", "done", "changed", "differently", "cost", "time")


def _at_most(limit: int) -> Length:
    return Length(max=limit, message=f"Use {limit:,} characters or fewer")


def _line(label: str, hint: str, limit: int) -> Field:
    return StringField(
        label, description=hint, filters=[one_line], validators=[_at_most(limit)], widget=TextInput(), default=""
    )


def _text(label: str, hint: str, rows: int) -> Field:
    return TextAreaField(
        label,
        description=hint,
        filters=[read_text],
        validators=[_at_most(TEXT_LIMIT)],
        widget=TextArea(),
        render_kw={"params": {"rows": rows}},
        default="",
    )


class TagsForm(GovForm):
    """What an example is about."""

    version = HiddenField()
    characteristics = ticks("Characteristics")
    change_modes = ticks("Change modes")
    stages = ticks("Stages")
    success_factors = ticks("Success factors")
    service_areas = ticks("Service areas")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        tags = load_tags()
        for name in TAGS:
            self[name].choices = choices_of(getattr(tags, name).items())

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)

    def tagged(self, content: Content) -> Content:
        values: dict[str, Any] = {name: tuple(self[name].data or ()) for name in TAGS}
        return replace(content, **values)


class ExampleForm(TagsForm):
    tab = HiddenField(validators=[Length(max=40)])
    lacking = HiddenField()
    title = _line("Title", "What it is, in a line: “Bin rounds planned with sensors”", TITLE_LIMIT)
    problem = _text("What was the problem?", "For whom, and how you knew", 4)
    done = _text("What did you do?", "So that another council could do it too", 6)
    changed = _text("What changed?", "With figures, if you have them: before, after, and how you measured", 4)
    differently = _text("What would you do differently?", "What others often find the most useful part", 3)
    cost = _line("What did it cost?", "Roughly, once and each year", SHORT_LIMIT)
    time = _line("How long did it take?", "From the decision until it worked", SHORT_LIMIT)
    ring = SelectField(
        "Who may read it, once an editor has published it?",
        choices=choices_of((ring.value, ring.label) for ring in Ring),
        default=Ring.EVERYONE.value,
        widget=SelectInput(),
    )
    may_contact = BooleanField()
    has_rights = BooleanField()

    @classmethod
    def of(cls, content: Content, version: int) -> "ExampleForm":
        return cls(formdata=None, data=content.stored() | {"version": version, "tab": new_tab()})

    def content(self, before: Content) -> Content:
        """What was typed and ticked; the rest as it was before."""
        values: dict[str, Any] = {name: self[name].data or "" for name in WORDS}
        values |= {name: bool(self[name].data) for name in ("may_contact", "has_rights")}
        return self.tagged(replace(before, **values, ring=Ring(self.ring.data)))

    def tick_also(self, proposed: Mapping[str, Sequence[str]]) -> None:
        for name in TAGS:
            self[name].data = list(dict.fromkeys([*(self[name].data or ()), *proposed.get(name, ())]))

    def refuse_missing(self, said: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """Say at each field what it lacks, from now on at each saving; the sentences that belong to none of them."""
        self.lacking.data = "y" if said else ""
        for name, sentence in said:
            if name in self:
                self.refuse(self[name], sentence)
        return tuple(sentence for name, sentence in said if name not in self)


class StepForm(GovForm):
    """A button that takes an example on, for the version that was shown."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        return read_version(self.version.data)


class ProblemForm(GovForm):
    words = TextAreaField(
        "What is wrong with it?",
        description="A mistake, something that should not be public, a file that is not right. An editor reads this.",
        filters=[read_text],
        validators=[DataRequired("Say what is wrong with it"), _at_most(WORDS_LIMIT)],
        widget=TextArea(),
        render_kw={"params": {"rows": 5}},
    )
