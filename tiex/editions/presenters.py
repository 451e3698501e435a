"""The statements of an edition as a document to read and print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from tiex.charts.legend import mode_swatch
from tiex.content.glossary import Glossary, Segment, link_terms
from tiex.domain.edition import Cell, Characteristic, Edition, KeyStatement, Level, OtherAnswer, Stage, Statement
from tiex.editions.queries import EditionSummary


@dataclass(frozen=True, slots=True)
class EditionRowView:
    key: str
    title: str
    starts_on: date
    ends_on: date
    state: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class IndexView:
    title: str
    editions: tuple[EditionRowView, ...]


@dataclass(frozen=True, slots=True)
class StatementView:
    id: str
    stage: str
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellView:
    id: str
    mode: str
    mode_key: str
    purpose: tuple[Segment, ...]
    statements: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True)
class CharacteristicView:
    key: str
    number: int
    name: str
    summary: str
    help: tuple[Segment, ...]
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class ModeView:
    key: str
    name: str
    short: tuple[Segment, ...]
    question: str
    swatch: Markup


@dataclass(frozen=True, slots=True)
class FactorView:
    key: str
    name: str
    description: tuple[Segment, ...]
    statements: tuple[KeyStatement, ...]


@dataclass(frozen=True, slots=True)
class EditionView:
    title: str
    row: EditionRowView
    summary: tuple[Segment, ...]
    base: Edition | None
    is_unchanged: bool
    statement_count: int
    key_statement_count: int
    position_prompt: str
    ambition_prompt: str
    modes_note: str
    levels: tuple[Level, ...]
    other_answers: tuple[OtherAnswer, ...]
    modes: tuple[ModeView, ...]
    stages: tuple[Stage, ...]
    characteristics: tuple[CharacteristicView, ...]
    factor_introduction: tuple[Segment, ...]
    factor_prompt: str
    factor_levels: tuple[Level, ...]
    factors: tuple[FactorView, ...]
    source: str
    sha256: str
    others: tuple[EditionRowView, ...]


class _Explainer:
    """Marks the terms of the glossary, each the first time that it comes in one part of a page."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._explained: set[str] = set()

    def __call__(self, text: str) -> tuple[Segment, ...]:
        segments = link_terms(text, self._glossary, self._explained)
        self._explained.update(segment.term.key for segment in segments if segment.term)
        return segments


def present_index(editions: Sequence[EditionSummary], today: date) -> IndexView:
    """Open editions first, then the newest."""
    rows = sorted((_row(edition, today) for edition in editions), key=lambda row: not row.is_open)
    return IndexView("Statements", tuple(rows))


def present_edition(
    edition: Edition,
    base: Edition | None,
    summaries: Sequence[EditionSummary],
    glossary: Glossary,
    today: date,
) -> EditionView:
    """The whole edition; `base` is the one that it is based on."""
    here = next(summary for summary in summaries if summary.key == edition.key)
    explain = _Explainer(glossary)
    sheet = edition.factor_sheet
    return EditionView(
        title=f"Statements: {edition.title}",
        row=_row(here, today),
        summary=explain(edition.summary),
        base=base,
        is_unchanged=base is not None and _wording(edition) == _wording(base),
        statement_count=len(edition.statements),
        key_statement_count=len(edition.key_statements),
        position_prompt=edition.wording.position_prompt,
        ambition_prompt=edition.wording.ambition_prompt,
        modes_note=edition.wording.modes_note,
        levels=edition.scale.levels,
        other_answers=edition.scale.others,
        modes=_modes(edition, explain),
        stages=edition.stages,
        characteristics=tuple(
            _characteristic(edition, number, each, glossary) for number, each in enumerate(edition.characteristics, 1)
        ),
        factor_introduction=explain(sheet.introduction),
        factor_prompt=sheet.prompt,
        factor_levels=sheet.scale.levels,
        factors=tuple(FactorView(f.key, f.name, explain(f.description), f.statements) for f in sheet.factors),
        source=edition.source,
        sha256=here.sha256,
        others=tuple(_row(summary, today) for summary in summaries if summary is not here),
    )


def _wording(edition: Edition) -> tuple[object, ...]:
    """Everything in an edition that councils read and answer."""
    return (
        edition.wording,
        edition.scale,
        edition.note_kinds,
        edition.modes,
        edition.stages,
        edition.characteristics,
        edition.cells,
        edition.factor_sheet,
    )


def _row(edition: EditionSummary, today: date) -> EditionRowView:
    is_open = edition.is_open_on(today)
    state = "Open" if is_open else "Closed" if edition.ends_on < today else "Not open yet"
    return EditionRowView(edition.key, edition.title, edition.starts_on, edition.ends_on, state, is_open)


def _modes(edition: Edition, explain: _Explainer) -> tuple[ModeView, ...]:
    return tuple(
        ModeView(mode.key, mode.name, explain(mode.short), mode.question, mode_swatch(mode.key, ring))
        for ring, mode in enumerate(edition.modes)
    )


def _characteristic(
    edition: Edition, number: int, characteristic: Characteristic, glossary: Glossary
) -> CharacteristicView:
    explain = _Explainer(glossary)
    return CharacteristicView(
        key=characteristic.key,
        number=number,
        name=characteristic.name,
        summary=characteristic.summary,
        help=explain(characteristic.help),
        cells=tuple(
            _cell(edition, cell, explain) for cell in edition.cells if cell.characteristic == characteristic.key
        ),
    )


def _cell(edition: Edition, cell: Cell, explain: _Explainer) -> CellView:
    return CellView(
        id=cell.id,
        mode=edition.mode(cell.mode).name,
        mode_key=cell.mode,
        purpose=explain(cell.purpose),
        statements=tuple(_statement(edition, statement) for statement in cell.statements),
    )


def _statement(edition: Edition, statement: Statement) -> StatementView:
    return StatementView(statement.id, edition.stage(statement.stage).name, statement.text, statement.evidence)
