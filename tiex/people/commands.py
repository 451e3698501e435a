"""Changing and ending somebody's access to a council, and naming deputies for its signatories."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tiex.access.permissions import Permission
from tiex.access.scope import Scope
from tiex.domain.deputies import Delegation, check_delegation
from tiex.domain.errors import Refusal
from tiex.domain.invitations import Invitee
from tiex.domain.people import Role, RoleGroup, check_change_of_access, check_confirmation, check_limit
from tiex.gateways.mail import Mail
from tiex.invitations.commands import (
    Acting,
    Change,
    Inviting,
    end_deputies,
    invite,
    lock_council_as,
    lock_council_for,
    revoke_invitations,
    write_down,
)
from tiex.invitations.queries import list_domains
from tiex.joining.commands import settle_requests
from tiex.models import CouncilDomainRow, CouncilRow, DelegationRow, InvitationRow, MembershipRow, PersonRow
from tiex.people.queries import list_members, read_facts
from tiex.web.outbox import queue_mail

JOB_TITLES = {Role.LEADER: "Leader of the council", Role.CHIEF_EXECUTIVE: "Chief Executive"}


class NoSuchMember(Refusal):
    sentence = "This person does not have access to this council, or no longer has."


class NoSuchDelegation(Refusal):
    sentence = "There is no such deputy, or they no longer stand in for you."


@dataclass(frozen=True, slots=True)
class AccessOf:
    """Whose access in which council changes, by whom and when."""

    session: Session
    council_code: str
    person_id: int
    actor_id: int
    now: datetime

    @property
    def acting(self) -> Acting:
        return Acting(self.session, self.council_code, self.actor_id, self.now)

    @property
    def scope(self) -> Scope:
        return Scope(self.actor_id, frozenset({self.council_code}))


@dataclass(frozen=True, slots=True)
class NewAccess:
    role: Role
    role_group: RoleGroup | None
    characteristics: frozenset[str]
    service_area: str


@dataclass(frozen=True, slots=True)
class AccessEndedMail:
    name: str
    council: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeputyMail:
    name: str
    council: str
    by: str
    role: str
    starts_on: date
    ends_on: date
    reason: str
    address: str


def change_access(*, access: AccessOf, to: NewAccess) -> None:
    """Give a role, a role group, a limit and a service area; nothing is written where all stay as they are."""
    row = _active(access)
    check_change_of_access(actor_id=access.actor_id, person_id=access.person_id, before=Role(row.role), after=to.role)
    check_limit(to.role, to.characteristics)
    before = _traced(row)
    row.role, row.role_group, row.service_area = to.role.value, to.role_group or "", to.service_area
    row.characteristics = sorted(to.characteristics)
    after = _traced(row)
    if before != after:
        write_down(access.acting, Change("access changed", f"person {access.person_id}", before, after))


def end_access(*, access: AccessOf) -> None:
    """At once: the next request of theirs is refused, and nothing that waits for them lets them in again.

    What they contributed stays, and they are told.
    """
    row = _active(access)
    check_change_of_access(actor_id=access.actor_id, person_id=access.person_id, before=Role(row.role), after=None)
    before, row.ended_at = _traced(row), access.now
    session, acting, why = access.session, access.acting, "Their access has ended."
    person = session.get_one(PersonRow, access.person_id)
    with_it = [
        *end_deputies(acting, DelegationRow.person_id == person.id, why=why),
        *revoke_invitations(acting, InvitationRow.email == person.email, why=why),
        *settle_requests(acting, person.email, why=why),
    ]
    write_down(acting, Change("access ended", f"person {person.id}", before), *with_it)
    view = AccessEndedMail(person.name, _council_name(access), _actor_name(access), access.now)
    body = render_template("emails/access_ended.txt", view=view)
    queue_mail(session, Mail(person.email, f"Your access to {view.council} has ended", body), access.now)


def name_deputy(*, access: AccessOf, starts_on: date, ends_on: date, reason: str, today: date, address: str) -> int:
    """Let somebody sign in the place of the actor, who is a signatory; returns the id of the delegation."""
    session = access.session
    role = lock_council_as(access.acting, Permission.DEPUTY_NAME)
    proposed = Delegation(role, access.person_id, access.actor_id, starts_on, ends_on)
    found = list_members(access.scope, session, access.council_code)
    members = {member.person_id: member.role for member in found if not member.is_disabled}
    standing = read_facts(session, access.council_code)
    check_delegation(proposed, reason=reason, today=today, members=members, standing=standing)
    row = DelegationRow(
        council_code=access.council_code,
        role=role.value,
        person_id=access.person_id,
        named_by_id=access.actor_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        created_at=access.now,
    )
    session.add(row)
    session.flush()
    days = [access.person_id, starts_on.isoformat(), ends_on.isoformat()]
    write_down(access.acting, Change("deputy named", f"delegation {row.id}", None, days, row.reason))
    deputy = session.get_one(PersonRow, access.person_id)
    view = DeputyMail(
        deputy.name, _council_name(access), _actor_name(access), role.label, starts_on, ends_on, row.reason, address
    )
    body = render_template("emails/deputy_named.txt", view=view)
    queue_mail(session, Mail(deputy.email, f"You can sign for the {role.label} of {view.council}", body), access.now)
    return row.id


def revoke_deputy(*, acting: Acting, delegation_id: int) -> None:
    """End one's own delegation, whether it has begun or not."""
    lock_council_as(acting, Permission.DEPUTY_NAME)
    is_this = DelegationRow.id == delegation_id
    ended = end_deputies(acting, is_this, DelegationRow.named_by_id == acting.actor_id)
    if not ended:
        raise NoSuchDelegation
    write_down(acting, *ended)


def confirm_signatory(*, inviting: Inviting, role: Role, name: str, email: str) -> None:
    """Invite the Leader or the Chief Executive of a council, as an administrator; they accept to become it.

    Whoever else was invited to be it no longer is.
    """
    session = inviting.session
    lock_council_for(inviting)
    administrator = session.get_one(PersonRow, inviting.actor_id).email
    members = list_members(inviting.scope, session, inviting.council_code)
    present = {member.email: member.role for member in members}
    check_confirmation(administrator=administrator, address=email, role=role, present=present.get(email))
    invite(inviting=inviting, invitees=[Invitee(name, email, role)], job_title=JOB_TITLES[role])


def keep_domains(*, inviting: Inviting, domains: frozenset[str]) -> None:
    """The domains of the council's e-mail addresses are these and no others."""
    lock_council_for(inviting)
    session, council_code = inviting.session, inviting.council_code
    before = frozenset(list_domains(session, council_code))
    if before == domains:
        return
    gone = (CouncilDomainRow.council_code == council_code, CouncilDomainRow.domain.in_(before - domains))
    session.execute(delete(CouncilDomainRow).where(*gone))
    session.add_all(CouncilDomainRow(council_code=council_code, domain=domain) for domain in sorted(domains - before))
    changed = Change("e-mail domains changed", f"council {council_code}", sorted(before), sorted(domains))
    write_down(inviting.acting, changed)


def _active(access: AccessOf) -> MembershipRow:
    """The membership as it stands now, which nobody else can change until this transaction is over."""
    lock_council_as(access.acting, Permission.PEOPLE_MANAGE)
    query = select(MembershipRow).where(
        MembershipRow.person_id == access.person_id,
        MembershipRow.council_code == access.council_code,
        MembershipRow.ended_at.is_(None),
    )
    row = access.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NoSuchMember
    return row


def _traced(row: MembershipRow) -> dict[str, Any]:
    return {
        "role": row.role,
        "group": row.role_group,
        "characteristics": list(row.characteristics),
        "service area": row.service_area,
    }


def _council_name(access: AccessOf) -> str:
    return access.session.get_one(CouncilRow, access.council_code).name


def _actor_name(access: AccessOf) -> str:
    return access.session.get_one(PersonRow, access.actor_id).name
