"""The forms for turning the second factor on and off and for new recovery codes."""

from tiex.passwords.forms import AccountForm, code_field, password_field

_PASSWORD = ("Your password", "Enter your password", "current-password")


class TurnOnForm(AccountForm):
    code = code_field(
        "The six digits that your app shows now",
        "Enter the six digits from your app",
        "For example, 123 456",
        is_number=True,
    )
    password = password_field(*_PASSWORD, "So that nobody else can do this while you are away from your desk")


class ConfirmForm(AccountForm):
    password = password_field(*_PASSWORD)
    code = code_field("Code", "Enter a code", "Six digits from your authenticator app, or one of your recovery codes")
