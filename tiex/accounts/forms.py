"""The forms for signing in and for passwords."""

from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import DataRequired, Regexp

from tiex.passwords.forms import WIDTH, AccountForm, code_field, password_field, typed_text
from tiex.web.forms import TextInput

_FORMAT = "Enter an e-mail address in the correct format, like name@council.gov.uk"
_ADDRESS = Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message=_FORMAT)


def _email_field() -> StringField:
    return StringField(
        "E-mail address",
        filters=[typed_text],
        validators=[DataRequired("Enter your e-mail address"), _ADDRESS],
        widget=TextInput(),
        render_kw={"params": {"type": "email", "autocomplete": "username", "spellcheck": False, "classes": WIDTH}},
    )


def _new_password_field() -> PasswordField:
    hint = "12 characters or more. Three or four words in a row are strong and easy to remember."
    return password_field("New password", "Enter a new password", "new-password", hint)


class SignInForm(AccountForm):
    email = _email_field()
    password = password_field("Password", "Enter your password", "current-password")
    remember = BooleanField("Keep me signed in")


class ResetRequestForm(AccountForm):
    email = _email_field()


class NewPasswordForm(AccountForm):
    password = _new_password_field()


class ChangePasswordForm(AccountForm):
    password = password_field("Current password", "Enter your current password", "current-password")
    new_password = _new_password_field()


class CodeForm(AccountForm):
    code = code_field(
        "Code",
        "Enter a code",
        "Six digits from your authenticator app, such as 123 456, or one of your recovery codes",
    )
