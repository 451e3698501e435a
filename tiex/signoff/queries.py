"""Reading what signing off needs: who is a deputy, and what changed since somebody last read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from tiex.access.scope import Scope
from tiex.consensus.queries import OpenConsensus
from tiex.domain.people import Role
from tiex.invitations.queries import Colleague
from tiex.models import (
    AuditEntryRow,
    DelegationRow,
    MembershipRow,
    PersonRow,
    PublicationRow,
    ReadingRow,
)
from tiex.people.queries import in_force

NOTHING_READ = 0
_NEWEST = 500
_OF_CONTENT = ("consensus answer recorded", "consensus note recorded")


@dataclass(frozen=True, slots=True)
class ContentChange:
    """One entry of the trail about an answer or a note of the consensus; `subject` names the thing."""

    at: datetime
    by: str
    is_note: bool
    subject: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a person has read: the newest entry there is, whether they ever read, and what changed since."""

    newest: int
    has_read: bool
    changes: tuple[ContentChange, ...]


def published_version(session: Session, consensus: OpenConsensus) -> str:
    """The fingerprint of the version that is published and not withdrawn; empty where there is none."""
    row = PublicationRow
    query = select(row.fingerprint).where(row.assessment_id == consensus.assessment.id, row.withdrawn_at.is_(None))
    return session.scalar(query) or ""


def list_deputies(session: Session, council_code: str, day: date) -> tuple[Colleague, ...]:
    """Who is a deputy on this day, of somebody who is still the signatory; `role` is the signatory's."""
    signatory = aliased(MembershipRow)
    is_still = and_(
        signatory.person_id == DelegationRow.named_by_id,
        signatory.council_code == DelegationRow.council_code,
        signatory.role == DelegationRow.role,
        signatory.ended_at.is_(None),
    )
    query = (
        select(PersonRow.id, PersonRow.name, PersonRow.email, DelegationRow.role)
        .join(DelegationRow, DelegationRow.person_id == PersonRow.id)
        .join(
            MembershipRow,
            and_(MembershipRow.person_id == PersonRow.id, MembershipRow.council_code == DelegationRow.council_code),
        )
        .join(signatory, is_still)
        .where(
            DelegationRow.council_code == council_code,
            MembershipRow.ended_at.is_(None),
            PersonRow.disabled_at.is_(None),
            *in_force(day),
        )
        .order_by(PersonRow.name, PersonRow.id)
    )
    return tuple(Colleague(*row[:3], Role(row[3])) for row in session.execute(query))


def read_reading(scope: Scope, session: Session, consensus: OpenConsensus) -> Reading:
    """What changed in the consensus since this person last said that they had read it."""
    assessment_id = consensus.assessment.id
    read = (
        select(ReadingRow.entry_id)
        .where(ReadingRow.assessment_id == assessment_id, ReadingRow.person_id == scope.person_id)
        .scalar_subquery()
    )
    entry = AuditEntryRow
    query = (
        select(entry.id, read, entry.at, PersonRow.name, entry.action, entry.subject, entry.before, entry.after)
        .outerjoin(PersonRow, PersonRow.id == entry.actor_id)
        .where(
            entry.assessment_id == assessment_id,
            entry.action.in_(_OF_CONTENT),
            entry.id > func.coalesce(read, NOTHING_READ),
        )
        .order_by(entry.id.desc())
        .limit(_NEWEST)
    )
    rows = session.execute(query).all()
    changes = tuple(
        ContentChange(at, by or "The exchange", action == _OF_CONTENT[1], subject.partition(": ")[2], before, after)
        for _, _, at, by, action, subject, before, after in reversed(rows)
    )
    has_read = not rows or rows[0][1] is not None
    return Reading(rows[0][0] if rows else NOTHING_READ, has_read, changes if has_read else ())
