"""Publishing and withdrawing a signed result, and keeping the pre-election periods."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from tiex.benchmarks.commands import queue_recounts, recount
from tiex.consensus.commands import Change, tell_colleagues
from tiex.domain import publishing
from tiex.domain.people import RUNNING
from tiex.domain.publishing import (
    PUBLISHED,
    WITHDRAWN,
    Part,
    Period,
    Publication,
    PublicationChangedMeanwhile,
    Ring,
    facts_of,
    opens_on,
    settle_period,
)
from tiex.models import ElectionPeriodRow, PublicationRow
from tiex.published.queries import list_periods
from tiex.publishing.queries import Grounds, was_seen
from tiex.web.filters import uk_date
from tiex.web.trail import append_entry


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose, for the version with this fingerprint; `version` is that of the decision that they saw."""

    fingerprint: str
    rings: Mapping[Part, Ring]
    hold_until: date | None
    version: int


def propose(*, grounds: Grounds, choice: Choice, now: datetime) -> Publication:
    """The publication that was chosen, whether or not it may be made."""
    consensus = grounds.consensus
    return Publication(
        assessment_id=consensus.assessment.id,
        council_code=consensus.council_code,
        edition_key=consensus.assessment.edition.key,
        fingerprint=choice.fingerprint,
        rings=choice.rings,
        hold_until=choice.hold_until,
        decided_at=now,
    )


def decide(*, grounds: Grounds, choice: Choice, today: date, now: datetime) -> Publication:
    """The publication that this choice would make, written nowhere; a refusal where it may not be made."""
    proposed, state = propose(grounds=grounds, choice=choice, now=now), grounds.consensus.state
    return publishing.publish(
        state, proposed=proposed, before=grounds.publication, today=today, periods=grounds.periods
    )


def publish(*, change: Change, grounds: Grounds, choice: Choice) -> Publication:
    """Let those see it who were chosen. The caller holds the assessment, so that nobody else decides meanwhile."""
    if choice.version != grounds.version:
        raise PublicationChangedMeanwhile
    after = decide(grounds=grounds, choice=choice, today=change.today, now=change.now)
    if _is_same(grounds.publication, after):
        return after
    _keep(change, after, PUBLISHED)
    chosen = "; ".join(f"{part.label.lower()}: {ring.label.lower()}" for part, ring in after.rings.items())
    said = f"{change.actor_name} chose who may see version {change.consensus.state.number} of the result. {chosen}."
    tell_colleagues(change, RUNNING, "Who may see your council’s result", (said, *_from_when(after, grounds, change)))
    return after


def withdraw(*, change: Change, grounds: Grounds, version: int, reason: str) -> None:
    """From now on nobody sees it through the exchange but the council's own people, on their own pages."""
    after, why = publishing.withdraw(grounds.publication, reason=reason, now=change.now)
    if version != grounds.version:
        raise PublicationChangedMeanwhile
    _keep(change, after, WITHDRAWN, why)
    said = f"{change.actor_name} has withdrawn your council’s result. Nobody outside your council sees it."
    if was_seen(after, change.now):
        said = f"{change.actor_name} has withdrawn your council’s published result. Others no longer see it."
    tell_colleagues(change, RUNNING, "Your council’s result is withdrawn", (said, f"The reason: {why}"))


def add_period(*, session: Session, period: Period, actor_id: int | None, today: date, now: datetime) -> None:
    """Keep a pre-election period, once. Figures follow it at once, as what is published does."""
    settled = settle_period(period, list_periods(session))
    session.add(ElectionPeriodRow(name=settled.name, starts_on=settled.starts_on, ends_on=settled.ends_on))
    _write_down(session, "election period added", settled, actor_id, now, is_kept=True)
    _let_figures_follow(session, today, now)


def remove_period(*, session: Session, period_id: int, actor_id: int, today: date, now: datetime) -> Period | None:
    """What it was; None where it is gone already."""
    row = session.get(ElectionPeriodRow, period_id)
    if row is None:
        return None
    period = Period(row.name, row.starts_on, row.ends_on)
    session.delete(row)
    _write_down(session, "election period removed", period, actor_id, now, is_kept=False)
    _let_figures_follow(session, today, now)
    return period


def _let_figures_follow(session: Session, today: date, now: datetime) -> None:
    session.flush()
    queue_recounts(session=session, today=today, now=now)


def _is_same(before: Publication | None, after: Publication) -> bool:
    """Whether it was so chosen already, by a form that was sent twice or by somebody who changed nothing."""
    if before is None or before.withdrawn_at is not None:
        return False
    return facts_of(before) == facts_of(after)


def _keep(change: Change, after: Publication, action: str, reason: str = "") -> None:
    """Every change of what is published passes here: the row, the trail, and what it adds to benchmarks."""
    session, row = change.session, change.session.get(PublicationRow, after.assessment_id)
    before = facts_of(row.publication) if row is not None else None
    row = row or PublicationRow(assessment_id=after.assessment_id, version=0)
    row.council_code, row.edition_key, row.fingerprint = after.council_code, after.edition_key, after.fingerprint
    row.scores_ring, row.notes_ring, row.factors_ring = (after.rings[part].value for part in Part)
    row.scores_since, row.notes_since, row.factors_since = (after.since[part] for part in Part)
    row.hold_until, row.withdrawn_at = after.hold_until, after.withdrawn_at
    row.decided_at = after.decided_at
    row.decided_by_id = row.decided_by_id if action == WITHDRAWN else change.actor_id
    row.version += 1
    session.add(row)
    append_entry(
        session,
        at=change.now,
        actor_id=change.actor_id,
        action=action,
        subject=f"assessment {after.assessment_id}: result",
        council_code=after.council_code,
        assessment_id=after.assessment_id,
        before=before,
        after=facts_of(after),
        reason=reason,
    )
    recount(session=session, assessment_id=after.assessment_id, today=change.today)


def _from_when(after: Publication, grounds: Grounds, change: Change) -> tuple[str, ...]:
    """When others see it who do not see it yet."""
    said = []
    for ring, who in ((Ring.COUNCILS, "Other councils"), (Ring.EVERYONE, "Everyone")):
        days = [opens_on(after, ring, grounds.periods, part) for part in Part if after.rings[part].reaches(ring)]
        if days and max(days) > change.today:
            said.append(f"{who}: from {uk_date(max(days))}.")
    return tuple(said)


def _write_down(
    session: Session, action: str, period: Period, actor_id: int | None, now: datetime, *, is_kept: bool
) -> None:
    facts = [period.name, period.starts_on.isoformat(), period.ends_on.isoformat()]
    before, after = (None, facts) if is_kept else (facts, None)
    append_entry(session, at=now, actor_id=actor_id, action=action, subject=period.name, before=before, after=after)
