"""The page of everybody with access to a council, of one of them, and of deputies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_wtf import FlaskForm
from markupsafe import Markup

from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council
from tiex.content.tags import SERVICE_AREAS, load_tags
from tiex.domain.people import ANSWERING, SIGNATORIES, Actor, OwnConfirmation, Role
from tiex.invitations.queries import CouncilPlace, WaitingInvitation, group_label
from tiex.joining.queries import WaitingRequest
from tiex.people.queries import AdministeredCouncil, Member, NamedDelegation
from tiex.web.forms import error_summary


@dataclass(frozen=True, slots=True)
class MemberRow:
    """`about` says in words whom they speak for, `may_answer` what they may answer."""

    person_id: int
    name: str
    job_title: str
    role: str
    about: str
    may_answer: str
    is_own: bool
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class InvitationRowView:
    id: int
    name: str
    email: str
    role: str
    is_expired: bool
    expires_at: datetime
    is_for_signatory: bool


@dataclass(frozen=True, slots=True)
class DeputyRow:
    """`is_own` where the person looking named them, and so can end it."""

    id: int
    sentence: str
    reason: str
    starts_on: date
    ends_on: date
    deputy: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class PeopleView:
    title: str
    council: CouncilPlace
    members: tuple[MemberRow, ...]
    invitations: tuple[InvitationRowView, ...]
    requests: tuple[WaitingRequest, ...]
    deputies: tuple[DeputyRow, ...]
    can_manage: bool
    can_decide: bool
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    title: str
    council: CouncilPlace
    member: Member
    role: str
    form: FlaskForm
    summary: Markup
    reason_not_to_end: str


@dataclass(frozen=True, slots=True)
class DeputyView:
    title: str
    council: CouncilPlace
    role: str
    form: FlaskForm
    summary: Markup
    can_choose: bool


@dataclass(frozen=True, slots=True)
class CouncilsView:
    title: str
    searched: str
    rows: tuple[AdministeredCouncil, ...]


@dataclass(frozen=True, slots=True)
class AdministeredView:
    """What an administrator sees of a council: its signatories, those invited to be one, and its domains.

    `reason_not` says why they may not change any of it; empty where they may.
    """

    title: str
    council: CouncilPlace
    signatories: tuple[tuple[str, str], ...]
    invitations: tuple[InvitationRowView, ...]
    form: FlaskForm
    domains_form: FlaskForm
    summary: Markup
    reason_not: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who is on their way into a council."""

    invitations: Sequence[WaitingInvitation]
    requests: Sequence[WaitingRequest]


def present_people(
    actor: Actor,
    council: CouncilPlace,
    members: Sequence[Member],
    waiting: Waiting,
    delegations: Sequence[NamedDelegation],
    now: datetime,
    notices: tuple[str, ...],
) -> PeopleView:
    """What only some may know or do is left out for everybody else."""
    can_manage = may_in_council(actor, Permission.PEOPLE_MANAGE, council.code)
    can_decide = may_in_council(actor, Permission.JOIN_REQUEST_DECIDE, council.code)
    return PeopleView(
        title=f"People in {council.short_name}",
        council=council,
        members=tuple(_member_row(member, actor) for member in members),
        invitations=tuple(_invitation_row(one, now) for one in waiting.invitations) if can_manage else (),
        requests=tuple(waiting.requests) if can_decide else (),
        deputies=tuple(_deputy_row(one, actor) for one in delegations),
        can_manage=can_manage,
        can_decide=can_decide,
        notices=notices,
    )


def _member_row(member: Member, actor: Actor) -> MemberRow:
    about = (group_label(member.role_group), SERVICE_AREAS.get(member.service_area, ""))
    return MemberRow(
        person_id=member.person_id,
        name=member.name,
        job_title=member.job_title,
        role=member.role.label,
        about=", ".join(part for part in about if part),
        may_answer=limit_in_words(member.characteristics) or ("Everything" if member.role in ANSWERING else "Nothing"),
        is_own=member.person_id == actor.person_id,
        is_disabled=member.is_disabled,
    )


def limit_in_words(characteristics: frozenset[str]) -> str:
    names = load_tags().characteristics
    return ", ".join(names.get(key, key) for key in sorted(characteristics, key=list(names).index))


def _invitation_row(invitation: WaitingInvitation, now: datetime) -> InvitationRowView:
    return InvitationRowView(
        id=invitation.id,
        name=invitation.name,
        email=invitation.email,
        role=invitation.role.label,
        is_expired=invitation.expires_at <= now,
        expires_at=invitation.expires_at,
        is_for_signatory=invitation.role in SIGNATORIES,
    )


def _deputy_row(one: NamedDelegation, actor: Actor) -> DeputyRow:
    return DeputyRow(
        id=one.id,
        sentence=f"{one.deputy} can sign for {one.named_by}, {one.facts.role.label}",
        reason=one.reason,
        starts_on=one.facts.starts_on,
        ends_on=one.facts.ends_on,
        deputy=one.deputy,
        is_own=one.facts.named_by_id == actor.person_id,
    )


def present_person(actor: Actor, council: CouncilPlace, member: Member, form: FlaskForm, summary: Markup) -> PersonView:
    reason_not = ""
    if member.person_id == actor.person_id:
        reason_not = "You cannot end your own access."
    elif member.role in SIGNATORIES:
        reason_not = f"A council needs a {member.role.label}, so this access ends when the next one takes over."
    return PersonView(member.name, council, member, member.role.label, form, summary, reason_not)


def present_councils(councils: Sequence[AdministeredCouncil], searched: str) -> CouncilsView:
    """Those whose name holds what is searched for."""
    rows = tuple(council for council in councils if searched.lower() in council.name.lower())
    return CouncilsView("Councils", searched, rows)


def present_administered(
    actor: Actor,
    council: CouncilPlace,
    members: Sequence[Member],
    invitations: Sequence[WaitingInvitation],
    now: datetime,
    forms: tuple[FlaskForm, FlaskForm],
    notices: tuple[str, ...],
) -> AdministeredView:
    holders = {member.role: member.name for member in members}
    form, domains_form = forms
    return AdministeredView(
        title=council.name,
        council=council,
        signatories=tuple((role.label, holders.get(role, "")) for role in Role if role in SIGNATORIES),
        invitations=tuple(_invitation_row(one, now) for one in invitations if one.role in SIGNATORIES),
        form=form,
        domains_form=domains_form,
        summary=error_summary(form) or error_summary(domains_form),
        reason_not=OwnConfirmation.sentence if council.code in actor.council_codes else "",
        notices=notices,
    )
