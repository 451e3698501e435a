"""The sector's view: how councils take part, where they are strong and where not, in numbers that single nobody out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from fractions import Fraction

from tiex.domain.benchmark import LEAST_COUNCILS, Benchmark, Histogram, Measure, Theme, sides_of, subjects_of
from tiex.domain.cohorts import Kind as CouncilKind
from tiex.domain.consensus import Content
from tiex.domain.edition import Edition
from tiex.domain.open_data import Column, Groups, Kind, Row, Table, common_of, names_of

IMPEDIMENT = "impediments"


def at_least(number: int, councils: int) -> int:
    """So many of these councils, rounded down to fives, and never nearly all: neither a count nor the difference of two
    tells whether one council is in it."""
    most = max(0, min(number, councils - LEAST_COUNCILS))
    return most - most % LEAST_COUNCILS


@dataclass(frozen=True, slots=True)
class Participation:
    """Councils of a kind: all, and those that came so far. Who is public can be read by name, so that is exact."""

    councils: int = 0
    begun: int = 0
    answered: int = 0
    signed: int = 0
    public: int = 0

    def __add__(self, other: "Participation") -> "Participation":
        numbers = zip(astuple(self), astuple(other), strict=True)
        return Participation(*(one + another for one, another in numbers))

    @property
    def shown(self) -> "Participation":
        """Who is public has come all the way, as everybody can read, so it is the others who are rounded down."""
        others, counts = self.councils - self.public, (self.begun, self.answered, self.signed)
        begun, answered, signed = (self.public + at_least(each - self.public, others) for each in counts)
        return Participation(self.councils, begun, answered, signed, self.public)


def by_group(kinds: Iterable[tuple[CouncilKind, Participation]]) -> dict[str, Participation]:
    """All of them, then each nation, type and region; a nation that is a region of its own stands there once."""
    found: dict[str, Participation] = {}
    for kind, part in kinds:
        once = f"region:{kind.nation}"
        for group in (group for group in kind.groups if "|" not in group and group != once):
            found[group] = found.get(group, Participation()) + part
    order = ("all", "nation", "type", "region")
    groups = sorted(found, key=lambda group: (order.index(group.split(":")[0]), group))
    return {group: found[group].shown for group in groups}


@dataclass(frozen=True, slots=True)
class Strength:
    """What the councils of a group have in the middle: half of them are there or below."""

    theme: Theme
    key: str
    name: str
    councils: int
    position: Fraction
    ambition: Fraction | None

    @property
    def gap(self) -> Fraction:
        """From the middle position to the middle ambition; nothing where that is no higher."""
        return max(Fraction(0), self.ambition - self.position) if self.ambition is not None else Fraction(0)


def strengths_of(edition: Edition, groups: Groups, group: str) -> tuple[Strength, ...]:
    """In the order of the edition; what too few councils have a score in is left out."""
    names, found = names_of(edition), []
    for theme, key in subjects_of(edition):
        benchmark = groups.get((group, theme.part), Benchmark())
        both = [benchmark.shown(Measure(theme, key, side).id) for side in sides_of(theme)]
        position, ambition = both[0], both[1] if len(both) > 1 else None
        if position is not None:
            middles = (_middle(position), _middle(ambition) if ambition is not None else None)
            found.append(Strength(theme, key, names[theme, key], position.total, middles[0], middles[1]))
    return tuple(found)


def _middle(histogram: Histogram) -> Fraction:
    quartiles = histogram.quartiles
    return quartiles.middle if quartiles else Fraction(0)


def count_impediments(edition: Edition, contents: Iterable[Content]) -> dict[str, int]:
    """By cell of the edition, the most named first: how many of these results name an impediment, five at least."""
    cells, named = {cell.id for cell in edition.cells}, Counter[str]()
    for content in contents:
        named.update(cells & {note.cell_id for note in content.notes if note.kind == IMPEDIMENT})
    enough = [(cell_id, number) for cell_id, number in named.items() if number >= LEAST_COUNCILS]
    return dict(sorted(enough, key=lambda each: (-each[1], each[0])))


@dataclass(frozen=True, slots=True)
class UsedResource:
    """A resource on the lists of so many councils; so many said on its page what came of it, and that it worked."""

    id: str
    title: str
    listed: int
    tried: int
    worked: int


@dataclass(frozen=True, slots=True)
class Sector:
    """`impediments` counts, by cell, the councils whose public notes name one."""

    participation: Mapping[str, Participation] = field(default_factory=dict)
    groups: Groups = field(default_factory=dict)
    impediments: Mapping[str, int] = field(default_factory=dict)
    resources: tuple[UsedResource, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """Groups of which something can be shown."""
        return tuple(sorted({group for (group, _), benchmark in self.groups.items() if benchmark.is_enough}))


_KIND = (
    Column("group", Kind.TEXT, "The group: all, or what its councils have in common."),
    Column("council_type", Kind.TEXT, "The type of its councils, where they have one in common.", False),
    Column("nation", Kind.TEXT, "Their nation, where the group is one.", False),
    Column("region", Kind.TEXT, "Their region, where they have one in common.", False),
)
PARTICIPATION = Table(
    "participation",
    "Participation",
    "Councils that take part, rounded down to fives where they are not public by name.",
    ("group",),
    (
        *_KIND,
        Column("councils", Kind.NUMBER, "How many there are in the register for the time of the edition."),
        Column("begun_at_least", Kind.NUMBER, "How many at least have begun, where that is shown.", False),
        Column("answered_at_least", Kind.NUMBER, "The same of those that closed the round of individual views.", False),
        Column("signed_at_least", Kind.NUMBER, "The same of those whose version both signatories signed.", False),
        Column("public", Kind.NUMBER, "How many show their result to everyone today."),
    ),
)
STRENGTHS = Table(
    "strengths",
    "Strengths and gaps",
    "The middle scores of groups of councils, never of fewer than five.",
    ("group", "theme", "item"),
    (
        *_KIND,
        Column("theme", Kind.TEXT, "What is measured: characteristic, mode, stage, cell or factor."),
        Column("item", Kind.TEXT, "Which of them, by its key."),
        Column("item_name", Kind.TEXT, "The same in words."),
        Column("councils", Kind.NUMBER, "How many councils with a score count."),
        Column("position_median", Kind.HALVES, "Half of them are there or below."),
        Column("ambition_median", Kind.HALVES, "Half of them want that or less.", False),
        Column("gap", Kind.HALVES, "From the one to the other; 0 where ambition is no higher."),
    ),
)
IMPEDIMENTS = Table(
    "impediments",
    "Common impediments",
    "Cells in which five councils or more name an impediment in notes that everyone may read.",
    ("item",),
    (
        Column("item", Kind.TEXT, "The cell, by its key."),
        Column("item_name", Kind.TEXT, "The same in words."),
        Column("councils", Kind.NUMBER, "How many councils name an impediment."),
    ),
)
RESOURCES = Table(
    "resources",
    "Most used resources",
    "Resources on the lists of five councils or more. They belong to no edition.",
    ("resource",),
    (
        Column("resource", Kind.TEXT, "The resource, by its key."),
        Column("title", Kind.TEXT, "Its title."),
        Column("listed", Kind.NUMBER, "On the lists of how many councils it stands."),
        Column("tried", Kind.NUMBER, "How many councils said in public what came of it."),
        Column("worked", Kind.NUMBER, "How many of those said that it worked, or partly."),
    ),
)
TABLES: Mapping[str, Table] = {table.name: table for table in (PARTICIPATION, STRENGTHS, IMPEDIMENTS, RESOURCES)}


def rows_of(edition: Edition, sector: Sector, table: Table) -> Iterator[Row]:
    if table is PARTICIPATION:
        for group, part in sector.participation.items():
            counts = (each or None for each in (part.begun, part.answered, part.signed))
            yield (group, *common_of(group), part.councils, *counts, part.public)
    elif table is STRENGTHS:
        for group in sector.choices:
            for one in strengths_of(edition, sector.groups, group):
                ambition = None if one.ambition is None else float(one.ambition)
                what = (one.theme.value, one.key, one.name, one.councils)
                yield (group, *common_of(group), *what, float(one.position), ambition, float(one.gap))
    elif table is IMPEDIMENTS:
        names = names_of(edition)
        yield from ((key, names[Theme.CELL, key], number) for key, number in sector.impediments.items())
    else:
        yield from ((one.id, one.title, one.listed, one.tried, one.worked) for one in sector.resources)
