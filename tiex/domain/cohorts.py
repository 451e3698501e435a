"""Which councils a benchmark counts, so that no figure tells of fewer than five whose results may not be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from tiex.domain.benchmark import LEAST_COUNCILS, Benchmark, Figures, Histogram, named, summed
from tiex.domain.publishing import Period, Ring

# One more than is needed, as a member may be the one who reads.
LEAST_FRESH = LEAST_COUNCILS + 1
# For whom there are figures of their own: a council reads what is for its own ring as well, of itself.
AUDIENCES = (Ring.COUNCILS, Ring.EVERYONE)
EVERYWHERE = "all"


class Counting(Enum):
    """How a council counts for an audience."""

    NOT = "not"
    NAMED = "named"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a council is, or what the members of a cohort have in common; empty where they differ."""

    type: str = ""
    nation: str = ""
    region: str = ""

    @property
    def groups(self) -> tuple[str, ...]:
        """The standard groups in which all councils of this kind are."""
        both = [in_region(self.type, self.region)] if self.type and self.region else []
        pairs = (("nation", self.nation), ("type", self.type), ("region", self.region))
        return (EVERYWHERE, *(f"{name}:{value}" for name, value in pairs if value), *both)


def in_region(type_: str, region: str) -> str:
    return f"type:{type_}|region:{region}"


def counting(in_force: Ring | None, chosen: Ring, audience: Ring) -> Counting:
    """How a part counts that this ring may see today, where that one was chosen; nobody's, once it is withdrawn."""
    if in_force is None:
        return Counting.NOT
    if in_force.reaches(audience):
        return Counting.NAMED
    return Counting.HIDDEN if in_force is chosen else Counting.NOT


def hidden_from(ring: Ring) -> tuple[Ring, ...]:
    """The audiences that may not see what is for this ring, and so count its cohorts."""
    return tuple(audience for audience in AUDIENCES if not ring.reaches(audience))


def joins_cohorts(in_force: Ring | None, chosen: Ring) -> bool:
    """Whether some audience counts it as hidden, so that it waits for a cohort."""
    return any(counting(in_force, chosen, audience) is Counting.HIDDEN for audience in AUDIENCES)


def is_fresh(ring: Ring, widest: Ring, was_counted: bool) -> bool:
    """Whether nothing that was ever shown to those whom this ring keeps out may hold its scores."""
    return not was_counted and ring.reaches(widest)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A hidden council that is in no cohort, since this day."""

    id: int
    kind: Kind
    is_fresh: bool
    since: date
    figures: Figures


@dataclass(frozen=True, slots=True)
class Cohort:
    """Hidden councils that count together, so that nobody tells one from the others.

    The rule. A part of a result that its readers may see anyway is *named*: it is added by itself. One that they may
    not see is *hidden*: it is counted in whole cohorts only, which are fixed when they are formed. Hidden councils
    wait until a cohort can be formed of them, of the same part, edition and ring and as alike as possible. It has at
    least six that are *fresh*: no figure ever counted them, and they never chose that more should see them. When a
    member withdraws, chooses another ring or publishes another version, its cohort is dissolved: all of it leaves the
    figures, and the others wait again, no longer fresh. What is held for a later day, and what is held back before an
    election, is not counted until the ring that was chosen is in force, as it would open in the midst of a cohort. In
    each measure a cohort counts only if six of its fresh members have a score there: ambitions need not be given, and
    a cell may not apply at all.

    Groups. The standard groups are everywhere, a nation, a type, a region, and a type in a region. A cohort counts in
    those that hold all councils like what its members have in common, so that nobody learns from a group who its
    members are. A group that somebody chooses counts named councils only.

    The proof. Every figure of a measure is thus a sum over named councils, whose scores are known, and over whole
    cohorts. Take any sum and difference of figures that were ever shown, to anybody. Either its cohorts cancel out,
    and it tells of hidden councils nothing at all; or there is a newest one among those that do not. Its fresh
    members with a score, six or more, were in no figure before it was formed, so they are in no older cohort of the
    sum and stand in it alone. One of them may be the reader's own council: five hidden councils, or more, cannot be
    told from one another. Where more of them are the reader's own, a comparison leaves the whole cohort out. Whoever
    reads what is for everyone and what is for councils adds nothing, for cohorts never mix rings and both count the
    same ones.

    The limit. It holds for what the exchange shows, to a reader of one council. Who belongs to several of one cohort,
    or hears of its other members' scores elsewhere, can take these from the figures for everyone, and fewer are left.
    Whoever lets more people see its scores later, by a wider ring or elsewhere, makes itself known in older figures
    too, and they can be subtracted from its cohort. Nobody can be told from fewer than five while five fresh members
    have not; with each that does so then, the rest are fewer, and the last one is the difference.
    """

    kind: Kind
    members: tuple[Waiting, ...]

    @property
    def benchmark(self) -> Benchmark:
        return count_cohort((member.figures, member.is_fresh) for member in self.members)


@dataclass(frozen=True, slots=True)
class _Likeness:
    """What members must share, and how long the first of them waits for others that are as much alike."""

    shared: tuple[str, ...]
    patience: timedelta


# At once where they are most alike. Otherwise six of any kind would be taken together each time, and no cohort would
# ever count in a group smaller than all of them.
LIKENESSES = (
    _Likeness(("type", "region"), timedelta(0)),
    _Likeness(("type", "nation"), timedelta(days=7)),
    _Likeness(("region",), timedelta(days=14)),
    _Likeness(("nation",), timedelta(days=21)),
    _Likeness((), timedelta(days=28)),
)


def form_cohorts(waiting: Iterable[Waiting], today: date, periods: Iterable[Period] = ()) -> tuple[Cohort, ...]:
    """The cohorts that can be formed today of councils of the same part, edition and ring.

    None on a day in a pre-election period: each cohort counts for everyone at once, so that figures would become
    public which were not before.
    """
    if any(period.holds(today) for period in periods):
        return ()
    left, formed = sorted(waiting, key=lambda each: each.id), list[Cohort]()
    for likeness in LIKENESSES:
        for members in _alike(left, likeness.shared):
            if _is_ready(members, today - likeness.patience):
                formed.append(Cohort(_in_common(members), tuple(members)))
        taken = {member.id for cohort in formed for member in cohort.members}
        left = [each for each in left if each.id not in taken]
    return tuple(formed)


def _alike(waiting: Iterable[Waiting], shared: tuple[str, ...]) -> list[list[Waiting]]:
    found: dict[tuple[str, ...], list[Waiting]] = {}
    for each in waiting:
        found.setdefault(tuple(getattr(each.kind, name) for name in shared), []).append(each)
    return [found[key] for key in sorted(found)]


def _is_ready(members: Sequence[Waiting], since: date) -> bool:
    fresh = [member for member in members if member.is_fresh]
    return len(fresh) >= LEAST_FRESH and min(member.since for member in fresh) <= since


def _in_common(members: Iterable[Waiting]) -> Kind:
    kinds = [member.kind for member in members]
    common = kinds[0]
    for name in ("type", "nation", "region"):
        if len({getattr(kind, name) for kind in kinds}) > 1:
            common = replace(common, **{name: ""})
    return common


def count_cohort(members: Iterable[tuple[Figures, bool]]) -> Benchmark:
    """What a cohort adds: the scores of its members, and whether each is fresh, in the measures that count it."""
    members = tuple(members)
    everybody = summed(figures for figures, _ in members)
    fresh = summed(figures for figures, is_new in members if is_new)
    counted = {key: found for key, found in everybody.items() if fresh.get(key, Histogram()).total >= LEAST_FRESH}
    return Benchmark(len(members), 0, counted)


@dataclass(frozen=True, slots=True)
class Joined:
    """A cohort in which a council counts, and what it adds to its groups."""

    id: int
    kind: Kind
    benchmark: Benchmark


@dataclass(frozen=True, slots=True)
class Own:
    """How a council of the reader's counts among others: by name, or in a cohort, in which it is fresh or not."""

    kind: Kind
    figures: Figures
    is_named: bool
    cohort: Joined | None = None
    is_fresh: bool = False


def without_own(benchmark: Benchmark, group: str, owns: Iterable[Own]) -> Benchmark:
    """What the others of this group add up to. Readers know the scores of their own councils, of which they may have
    several: five others must be left in whatever is hidden."""
    joined: dict[int, list[Own]] = {}
    for own in owns:
        if own.is_named:
            benchmark -= named(own.figures) if group in own.kind.groups else Benchmark()
        elif own.cohort is not None and group in own.cohort.kind.groups:
            joined.setdefault(own.cohort.id, []).append(own)
    for members in joined.values():
        benchmark -= _known_of_cohort(members)
    return benchmark


def _known_of_cohort(members: Sequence[Own]) -> Benchmark:
    """What is left out where these members of one cohort are the reader's: they alone, or all of it where more of them
    are fresh than it has to spare. Which of its measures count just six is not asked, so none can count too few."""
    cohort = members[0].cohort
    assert cohort is not None
    if sum(member.is_fresh for member in members) > LEAST_FRESH - LEAST_COUNCILS:
        return cohort.benchmark
    counted = cohort.benchmark.histograms
    figures = ({key: score for key, score in member.figures.items() if key in counted} for member in members)
    return Benchmark(len(members), 0, summed(figures))
