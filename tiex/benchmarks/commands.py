"""Keeping benchmarks true to what is published, in the transaction that publishes; one change at a time an edition."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from tiex.benchmarks.queries import (
    Counted,
    Place,
    find_published,
    list_to_recount,
    list_waiting,
    read_figures,
    read_histograms,
    reckon_benchmarks,
    stored_histograms,
)
from tiex.domain.benchmark import COUNTED, Benchmark, Figures, named
from tiex.domain.cohorts import AUDIENCES, Cohort, Counting, Kind, form_cohorts, hidden_from, joins_cohorts
from tiex.domain.publishing import Part, Publication, Ring
from tiex.gateways import Gateways
from tiex.jobs.commands import queue_job
from tiex.models import BenchmarkEntryRow, BenchmarkRow, CohortRow, EditionRow, PublicationRow
from tiex.published.queries import list_periods
from tiex.web.inserting import put_row

RECOUNT = "recount"
_KEYS = ("edition_key", "part", "audience", "group_key")


@dataclass(slots=True)
class _Recounting:
    """One recount in an edition, and what it changes in the groups until it is kept."""

    session: Session
    edition_key: str
    today: date
    changes: dict[Place, Benchmark] = field(default_factory=lambda: defaultdict(Benchmark))

    def add(self, part: Part, audience: Ring, kind: Kind, benchmark: Benchmark) -> None:
        for group in kind.groups:
            self.changes[part, audience, group] += benchmark

    def keep(self) -> None:
        """Write down what the groups add up to now."""
        row = BenchmarkRow
        changed = {place: change for place, change in self.changes.items() if change != Benchmark()}
        self.changes.clear()
        if not changed:
            return
        is_changed = tuple_(row.part, row.audience, row.group_key).in_(list(changed))
        query = select(row.part, row.audience, row.group_key, row.councils, row.named, row.counts)
        query = query.where(row.edition_key == self.edition_key, is_changed)
        before = {(part, audience, group): found for part, audience, group, *found in self.session.execute(query)}
        for place, change in sorted(changed.items()):
            identity = _identity(self.edition_key, place)
            put_row(self.session, row.__table__, identity, _changed(change, *before.get(place, (0, 0, {}))))


def recount(*, session: Session, assessment_id: int, today: date) -> None:
    """Let a result count as its publication says today, and form the cohorts that can be formed now: none in a
    pre-election period, as their figures would be new to everyone.

    To be called in the transaction that changes a publication, after the change; again it changes nothing. Whoever
    recounts in the same edition at the same moment is waited for.
    """
    session.flush()
    edition_key = session.scalar(select(PublicationRow.edition_key).filter_by(assessment_id=assessment_id))
    if edition_key is None:
        return
    _take_turns(session, edition_key)
    published = find_published(session, assessment_id)
    assert published is not None
    recounting = _Recounting(session, edition_key, today)
    periods = list_periods(session)
    for part in COUNTED:
        _recount_part(recounting, published.publication, part, published.counted(part, today, periods))
    for (part, ring), waiting in list_waiting(session, edition_key).items():
        for cohort in form_cohorts(waiting, today, periods):
            _count_together(recounting, part, ring, cohort)
    recounting.keep()


def recount_one(session: Session, gateways: Gateways, subject: str) -> None:
    """The job: `subject` is the id of an assessment."""
    recount(session=session, assessment_id=int(subject), today=gateways.clock.today())


def queue_recounts(*, session: Session, today: date, now: datetime) -> int:
    """Ask for a recount of each result that counts otherwise from today, and where a cohort can be formed now."""
    wanted, periods = dict.fromkeys(list_to_recount(session, today)), list_periods(session)
    for edition_key in session.scalars(select(EditionRow.key).order_by(EditionRow.number)).all():
        for waiting in list_waiting(session, edition_key).values():
            wanted |= {cohort.members[0].id: None for cohort in form_cohorts(waiting, today, periods)}
    for assessment_id in wanted:
        queue_job(session=session, kind=RECOUNT, subject=str(assessment_id), now=now)
    return len(wanted)


def rebuild(*, session: Session) -> int:
    """Add up anew what is counted, and say how many groups that makes. Cohorts stay as they were formed: forming them
    again could tell one council from others."""
    number = 0
    for edition_key in session.scalars(select(EditionRow.key).order_by(EditionRow.number)).all():
        _take_turns(session, edition_key)
        session.execute(delete(BenchmarkRow).where(BenchmarkRow.edition_key == edition_key))
        rows = [
            {**_identity(edition_key, place), **_values(benchmark)}
            for place, benchmark in sorted(reckon_benchmarks(session, edition_key).items())
        ]
        if rows:
            session.execute(insert(BenchmarkRow), rows)
        number += len(rows)
    return number


def _identity(edition_key: str, place: Place) -> dict[str, str]:
    return dict(zip(_KEYS, (edition_key, *place), strict=True))


def _values(benchmark: Benchmark) -> dict[str, object]:
    counts = stored_histograms(benchmark.histograms)
    return {"councils": benchmark.councils, "named": benchmark.named, "counts": counts}


def _changed(change: Benchmark, councils: int, named: int, counts: dict[str, dict[str, int]]) -> dict[str, object]:
    """What is kept, with this change: only the scores that change are touched, as groups are large."""
    for key, histogram in change.histograms.items():
        found = counts.setdefault(key, {})
        for score, number in histogram.counts.items():
            found[str(score)] = found.get(str(score), 0) + number
            if not found[str(score)]:
                del found[str(score)]
        if not found:
            del counts[key]
    return {"councils": councils + change.councils, "named": named + change.named, "counts": counts}


def _take_turns(session: Session, edition_key: str) -> None:
    """The row is written before anything is read, so that whoever comes second reads what the first has committed."""
    same = {"stored_at": EditionRow.stored_at}
    session.execute(update(EditionRow).where(EditionRow.key == edition_key).values(same))


def _recount_part(recounting: _Recounting, publication: Publication, part: Part, wanted: Counted) -> None:
    session, key = recounting.session, {"assessment_id": publication.assessment_id, "part": part.value}
    row = session.get(BenchmarkEntryRow, key, populate_existing=True)
    if row is not None and _counted(row) == wanted:
        return
    if row is None:
        place = {"council_code": publication.council_code, "edition_key": publication.edition_key}
        row = BenchmarkEntryRow(**key, **place, widest=Ring.OWN.value, figures={})
        session.add(row)
    else:
        _leave(recounting, row, part)
    _stand(row, wanted, read_figures(session, publication)[part] if wanted.fingerprint else {})
    _count_named(recounting, row, part, 1)
    if wanted.chosen is not None and joins_cohorts(wanted.ring, wanted.chosen):
        row.waits_since = recounting.today
    session.flush()


def _counted(row: BenchmarkEntryRow) -> Counted:
    return Counted.of(row.fingerprint, row.ring, row.chosen, Kind(row.type, row.nation, row.region))


def _stand(row: BenchmarkEntryRow, wanted: Counted, figures: Figures) -> None:
    row.fingerprint, row.figures, row.waits_since = wanted.fingerprint, dict(figures), None
    row.ring, row.chosen = wanted.ring or "", wanted.chosen or ""
    row.type, row.nation, row.region = wanted.kind.type, wanted.kind.nation, wanted.kind.region
    if wanted.chosen is not None and not Ring(row.widest).reaches(wanted.chosen):
        row.widest = wanted.chosen.value


def _leave(recounting: _Recounting, row: BenchmarkEntryRow, part: Part) -> None:
    """It no longer counts as it did; where it was hidden, neither does its cohort."""
    _count_named(recounting, row, part, -1)
    if row.cohort_id is not None:
        _dissolve(recounting, row.cohort_id, part)
        recounting.session.refresh(row)


def _count_named(recounting: _Recounting, row: BenchmarkEntryRow, part: Part, sign: int) -> None:
    counted, one = _counted(row), named(row.figures)
    for audience in AUDIENCES:
        if counted.as_seen_by(audience) is Counting.NAMED:
            recounting.add(part, audience, counted.kind, one if sign > 0 else Benchmark() - one)


def _dissolve(recounting: _Recounting, cohort_id: int, part: Part) -> None:
    session, entry = recounting.session, BenchmarkEntryRow
    cohort = session.get_one(CohortRow, cohort_id)
    whole = Benchmark(cohort.councils, 0, read_histograms(cohort.counts))
    kind = Kind(cohort.type, cohort.nation, cohort.region)
    for audience in hidden_from(Ring(cohort.ring)):
        recounting.add(part, audience, kind, Benchmark() - whole)
    waits = {"cohort_id": None, "is_fresh": False, "waits_since": recounting.today}
    session.execute(update(entry).where(entry.cohort_id == cohort_id).values(waits))
    session.delete(cohort)
    session.flush()


def _count_together(recounting: _Recounting, part: Part, ring: Ring, cohort: Cohort) -> None:
    session, whole, kind = recounting.session, cohort.benchmark, cohort.kind
    row = CohortRow(
        edition_key=recounting.edition_key,
        part=part.value,
        ring=ring.value,
        type=kind.type,
        nation=kind.nation,
        region=kind.region,
        formed_on=recounting.today,
        councils=whole.councils,
        counts=stored_histograms(whole.histograms),
    )
    session.add(row)
    session.flush()
    for is_fresh in (True, False):
        ids = [member.id for member in cohort.members if member.is_fresh is is_fresh]
        _join(session, part, ids, {"cohort_id": row.id, "is_fresh": is_fresh})
    for audience in hidden_from(ring):
        recounting.add(part, audience, kind, whole)


def _join(session: Session, part: Part, assessment_ids: Sequence[int], place: dict[str, object]) -> None:
    entry = BenchmarkEntryRow
    joined = {**place, "was_counted": True, "waits_since": None}
    theirs = (entry.assessment_id.in_(assessment_ids), entry.part == part.value)
    session.execute(update(entry).where(*theirs).values(joined))
