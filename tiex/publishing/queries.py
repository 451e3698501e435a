"""Reading what a council has chosen about publishing its result, and a look at it as others would see it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tiex.consensus.queries import OpenConsensus
from tiex.domain.publishing import (
    PUBLISHED,
    WITHDRAWN,
    Period,
    Publication,
    Ring,
    last_opening,
    limited_to,
    parts_chosen,
    seen_from,
)
from tiex.domain.signoff import Signed
from tiex.gateways.clock import UK
from tiex.models import AuditEntryRow, ConsensusRecordRow, CouncilRow, PersonRow, PublicationRow
from tiex.published.queries import KeptPeriod, Published, list_kept_periods, list_periods, nothing_of
from tiex.records.queries import find_record

NEVER_DECIDED = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a council has chosen; `number` is that of the version. `by` did the last thing to it, at `at`, with the
    reason where one was given."""

    publication: Publication
    version: int
    number: int
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a decision about publishing stands on."""

    consensus: OpenConsensus
    standing: Standing | None
    periods: tuple[Period, ...]
    nation: str
    ends_on: date | None

    @property
    def publication(self) -> Publication | None:
        return self.standing.publication if self.standing else None

    @property
    def version(self) -> int:
        return self.standing.version if self.standing else NEVER_DECIDED


def was_seen(publication: Publication, at: datetime) -> bool:
    """Whether anybody outside the council could see any of it by then."""
    opens = seen_from(publication)
    return opens is not None and opens <= at.astimezone(UK).date()


def read_grounds(session: Session, consensus: OpenConsensus) -> Grounds:
    """What has been chosen for this assessment, which the caller has opened in their scope."""
    council = select(CouncilRow.nation, CouncilRow.ends_on).where(CouncilRow.code == consensus.council_code)
    nation, ends_on = session.execute(council).one()
    return Grounds(consensus, _find_standing(session, consensus.assessment.id), list_periods(session), nation, ends_on)


def _find_standing(session: Session, assessment_id: int) -> Standing | None:
    row, record, entry = PublicationRow, ConsensusRecordRow, AuditEntryRow
    last = (
        select(func.max(entry.id))
        .where(entry.assessment_id == assessment_id, entry.action.in_((PUBLISHED, WITHDRAWN)))
        .scalar_subquery()
    )
    query = (
        select(row, record.number, PersonRow.name, entry.at, func.coalesce(entry.reason, ""))
        .join(record, and_(record.assessment_id == row.assessment_id, record.fingerprint == row.fingerprint))
        .outerjoin(entry, entry.id == last)
        .outerjoin(PersonRow, PersonRow.id == entry.actor_id)
        .where(row.assessment_id == assessment_id)
    )
    found: Any = session.execute(query).one_or_none()
    if found is None:
        return None
    kept, number, name, at, reason = found
    return Standing(kept.publication, kept.version, number, name or "The exchange", at or kept.decided_at, reason)


def read_preview(session: Session, grounds: Grounds, proposed: Publication, reader: Ring) -> Published:
    """The page that this reader would be given once nothing holds it any longer."""
    consensus = grounds.consensus
    record = find_record(session, consensus, proposed.fingerprint)
    if record is None:
        raise NotFound
    assessment, parts = consensus.assessment, parts_chosen(proposed, reader)
    is_intact = record.is_intact
    content = limited_to(record.content, assessment.edition, parts) if is_intact else nothing_of(proposed)
    signed = (
        past.at
        for past in consensus.history
        if isinstance(past.event, Signed) and past.event.fingerprint == proposed.fingerprint
    )
    return Published(
        publication=proposed,
        reader=reader,
        parts=parts if is_intact else frozenset(),
        periods=grounds.periods,
        council_name=assessment.council_name,
        is_invented=assessment.is_invented,
        ends_on=None,
        successors=(),
        edition=assessment.edition,
        number=record.number,
        signed_at=max(signed, default=None),
        content=content,
        is_intact=is_intact,
    )


def find_period(session: Session, period_id: int) -> KeptPeriod | None:
    return next((kept for kept in list_kept_periods(session) if kept.id == period_id), None)


def count_opened_without(session: Session, period_id: int, day: date) -> int:
    """Councils of whose results some part would be public on this day if this period were not kept, and is not now."""
    kept = list_kept_periods(session)
    now, then = (
        last_opening(day, periods)
        for periods in ([each.period for each in kept], [each.period for each in kept if each.id != period_id])
    )
    row = PublicationRow
    parts = (
        (row.scores_ring, row.scores_since),
        (row.notes_ring, row.notes_since),
        (row.factors_ring, row.factors_since),
    )
    opens = (
        and_(ring == Ring.EVERYONE.value, since <= then, or_(since > now, row.hold_until > now))
        for ring, since in parts
    )
    is_held_longer = and_(row.hold_until.is_not(None), row.hold_until > then)
    query = select(func.count(row.council_code.distinct())).where(
        row.withdrawn_at.is_(None), ~is_held_longer, or_(*opens)
    )
    return session.scalars(query).one()
