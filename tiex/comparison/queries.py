"""Reading what a comparison needs: one's own result, whom to compare it with, and what they add up to."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Date, Integer, Text, and_, bindparam, cast, null, or_, select, type_coerce, union_all
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.assessments.queries import read_answers
from tiex.benchmarks.queries import read_histograms
from tiex.consensus.queries import OpenConsensus
from tiex.domain.answers import Answer
from tiex.domain.benchmark import COUNTED, LEAST_COUNCILS, Benchmark, Figures, Summing, Theme, figures_of
from tiex.domain.cohorts import Joined, Kind, Own, without_own
from tiex.domain.comparators import Comparator, Group
from tiex.domain.councils import Council
from tiex.domain.edition import Edition
from tiex.domain.publishing import Part, Ring
from tiex.domain.signoff import Signed
from tiex.domain.similarity import Kin, Likeness, most_alike
from tiex.models import BenchmarkEntryRow, BenchmarkRow, CohortRow, ComparisonGroupRow, CouncilRow, CouncilSuccessorRow
from tiex.records.queries import find_record

E, B, C, G = BenchmarkEntryRow, BenchmarkRow, CouncilRow, ComparisonGroupRow
# Councils whose population comes next to one's own, above and below: of one's own type, and of any.
NEAR_OF_TYPE, NEAR = 150, 100
CELLS = "cells"
# The readers of a comparison belong to a council.
AUDIENCE = Ring.COUNCILS
_NAMED = tuple(ring.value for ring in Ring if ring.reaches(AUDIENCE))
V = TypeVar("V")
# A council as it was read, and its scores as they are written.
Readable = tuple[Sequence[Any], dict[Part, str]]
_CELL = f"{Theme.CELL}:"
_COUNCIL = (C.code, C.name, C.type, C.nation, C.region, C.population, C.area_km2, C.starts_on, C.ends_on)


@dataclass(frozen=True, slots=True)
class OwnResult:
    """One's own scores. `version` and `signed_at` are of the version that both signatories signed; without one it is
    what is agreed so far."""

    figures: Figures
    version: int | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SavedGroup:
    id: int
    group: Group


@dataclass(frozen=True, slots=True)
class Around:
    """One's own council, those before and after it, and the groups that its people saved."""

    own: Council
    relatives: tuple[Council, ...]
    groups: tuple[SavedGroup, ...]

    @property
    def kind(self) -> Kind:
        return Kind(self.own.type, self.own.nation, self.own.region)


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom to compare with, and whether cell by cell; `saved` is the group where one was chosen."""

    comparator: Comparator
    saved: SavedGroup | None = None
    is_by_cell: bool = False

    @property
    def is_standard(self) -> bool:
        """Whether all councils of a kind are counted, and not only those that are named."""
        return bool(self.comparator.group_of(Kind()))

    @property
    def key(self) -> str:
        """As it stands in an address."""
        return f"group-{self.saved.id}" if self.saved else self.comparator.value

    @property
    def show(self) -> str:
        """As it stands in an address; empty for what is shown at first."""
        return CELLS if self.is_by_cell else ""


@dataclass(frozen=True, slots=True)
class Member:
    """A council of a group that was chosen one by one, with those of its scores that its ring lets others read."""

    council: Council
    figures: Mapping[Part, Figures]

    @property
    def can_be_read(self) -> bool:
        return bool(self.figures)


def read_own(session: Session, consensus: OpenConsensus) -> OwnResult:
    """The newest version that was signed off, else what is agreed so far. The caller has opened it in their scope."""
    edition, signed_off = consensus.assessment.edition, consensus.state.signed_off
    record = find_record(session, consensus, signed_off) if signed_off else None
    if record is None:
        return OwnResult(_figures_of(edition, read_answers(session, consensus.response)))
    signed = [past.at for past in consensus.history if _signs(past.event, signed_off)]
    return OwnResult(_figures_of(edition, record.content.answers), record.number, max(signed, default=None))


def _signs(event: object, fingerprint: str) -> bool:
    return isinstance(event, Signed) and event.fingerprint == fingerprint


def _figures_of(edition: Edition, answers: Mapping[str, Answer]) -> Figures:
    return {key: score for part in COUNTED for key, score in figures_of(edition, answers, part).items()}


def read_around(session: Session, council_code: str) -> Around:
    """The caller has made sure that it is a council of the reader's own."""
    successor = CouncilSuccessorRow
    after = select(successor.successor_code).where(successor.council_code == council_code)
    before = select(successor.council_code).where(successor.successor_code == council_code)
    is_one = or_(C.code == council_code, C.code.in_(after), C.code.in_(before))
    nothing = [type_coerce(null(), column.type) for column in _COUNCIL]
    query: Any = union_all(
        select(G.id, G.name.label("group_name"), G.members, G.version, *nothing).where(G.council_code == council_code),
        select(null(), null(), null(), null(), *_COUNCIL).where(is_one),
    )
    groups, councils = list[SavedGroup](), list[Council]()
    for number, name, members, version, *council in session.execute(query):
        if number is not None:
            groups.append(SavedGroup(number, Group(name, tuple(members), version)))
        else:
            councils.append(_council(council))
    [own] = [council for council in councils if council.code == council_code]
    relatives = sorted((each for each in councils if each is not own), key=lambda each: (each.name, each.code))
    return Around(own, tuple(relatives), tuple(sorted(groups, key=lambda each: (each.group.name, each.id))))


def _council(row: Sequence[Any]) -> Council:
    code, name, type_, nation, region, population, area_km2, starts_on, ends_on = row
    return Council(
        code, name, name, "", type_, nation, region, None, population, area_km2, starts_on, ends_on, replaced_by=()
    )


def read_group(
    scope: Scope, session: Session, edition_key: str, group: str, *, by_cell: bool | None = None
) -> dict[Part, Benchmark]:
    """What the others of a standard group add up to: no council of the reader's is counted. `by_cell` asks for the
    scores of cells alone, or for all but those: reading what is not shown would take as long again."""
    mine = and_(E.edition_key == B.edition_key, E.part == B.part, E.council_code.in_(sorted(scope.council_codes)))
    columns = (E.ring, E.type, E.nation, E.region, E.figures, E.is_fresh)
    cohort = (CohortRow.id, CohortRow.type, CohortRow.nation, CohortRow.region, CohortRow.councils, CohortRow.counts)
    query = (
        select(B.part, B.councils, B.named, B.counts, *columns, *cohort)
        .outerjoin(E, mine)
        .outerjoin(CohortRow, CohortRow.id == E.cohort_id)
        .where(B.edition_key == edition_key, B.audience == AUDIENCE, B.group_key == group)
        .order_by(B.part, E.council_code)
    )
    found, owns = {part: Benchmark() for part in COUNTED}, defaultdict[Part, list[Own]](list)
    for part, councils, names, counts, *own in session.execute(query):
        found[Part(part)] = Benchmark(councils, names, read_histograms(_wanted(counts, by_cell)))
        if own[0] is not None:
            owns[Part(part)].append(_own(own, by_cell))
    return {part: without_own(whole, group, owns[part]) for part, whole in found.items()}


def _wanted(by_measure: Mapping[str, V], by_cell: bool | None) -> Mapping[str, V]:
    if by_cell is None:
        return by_measure
    return {key: value for key, value in by_measure.items() if key.startswith(_CELL) is by_cell}


def _own(row: Sequence[Any], by_cell: bool | None) -> Own:
    ring, type_, nation, region, figures, is_fresh, cohort_id, *cohort_kind, councils, counts = row
    cohort = None
    if cohort_id is not None:
        histograms = read_histograms(_wanted(counts, by_cell))
        cohort = Joined(cohort_id, Kind(*cohort_kind), Benchmark(councils, 0, histograms))
    return Own(Kind(type_, nation, region), _wanted(figures, by_cell), ring in _NAMED, cohort, is_fresh)


def list_near(session: Session, own: Council, edition: Edition) -> tuple[Kin, ...]:
    """Councils of this edition's time that may be like one's own, few enough to be compared one by one."""
    rows = session.execute(_near(own.population is not None), _values_of(own, edition))
    return tuple({row[0]: _kin(row) for row in rows}.values())


def _kin(row: Sequence[Any]) -> Kin:
    code, name, type_, _, region, population, area_km2, *_ = row
    return Kin(code, name, type_, region, population, area_km2)


def _values_of(own: Council, edition: Edition) -> dict[str, Any]:
    values: dict[str, Any] = {"own": own.code, "type": own.type, "population": own.population}
    return values | {"starts_on": edition.starts_on, "ends_on": edition.ends_on}


@cache
def _near_and_whether_readable(has_population: bool) -> Any:
    near = _near(has_population).subquery()
    own_entry = (E.council_code == near.c.code, E.edition_key == bindparam("edition"))
    return select(select(E.council_code).where(*own_entry, E.ring.in_(_NAMED)).exists(), *near.c)


@cache
def _near_of_readable(has_population: bool) -> Any:
    """With their scores as they are written, as few of them will be looked at."""
    near = _near(has_population, only_readable=True).subquery()
    own_entries = and_(E.council_code == near.c.code, E.edition_key == bindparam("edition"), E.ring.in_(_NAMED))
    return select(E.part, cast(E.figures, Text), *near.c).join(E, own_entries)


@cache
def _near(has_population: bool, *, only_readable: bool = False) -> Any:
    """Made once: it is long, and what makes it up costs more than asking."""
    own_entry = (E.council_code == C.code, E.edition_key == bindparam("edition"))
    can_be_read = select(E.council_code).where(*own_entry, E.ring.in_(_NAMED)).exists()
    was_there = (
        or_(C.starts_on.is_(None), C.starts_on <= bindparam("ends_on", type_=Date)),
        or_(C.ends_on.is_(None), C.ends_on >= bindparam("starts_on", type_=Date)),
        C.code != bindparam("own"),
        *([can_be_read] if only_readable else []),
    )
    parts = []
    for is_type, number in (([C.type == bindparam("type")], NEAR_OF_TYPE), ([], NEAR)):
        these, population = select(*_COUNCIL).where(*was_there, *is_type), bindparam("population", type_=Integer)
        if has_population:
            below, above = these.where(C.population <= population), these.where(C.population > population)
            parts.append(below.order_by(C.population.desc(), C.code).limit(number))
            parts.append(above.order_by(C.population, C.code).limit(number))
        else:
            parts.append(these.order_by(C.code).limit(number))
    # SQLite orders and limits a part of a union only where it is a query of its own.
    return union_all(*(select(*part.subquery().c) for part in parts))


def read_members(session: Session, edition_key: str, codes: Iterable[str]) -> tuple[Member, ...]:
    """These councils by name, with what may be read of their results in this edition and with nothing else."""
    is_readable = and_(E.council_code == C.code, E.edition_key == edition_key, E.ring.in_(_NAMED))
    query = (
        select(E.part, E.figures, *_COUNCIL)
        .select_from(C)
        .outerjoin(E, is_readable)
        .where(C.code.in_(list(codes)))
        .order_by(C.name, C.code, E.part)
    )
    councils, figures = dict[str, Council](), dict[str, dict[Part, Figures]]()
    for part, found, *row in session.execute(query):
        council = _council(row)
        councils[council.code] = council
        figures.setdefault(council.code, {})
        if part is not None:
            figures[council.code][Part(part)] = found
    return tuple(Member(council, figures[code]) for code, council in councils.items())


@dataclass(frozen=True, slots=True)
class Compared:
    """What the others add up to. `members` are those of a group that was chosen one by one, of which `left_out` are the
    reader's own; `likenesses` say of each how much it is like one's own; `are_nearest` where it is the most alike of
    those that may be read."""

    benchmarks: Mapping[Part, Benchmark]
    members: tuple[Member, ...] = ()
    likenesses: Mapping[str, Likeness] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    are_nearest: bool = False

    @property
    def others(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.council.code not in self.left_out)


def compare(
    scope: Scope, session: Session, edition: Edition, around: Around, choice: Choice, *, is_whole: bool = False
) -> Compared:
    """With those who were chosen, in this edition; of both halves where `is_whole`."""
    group, by_cell = choice.comparator.group_of(around.kind), None if is_whole else choice.is_by_cell
    if group:
        return Compared(read_group(scope, session, edition.key, group, by_cell=by_cell))
    if choice.saved is not None:
        codes = list(choice.saved.group.members)
    elif choice.comparator is Comparator.RELATIVES:
        codes = [council.code for council in around.relatives]
    else:
        return _compare_with_alike(scope, session, edition, around.own, by_cell)
    members = read_members(session, edition.key, codes)
    own = frozenset(codes) & scope.council_codes
    return _compared(members, own, by_cell)


def _compared(
    members: Sequence[Member],
    left_out: frozenset[str],
    by_cell: bool | None,
    likenesses: Iterable[Likeness] = (),
    *,
    are_nearest: bool = False,
) -> Compared:
    others = (member for member in members if member.council.code not in left_out)
    alike = {likeness.council.code: likeness for likeness in likenesses}
    return Compared(sum_of(others, by_cell=by_cell), tuple(members), alike, left_out, are_nearest)


def _compare_with_alike(
    scope: Scope, session: Session, edition: Edition, own: Council, by_cell: bool | None
) -> Compared:
    """With the most alike; or with the most alike of those that may be read, where too few of the others may."""
    has_population, values = own.population is not None, _values_of(own, edition) | {"edition": edition.key}
    rows = {row[1]: row for row in session.execute(_near_and_whether_readable(has_population), values)}
    found, are_nearest = most_alike(own, [_kin(row[1:]) for row in rows.values()]), False
    there = sum(rows[likeness.council.code][0] for likeness in found)
    if there >= LEAST_COUNCILS:
        members = read_members(session, edition.key, (likeness.council.code for likeness in found))
    else:
        readable = _read_readable(session, has_population, values)
        are_nearest = there < len(readable)
        if are_nearest:
            found = most_alike(own, [_kin(row) for row, _ in readable.values()])
        councils: dict[str, Readable] = {code: (row[1:], {}) for code, row in rows.items()} | readable
        chosen = (_member(*councils[likeness.council.code]) for likeness in found)
        members = tuple(sorted(chosen, key=lambda member: (member.council.name, member.council.code)))
    left_out = frozenset(likeness.council.code for likeness in found) & scope.council_codes
    return _compared(members, left_out, by_cell, found, are_nearest=are_nearest)


def _read_readable(session: Session, has_population: bool, values: Mapping[str, Any]) -> dict[str, Readable]:
    """By their codes."""
    found: dict[str, Readable] = {}
    for part, figures, *row in session.execute(_near_of_readable(has_population), values):
        found.setdefault(row[0], (row, {}))[1][Part(part)] = figures
    return found


def _member(row: Sequence[Any], written: Mapping[Part, str]) -> Member:
    return Member(_council(row), {part: json.loads(figures) for part, figures in written.items()})


def sum_of(members: Iterable[Member], *, by_cell: bool | None) -> dict[Part, Benchmark]:
    """What councils add up to whose results may be read; `by_cell` as in read_group."""
    sums = {part: Summing() for part in COUNTED}
    for member in members:
        for part, figures in member.figures.items():
            sums[part].add_named(_wanted(figures, by_cell))
    return {part: summing.benchmark for part, summing in sums.items()}


def find_group(session: Session, council_code: str, group_id: int) -> SavedGroup | None:
    """A group of this council, which the caller has made sure is the reader's own."""
    query = select(G.id, G.name, G.members, G.version).where(G.id == group_id, G.council_code == council_code)
    row = session.execute(query).one_or_none()
    return SavedGroup(row.id, Group(row.name, tuple(row.members), row.version)) if row else None


def list_names(session: Session, codes: Iterable[str]) -> tuple[str, ...]:
    """Names of these councils, by name."""
    return tuple(session.scalars(select(C.name).where(C.code.in_(list(codes))).order_by(C.name, C.code)))


def list_register(session: Session) -> tuple[Council, ...]:
    """Every council, abolished ones too, to find those that somebody names."""
    rows = session.execute(select(*_COUNCIL, C.short_name).order_by(C.name, C.code))
    return tuple(replace(_council(council), short_name=short_name) for *council, short_name in rows)
