"""Reading a council, who can be invited to it, and invitations."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tiex.access.scope import Scope
from tiex.accounts.queries import hash_token
from tiex.content.tags import SERVICE_AREAS, load_tags
from tiex.domain.invitations import Known
from tiex.domain.people import Role, RoleGroup
from tiex.models import CouncilDomainRow, CouncilRow, InvitationRow, MembershipRow, PersonRow


@dataclass(frozen=True, slots=True)
class CouncilPlace:
    """A council that somebody belongs to, as the pages of its people name it."""

    code: str
    name: str
    short_name: str
    is_invented: bool


@dataclass(frozen=True, slots=True)
class WaitingInvitation:
    id: int
    name: str
    email: str
    role: Role
    role_group: str
    created_at: datetime
    expires_at: datetime
    times_sent: int


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that can be accepted. `account_id` is the person with its address, if there is one."""

    id: int
    council_code: str
    council_name: str
    email: str
    name: str
    job_title: str
    role: Role
    expires_at: datetime
    account_id: int | None


def check_own(scope: Scope, council_code: str) -> None:
    """NotFound for a council that is not in the scope, there or not."""
    if council_code not in scope.council_codes:
        raise NotFound


def open_council(scope: Scope, session: Session, council_code: str) -> CouncilPlace:
    """One of one's own councils; NotFound for any other, there or not."""
    check_own(scope, council_code)
    return read_council(session, council_code)


def read_council(session: Session, council_code: str) -> CouncilPlace:
    """Any council of the register, for those who look after all of them; NotFound where there is none."""
    columns = (CouncilRow.code, CouncilRow.name, CouncilRow.short_name, CouncilRow.is_invented)
    row = session.execute(select(*columns).where(CouncilRow.code == council_code)).one_or_none()
    if row is None:
        raise NotFound
    return CouncilPlace(*row)


def list_domains(session: Session, council_code: str) -> tuple[str, ...]:
    """The domains of the council's e-mail addresses, in the order of the alphabet."""
    query = select(CouncilDomainRow.domain).where(CouncilDomainRow.council_code == council_code)
    return tuple(session.scalars(query.order_by(CouncilDomainRow.domain)))


def read_known(session: Session, council_code: str, now: datetime) -> Known:
    """What the lines of an invitation are checked against."""
    members = (
        select(PersonRow.email)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(MembershipRow.council_code == council_code, MembershipRow.ended_at.is_(None))
    )
    invited = select(InvitationRow.email).where(*is_unanswered(council_code), InvitationRow.expires_at > now)
    return Known(
        domains=frozenset(list_domains(session, council_code)),
        members=frozenset(session.scalars(members)),
        invited=frozenset(session.scalars(invited)),
        service_areas=SERVICE_AREAS,
        characteristics=load_tags().characteristics,
    )


def list_waiting_invitations(scope: Scope, session: Session, council_code: str) -> tuple[WaitingInvitation, ...]:
    """Invitations that were neither accepted nor revoked, the newest first; those that are too old as well."""
    check_own(scope, council_code)
    query = (
        select(
            InvitationRow.id,
            InvitationRow.name,
            InvitationRow.email,
            InvitationRow.role,
            InvitationRow.role_group,
            InvitationRow.created_at,
            InvitationRow.expires_at,
            InvitationRow.times_sent,
        )
        .where(*is_unanswered(council_code))
        .order_by(InvitationRow.created_at.desc(), InvitationRow.id.desc())
    )
    return tuple(
        WaitingInvitation(row.id, row.name, row.email, Role(row.role), group_label(row.role_group), *row[5:])
        for row in session.execute(query)
    )


def find_invitation(session: Session, token: str, now: datetime) -> OpenInvitation | None:
    """The invitation with this token, while it can be accepted."""
    query = (
        select(
            InvitationRow.id,
            InvitationRow.council_code,
            CouncilRow.name,
            InvitationRow.email,
            InvitationRow.name,
            InvitationRow.job_title,
            InvitationRow.role,
            InvitationRow.expires_at,
            PersonRow.id,
        )
        .join(CouncilRow, CouncilRow.code == InvitationRow.council_code)
        .outerjoin(PersonRow, PersonRow.email == InvitationRow.email)
        .where(*is_open(token, now))
    )
    row = session.execute(query).one_or_none()
    return None if row is None else OpenInvitation(*row[:6], Role(row[6]), *row[7:])


def group_label(key: str) -> str:
    return RoleGroup(key).label if key else ""


def is_unanswered(council_code: str) -> tuple[ColumnElement[bool], ...]:
    """Neither accepted nor revoked: it can be accepted, or sent again where it is too old."""
    return (
        InvitationRow.council_code == council_code,
        InvitationRow.accepted_at.is_(None),
        InvitationRow.revoked_at.is_(None),
    )


def is_open(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The one with this token, while it can be accepted."""
    return (
        InvitationRow.token_sha256 == hash_token(token),
        InvitationRow.accepted_at.is_(None),
        InvitationRow.revoked_at.is_(None),
        InvitationRow.expires_at > now,
    )


def read_role(session: Session, council_code: str, person_id: int | None) -> Role | None:
    """What somebody is in a council as it stands now; None for whoever has no access to it, or an account closed."""
    query = (
        select(MembershipRow.role)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(
            MembershipRow.council_code == council_code,
            MembershipRow.person_id == person_id,
            MembershipRow.ended_at.is_(None),
            PersonRow.disabled_at.is_(None),
        )
    )
    role = session.scalar(query)
    return Role(role) if role else None


@dataclass(frozen=True, slots=True)
class Colleague:
    person_id: int
    name: str
    email: str
    role: Role


def list_colleagues(session: Session, council_code: str, roles: frozenset[Role]) -> tuple[Colleague, ...]:
    """Those who have one of these roles in the council now, by name."""
    query = (
        select(PersonRow.id, PersonRow.name, PersonRow.email, MembershipRow.role)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(
            MembershipRow.council_code == council_code,
            MembershipRow.ended_at.is_(None),
            MembershipRow.role.in_([role.value for role in roles]),
            PersonRow.disabled_at.is_(None),
        )
        .order_by(PersonRow.name, PersonRow.id)
    )
    return tuple(Colleague(*row[:3], Role(row[3])) for row in session.execute(query))
