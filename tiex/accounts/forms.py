"""The forms for signing in and for passwords."""

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import BooleanField, Field, PasswordField, StringField
from wtforms.validators import DataRequired, Regexp

from tiex.web.forms import PasswordInput, TextInput, error_summary

_WIDTH = "govuk-input--width-30"
_FORMAT = "Enter an e-mail address in the correct format, like name@council.gov.uk"
_ADDRESS = Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message=_FORMAT)


def _cleaned(value: str | None) -> str:
    """Without what comes along when an address is copied: spaces around it, and characters that nobody sees."""
    return "".join(char for char in value or "" if char.isprintable()).strip()


def _email_field() -> StringField:
    return StringField(
        "E-mail address",
        filters=[_cleaned],
        validators=[DataRequired("Enter your e-mail address"), _ADDRESS],
        widget=TextInput(),
        render_kw={"params": {"type": "email", "autocomplete": "username", "spellcheck": False, "classes": _WIDTH}},
    )


def _password_field(label: str, missing: str, autocomplete: str, description: str = "") -> PasswordField:
    return PasswordField(
        label,
        description=description,
        validators=[DataRequired(missing)],
        widget=PasswordInput(),
        render_kw={"params": {"autocomplete": autocomplete, "classes": _WIDTH}},
    )


def _new_password_field() -> PasswordField:
    hint = "12 characters or more. Three or four words in a row are strong and easy to remember."
    return _password_field("New password", "Enter a new password", "new-password", hint)


class AccountForm(FlaskForm):  # type: ignore[misc]
    """A form that can be told what a command refused."""

    @property
    def summary(self) -> Markup:
        return error_summary(self)

    @staticmethod
    def refuse(field: Field, sentence: str) -> None:
        field.errors = [sentence]


class SignInForm(AccountForm):
    email = _email_field()
    password = _password_field("Password", "Enter your password", "current-password")
    remember = BooleanField("Keep me signed in")


class ResetRequestForm(AccountForm):
    email = _email_field()


class NewPasswordForm(AccountForm):
    password = _new_password_field()


class ChangePasswordForm(AccountForm):
    password = _password_field("Current password", "Enter your current password", "current-password")
    new_password = _new_password_field()
