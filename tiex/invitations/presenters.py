"""The pages for inviting people, and the page of an invitation."""

from dataclasses import dataclass

from flask_wtf import FlaskForm
from markupsafe import Markup

from tiex.domain.invitations import BadLine, ReadLines
from tiex.domain.people import GIVEN_BY_SIGNATORIES, Actor, RoleGroup
from tiex.invitations.queries import CouncilPlace, OpenInvitation


@dataclass(frozen=True, slots=True)
class InviteView:
    title: str
    council: CouncilPlace
    domains: tuple[str, ...]
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    form: FlaskForm
    summary: Markup
    bad: tuple[BadLine, ...]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    name: str
    email: str
    role: str
    group: str


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
        form=form,
        summary=summary,
        bad=bad,
    )


def present_preview(council: CouncilPlace, domains: tuple[str, ...], read: ReadLines, lines: str) -> PreviewView:
    rows = tuple(
        PreviewRow(one.name, one.email, one.role.label, one.role_group.label if one.role_group else "")
        for one in read.invitees
    )
    return PreviewView("Look through your invitations", council, domains, rows, lines)


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
