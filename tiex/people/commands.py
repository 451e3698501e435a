"""Changing and ending somebody's access to a council, and naming deputies for its signatories."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tiex.domain.deputies import Delegation, check_delegation
from tiex.domain.errors import Refusal
from tiex.domain.invitations import Invitee
from tiex.domain.people import Role, RoleGroup, check_change_of_access, check_confirmation, check_limit
from tiex.gateways.mail import Mail
from tiex.invitations.commands import Inviting, invite, lock_council
from tiex.invitations.queries import list_domains
from tiex.models import CouncilDomainRow, CouncilRow, DelegationRow, MembershipRow, PersonRow
from tiex.people.queries import read_facts, read_members
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry

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
        _audit(access, "access changed", f"person {access.person_id}", before, after)


def end_access(*, access: AccessOf) -> None:
    """At once: the next request of theirs is refused. What they contributed stays, and they are told."""
    row = _active(access)
    check_change_of_access(actor_id=access.actor_id, person_id=access.person_id, before=Role(row.role), after=None)
    before, row.ended_at = _traced(row), access.now
    stands_in = (
        DelegationRow.council_code == access.council_code,
        DelegationRow.person_id == access.person_id,
        DelegationRow.revoked_at.is_(None),
    )
    access.session.execute(update(DelegationRow).where(*stands_in).values(revoked_at=access.now))
    _audit(access, "access ended", f"person {access.person_id}", before, None)
    person = access.session.get_one(PersonRow, access.person_id)
    view = AccessEndedMail(person.name, _council_name(access), _actor_name(access), access.now)
    body = render_template("emails/access_ended.txt", view=view)
    queue_mail(access.session, Mail(person.email, f"Your access to {view.council} has ended", body), access.now)


def name_deputy(
    *, access: AccessOf, role: Role, starts_on: date, ends_on: date, reason: str, today: date, address: str
) -> int:
    """Let somebody sign in the place of the actor, who has this role; returns the id of the delegation."""
    session = access.session
    lock_council(session, access.council_code)
    proposed = Delegation(role, access.person_id, access.actor_id, starts_on, ends_on)
    members = {member.person_id: member.role for member in read_members(session, access.council_code)}
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
    _audit(access, "deputy named", f"delegation {row.id}", None, days, row.reason)
    deputy = session.get_one(PersonRow, access.person_id)
    view = DeputyMail(
        deputy.name, _council_name(access), _actor_name(access), role.label, starts_on, ends_on, row.reason, address
    )
    body = render_template("emails/deputy_named.txt", view=view)
    queue_mail(session, Mail(deputy.email, f"You can sign for the {role.label} of {view.council}", body), access.now)
    return row.id


def revoke_deputy(*, session: Session, council_code: str, delegation_id: int, actor_id: int, now: datetime) -> None:
    """End one's own delegation, whether it has begun or not."""
    mine = (
        DelegationRow.id == delegation_id,
        DelegationRow.council_code == council_code,
        DelegationRow.named_by_id == actor_id,
        DelegationRow.revoked_at.is_(None),
    )
    change = update(DelegationRow).where(*mine).values(revoked_at=now).returning(DelegationRow.person_id)
    person_id = session.scalar(change)
    if person_id is None:
        raise NoSuchDelegation
    access = AccessOf(session, council_code, person_id, actor_id, now)
    _audit(access, "deputy revoked", f"delegation {delegation_id}", person_id, None)


def confirm_signatory(*, inviting: Inviting, role: Role, name: str, email: str) -> None:
    """Invite the Leader or the Chief Executive of a council, as an administrator; they accept to become it."""
    session = inviting.session
    lock_council(session, inviting.council_code)
    administrator = session.get_one(PersonRow, inviting.actor_id).email
    present = {member.email: member.role for member in read_members(session, inviting.council_code)}
    check_confirmation(administrator=administrator, address=email, role=role, present=present.get(email))
    invite(inviting=inviting, invitees=[Invitee(name, email, role)], job_title=JOB_TITLES[role])


def keep_domains(*, session: Session, council_code: str, domains: frozenset[str], actor_id: int, now: datetime) -> None:
    """The domains of the council's e-mail addresses are these and no others."""
    lock_council(session, council_code)
    before = frozenset(list_domains(session, council_code))
    if before == domains:
        return
    gone = (CouncilDomainRow.council_code == council_code, CouncilDomainRow.domain.in_(before - domains))
    session.execute(delete(CouncilDomainRow).where(*gone))
    session.add_all(CouncilDomainRow(council_code=council_code, domain=domain) for domain in sorted(domains - before))
    append_entry(
        session,
        at=now,
        actor_id=actor_id,
        action="e-mail domains changed",
        subject=f"council {council_code}",
        council_code=council_code,
        before=sorted(before),
        after=sorted(domains),
    )


def _active(access: AccessOf) -> MembershipRow:
    """The membership as it stands now, which nobody else can change until this transaction is over."""
    lock_council(access.session, access.council_code)
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


def _audit(access: AccessOf, action: str, subject: str, before: Any, after: Any, reason: str = "") -> None:
    append_entry(
        access.session,
        at=access.now,
        actor_id=access.actor_id,
        action=action,
        subject=subject,
        council_code=access.council_code,
        before=before,
        after=after,
        reason=reason,
    )
