"""The pages for inviting people, and the page of an invitation."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_wtf import FlaskForm
from markupsafe import Markup

from tiex.content.tags import SERVICE_AREAS, load_tags
from tiex.domain.invitations import BadLine, Invitee, ReadLines
from tiex.domain.people import GIVEN_BY_SIGNATORIES, Actor, Role, RoleGroup
from tiex.invitations.queries import CouncilPlace, OpenInvitation


@dataclass(frozen=True, slots=True)
class InviteView:
    title: str
    council: CouncilPlace
    domains: tuple[str, ...]
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    service_areas: tuple[str, ...]
    characteristics: Mapping[str, str]
    form: FlaskForm
    summary: Markup
    bad: tuple[BadLine, ...]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    name: str
    email: str
    role: str
    group: str
    service_area: str
    may_answer: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    title: str
    council: CouncilPlace
    domains: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    lines: str


@dataclass(frozen=True, slots=True)
class InvitationView:
    """`has_account` where somebody has its address already, `is_signed_in` where that is who looks at it."""

    title: str
    token: str
    invitation: OpenInvitation
    role: str
    has_account: bool
    is_theirs: bool
    form: FlaskForm
    summary: Markup


@dataclass(frozen=True, slots=True)
class DeadInvitationView:
    title: str


@dataclass(frozen=True, slots=True)
class ForwardedView:
    title: str
    signed_in_as: str


def present_invite(
    council: CouncilPlace, domains: tuple[str, ...], form: FlaskForm, summary: Markup, bad: tuple[BadLine, ...] = ()
) -> InviteView:
    return InviteView(
        title=f"Invite people to {council.short_name}",
        council=council,
        domains=domains,
        roles=tuple(role.label for role in GIVEN_BY_SIGNATORIES),
        groups=tuple(group.label for group in RoleGroup),
        service_areas=tuple(SERVICE_AREAS.values()),
        characteristics=load_tags().characteristics,
        form=form,
        summary=summary,
        bad=bad,
    )


def present_preview(council: CouncilPlace, domains: tuple[str, ...], read: ReadLines, lines: str) -> PreviewView:
    rows = tuple(_preview_row(invitee) for invitee in read.invitees)
    return PreviewView("Look through your invitations", council, domains, rows, lines)


def _preview_row(invitee: Invitee) -> PreviewRow:
    names = load_tags().characteristics
    whole = "Nothing, reads only" if invitee.role is Role.READER else "Everything"
    return PreviewRow(
        name=invitee.name,
        email=invitee.email,
        role=invitee.role.label,
        group=invitee.role_group.label if invitee.role_group else "",
        service_area=SERVICE_AREAS.get(invitee.service_area, ""),
        may_answer=", ".join(names[key] for key in invitee.characteristics) or whole,
    )


def present_invitation(
    token: str, invitation: OpenInvitation, actor: Actor, form: FlaskForm, summary: Markup
) -> InvitationView:
    return InvitationView(
        title=f"Join {invitation.council_name}",
        token=token,
        invitation=invitation,
        role=invitation.role.label,
        has_account=invitation.account_id is not None,
        is_theirs=actor.is_signed_in and actor.person_id == invitation.account_id,
        form=form,
        summary=summary,
    )
