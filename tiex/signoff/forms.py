"""What the forms of the sign-off send; CSRF is checked for every POST before a view runs."""

from dataclasses import dataclass

from flask import request

from tiex.domain.answers import readable_text
from tiex.domain.people import SIGNATORIES, Role

_LONGEST_ID = 10


@dataclass(frozen=True, slots=True)
class SignoffForm:
    """For which of the two roles it is done; None where the form does not say. `secret` is not shown again."""

    role: Role | None
    shown: str
    secret: str
    reason: str


def read_signoff_form() -> SignoffForm:
    """What this request sends."""
    form = request.form
    role = next((role for role in SIGNATORIES if role.value == form.get("role", "")), None)
    shown = normalised_fingerprint(form.get("fingerprint", ""))
    return SignoffForm(role, shown, form.get("password", ""), readable_text(form.get("reason", "")))


def read_entry_id() -> int:
    """The newest entry that the page showed; 0 for anything that is none."""
    text = request.form.get("entry", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_ID else 0


def normalised_fingerprint(text: str) -> str:
    """Without the spaces that make it readable."""
    return "".join(readable_text(text).split()).lower()[:200]
