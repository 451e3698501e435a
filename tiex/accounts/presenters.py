"""What the account pages show."""

from dataclasses import dataclass

from flask_wtf import FlaskForm
from markupsafe import Markup

from tiex.accounts.queries import OwnAccount
from tiex.domain.people import Actor


@dataclass(frozen=True, slots=True)
class FormView:
    title: str
    form: FlaskForm
    summary: Markup


@dataclass(frozen=True, slots=True)
class SignInView:
    title: str
    form: FlaskForm
    summary: Markup
    next_path: str | None
    resume: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeView:
    title: str
    form: FlaskForm
    summary: Markup
    next_path: str | None
    resume: str


@dataclass(frozen=True, slots=True)
class NewPasswordView:
    title: str
    form: FlaskForm
    summary: Markup
    token: str


@dataclass(frozen=True, slots=True)
class AccountView:
    title: str
    form: FlaskForm
    summary: Markup
    account: OwnAccount
    exchange_roles: str
    has_second_factor: bool
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlainView:
    title: str


def local_path(address: str | None) -> str | None:
    """The address where it is a path here; None for anything that would lead a browser to another site."""
    if not address or not address.startswith("/") or address.startswith("//"):
        return None
    return address if address.isprintable() and "\\" not in address else None


def present_account(
    account: OwnAccount, actor: Actor, form: FlaskForm, summary: Markup, notices: tuple[str, ...]
) -> AccountView:
    exchange_roles = " and ".join(sorted(role.capitalize() for role in actor.exchange_roles))
    return AccountView("Your account", form, summary, account, exchange_roles, actor.has_second_factor, notices)
