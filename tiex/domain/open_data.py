"""Open data: which tables there are for everyone, what stands in their columns, and the rows that a result gives."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tiex.domain.benchmark import COUNTED, Benchmark, Histogram, Measure, Side, Theme, measures_of, tallies_of
from tiex.domain.consensus import Content
from tiex.domain.edition import Edition
from tiex.domain.publishing import Part, Ring, tells_fingerprint

# Goes up with every change of a table that a program could notice: marks and checksums hang on it.
VERSION = 2
BANDS = tuple(range(0, 100, 10))
# Who reads it: nobody in particular.
AUDIENCE = Ring.EVERYONE


@dataclass(frozen=True, slots=True)
class Licence:
    """`is_confirmed` is for the owner of the exchange to say."""

    name: str
    url: str
    attribution: str
    is_confirmed: bool

    @property
    def in_words(self) -> str:
        """How far it holds: a proposal until it is confirmed."""
        if self.is_confirmed:
            return f"The data may be used under the {self.name}."
        return f"The {self.name} is a proposal: the owner of the exchange has yet to confirm it."


LICENCE = Licence(
    "Open Government Licence v3.0",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "Contains self-assessment results published by councils on the Transformation and Innovation Exchange, licensed "
    "under the Open Government Licence v3.0.",
    is_confirmed=False,
)


class Kind(StrEnum):
    """What the values of a column are; keys are several texts without spaces."""

    TEXT = "text"
    NUMBER = "number"
    HALVES = "halves"
    DAY = "day"
    FLAG = "flag"
    KEYS = "keys"


Value = str | int | float | bool | date | tuple[str, ...] | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`is_filled` where every row has a value."""

    name: str
    kind: Kind
    says: str
    is_filled: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """`key` names the columns by which rows are told apart, and in whose order they stand council by council."""

    name: str
    title: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class OpenCouncil:
    """A council with a result that everyone may see today, and which version of it that is since when."""

    code: str
    name: str
    gss_code: str | None
    type: str
    nation: str
    region: str
    is_invented: bool
    fingerprint: str
    public_since: date
    parts: frozenset[Part]

    @property
    def cells(self) -> Row:
        """What stands first in each of its rows."""
        place = (self.code, self.name, self.gss_code, self.type, self.nation, self.region, self.is_invented)
        fingerprint = self.fingerprint if tells_fingerprint(self.parts) else None
        return (*place, fingerprint, self.public_since)


@dataclass(frozen=True, slots=True)
class OpenResult:
    """`content` holds what is in the parts that everyone may see, and nothing else."""

    council: OpenCouncil
    content: Content


_COUNCIL = (
    Column("council_code", Kind.TEXT, "The council, by its code in the register of the exchange."),
    Column("council_name", Kind.TEXT, "Its full name."),
    Column("gss_code", Kind.TEXT, "Its code in official statistics (GSS); invented councils have none.", False),
    Column("council_type", Kind.TEXT, "Its type, such as county or metropolitan-district."),
    Column("nation", Kind.TEXT, "England, Northern Ireland, Scotland or Wales."),
    Column("region", Kind.TEXT, "Its region in England, else the nation."),
    Column("is_invented", Kind.FLAG, "True for a council of the demonstration, with an invented result."),
    Column(
        "fingerprint",
        Kind.TEXT,
        "SHA-256 of the version that both signatories signed and that is published. Empty where parts are hidden.",
        False,
    ),
    Column("public_since", Kind.DAY, "The first day on which everyone could see any of this version."),
)
_THEME = Column("theme", Kind.TEXT, "What is measured: characteristic, mode, stage, cell or factor.")
_ITEM = Column("item", Kind.TEXT, "Which of them, by its key; a cell is a characteristic and a mode.")
_ITEM_NAME = Column("item_name", Kind.TEXT, "The same in words.")
_STATEMENT = Column("statement", Kind.TEXT, "The statement, by its key. Its words stand in the table of wording.")

RESULTS = Table(
    "results",
    "Scores of each council",
    "How far each council has come and wants to come, in per cent, by characteristic, mode, stage, cell and critical "
    "success factor. There is no score of everything, and no ranking.",
    ("council_code", "theme", "item"),
    (
        *_COUNCIL,
        _THEME,
        _ITEM,
        _ITEM_NAME,
        Column("position_percent", Kind.NUMBER, "Where it is, 0 to 100. Empty where nothing is scored.", False),
        Column("ambition_percent", Kind.NUMBER, "Where it wants to be. Empty where no ambition is given.", False),
        Column("answered", Kind.NUMBER, "How many statements the council answered."),
        Column("not_applicable", Kind.NUMBER, "How many of those it said do not apply: they leave the score."),
        Column("statements", Kind.NUMBER, "How many statements there are."),
    ),
)
STATEMENTS = Table(
    "statements",
    "Answers of each council",
    "What each council agreed on for each statement: its position, its ambition and, where its notes are public, why.",
    ("council_code", "statement"),
    (
        *_COUNCIL,
        _THEME,
        _ITEM,
        _STATEMENT,
        Column("position", Kind.TEXT, "The answer by its key, such as partly or not-applicable.", False),
        Column("position_label", Kind.TEXT, "The same in words.", False),
        Column("ambition", Kind.TEXT, "What the council wants, by its key. Empty where it gave no ambition.", False),
        Column("ambition_label", Kind.TEXT, "The same in words.", False),
        Column("reason", Kind.TEXT, "Why, where the council gave a reason and its notes are public.", False),
    ),
)
NOTES = Table(
    "notes",
    "Notes of each council",
    "What councils wrote about a cell: impediments, notable practice and rationale, where their notes are public.",
    ("council_code", "item", "kind"),
    (
        *_COUNCIL,
        _ITEM,
        _ITEM_NAME,
        Column("kind", Kind.TEXT, "The kind of note, by its key."),
        Column("about", Kind.KEYS, "The statements that the note names, if it names any.", False),
        Column("text", Kind.TEXT, "The note."),
    ),
)
BENCHMARKS = Table(
    "benchmarks",
    "Distributions over groups of councils",
    "How the scores are distributed over all councils, a nation, a type, a region and a type in a region. Councils "
    "whose results are not public count too, but no figure tells of fewer than five.",
    ("group", "theme", "item", "side"),
    (
        Column("group", Kind.TEXT, "The group: all, or what its councils have in common."),
        Column("council_type", Kind.TEXT, "The type of its councils, where they have one in common.", False),
        Column("nation", Kind.TEXT, "Their nation, where the group is one.", False),
        Column("region", Kind.TEXT, "Their region, where they have one in common.", False),
        _THEME,
        _ITEM,
        _ITEM_NAME,
        Column("side", Kind.TEXT, "Whether it is about position or ambition."),
        Column("councils", Kind.NUMBER, "How many councils with a score count: five at least."),
        Column("lower_quartile", Kind.HALVES, "A quarter of them have this score or less, 0 to 100."),
        Column("median", Kind.HALVES, "Half of them have this score or less."),
        Column("upper_quartile", Kind.HALVES, "Three quarters of them have this score or less."),
        *(
            Column(f"from_{band}", Kind.NUMBER, f"How many score {band} to {band + 9 if band < 90 else 100}.")
            for band in BANDS
        ),
    ),
)
WORDING = Table(
    "wording",
    "The statements of the edition",
    "What the keys in the other tables stand for. The wording of an edition never changes once it is open.",
    ("statement",),
    (
        _STATEMENT,
        _THEME,
        _ITEM,
        _ITEM_NAME,
        Column("characteristic", Kind.TEXT, "The characteristic by its key. Success factors have none.", False),
        Column("mode", Kind.TEXT, "The change mode by its key. Success factors have none.", False),
        Column("stage", Kind.TEXT, "The stage by its key. Success factors have none.", False),
        Column("text", Kind.TEXT, "The statement as councils read it."),
    ),
)
TABLES: Mapping[str, Table] = {table.name: table for table in (RESULTS, STATEMENTS, NOTES, BENCHMARKS, WORDING)}


def names_of(edition: Edition) -> dict[tuple[Theme, str], str]:
    """What is measured in this edition, in words."""
    names = {(Theme.CHARACTERISTIC, each.key): each.name for each in edition.characteristics}
    names |= {(Theme.MODE, each.key): each.name for each in edition.modes}
    names |= {(Theme.STAGE, each.key): each.name for each in edition.stages}
    names |= {(Theme.CELL, each.id): edition.name_of(each) for each in edition.cells}
    return names | {(Theme.FACTOR, each.key): each.name for each in edition.factor_sheet.factors}


RowsOfResult = Callable[[OpenResult], Iterator[Row]]


def rows_of_results(edition: Edition, table: Table) -> RowsOfResult:
    """What makes rows of this table from a result of this edition."""
    makers = {RESULTS.name: _score_rows, STATEMENTS.name: _answer_rows, NOTES.name: _note_rows}
    return makers[table.name](edition)


def _score_rows(edition: Edition) -> RowsOfResult:
    names = names_of(edition)

    def rows(result: OpenResult) -> Iterator[Row]:
        for part in (part for part in COUNTED if part in result.council.parts):
            for theme, key, tally in tallies_of(edition, result.content.answers, part):
                scores = (tally.percent, tally.ambition_percent if theme is not Theme.FACTOR else None)
                counts = (tally.answered, tally.not_applicable, tally.total)
                yield (*result.council.cells, theme.value, key, names[theme, key], *scores, *counts)

    return rows


def _answer_rows(edition: Edition) -> RowsOfResult:
    scales = {Theme.CELL: edition.scale, Theme.FACTOR: edition.factor_sheet.scale}
    labels = {theme: {one.key: one.label for one in scale.answers} for theme, scale in scales.items()}
    asked = tuple(_asked(edition))

    def rows(result: OpenResult) -> Iterator[Row]:
        for theme, item, statement, _ in asked:
            answer = result.content.answers.get(statement)
            if theme.part not in result.council.parts:
                continue
            position, ambition = (answer.position, answer.ambition) if answer else (None, None)
            said = (position, labels[theme].get(position or ""), ambition, labels[theme].get(ambition or ""))
            reason = (answer.rationale or None) if answer else None
            yield (*result.council.cells, theme.value, item, statement, *said, reason)

    return rows


def _note_rows(edition: Edition) -> RowsOfResult:
    names = names_of(edition)

    def rows(result: OpenResult) -> Iterator[Row]:
        for note in result.content.notes:
            name = names.get((Theme.CELL, note.cell_id), note.cell_id)
            yield (*result.council.cells, note.cell_id, name, note.kind, note.statement_ids, note.text)

    return rows


def _asked(edition: Edition) -> Iterator[tuple[Theme, str, str, str]]:
    """Every statement with what it belongs to."""
    for cell in edition.cells:
        yield from ((Theme.CELL, cell.id, each.id, each.text) for each in cell.statements)
    for factor in edition.factor_sheet.factors:
        yield from ((Theme.FACTOR, factor.key, each.id, each.text) for each in factor.statements)


def wording_rows(edition: Edition) -> Iterator[Row]:
    names = names_of(edition)
    for theme, item, statement, text in _asked(edition):
        place: Row = (None, None, None)
        if theme is Theme.CELL:
            cell = edition.cell(item)
            place = (cell.characteristic, cell.mode, edition.statement(statement).stage)
        yield (statement, theme.value, item, names[theme, item], *place, text)


# By group and part of a result.
Groups = Mapping[tuple[str, Part], Benchmark]


def benchmark_rows(edition: Edition, groups: Groups) -> Iterator[Row]:
    """The distributions that may be shown; the others are left out."""
    names, measures = names_of(edition), measures_of(edition)
    for group in sorted({group for group, _ in groups}):
        for measure in measures:
            benchmark = groups.get((group, measure.theme.part))
            found = benchmark.shown(measure.id) if benchmark else None
            if found is not None:
                yield _benchmark_row(group, measure, names[measure.theme, measure.key], found)


def _benchmark_row(group: str, measure: Measure, name: str, found: Histogram) -> Row:
    quartiles = found.quartiles
    if quartiles is None:
        raise ValueError(group)
    three = tuple(float(each) for each in (quartiles.lower, quartiles.middle, quartiles.upper))
    what = (measure.theme.value, measure.key, name, Side(measure.side).value)
    return (group, *common_of(group), *what, found.total, *three, *found.in_bands())


def common_of(group: str) -> tuple[str | None, str | None, str | None]:
    """Type, nation and region that the councils of a standard group have in common."""
    common = dict(part.split(":", 1) for part in group.split("|") if ":" in part)
    return common.get("type"), common.get("nation"), common.get("region")
