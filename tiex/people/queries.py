"""Reading who has access to a council, its deputies, and for whom somebody may sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from tiex.access.scope import Scope
from tiex.domain.deputies import Delegation, roles_to_sign_for
from tiex.domain.people import SIGNATORIES, Role
from tiex.invitations.queries import check_own
from tiex.models import CouncilDomainRow, CouncilRow, DelegationRow, MembershipRow, PersonRow


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with access now. Keys of a group, service area and characteristics; empty where none is given.

    Where `is_disabled`, the account is closed: the access stays and cannot be used.
    """

    person_id: int
    name: str
    job_title: str
    email: str
    role: Role
    role_group: str
    characteristics: frozenset[str]
    service_area: str
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class NamedDelegation:
    """A delegation that was not revoked, with the names of the deputy and of whoever named them."""

    facts: Delegation
    id: int
    deputy: str
    named_by: str
    reason: str


def list_members(scope: Scope, session: Session, council_code: str) -> tuple[Member, ...]:
    """Everybody with access to a council: in the order of the roles, then by name."""
    check_own(scope, council_code)
    query = (
        select(
            PersonRow.id,
            PersonRow.name,
            PersonRow.job_title,
            PersonRow.email,
            MembershipRow.role,
            MembershipRow.role_group,
            MembershipRow.characteristics,
            MembershipRow.service_area,
            PersonRow.disabled_at.is_not(None).label("is_disabled"),
        )
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(MembershipRow.council_code == council_code, MembershipRow.ended_at.is_(None))
        .order_by(PersonRow.name, PersonRow.id)
    )
    members = [
        Member(*row[:4], Role(row.role), row.role_group, frozenset(row.characteristics), *row[-2:])
        for row in session.execute(query)
    ]
    order = list(Role)
    return tuple(sorted(members, key=lambda member: order.index(member.role)))


def list_delegations(scope: Scope, session: Session, council_code: str, today: date) -> tuple[NamedDelegation, ...]:
    """What is in force today or begins later, the earliest first."""
    check_own(scope, council_code)
    deputy, signatory = aliased(PersonRow), aliased(PersonRow)
    query = (
        select(DelegationRow, deputy.name, signatory.name)
        .join(deputy, deputy.id == DelegationRow.person_id)
        .join(signatory, signatory.id == DelegationRow.named_by_id)
        .where(
            DelegationRow.council_code == council_code,
            DelegationRow.revoked_at.is_(None),
            DelegationRow.ends_on >= today,
        )
        .order_by(DelegationRow.starts_on, DelegationRow.id)
    )
    return tuple(
        NamedDelegation(_facts(row), row.id, deputy_name, named_by, row.reason)
        for row, deputy_name, named_by in session.execute(query)
    )


def signing_roles_of(scope: Scope, session: Session, council_code: str, day: date) -> frozenset[Role]:
    """The signatories' roles for which this person may sign on this day: their own, and that of whoever named them.

    A delegation counts only while its deputy belongs to the council, and only as long as whoever named them is
    still the signatory.
    """
    lent = and_(
        DelegationRow.council_code == MembershipRow.council_code,
        DelegationRow.role == MembershipRow.role,
        DelegationRow.person_id == scope.person_id,
        *in_force(day),
    )
    query = (
        select(MembershipRow.role, MembershipRow.person_id, DelegationRow)
        .outerjoin(DelegationRow, lent)
        .where(
            MembershipRow.council_code == council_code,
            MembershipRow.council_code.in_(scope.council_codes),
            MembershipRow.ended_at.is_(None),
            MembershipRow.role.in_([role.value for role in SIGNATORIES]),
        )
    )
    rows: Sequence[Any] = session.execute(query).all()
    holders = {Role(role): holder for role, holder, _ in rows}
    return roles_to_sign_for(scope.person_id or 0, day, holders, [_facts(row) for _, _, row in rows if row is not None])


def in_force(day: date) -> tuple[ColumnElement[bool], ...]:
    """That a delegation holds on this day: nobody signs for somebody whose account is closed."""
    named_by = aliased(PersonRow)
    is_named = select(named_by.id).where(named_by.id == DelegationRow.named_by_id, named_by.disabled_at.is_(None))
    return (
        DelegationRow.starts_on <= day,
        DelegationRow.ends_on >= day,
        DelegationRow.revoked_at.is_(None),
        is_named.correlate(DelegationRow).exists(),
    )


@dataclass(frozen=True, slots=True)
class AdministeredCouncil:
    """A council of the register with its signatories’ names; empty where there is none yet."""

    code: str
    name: str
    leader: str
    chief_executive: str
    domains: int


def list_administered(session: Session, today: date) -> tuple[AdministeredCouncil, ...]:
    """Every council that exists today, by name: for administrators, who see no more of it than this."""
    query = (
        select(CouncilRow.code, CouncilRow.name)
        .where(or_(CouncilRow.ends_on.is_(None), CouncilRow.ends_on >= today))
        .order_by(CouncilRow.name)
    )
    signatories = (
        select(MembershipRow.council_code, MembershipRow.role, PersonRow.name)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(MembershipRow.ended_at.is_(None), MembershipRow.role.in_([role.value for role in SIGNATORIES]))
    )
    names = {(code, role): name for code, role, name in session.execute(signatories)}
    counts = select(CouncilDomainRow.council_code, func.count()).group_by(CouncilDomainRow.council_code)
    domains = {row[0]: row[1] for row in session.execute(counts)}
    return tuple(
        AdministeredCouncil(
            code,
            name,
            names.get((code, Role.LEADER), ""),
            names.get((code, Role.CHIEF_EXECUTIVE), ""),
            domains.get(code, 0),
        )
        for code, name in session.execute(query)
    )


def _facts(row: DelegationRow) -> Delegation:
    return Delegation(Role(row.role), row.person_id, row.named_by_id, row.starts_on, row.ends_on)


def read_facts(session: Session, council_code: str) -> tuple[Delegation, ...]:
    """Every delegation that was not revoked."""
    query = select(DelegationRow).where(DelegationRow.council_code == council_code, DelegationRow.revoked_at.is_(None))
    return tuple(_facts(row) for row in session.scalars(query.order_by(DelegationRow.id)))
