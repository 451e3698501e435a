"""A comparison in words: whom it is with, how their scores are distributed, and where one's own lie."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flask import url_for
from markupsafe import Markup

from tiex.charts.histograms import Distributed, Histograms
from tiex.comparison.queries import Around, Choice, Compared, Member, OwnResult, SavedGroup
from tiex.consensus.queries import OpenConsensus
from tiex.content.comparison_words import COMPARISON_WORDS, ComparisonWords
from tiex.domain.benchmark import (
    LEAST_COUNCILS,
    Histogram,
    Measure,
    Quartiles,
    Side,
    Standing,
    Theme,
    sides_of,
)
from tiex.domain.comparators import MOST_MEMBERS, Comparator
from tiex.domain.counted import Chosen, hint_of, is_counted_in_words, not_enough
from tiex.domain.edition import Edition
from tiex.domain.publishing import Part
from tiex.web.filters import uk_date
from tiex.web.forms import GovForm
from tiex.web.printing import links_of
from tiex.web.ways import Link

# To the middle half of the councils.
_STANDINGS = {Standing.BELOW: "below", Standing.WITHIN: "within", Standing.ABOVE: "above"}
SIDES = {Side.POSITION: "Position", Side.AMBITION: "Ambition"}
# So many named councils stand beside one's own where they are too few for a distribution.
MOST_BESIDE = LEAST_COUNCILS - 1
COUNTS = "How many councils have which score"
BANDS = (*(f"{low} to {low + 9}%" for low in range(0, 90, 10)), "90 to 100%")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One distribution in words; `half` is empty where too few councils have a score. `bands` count the councils in
    steps of ten per cent."""

    side: str
    half: str
    middle: str
    own: str
    councils: int
    bands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    mode_key: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A chart beside its table, under a heading of its own where it has one."""

    id: str
    heading: str
    caption: str
    chart: Markup
    lines: tuple[Line, ...]
    counts: str = COUNTS
    bands: tuple[str, ...] = BANDS


@dataclass(frozen=True, slots=True)
class ThemeView:
    """`empty` says why there is nothing to show."""

    id: str
    title: str
    about: str
    blocks: tuple[Block, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class BesideView:
    """A few councils that may be read, each in a column beside one's own, by name."""

    councils: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class MemberRow:
    name: str
    url: str
    about: str


@dataclass(frozen=True, slots=True)
class ComparisonView:
    title: str
    council_code: str
    council: str
    is_invented: bool
    edition: str
    address: str
    result_url: str
    results_url: str
    conversations_url: str
    options: tuple[Option, ...]
    can_choose: bool
    new_url: str
    change_url: str
    own: str
    has_own: bool
    group: str
    sentences: tuple[str, ...]
    is_enough: bool
    show: str
    themes: tuple[ThemeView, ...]
    contents: tuple[Link, ...]
    other_half: Link
    beside: BesideView | None
    members: tuple[MemberRow, ...]
    is_by_likeness: bool
    printed: tuple[Link, ...]
    problem: str = ""
    said: ComparisonWords = COMPARISON_WORDS


@dataclass(frozen=True, slots=True)
class GroupView:
    title: str
    council_code: str
    council: str
    comparison_url: str
    action: str
    remove_url: str
    form: GovForm
    most: int = MOST_MEMBERS


def address_of(assessment_id: int, choice: Choice | None = None) -> str:
    values: dict[str, Any] = {"with": choice.key} if choice else {}
    values |= {"show": choice.show} if choice and choice.show else {}
    return url_for("comparison.comparison", assessment_id=assessment_id, **values)


def present_comparison(
    consensus: OpenConsensus, own: OwnResult, around: Around, choice: Choice, compared: Compared, *, can_choose: bool
) -> ComparisonView:
    assessment, name = consensus.assessment, _name_of(around, choice)
    reading = _Reading(assessment.edition, own, compared)
    is_enough = any(benchmark.is_enough for benchmark in compared.benchmarks.values())
    readable = [member for member in compared.members if member.can_be_read]
    saved, hint = choice.saved, hint_of(choice.comparator)
    wanted = _cells if choice.is_by_cell else _themes
    themes = tuple(wanted(reading, hint)) if is_enough else ()
    other_half = _other_half(assessment.id, choice)
    return ComparisonView(
        title=f"Compare with other councils{', cell by cell' if choice.is_by_cell else ''}",
        council_code=assessment.council_code,
        council=assessment.council_name,
        is_invented=assessment.is_invented,
        edition=assessment.edition.title,
        address=address_of(assessment.id),
        result_url=url_for("consensus.result", assessment_id=assessment.id),
        results_url=url_for("published.index", edition=assessment.edition.key),
        conversations_url=url_for("conversations.who_to_talk_to", assessment_id=assessment.id),
        options=tuple(_options(around, choice)),
        can_choose=can_choose,
        new_url=url_for("comparison.new_group", assessment_id=assessment.id),
        change_url=_change_url(assessment.id, saved) if saved and can_choose else "",
        own=_own_sentence(own),
        has_own=bool(own.figures),
        group=name,
        sentences=tuple(_sentences(choice, compared, hint)),
        is_enough=is_enough,
        show=choice.show,
        themes=themes,
        contents=_contents(other_half, choice, themes),
        other_half=other_half,
        beside=_beside(reading, readable) if not is_enough and 0 < len(readable) <= MOST_BESIDE else None,
        members=tuple(_member_row(member, compared, assessment.edition) for member in compared.members),
        is_by_likeness=bool(compared.likenesses),
        printed=links_of("printouts.comparison", {"assessment_id": assessment.id, "with": choice.key}),
    )


def _change_url(assessment_id: int, saved: SavedGroup) -> str:
    return url_for("comparison.group", assessment_id=assessment_id, group_id=saved.id)


def _options(around: Around, choice: Choice) -> Iterator[Option]:
    """What there is to choose, the nearest first; a nation that is a region of its own stands there once."""
    standard = [Comparator.TYPE, Comparator.TYPE_IN_REGION, Comparator.REGION, Comparator.NATION, Comparator.ALL]
    if around.own.region == around.own.nation:
        standard = [Comparator.TYPE, Comparator.NATION, Comparator.ALL]
    offered = [*standard, Comparator.LIKE_MINE, *([Comparator.RELATIVES] if around.relatives else [])]
    choices = [*map(Choice, offered), *(Choice(Comparator.SAVED, saved) for saved in around.groups)]
    for each in choices:
        yield Option(each.key, _name_of(around, each), each.key == choice.key)


def _name_of(around: Around, choice: Choice) -> str:
    return choice.saved.group.name if choice.saved else choice.comparator.name_of(around.own)


def _own_sentence(own: OwnResult) -> str:
    if not own.figures:
        return "Nothing is agreed in your council yet, so only the others are shown."
    if own.version is None:
        return "Your own scores are those of what is agreed so far. It has not been signed off yet."
    when = f" on {uk_date(own.signed_at)}" if own.signed_at else ""
    return f"Your own scores are those of version {own.version}, signed off{when}."


def _sentences(choice: Choice, compared: Compared, hint: str) -> Iterator[str]:
    others = compared.others
    readable = sum(member.can_be_read for member in others)
    chosen = None if choice.is_standard else Chosen(len(others), readable, compared.are_nearest)
    yield from is_counted_in_words(compared.benchmarks, chosen, hint)
    if compared.left_out:
        yield "Your own councils among them are shown below and left out of the figures."


@dataclass(frozen=True, slots=True)
class _Reading:
    edition: Edition
    own: OwnResult
    compared: Compared

    def shown(self, measure: Measure) -> Histogram | None:
        return self.compared.benchmarks[measure.theme.part].shown(measure.id)


def _themes(reading: _Reading, hint: str) -> Iterator[ThemeView]:
    factors = "How ready councils are to make change happen. They are scored apart, and have no ambition."
    for theme, title, subjects in _subjects(reading.edition):
        modes = {key: key for key, _ in subjects} if theme is Theme.MODE else {}
        about = factors if theme is Theme.FACTOR else ""
        block = _block(reading, theme, f"{theme}s", "", title, subjects, modes)
        is_there = reading.compared.benchmarks[theme.part].is_enough
        yield ThemeView(
            f"theme-{theme}", title, about, (block,) if is_there else (), "" if is_there else not_enough(hint)
        )


def _cells(reading: _Reading, hint: str) -> Iterator[ThemeView]:
    of_cells = "Each cell is one characteristic in one change mode."
    is_there = reading.compared.benchmarks[Part.SCORES].is_enough
    blocks = tuple(_cell_blocks(reading)) if is_there else ()
    yield ThemeView("theme-cell", "The cells", of_cells, blocks, "" if is_there else not_enough(hint))


def _other_half(assessment_id: int, choice: Choice) -> Link:
    """The rest of the comparison with the same councils."""
    label = "Characteristics, change modes, stages and success factors" if choice.is_by_cell else "Cell by cell"
    return Link(label, address_of(assessment_id, replace(choice, is_by_cell=not choice.is_by_cell)))


def _contents(other_half: Link, choice: Choice, themes: Sequence[ThemeView]) -> tuple[Link, ...]:
    """Where to go: on this page, and to the other half."""
    if choice.is_by_cell:
        return (other_half, *(Link(block.heading, f"#{block.id}") for theme in themes for block in theme.blocks))
    return (*(Link(theme.title, f"#{theme.id}") for theme in themes), other_half)


def _cell_blocks(reading: _Reading) -> Iterator[Block]:
    edition = reading.edition
    for characteristic in edition.characteristics:
        cells = [cell for cell in edition.cells if cell.characteristic == characteristic.key]
        subjects = [(cell.id, edition.mode(cell.mode).name) for cell in cells]
        modes = {cell.id: cell.mode for cell in cells}
        name = characteristic.short_name
        yield _block(
            reading, Theme.CELL, f"cells-{characteristic.key}", name, f"{name} by change mode", subjects, modes
        )


def _block(
    reading: _Reading,
    theme: Theme,
    block_id: str,
    heading: str,
    caption: str,
    subjects: Sequence[tuple[str, str]],
    modes: Mapping[str, str],
) -> Block:
    drawn, lines = [], []
    for key, label in subjects:
        entries = []
        for side in sides_of(theme):
            measure = Measure(theme, key, side)
            histogram, own = reading.shown(measure), reading.own.figures.get(measure.id)
            entry, quartiles = _entry(side, histogram, own)
            entries.append(entry)
            name = label if side is Side.POSITION else SIDES[side]
            drawn.append(_drawn(name, side, entry.bands, quartiles, own, modes.get(key, "")))
        lines.append(Line(label, modes.get(key, ""), tuple(entries)))
    described = f"Columns are councils by their score. Their counts stand under “{COUNTS}”, the rest in the table."
    chart = Histograms(f"spread-{block_id}", drawn, f"{caption}: how the scores are distributed", described).render()
    return Block(block_id, heading, caption, chart, tuple(lines))


def _drawn(
    label: str, side: Side, bands: tuple[int, ...], found: Quartiles | None, own: int | None, mode_key: str
) -> Distributed:
    quartiles = (found.lower, found.middle, found.upper) if found else None
    value = "" if own is None else f"you {own}%"
    return Distributed(label, bands, quartiles, own, value, mode_key, side is Side.AMBITION)


def _entry(side: Side, histogram: Histogram | None, own: int | None) -> tuple[Entry, Quartiles | None]:
    quartiles = histogram.quartiles if histogram else None
    if histogram is None or quartiles is None:
        return Entry(SIDES[side], "", "", _own_words(own, None), 0), None
    half = f"{_percent(quartiles.lower)} to {_percent(quartiles.upper)}"
    middle, owns = _percent(quartiles.middle), _own_words(own, quartiles)
    return Entry(SIDES[side], half, middle, owns, histogram.total, histogram.in_bands()), quartiles


def _own_words(own: int | None, quartiles: Quartiles | None) -> str:
    if own is None:
        return "no score"
    return f"{own}%, {_STANDINGS[quartiles.standing_of(own)]}" if quartiles else f"{own}%"


def _percent(figure: Fraction) -> str:
    return f"{figure.numerator}%" if figure.denominator == 1 else f"{float(figure):.1f}%"


def _beside(reading: _Reading, readable: Sequence[Member]) -> BesideView:
    rows = []
    for theme, key, label in _labelled(reading.edition):
        shared = [member.figures.get(theme.part) for member in readable]
        rows.append((label, tuple(_both_sides(theme, key, each) for each in (reading.own.figures, *shared))))
    return BesideView(tuple(member.council.name for member in readable), tuple(rows))


def _labelled(edition: Edition) -> Iterator[tuple[Theme, str, str]]:
    for theme, _, subjects in _subjects(edition):
        yield from ((theme, key, label) for key, label in subjects)
    yield from ((Theme.CELL, cell.id, edition.name_of(cell)) for cell in edition.cells)


def _subjects(edition: Edition) -> Iterator[tuple[Theme, str, list[tuple[str, str]]]]:
    """Each theme but that of the cells, with the names of what is measured."""
    yield Theme.CHARACTERISTIC, "Characteristics", [(each.key, each.short_name) for each in edition.characteristics]
    yield Theme.MODE, "Change modes", [(each.key, each.name) for each in edition.modes]
    yield Theme.STAGE, "Stages", [(each.key, each.name) for each in edition.stages]
    yield Theme.FACTOR, "Critical success factors", [(each.key, each.name) for each in edition.factor_sheet.factors]


def _both_sides(theme: Theme, key: str, figures: Mapping[str, int] | None) -> str:
    if figures is None:
        return "not shared"
    position, *ambition = (figures.get(Measure(theme, key, side).id) for side in sides_of(theme))
    if position is None:
        return "no score"
    hoped = [f", ambition {each}%" for each in ambition if each is not None]
    return f"{position}%{''.join(hoped)}"


def _member_row(member: Member, compared: Compared, edition: Edition) -> MemberRow:
    """The same words for those who published nothing and those who let nobody read it."""
    council, likeness = member.council, compared.likenesses.get(member.council.code)
    url = url_for("published.result", council_code=council.code, edition_key=edition.key) if member.can_be_read else ""
    about = [f"until {uk_date(council.ends_on)}"] if council.ends_on else []
    about += [likeness.in_words] if likeness else []
    return MemberRow(council.name, url, "; ".join(about))


def present_group(consensus: OpenConsensus, form: GovForm, saved: SavedGroup | None = None) -> GroupView:
    assessment = consensus.assessment
    place: dict[str, Any] = {"assessment_id": assessment.id}
    if saved:
        place["group_id"] = saved.id
    return GroupView(
        title="Change a group of councils" if saved else "Choose a group of councils",
        council_code=assessment.council_code,
        council=assessment.council_name,
        comparison_url=address_of(assessment.id),
        action=url_for("comparison.group" if saved else "comparison.new_group", **place),
        remove_url=url_for("comparison.remove_group", **place) if saved else "",
        form=form,
    )
