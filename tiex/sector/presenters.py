"""The sector's view in words: participation, strengths and gaps as bars beside their table, impediments, resources."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import url_for
from markupsafe import Markup

from tiex.charts.bars import Bar, BarGroup, ScoreBars
from tiex.content.sector_words import SECTOR_WORDS, SectorWords
from tiex.domain.benchmark import Theme
from tiex.domain.comparators import kind_in_words
from tiex.domain.edition import Edition
from tiex.domain.open_data import common_of, names_of
from tiex.domain.ranking import Leading, leading
from tiex.domain.sector import TABLES, Participation, Sector, Strength, strengths_of
from tiex.editions.queries import EditionSummary
from tiex.resources.presenters import Way
from tiex.web.filters import count
from tiex.web.printing import links_of
from tiex.web.ways import Link

LEAST_NAMED = 3
TITLE = "The sector’s view"
THEMES = (
    (Theme.CHARACTERISTIC, "Characteristics"),
    (Theme.MODE, "Change modes"),
    (Theme.STAGE, "Stages"),
    (Theme.CELL, "Cells"),
    (Theme.FACTOR, "Critical success factors"),
)


@dataclass(frozen=True, slots=True)
class GroupRow:
    name: str
    councils: int
    begun: str
    answered: str
    signed: str
    public: int


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class StrengthRow:
    name: str
    position: str
    ambition: str
    gap: str
    councils: int


@dataclass(frozen=True, slots=True)
class StrengthsView:
    """One theme: its charts, each with its name where there are several, beside their table."""

    id: str
    title: str
    charts: tuple[tuple[str, Markup], ...]
    rows: tuple[StrengthRow, ...]
    has_ambition: bool


@dataclass(frozen=True, slots=True)
class UsedRow:
    title: str
    url: str
    listed: int
    tried: str


@dataclass(frozen=True, slots=True)
class SectorView:
    """`strongest` and `widest` name a few cells of the group that is chosen."""

    title: str
    edition: str
    edition_key: str
    ways: tuple[Way, ...]
    participation: tuple[GroupRow, ...]
    options: tuple[Option, ...]
    group: str
    strongest: str
    widest: str
    themes: tuple[StrengthsView, ...]
    impediments: tuple[tuple[str, int], ...]
    resources: tuple[UsedRow, ...]
    printed: tuple[Link, ...]
    downloads: tuple[tuple[str, str, str], ...]
    problem: str = ""
    said: SectorWords = SECTOR_WORDS


def present_sector(editions: Sequence[EditionSummary], edition: Edition, sector: Sector, group: str) -> SectorView:
    """`group` is one of which something can be shown, or empty where there is none."""
    strengths, names = strengths_of(edition, sector.groups, group), names_of(edition)
    cells = [one for one in strengths if one.theme is Theme.CELL]
    return SectorView(
        title=TITLE,
        edition=edition.title,
        edition_key=edition.key,
        ways=tuple(Way(e.title, url_for("sector.overview", edition=e.key), e.key == edition.key) for e in editions),
        participation=tuple(_group_row(name, part) for name, part in sector.participation.items()),
        options=tuple(Option(each, group_in_words(each), each == group) for each in sector.choices),
        group=group_in_words(group) if group else "",
        strongest=_strongest(cells),
        widest=_widest(cells),
        themes=tuple(_themes(edition, strengths)),
        impediments=tuple((names[Theme.CELL, key], number) for key, number in sector.impediments.items()),
        resources=tuple(_used(sector)),
        printed=links_of("sector_printouts.sector", {"edition_key": edition.key, "group": group}),
        downloads=tuple(_downloads(edition.key)),
    )


def chosen_of(sector: Sector, asked: str | None) -> str:
    """The group that is asked for; the widest there is, unless something can be shown of it."""
    return asked if asked in sector.choices else next(iter(sector.choices), "")


def group_in_words(group: str) -> str:
    """Districts, South East; all councils."""
    council_type, *places = common_of(group)
    said = [kind_in_words(council_type)] if council_type else []
    return ", ".join([*said, *(place for place in places if place)]) or "All councils"


def _group_row(group: str, part: Participation) -> GroupRow:
    begun, answered, signed = (_or_more(each) for each in (part.begun, part.answered, part.signed))
    return GroupRow(group_in_words(group), part.councils, begun, answered, signed, part.public)


def _or_more(number: int) -> str:
    return f"{number} or more" if number else "not shown"


def _strongest(cells: Iterable[Strength]) -> str:
    found = leading(sorted(cells, key=lambda one: -one.position), lambda one: one.position, least=LEAST_NAMED)
    named = [f"{one.name} ({_percent(one.position)})" for one in found.shown]
    return "; ".join([*named, *_more(found, "as high")])


def _widest(cells: Iterable[Strength]) -> str:
    there = sorted((one for one in cells if one.gap), key=lambda one: -one.gap)
    found = leading(there, lambda one: one.gap, least=LEAST_NAMED)
    return "; ".join([*(f"{one.name} ({_points(one.gap)})" for one in found.shown), *_more(found, "as wide")])


def _more(found: Leading[Strength], level: str) -> Iterator[str]:
    if found.level:
        yield f"and {len(found.level)} more {level}, in the table"


def _themes(edition: Edition, strengths: Sequence[Strength]) -> Iterator[StrengthsView]:
    for theme, title in THEMES:
        of_theme = [one for one in strengths if one.theme is theme]
        if of_theme:
            charts = tuple(_charts(edition, theme, title, of_theme))
            rows, has_ambition = tuple(map(_strength_row, of_theme)), theme is not Theme.FACTOR
            yield StrengthsView(f"theme-{theme}", title, charts, rows, has_ambition)


def _charts(edition: Edition, theme: Theme, title: str, strengths: Sequence[Strength]) -> Iterator[tuple[str, Markup]]:
    """One, or for cells one for each characteristic under its name."""
    if theme is not Theme.CELL:
        whole = (_bar(one.name, one, one.key if theme is Theme.MODE else "") for one in strengths)
        yield "", _drawn(f"sector-{theme}", title, whole)
        return
    for characteristic in edition.characteristics:
        cells = ((one, edition.cell(one.key)) for one in strengths)
        bars = [
            _bar(edition.mode(cell.mode).name, one, cell.mode)
            for one, cell in cells
            if cell.characteristic == characteristic.key
        ]
        name = characteristic.short_name
        if bars:
            yield name, _drawn(f"sector-cells-{characteristic.key}", f"{name} by change mode", bars)


def _drawn(chart_id: str, title: str, bars: Iterable[Bar]) -> Markup:
    described = "Filled bars are middle positions, outlined ones middle ambitions. The table has the same figures."
    return ScoreBars(chart_id, (BarGroup("", tuple(bars)),), f"{title}: middle scores", described).render()


def _bar(label: str, one: Strength, mode_key: str) -> Bar:
    ambition = None if one.ambition is None else round(one.ambition)
    return Bar(label, round(one.position), _percent(one.position), ambition, "", mode_key)


def _strength_row(one: Strength) -> StrengthRow:
    ambition = "not shown" if one.ambition is None else _percent(one.ambition)
    return StrengthRow(
        one.name, _percent(one.position), ambition, _points(one.gap) if one.gap else "none", one.councils
    )


def _percent(figure: Fraction) -> str:
    return f"{float(figure):g}%"


def _points(figure: Fraction) -> str:
    return f"{float(figure):g} {'point' if figure == 1 else 'points'}"


def _used(sector: Sector) -> Iterator[UsedRow]:
    for one in sector.resources:
        worked = f"{count(one.tried, 'council')}; it worked, or partly, for {one.worked}" if one.tried else "nobody yet"
        yield UsedRow(one.title, url_for("resources.resource", resource_id=one.id), one.listed, worked)


def _downloads(edition_key: str) -> Iterator[tuple[str, str, str]]:
    for table in TABLES.values():
        csv, json = (
            url_for(endpoint, edition_key=edition_key, table=table.name)
            for endpoint in ("sector.csv_file", "sector.json_file")
        )
        yield table.title, csv, json
