"""Reading how published results count, and what they add up to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from tiex.domain.benchmark import COUNTED, Benchmark, Figures, Histogram, Summing, figures_of
from tiex.domain.cohorts import AUDIENCES, Counting, Kind, Waiting, count_cohort, counting, hidden_from, is_fresh
from tiex.domain.consensus import fingerprint_of, read_document
from tiex.domain.edition import Edition
from tiex.domain.publishing import Part, Period, Publication, Ring, ring_on
from tiex.editions.queries import find_edition
from tiex.models import (
    BenchmarkEntryRow,
    BenchmarkRow,
    CohortRow,
    ConsensusRecordRow,
    CouncilRow,
    PublicationRow,
)
from tiex.published.queries import list_periods

E, P, C = BenchmarkEntryRow, PublicationRow, CouncilRow
READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Counted:
    """How one part of a result counts: of which version, for whom, and as what kind of council. Withdrawn, it has
    neither version nor rings."""

    fingerprint: str
    ring: Ring | None
    chosen: Ring | None
    kind: Kind

    @classmethod
    def of(cls, fingerprint: str, ring: str, chosen: str, kind: Kind) -> "Counted":
        """As it is stored."""
        return cls(fingerprint, Ring(ring) if ring else None, Ring(chosen) if chosen else None, kind)

    def as_seen_by(self, audience: Ring) -> Counting:
        return Counting.NOT if self.chosen is None else counting(self.ring, self.chosen, audience)


@dataclass(frozen=True, slots=True)
class Published:
    """What a council decided, and the kind of council that it is."""

    publication: Publication
    kind: Kind

    def counted(self, part: Part, day: date, periods: Sequence[Period]) -> Counted:
        """How this part is to count on this day."""
        ring = ring_on(self.publication, part, day, periods)
        if ring is None:
            return Counted("", None, None, self.kind)
        return Counted(self.publication.fingerprint, ring, self.publication.rings[part], self.kind)


def find_published(session: Session, assessment_id: int) -> Published | None:
    query = (
        select(P, C.type, C.nation, C.region).join(C, C.code == P.council_code).where(P.assessment_id == assessment_id)
    )
    found = session.execute(query, execution_options={"populate_existing": True}).one_or_none()
    return None if found is None else Published(found[0].publication, Kind(*found[1:]))


def read_figures(session: Session, publication: Publication) -> Mapping[Part, Figures]:
    """The scores of the version that was published; none of one that was tampered with."""
    record = session.get_one(ConsensusRecordRow, (publication.assessment_id, publication.fingerprint))
    edition = find_edition(session, publication.edition_key)
    return {part: _figures_of(edition, record.document, record.fingerprint, part) for part in COUNTED}


def _figures_of(edition: Edition, document: str | None, fingerprint: str, part: Part) -> Figures:
    if document is None or fingerprint_of(document) != fingerprint:
        return {}
    return figures_of(edition, read_document(document).answers, part)


def list_to_recount(session: Session, day: date) -> tuple[int, ...]:
    """Assessments that count otherwise than their publications say on this day: a hold or a period is over, or the
    council has become one of another kind."""
    query = (
        select(P, C.type, C.nation, C.region, E.part, E.fingerprint, E.ring, E.chosen, E.type, E.nation, E.region)
        .join(C, C.code == P.council_code)
        .outerjoin(E, E.assessment_id == P.assessment_id)
        .order_by(P.assessment_id, E.part)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    periods, found = list_periods(session), dict[int, None]()
    for row, *kind, part, fingerprint, ring, chosen, type_, nation, region in session.execute(query):
        published = Published(row.publication, Kind(*kind))
        counts = Counted.of(fingerprint, ring, chosen, Kind(type_, nation, region)) if part else None
        if part is None or counts != published.counted(Part(part), day, periods):
            found[row.assessment_id] = None
    return tuple(found)


def list_waiting(session: Session, edition_key: str) -> dict[tuple[Part, Ring], list[Waiting]]:
    """Hidden councils that are in no cohort, by what they can form one with."""
    columns = (E.part, E.ring, E.assessment_id, E.type, E.nation, E.region, E.widest, E.was_counted, E.waits_since)
    query = (
        select(*columns, E.figures)
        .where(E.edition_key == edition_key, E.waits_since.is_not(None))
        .order_by(E.part, E.ring, E.assessment_id)
    )
    found: dict[tuple[Part, Ring], list[Waiting]] = {}
    for part, ring, number, *kind, widest, was_counted, since, figures in session.execute(query):
        fresh = is_fresh(Ring(ring), Ring(widest), was_counted)
        waiting = Waiting(number, Kind(*kind), fresh, since, figures)
        found.setdefault((Part(part), Ring(ring)), []).append(waiting)
    return found


# Part of a result, audience and standard group.
Place = tuple[Part, Ring, str]


def read_histograms(counts: Mapping[str, Mapping[str, int]]) -> dict[str, Histogram]:
    return {key: Histogram({int(score): number for score, number in found.items()}) for key, found in counts.items()}


def stored_histograms(histograms: Mapping[str, Histogram]) -> dict[str, dict[str, int]]:
    """As JSON has it, whose keys are texts."""
    return {
        key: {str(score): number for score, number in found.counts.items()} for key, found in sorted(histograms.items())
    }


def list_benchmarks(session: Session, edition_key: str) -> dict[Place, Benchmark]:
    """What is kept, of all groups in which somebody counts."""
    row = BenchmarkRow
    columns = (row.part, row.audience, row.group_key, row.councils, row.named, row.counts)
    found = session.execute(select(*columns).where(row.edition_key == edition_key))
    kept = {
        (Part(part), Ring(audience), group): Benchmark(councils, names, read_histograms(counts))
        for part, audience, group, councils, names, counts in found
    }
    return {place: benchmark for place, benchmark in kept.items() if benchmark != Benchmark()}


def reckon_benchmarks(session: Session, edition_key: str) -> dict[Place, Benchmark]:
    """What ought to be kept: the named councils one by one, and the cohorts as they were formed."""
    sums: dict[Place, Summing] = defaultdict(Summing)
    columns = (E.part, E.fingerprint, E.ring, E.chosen, E.type, E.nation, E.region, E.figures)
    query = select(*columns).where(E.edition_key == edition_key).execution_options(yield_per=READ_AT_ONCE)
    for part, fingerprint, ring, chosen, *place, figures in session.execute(query):
        counted = Counted.of(fingerprint, ring, chosen, Kind(*place))
        for audience in AUDIENCES:
            if counted.as_seen_by(audience) is Counting.NAMED:
                for group in counted.kind.groups:
                    sums[Part(part), audience, group].add_named(figures)
    for part, ring, kind, benchmark in _reckon_cohorts(session, edition_key):
        for audience in hidden_from(ring):
            for group in kind.groups:
                sums[part, audience, group].add(benchmark)
    return {place: summing.benchmark for place, summing in sums.items()}


def _reckon_cohorts(session: Session, edition_key: str) -> Iterator[tuple[Part, Ring, Kind, Benchmark]]:
    row, members = CohortRow, defaultdict[int, list[tuple[Figures, bool]]](list)
    of_members = select(E.cohort_id, E.figures, E.is_fresh).where(E.edition_key == edition_key)
    for cohort_id, figures, is_new in session.execute(of_members.where(E.cohort_id.is_not(None))):
        members[cohort_id].append((figures, is_new))
    columns = (row.id, row.part, row.ring, row.type, row.nation, row.region)
    for cohort_id, part, ring, *kind in session.execute(select(*columns).where(row.edition_key == edition_key)):
        yield Part(part), Ring(ring), Kind(*kind), count_cohort(members[cohort_id])


def find_differences(session: Session, edition_key: str) -> Iterator[str]:
    """What is kept otherwise than it ought to be, in sentences."""
    kept, ought = list_benchmarks(session, edition_key), reckon_benchmarks(session, edition_key)
    for place in sorted(kept.keys() | ought.keys()):
        if kept.get(place) != ought.get(place):
            part, audience, group = place
            what = f"{part} of the group {group}, for {audience}"
            yield f"{edition_key}: {what}: the figures are not those of its members"
    yield from _wrong_figures(session, edition_key)


def _wrong_figures(session: Session, edition_key: str) -> Iterator[str]:
    record, edition = ConsensusRecordRow, find_edition(session, edition_key)
    is_counted = and_(record.assessment_id == E.assessment_id, record.fingerprint == E.fingerprint)
    query = (
        select(E.assessment_id, E.council_code, E.part, E.fingerprint, E.figures, record.document)
        .outerjoin(record, is_counted)
        .where(E.edition_key == edition_key, E.fingerprint != "")
        .order_by(E.assessment_id, E.part)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    for number, council, part, fingerprint, figures, document in session.execute(query):
        if figures != _figures_of(edition, document, fingerprint, Part(part)):
            yield f"{edition_key}: {council}, assessment {number}: its {part} are not those of the version it published"
