"""What the pages about the second factor show: the picture to scan, and the codes to print."""

from dataclasses import dataclass
from datetime import datetime

import segno
from flask_wtf import FlaskForm
from markupsafe import Markup
from pyotp import TOTP

from tiex.domain.secondfactor import in_groups
from tiex.secondfactor.queries import OwnFactor

ISSUER = "Transformation and Innovation Exchange"


@dataclass(frozen=True, slots=True)
class FactorView:
    """`is_required` is decided with the settings: this person can go no further without it."""

    title: str
    is_on: bool
    since: datetime | None
    codes_left: int
    is_required: bool
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetUpView:
    title: str
    form: FlaskForm
    summary: Markup
    picture: Markup
    secret: str
    address: str
    email: str


@dataclass(frozen=True, slots=True)
class ConfirmView:
    title: str
    form: FlaskForm
    summary: Markup
    is_required: bool


@dataclass(frozen=True, slots=True)
class CodesView:
    title: str
    lead: str
    codes: tuple[str, ...]
    email: str
    at: datetime


def present_factor(factor: OwnFactor, notices: tuple[str, ...], *, is_required: bool) -> FactorView:
    return FactorView(
        title="A second step when you sign in",
        is_on=factor.is_on,
        since=factor.confirmed_at,
        codes_left=factor.codes_left,
        is_required=is_required,
        notices=notices,
    )


def present_set_up(factor: OwnFactor, secret: str, form: FlaskForm, summary: Markup) -> SetUpView:
    address = TOTP(secret).provisioning_uri(name=factor.email, issuer_name=ISSUER)
    return SetUpView(
        title="Set up the second step",
        form=form,
        summary=summary,
        picture=_picture(address),
        secret=in_groups(secret),
        address=address,
        email=factor.email,
    )


def _picture(address: str) -> Markup:
    """A QR code as SVG without a style. Trying all eight masks, as is usual, would take longer than the page."""
    code = segno.make_qr(address, mask=2)
    return Markup(code.svg_inline(omitsize=True, light="#fff", svgclass="qr__picture", lineclass=None))
