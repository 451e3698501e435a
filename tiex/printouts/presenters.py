"""Pages as papers with all that stands on them, and their figures as tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tiex.comparison.presenters import BANDS, SIDES, ComparisonView, Entry, ThemeView
from tiex.comparison.presenters import Block as SpreadBlock
from tiex.comparison.queries import Compared
from tiex.content.comparison_words import COMPARISON_WORDS
from tiex.content.sector_words import SECTOR_WORDS
from tiex.domain.benchmark import Figures, Histogram, Theme, measures_of
from tiex.domain.benchmark import Measure as Measured
from tiex.domain.edition import Edition
from tiex.domain.open_data import names_of
from tiex.domain.publishing import Part
from tiex.domain.sector import Sector, Strength, strengths_of
from tiex.papers.blocks import Block, Column, Heading, PageBreak, Paper, Para, Pictures, Points, Row, Section, Table
from tiex.papers.book import Book, Measure, Value, about
from tiex.papers.book import Theme as Sheet
from tiex.papers.compose import kicker_of
from tiex.papers.parts import SMALL_TEXT, THIRD_WIDTH, beside, picture
from tiex.papers.report import IN_TABLE, Chart
from tiex.sector.presenters import THEMES, TITLE, SectorView, StrengthsView, group_in_words
from tiex.web.addresses import public_address, public_url

WHOSE, PUBLIC = "All councils", "Public"
COMPARISON_TITLE, TOO_FEW = "A comparison with other councils", "too few councils"
# Some results in it are for councils only.
BETWEEN_COUNCILS = "For councils, not for publication"
COUNCILS, PART = Measure("Councils", "councils"), Measure("Part")


def sector_paper(view: SectorView, made_on: date, *, is_invented: bool) -> Paper:
    """All of the page, of the group that is chosen."""
    blocks = (
        Para(SECTOR_WORDS.purpose),
        Para(SECTOR_WORDS.counting),
        *_participation(view),
        *_strengths(view),
        *_impediments(view),
        *_resources(view),
    )
    return Paper(view.title, WHOSE, view.edition, kicker_of(is_invented=is_invented), "", made_on, blocks)


def _participation(view: SectorView) -> Iterator[Block]:
    yield Heading("Participation")
    yield Para(SECTOR_WORDS.participation)
    rows = (
        (each.name, each.councils, each.begun, each.answered, each.signed, each.public) for each in view.participation
    )
    headings = ("Councils", "In all", "Begun", "Answered", "Signed", "Public")
    yield _table("Participation by nation, type and region", headings, rows)


def _strengths(view: SectorView) -> Iterator[Block]:
    yield Heading("Strengths and gaps")
    if not view.group:
        yield Para(SECTOR_WORDS.no_strengths)
        return
    yield Para(SECTOR_WORDS.strengths, f"{view.group}.")
    if view.strongest:
        yield Para(f"{view.strongest}.", "Strongest cells:")
    if view.widest:
        yield Para(f"{view.widest}.", "Widest gaps:")
    for theme in view.themes:
        yield Heading(theme.title, 2)
        yield from _charted(theme)


def _charted(theme: StrengthsView) -> Iterator[Block]:
    """One chart beside its table, or several above it."""
    drawn = [(name, Chart(str(svg), f"{name or theme.title}: middle scores", IN_TABLE)) for name, svg in theme.charts]
    table = _strength_table(theme)
    if len(drawn) == 1:
        yield beside(drawn[0][1], table)
    else:
        yield Pictures(tuple(picture(chart, THIRD_WIDTH, SMALL_TEXT, name=name) for name, chart in drawn))
        yield table


def _strength_table(theme: StrengthsView) -> Table:
    headings = ("Score", "Position", *(("Ambition", "Gap") if theme.has_ambition else ()), "Councils")
    rows = (
        (one.name, one.position, *((one.ambition, one.gap) if theme.has_ambition else ()), one.councils)
        for one in theme.rows
    )
    return _table(theme.title, headings, rows)


def _impediments(view: SectorView) -> Iterator[Block]:
    yield Heading("Common impediments")
    yield Para(SECTOR_WORDS.impediments)
    yield (
        _table("Common impediments by cell", ("Cell", "Councils"), view.impediments)
        if view.impediments
        else Para(SECTOR_WORDS.no_impediments)
    )


def _resources(view: SectorView) -> Iterator[Block]:
    yield Heading("Most used resources")
    yield Para(SECTOR_WORDS.resources)
    if not view.resources:
        yield Para(SECTOR_WORDS.no_resources)
        return
    yield _table(
        "Most used resources",
        ("Resource", "On lists", "Tried by"),
        ((each.title, each.listed, each.tried) for each in view.resources),
    )


def _table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Table:
    """The first column names what the others are about."""
    first, *others = headings
    columns = (Column(first, 3 if len(others) > 2 else 2), *(Column(each, is_figure=True) for each in others))
    return Table(caption, columns, (Section(tuple(Row(tuple(map(str, row))) for row in rows)),))


def sector_book(
    view: SectorView, edition: Edition, sector: Sector, group: str, made_on: date, *, is_invented: bool
) -> Book:
    """The same with typed figures, a sheet for each theme; scores say whose they are."""
    strengths, names = strengths_of(edition, sector.groups, group), names_of(edition)
    impediments = tuple((names[Theme.CELL, key], "", number) for key, number in sector.impediments.items())
    themes = (
        _about_sector(view, made_on, is_invented=is_invented),
        _participation_theme(sector),
        *(_strengths_theme(title, view.group, [o for o in strengths if o.theme is theme]) for theme, title in THEMES),
        Sheet("Impediments", (Measure("Cell", width=44), PART, COUNCILS), impediments),
        _resources_theme(sector),
    )
    return Book(TITLE, WHOSE, "", edition.title, edition.key, "", PUBLIC, made_on, themes)


def _about_sector(view: SectorView, made_on: date, *, is_invented: bool) -> Sheet:
    words = SECTOR_WORDS
    lines = (
        ("Scores of", view.group or words.no_strengths),
        ("Strongest cells", view.strongest),
        ("Widest gaps", view.widest),
        *(("About all of it", text) for text in (words.purpose, words.counting)),
        ("Participation", words.participation),
        ("Scores", words.strengths),
        ("Impediments", words.impediments if view.impediments else f"{words.impediments} {words.no_impediments}"),
        ("Resources", words.resources if view.resources else f"{words.resources} {words.no_resources}"),
    )
    return _about(TITLE, view.edition, made_on, is_invented, lines)


def _about(title: str, edition: str, made_on: date, is_invented: bool, lines: Iterable[tuple[str, str]]) -> Sheet:
    invented = "yes" if is_invented else "no"
    whole: list[tuple[str, Value]] = [("Title", title), ("Edition", edition), ("Made on", made_on)]
    whole += [("Invented for the demonstration", invented), *lines]
    return about(whole)


def _participation_theme(sector: Sector) -> Sheet:
    """A count of nothing is one that is not shown."""
    names = ("In all", "Begun, at least", "Answered, at least", "Signed, at least", "Public")
    columns = (Measure("Group", width=34), PART, *(Measure(name, "councils", 16) for name in names))
    rows = (
        (group_in_words(group), "", p.councils, p.begun or None, p.answered or None, p.signed or None, p.public)
        for group, p in sector.participation.items()
    )
    return Sheet("Participation", columns, tuple(rows))


def _strengths_theme(title: str, whose: str, strengths: Sequence[Strength]) -> Sheet:
    scores = (Measure("Position", "%"), Measure("Ambition", "%"), Measure("Gap", "points"))
    columns = (Measure("Score", width=44), Measure("Of", width=24), *scores, COUNCILS)
    rows = ((one.name, whose, *_typed_strength(one), one.councils) for one in strengths)
    return Sheet(title, columns, tuple(rows), charted_by=1)


def _typed_strength(one: Strength) -> tuple[Value, ...]:
    if one.ambition is None:
        return float(one.position), None, None
    return float(one.position), float(one.ambition), float(one.gap)


def _resources_theme(sector: Sector) -> Sheet:
    numbers = (
        Measure("On lists", "councils"),
        Measure("Tried by", "councils"),
        Measure("It worked, or partly, for", "councils", 24),
    )
    rows = (
        (one.title, "", one.listed, one.tried, one.worked, public_url("resources.resource", resource_id=one.id))
        for one in sector.resources
    )
    return Sheet(
        "Resources", (Measure("Resource", width=60), PART, *numbers, Measure("Address", width=50)), tuple(rows)
    )


def comparison_paper(halves: Sequence[ComparisonView], made_on: date) -> Paper:
    """Both halves of a comparison with the same councils: by theme, and cell by cell."""
    view = halves[0]
    blocks = (
        Para(COMPARISON_WORDS.no_league_table),
        Heading(view.group),
        *(Para(sentence) for sentence in view.sentences),
        Para(view.own),
        *_key(view),
        *(block for half in halves for theme in half.themes for block in _compared(theme)),
        *_beside(view),
        *_members(view),
        *_rule(),
    )
    kicker = kicker_of(is_invented=view.is_invented)
    return Paper(COMPARISON_TITLE, view.council, view.edition, kicker, BETWEEN_COUNCILS, made_on, blocks)


def _key(view: ComparisonView) -> Iterator[Block]:
    if view.is_enough:
        own = (COMPARISON_WORDS.own_in_key,) if view.has_own else ()
        yield Para(" ".join((COMPARISON_WORDS.key, *own, COMPARISON_WORDS.ambitions_in_key)))


def _compared(theme: ThemeView) -> Iterator[Block]:
    if len(theme.blocks) > 1:
        yield PageBreak()
    yield Heading(theme.title)
    yield from (Para(text) for text in (theme.about, theme.empty) if text)
    for block in theme.blocks:
        if block.heading:
            yield Heading(block.heading, 2)
        chart = Chart(str(block.chart), f"{block.caption}: how the scores are distributed", IN_TABLE)
        yield beside(chart, _spread_table(block))
        yield _bands(block)


def _spread_table(block: SpreadBlock) -> Table:
    shares = (("Score", 7), ("Middle half", 9), ("Middle", 5), ("You", 6))
    columns = (*(Column(name, share) for name, share in shares), Column("Councils", 5, is_figure=True))
    sections = []
    for line in block.lines:
        is_both = len(line.entries) > 1
        rows = (Row((entry.side if is_both else line.label, *_spread(entry))) for entry in line.entries)
        sections.append(Section(tuple(rows), line.label if is_both else ""))
    return Table(block.caption, columns, tuple(sections))


def _spread(entry: Entry) -> tuple[str, ...]:
    return (entry.half, entry.middle, entry.own, str(entry.councils)) if entry.half else (TOO_FEW, "", entry.own, "")


def _bands(block: SpreadBlock) -> Table:
    columns = (Column("Score", 4), *(Column(band, 1, is_figure=True) for band in block.bands))
    rows = (
        Row(
            (
                _side_of(line.label, entry, len(line.entries)),
                *(map(str, entry.bands) if entry.bands else (TOO_FEW, *[""] * (len(block.bands) - 1))),
            )
        )
        for line in block.lines
        for entry in line.entries
    )
    return Table(f"{block.counts}: {block.caption}", columns, (Section(tuple(rows)),))


def _side_of(label: str, entry: Entry, sides: int) -> str:
    return f"{label}, {entry.side.lower()}" if sides > 1 else label


def _beside(view: ComparisonView) -> Iterator[Block]:
    if view.beside:
        yield Heading("Side by side")
        yield Para(COMPARISON_WORDS.beside)
        columns = (Column("Score", 2), *(Column(name) for name in ("Your council", *view.beside.councils)))
        rows = (Row((label, *figures)) for label, figures in view.beside.rows)
        yield Table("Scores side by side", columns, (Section(tuple(rows)),))


def _members(view: ComparisonView) -> Iterator[Block]:
    if view.members:
        yield Heading("Who is in this group")
        if view.is_by_likeness:
            yield Para(COMPARISON_WORDS.likeness)
        yield Para(COMPARISON_WORDS.members)
        yield Points(
            tuple(Para(one.about, one.name, url=public_address(one.url) if one.url else "") for one in view.members)
        )


def _rule() -> Iterator[Block]:
    words = COMPARISON_WORDS
    yield Heading(words.rule)
    yield Para(f"{words.counted} {words.named} {words.list_of_results}. {words.unnamed}")
    yield Points(tuple(map(Para, words.rules)))
    yield Para(words.later)


def comparison_book(view: ComparisonView, edition: Edition, own: Figures, compared: Compared, made_on: date) -> Book:
    """The same with typed figures, a sheet for each theme."""
    lines = _typed_lines(edition, own, compared)
    return Book(
        title=COMPARISON_TITLE,
        council=view.council,
        council_code=view.council_code,
        edition=view.edition,
        edition_key=edition.key,
        mark=BETWEEN_COUNCILS,
        standing=BETWEEN_COUNCILS,
        made_on=made_on,
        themes=(
            _about_comparison(view, made_on),
            *(
                _comparison_theme(title, [one for one in lines if one.measure.theme is theme])
                for theme, title in THEMES
            ),
            _counts_theme(lines),
            *_named(view, lines, compared),
        ),
    )


@dataclass(frozen=True, slots=True)
class _TypedLine:
    """One score, on one side; `histogram` is None where too few councils have it."""

    measure: Measured
    name: str
    side: str
    own: int | None
    histogram: Histogram | None


def _typed_lines(edition: Edition, own: Figures, compared: Compared) -> list[_TypedLine]:
    names, lines = dict(names_of(edition)), []
    names |= {(Theme.CHARACTERISTIC, each.key): each.short_name for each in edition.characteristics}
    for measure in measures_of(edition):
        histogram = compared.benchmarks[measure.theme.part].shown(measure.id)
        name = names[measure.theme, measure.key]
        lines.append(_TypedLine(measure, name, SIDES[measure.side], own.get(measure.id), histogram))
    return lines


def _about_comparison(view: ComparisonView, made_on: date) -> Sheet:
    words = COMPARISON_WORDS
    lines = (
        ("Compared with", view.group),
        *(("Who is counted", sentence) for sentence in view.sentences),
        ("Your own scores", view.own),
        *(("How to read it", sentence) for sentence in (words.no_league_table, words.key)),
        *((words.rule, sentence) for sentence in (words.counted, *words.rules, words.later)),
    )
    return _about(COMPARISON_TITLE, view.edition, made_on, view.is_invented, lines)


def _comparison_theme(title: str, lines: Sequence[_TypedLine]) -> Sheet:
    scores = tuple(Measure(name, "%") for name in ("Middle", "You", "Middle half, from", "Middle half, to"))
    columns = (Measure("Score", width=44), Measure("Side"), *scores, COUNCILS)
    return Sheet(title, columns, tuple((one.name, one.side, *_typed(one)) for one in lines), charted_by=2)


def _typed(line: _TypedLine) -> tuple[Value, ...]:
    quartiles = line.histogram.quartiles if line.histogram else None
    if line.histogram is None or quartiles is None:
        return None, line.own, None, None, None
    middle, lower, upper = (float(each) for each in (quartiles.middle, quartiles.lower, quartiles.upper))
    return middle, line.own, lower, upper, line.histogram.total


def _counts_theme(lines: Sequence[_TypedLine]) -> Sheet:
    columns = (Measure("Score", width=44), Measure("Side"), *(Measure(band) for band in BANDS))
    counted = [(one, one.histogram.in_bands()) for one in lines if one.histogram]
    rows: Iterable[tuple[Value, ...]] = ((one.name, one.side, *bands) for one, bands in counted)
    return Sheet("How many councils", columns, tuple(rows))


def _named(view: ComparisonView, lines: Sequence[_TypedLine], compared: Compared) -> Iterator[Sheet]:
    """Councils that stand by name: few of them with their scores."""
    if view.beside:
        readable = [member.figures for member in compared.members if member.can_be_read]
        scores = tuple(Measure(name, "%", 26) for name in ("Your council", *view.beside.councils))
        rows = ((line.name, line.side, line.own, *(_shared(line, figures) for figures in readable)) for line in lines)
        yield Sheet("Side by side", (Measure("Score", width=44), Measure("Side"), *scores), tuple(rows))
    if view.members:
        columns = (Measure("Council", width=44), PART, Measure("About", width=60), Measure("Result", width=60))
        named = ((one.name, "", one.about, public_address(one.url) if one.url else "") for one in view.members)
        yield Sheet("Who is in this group", columns, tuple(named))


def _shared(line: _TypedLine, figures: Mapping[Part, Figures]) -> Value:
    part = line.measure.theme.part
    return figures[part].get(line.measure.id) if part in figures else "not shared"
