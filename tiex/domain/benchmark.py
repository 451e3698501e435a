"""What is measured of a result, how it is distributed over a group of councils, and where one of them stands in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from tiex.domain.edition import Edition
from tiex.domain.publishing import Part
from tiex.domain.scoring import Answers, Tally, tally_cell, tally_factor, tally_stage

# No figure is shown that counts fewer councils than this, one's own left out.
LEAST_COUNCILS = 5
# What of a result is counted; notes are words.
COUNTED = (Part.SCORES, Part.FACTORS)


class Theme(StrEnum):
    CHARACTERISTIC = "characteristic"
    MODE = "mode"
    STAGE = "stage"
    CELL = "cell"
    FACTOR = "factor"

    @property
    def part(self) -> Part:
        return Part.FACTORS if self is Theme.FACTOR else Part.SCORES


class Side(StrEnum):
    POSITION = "position"
    AMBITION = "ambition"


@dataclass(frozen=True, slots=True)
class Measure:
    """One score of a result, 0 to 100. `key` is that of the cell, mode, characteristic, stage or factor."""

    theme: Theme
    key: str
    side: Side

    @property
    def id(self) -> str:
        return f"{self.theme}:{self.key}:{self.side}"


def subjects_of(edition: Edition) -> Iterator[tuple[Theme, str]]:
    """What is measured, theme by theme. There is no score of everything: it would only serve to rank."""
    yield from ((Theme.CHARACTERISTIC, each.key) for each in edition.characteristics)
    yield from ((Theme.MODE, each.key) for each in edition.modes)
    yield from ((Theme.STAGE, each.key) for each in edition.stages)
    yield from ((Theme.CELL, each.id) for each in edition.cells)
    yield from ((Theme.FACTOR, each.key) for each in edition.factor_sheet.factors)


def sides_of(theme: Theme) -> tuple[Side, ...]:
    """Success factors have no ambition."""
    return (Side.POSITION,) if theme is Theme.FACTOR else (Side.POSITION, Side.AMBITION)


def measures_of(edition: Edition) -> tuple[Measure, ...]:
    return tuple(Measure(theme, key, side) for theme, key in subjects_of(edition) for side in sides_of(theme))


Figures = Mapping[str, int]


def figures_of(edition: Edition, answers: Answers, part: Part) -> dict[str, int]:
    """The scores of one result by the id of their measure; those that count no answer are left out."""
    found: dict[str, int] = {}
    for theme, key, tally in tallies_of(edition, answers, part):
        for side in sides_of(theme):
            score = tally.percent if side is Side.POSITION else tally.ambition_percent
            if score is not None:
                found[Measure(theme, key, side).id] = score
    return found


def tallies_of(edition: Edition, answers: Answers, part: Part) -> Iterator[tuple[Theme, str, Tally]]:
    """What one result has to show for everything that is measured in this part of it."""
    cells = {cell.id: tally_cell(edition, cell, answers) for cell in edition.cells}
    for theme, key in subjects_of(edition):
        if theme.part is part:
            yield theme, key, _tally_of(edition, answers, cells, theme, key)


def _tally_of(edition: Edition, answers: Answers, cells: Mapping[str, Tally], theme: Theme, key: str) -> Tally:
    if theme is Theme.FACTOR:
        return tally_factor(edition, key, answers)
    if theme is Theme.STAGE:
        return tally_stage(edition, key, answers)
    if theme is Theme.CELL:
        return cells[key]
    chosen = (cell for cell in edition.cells if key in (cell.characteristic, cell.mode))
    return sum((cells[cell.id] for cell in chosen), Tally())


class Standing(StrEnum):
    """Where a score stands in a distribution: said in quarters, never as a rank."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Three scores: a quarter, half and three quarters of the councils are there or below."""

    lower: Fraction
    middle: Fraction
    upper: Fraction

    def standing_of(self, score: int) -> Standing:
        if score < self.lower:
            return Standing.BELOW
        return Standing.ABOVE if score > self.upper else Standing.WITHIN


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many councils have which score, in per cent. Only scores that some council has are in it."""

    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def __add__(self, other: "Histogram") -> "Histogram":
        return self._combined(other, 1)

    def __sub__(self, other: "Histogram") -> "Histogram":
        return self._combined(other, -1)

    def _combined(self, other: "Histogram", sign: int) -> "Histogram":
        counts = dict(self.counts)
        for score, number in other.counts.items():
            counts[score] = counts.get(score, 0) + sign * number
        return Histogram({score: number for score, number in sorted(counts.items()) if number})

    @property
    def quartiles(self) -> Quartiles | None:
        """By the second definition of Hyndman and Fan (1996), in which the middle one is the usual median: the score in
        the place n × p of the councils in order, rounded up; halfway to the next where n × p is whole. None of nothing.
        """
        total = self.total
        if not total:
            return None
        places = [(ceil(total * quarter / 4), floor(total * quarter / 4) + 1) for quarter in (1, 2, 3)]
        at = self._scores_at({place for pair in places for place in pair})
        lower, middle, upper = (Fraction(at[first] + at[second], 2) for first, second in places)
        return Quartiles(lower, middle, upper)

    def _scores_at(self, places: set[int]) -> dict[int, int]:
        """The scores in these places, from 1, of the councils in order."""
        found: dict[int, int] = {}
        wanted, passed = sorted(places, reverse=True), 0
        for score in sorted(self.counts):
            passed += self.counts[score]
            while wanted and wanted[-1] <= passed:
                found[wanted.pop()] = score
        return found

    def in_bands(self, width: int = 10) -> tuple[int, ...]:
        """How many have 0 to 9, 10 to 19 … and 90 to 100 per cent."""
        bands = [0] * (100 // width)
        for score, number in self.counts.items():
            bands[min(score // width, len(bands) - 1)] += number
        return tuple(bands)


NOTHING = Histogram()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The distributions over some councils, by the id of the measure; `named` of the councils let it be read whose
    scores they are."""

    councils: int = 0
    named: int = 0
    histograms: Mapping[str, Histogram] = field(default_factory=dict)

    def __add__(self, other: "Benchmark") -> "Benchmark":
        return self._combined(other, 1)

    def __sub__(self, other: "Benchmark") -> "Benchmark":
        return self._combined(other, -1)

    def _combined(self, other: "Benchmark", sign: int) -> "Benchmark":
        if sign > 0 and self == Benchmark():
            return other
        found = dict(self.histograms)
        for key, histogram in other.histograms.items():
            before = found.get(key, NOTHING)
            found[key] = before + histogram if sign > 0 else before - histogram
        left = {key: histogram for key, histogram in sorted(found.items()) if histogram.counts}
        return Benchmark(self.councils + sign * other.councils, self.named + sign * other.named, left)

    @property
    def is_enough(self) -> bool:
        return self.councils >= LEAST_COUNCILS

    def shown(self, measure: str) -> Histogram | None:
        """The distribution of a measure; None where it counts too few councils to be shown."""
        found = self.histograms.get(measure, NOTHING)
        return found if self.is_enough and found.total >= LEAST_COUNCILS else None


def named(figures: Figures) -> Benchmark:
    """One council whose scores may be read."""
    return Benchmark(1, 1, {key: Histogram({score: 1}) for key, score in figures.items()})


class Summing:
    """Adds up many results, in place: much faster than one sum after the other."""

    def __init__(self) -> None:
        self._councils = self._named = 0
        self._counts: dict[str, dict[int, int]] = {}

    def add_named(self, figures: Figures) -> None:
        self._councils += 1
        self._named += 1
        self.add_figures(figures)

    def add_figures(self, figures: Figures) -> None:
        for key, score in figures.items():
            of_measure = self._counts.setdefault(key, {})
            of_measure[score] = of_measure.get(score, 0) + 1

    def add(self, benchmark: Benchmark) -> None:
        self._councils += benchmark.councils
        self._named += benchmark.named
        for key, histogram in benchmark.histograms.items():
            of_measure = self._counts.setdefault(key, {})
            for score, number in histogram.counts.items():
                of_measure[score] = of_measure.get(score, 0) + number

    @property
    def histograms(self) -> dict[str, Histogram]:
        return {key: Histogram(dict(sorted(counts.items()))) for key, counts in sorted(self._counts.items())}

    @property
    def benchmark(self) -> Benchmark:
        return Benchmark(self._councils, self._named, self.histograms)


def summed(many: Iterable[Figures]) -> dict[str, Histogram]:
    """The distributions of the scores of these results."""
    summing = Summing()
    for figures in many:
        summing.add_figures(figures)
    return summing.histograms
