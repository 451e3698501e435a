"""The forms for inviting people, and for whoever accepts without an account."""

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from tiex.domain.errors import Refusal
from tiex.domain.invitations import LONGEST_NAME, shown_text
from tiex.web.forms import FileInput, GovForm, PasswordInput, TextArea, TextInput

_WIDTH = "govuk-input--width-30"
LARGEST_FILE = 200_000


class UnreadableFile(Refusal):
    sentence = "This file is not plain text in UTF-8. In Excel, save it as “CSV UTF-8”, then choose it again."


class FileTooLarge(Refusal):
    sentence = "This file is too large. Choose one with a line for each person and nothing else."


def one_line(value: str | None) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in value or "").split())


def read_text(value: str | None) -> str:
    """Several lines without what a page cannot show."""
    return "".join(char for char in value or "" if char.isprintable() or char in "\r\n").strip()


class LinesForm(GovForm):
    lines = TextAreaField(
        "People to invite",
        filters=[lambda typed: shown_text(typed or "")],
        description="One on each line: name, e-mail, role. What else you can add stands below.",
        widget=TextArea(),
        render_kw={"params": {"rows": 10, "spellcheck": False, "classes": "people__lines"}},
    )
    file = FileField(
        "Or choose a CSV file",
        description="With the same parts. It is read into the box above, so that you can put it right.",
        widget=FileInput(),
    )

    def read(self) -> str:
        """What was typed, and after it what is in the file."""
        typed = self.lines.data or ""
        upload: FileStorage | None = self.file.data or None
        if upload is None or not upload.filename:
            return typed
        content = upload.stream.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise FileTooLarge
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise UnreadableFile from None
        return shown_text(f"{typed.rstrip()}\n{text}" if typed.strip() else text)


class NewcomerForm(GovForm):
    name = StringField(
        "Your name",
        filters=[one_line],
        validators=[
            DataRequired("Enter your name"),
            Length(max=LONGEST_NAME, message=f"Use {LONGEST_NAME} characters or fewer"),
        ],
        widget=TextInput(),
        render_kw={"params": {"autocomplete": "name", "classes": _WIDTH}},
    )
    job_title = StringField(
        "Your job title (optional)",
        filters=[one_line],
        validators=[Length(max=LONGEST_NAME, message=f"Use {LONGEST_NAME} characters or fewer")],
        widget=TextInput(),
        render_kw={"params": {"autocomplete": "organization-title", "classes": _WIDTH}},
    )
    password = PasswordField(
        "Choose a password",
        description="12 characters or more. Three or four words in a row are strong and easy to remember.",
        validators=[DataRequired("Choose a password")],
        widget=PasswordInput(),
        render_kw={"params": {"autocomplete": "new-password", "classes": _WIDTH}},
    )
