"""The pages for asking to join a council, and for deciding about a request."""

from dataclasses import dataclass

from flask_wtf import FlaskForm
from markupsafe import Markup

from tiex.domain.people import SIGNATORIES, Actor
from tiex.invitations.queries import CouncilPlace
from tiex.joining.queries import CouncilChoice, UnconfirmedRequest, WaitingRequest
from tiex.web.forms import error_summary


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


def present_request(
    actor: Actor,
    council: CouncilPlace,
    request: WaitingRequest,
    domains: tuple[str, ...],
    forms: tuple[FlaskForm, FlaskForm],
) -> RequestView:
    """`forms` are the one to let them in, and the one to decline."""
    admit, decline = forms
    return RequestView(
        title=f"{request.name} asks to join",
        council=council,
        request=request,
        domains=domains,
        admit=admit,
        decline=decline,
        summary=error_summary(admit) or error_summary(decline),
        is_signatory=actor.role_in(council.code) in SIGNATORIES,
    )
