"""GOV.UK form controls for WTForms, rendered in a lenient environment of their own."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from govuk_frontend_wtf.main import wtforms_errors
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSelect, GovTextArea, GovTextInput
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from wtforms import Field, Form, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, ValidationError

# What a date control sends, and what people type where there is none.
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
_YEARS = range(2000, 2101)


@cache
def _govuk() -> Environment:
    """The GOV.UK macros read keys that are not there, which our own strict environment refuses."""
    packages = ("govuk_frontend_jinja", "govuk_frontend_wtf")
    loader = PrefixLoader({package: PackageLoader(package) for package in packages})
    # What belongs to packages does not change: whether it has would be looked at some 70 times for a form.
    return Environment(loader=loader, autoescape=True, undefined=ChainableUndefined, auto_reload=False)


class _Lenient:
    template: str

    def render(self, params: Mapping[str, Any]) -> Markup:
        """The macros write a hint without words too, and say that it describes the control."""
        if not (params.get("hint") or {}).get("text"):
            params = {name: value for name, value in params.items() if name != "hint"}
        return Markup(_govuk().get_template(self.template).render(params=params))


class TextInput(_Lenient, GovTextInput):  # type: ignore[misc]
    """A text box with label, hint and error."""


class PasswordInput(_Lenient, GovTextInput):  # type: ignore[misc]
    """A password box with label, hint and error; what was typed is not sent back."""

    input_type = "password"

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        return Markup(super().__call__(field, value="", **kwargs))


class SelectInput(_Lenient, GovSelect):  # type: ignore[misc]
    """A list to choose one from, with label, hint and error."""


class TextArea(_Lenient, GovTextArea):  # type: ignore[misc]
    """A box for several lines, with label, hint and error."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One of several to tick."""

    id: str
    value: str
    label: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class TickGroup:
    """Several to tick under a legend; `legend_size` is a letter of the GOV.UK classes."""

    id: str
    name: str
    legend: str
    ticks: tuple[Tick, ...]
    legend_size: str = ""
    hint: str = ""
    error: str = ""

    @property
    def described_by(self) -> str:
        parts = (("hint", self.hint), ("error", self.error))
        return " ".join(f"{self.id}-{part}" for part, text in parts if text)


class CheckboxesInput:
    """Several to tick; the GOV.UK macro takes ten times as long for nearly the same markup."""

    def __init__(self, legend_size: str = "") -> None:
        self._legend_size = legend_size

    def __call__(self, field: SelectMultipleField, **kwargs: Any) -> Markup:
        # The first has the name itself, so that a link to the field finds it.
        ticks = tuple(
            Tick(field.id if number == 1 else f"{field.id}-{number}", value, label, is_ticked)
            for number, (value, label, is_ticked, *_) in enumerate(field.iter_choices(), 1)
        )
        error = str(field.errors[0]) if field.errors else ""
        group = TickGroup(field.id, field.name, field.label.text, ticks, self._legend_size, field.description, error)
        macro = current_app.jinja_env.get_template("components/checkboxes.html").module
        drawn: Markup = macro.checkboxes(group)  # type: ignore[attr-defined]
        return drawn


class FileInput(_Lenient, GovFileInput):  # type: ignore[misc]
    """A file to choose, with label, hint and error."""


def ticks(label: str, needed: str = "") -> SelectMultipleField:
    """Several to tick under this legend; `needed` is the sentence where none is ticked and one must be."""
    return SelectMultipleField(
        label, validators=[DataRequired(needed)] if needed else [], widget=CheckboxesInput(legend_size="s")
    )


def new_tab() -> str:
    """A name for one rendering of a page, so that its own later savings are no conflict."""
    return secrets.token_hex(8)


def read_version(text: str | None) -> int:
    """The version that a form was made from; 0 for anything that is none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


class TooFar(ValueError):
    """A day so late that it can only be a slip."""


def read_day(text: str | None) -> date | None:
    """The day that was typed, None where nothing was; ValueError where it is no day, TooFar where it is a far one."""
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
        if day.year >= _YEARS.stop:
            raise TooFar(typed)
    raise ValueError(typed)


def _is_day(_form: Form, field: Field) -> None:
    try:
        read_day(field.data)
    except TooFar:
        raise ValidationError(f"That day is too far away. Enter a date before {_YEARS.stop}") from None
    except ValueError:
        raise ValidationError("Enter a date, like 7/12/2026") from None


def day_field(label: str, hint: str, needed: str = "") -> StringField:
    """A day; `needed` is the sentence where none is given and one must be."""
    return StringField(label, description=hint, validators=[*([DataRequired(needed)] if needed else []), _is_day])


def choices_of(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """What can be chosen, from values and their labels."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


class GovForm(FlaskForm):  # type: ignore[misc]
    """A form that can be told what a command refused."""

    @property
    def summary(self) -> Markup:
        return error_summary(self)

    @staticmethod
    def refuse(field: Field, sentence: str) -> None:
        field.errors = [sentence]


def error_summary(form: FlaskForm) -> Markup:
    """What is wrong with this form, each line a link to its field; nothing where nothing is."""
    if not form.errors:
        return Markup()
    macro = _govuk().get_template("govuk_frontend_jinja/components/error-summary/macro.html").module
    return Markup(macro.govukErrorSummary(wtforms_errors(form)))  # type: ignore[attr-defined]
