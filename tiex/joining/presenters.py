"""The pages for asking to join a council, and for deciding about a request."""

from dataclasses import dataclass

from flask_wtf import FlaskForm
from markupsafe import Markup

from tiex.invitations.queries import CouncilPlace
from tiex.joining.queries import CouncilChoice, UnconfirmedRequest, WaitingRequest


@dataclass(frozen=True, slots=True)
class JoinView:
    title: str
    choices: tuple[CouncilChoice, ...]
    form: FlaskForm
    summary: Markup


@dataclass(frozen=True, slots=True)
class PlainView:
    title: str


@dataclass(frozen=True, slots=True)
class ConfirmView:
    title: str
    token: str
    request: UnconfirmedRequest


@dataclass(frozen=True, slots=True)
class ConfirmedView:
    title: str
    council_name: str


@dataclass(frozen=True, slots=True)
class RequestView:
    title: str
    council: CouncilPlace
    request: WaitingRequest
    domains: tuple[str, ...]
    admit: FlaskForm
    decline: FlaskForm
    summary: Markup
    is_signatory: bool
