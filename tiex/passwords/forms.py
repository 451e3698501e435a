"""What the forms that ask for a password or a code have in common."""

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, PasswordField, StringField
from wtforms.validators import DataRequired

from tiex.web.forms import PasswordInput, TextInput, error_summary

WIDTH = "govuk-input--width-30"


class AccountForm(FlaskForm):  # type: ignore[misc]
    """A form that can be told what a command refused."""

    @property
    def summary(self) -> Markup:
        return error_summary(self)

    @staticmethod
    def refuse(field: Field, sentence: str) -> None:
        field.errors = [sentence]


def password_field(label: str, missing: str, autocomplete: str, description: str = "") -> PasswordField:
    return PasswordField(
        label,
        description=description,
        validators=[DataRequired(missing)],
        widget=PasswordInput(),
        render_kw={"params": {"autocomplete": autocomplete, "classes": WIDTH}},
    )


def code_field(label: str, missing: str, description: str, *, is_number: bool = False) -> StringField:
    """For a code from an authenticator app, or with a recovery code as well."""
    params = {"autocomplete": "one-time-code", "spellcheck": False, "classes": "govuk-input--width-20"}
    if is_number:
        params |= {"inputmode": "numeric", "classes": "govuk-input--width-10"}
    return StringField(
        label,
        description=description,
        filters=[typed_text],
        validators=[DataRequired(missing)],
        widget=TextInput(),
        render_kw={"params": params},
    )


def typed_text(value: str | None) -> str:
    """Without what comes along when a text is copied: spaces around it, and characters that nobody sees."""
    return "".join(char for char in value or "" if char.isprintable()).strip()
