"""An edition: the fixed statements, scales and success factors that councils answer in one period."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType

from tiex.domain.errors import UnknownCell, UnknownLevel, UnknownStatement

NOT_APPLICABLE = "not-applicable"
DONT_KNOW = "dont-know"


@dataclass(frozen=True, slots=True)
class Level:
    """One point of a scale. `bars` is 1 to 3 on the three-bar scale and 0 on the four-point one."""

    key: str
    label: str
    weight: int
    help: str
    bars: int = 0


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """An answer that is not scored: does not apply, or I don't know."""

    key: str
    label: str
    help: str


@dataclass(frozen=True)
class Scale:
    key: str
    name: str
    description: str
    scoring: str
    levels: tuple[Level, ...]
    others: tuple[OtherAnswer, ...] = ()

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """The weight of each level by its key."""
        return MappingProxyType({level.key: level.weight for level in self.levels})

    @cached_property
    def max_weight(self) -> int:
        return max(level.weight for level in self.levels)

    @cached_property
    def answers(self) -> tuple[Level | OtherAnswer, ...]:
        """Everything that can be chosen: the levels, then the answers that are not scored."""
        return (*self.levels, *self.others)

    def level(self, key: str) -> Level:
        """The level with this key; UnknownLevel where there is none."""
        for level in self.levels:
            if level.key == key:
                return level
        raise UnknownLevel


@dataclass(frozen=True, slots=True)
class ChangeMode:
    key: str
    name: str
    layer: str
    short: str
    long: str
    question: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    key: str
    name: str
    meaning: str
    test: str


@dataclass(frozen=True, slots=True)
class Characteristic:
    key: str
    name: str
    short_name: str
    chart_label: str
    summary: str
    help: str


@dataclass(frozen=True, slots=True)
class Statement:
    id: str
    cell_id: str
    stage: str
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Characteristic × mode. Its statements stand in the order of the stages."""

    id: str
    characteristic: str
    mode: str
    purpose: str
    barber_pillars: tuple[str, ...]
    keywords: tuple[str, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class NoteKind:
    key: str
    name: str
    prompt: str
    help: str


@dataclass(frozen=True, slots=True)
class KeyStatement:
    """One statement of a success factor."""

    id: str
    factor: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class SuccessFactor:
    key: str
    name: str
    description: str
    keywords: tuple[str, ...]
    statements: tuple[KeyStatement, ...]


@dataclass(frozen=True, slots=True)
class FactorSheet:
    """The three success factors with their own introduction, prompt and scale."""

    introduction: str
    prompt: str
    scale: Scale
    factors: tuple[SuccessFactor, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences around the questions."""

    position_prompt: str
    ambition_prompt: str
    ambition_help: str
    not_applicable_help: str
    modes_note: str


@dataclass(frozen=True)
class Edition:
    """Everything a council answers. Cells stand characteristic by characteristic, mode by mode."""

    key: str
    number: int
    title: str
    summary: str
    starts_on: date
    ends_on: date
    period_label: str
    source: str
    based_on: str | None
    wording: Wording
    scale: Scale
    note_kinds: tuple[NoteKind, ...]
    modes: tuple[ChangeMode, ...]
    stages: tuple[Stage, ...]
    characteristics: tuple[Characteristic, ...]
    cells: tuple[Cell, ...]
    factor_sheet: FactorSheet

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        return MappingProxyType({s.id: s for cell in self.cells for s in cell.statements})

    @cached_property
    def key_statements(self) -> Mapping[str, KeyStatement]:
        return MappingProxyType({s.id: s for factor in self.factor_sheet.factors for s in factor.statements})

    @cached_property
    def _cells(self) -> Mapping[str, Cell]:
        return {cell.id: cell for cell in self.cells}

    @cached_property
    def _modes(self) -> Mapping[str, ChangeMode]:
        return {mode.key: mode for mode in self.modes}

    @cached_property
    def _stages(self) -> Mapping[str, Stage]:
        return {stage.key: stage for stage in self.stages}

    @cached_property
    def _characteristics(self) -> Mapping[str, Characteristic]:
        return {c.key: c for c in self.characteristics}

    def asked_of(self, limit: frozenset[str]) -> tuple[str, ...]:
        """Ids of the statements that somebody is asked whom `limit` holds to these characteristics: all where it is
        empty."""
        if not limit:
            return tuple(self.statements)
        return tuple(s.id for cell in self.cells if cell.characteristic in limit for s in cell.statements)

    def count_asked(self, limit: frozenset[str]) -> int:
        """How many answers that is, with the key statements, which belong to no characteristic."""
        return len(self.asked_of(limit)) + (0 if limit else len(self.key_statements))

    def limited_to(self, limit: frozenset[str]) -> "Edition":
        """What somebody with this limit is asked: without the success factors, which belong to no characteristic."""
        if not limit:
            return self
        return replace(
            self,
            characteristics=tuple(c for c in self.characteristics if c.key in limit),
            cells=tuple(cell for cell in self.cells if cell.characteristic in limit),
            factor_sheet=replace(self.factor_sheet, factors=()),
        )

    def statement(self, statement_id: str) -> Statement:
        """The statement with this id; UnknownStatement where there is none."""
        try:
            return self.statements[statement_id]
        except KeyError:
            raise UnknownStatement from None

    def key_statement(self, statement_id: str) -> KeyStatement:
        """The key statement of a success factor; UnknownStatement where there is none."""
        try:
            return self.key_statements[statement_id]
        except KeyError:
            raise UnknownStatement from None

    def cell(self, cell_id: str) -> Cell:
        """The cell with this id; UnknownCell where there is none."""
        try:
            return self._cells[cell_id]
        except KeyError:
            raise UnknownCell from None

    def mode(self, key: str) -> ChangeMode:
        return self._modes[key]

    def stage(self, key: str) -> Stage:
        return self._stages[key]

    def characteristic(self, key: str) -> Characteristic:
        return self._characteristics[key]

    def name_of(self, cell: Cell) -> str:
        """Managing expenditure, customer focus."""
        return f"{self.characteristic(cell.characteristic).short_name}, {self.mode(cell.mode).name.lower()}"

    def neighbours(self, cell_id: str) -> tuple[Cell | None, Cell | None]:
        """The cells before and after this one, in the order of the table."""
        position = self.cells.index(self.cell(cell_id))
        before = self.cells[position - 1] if position else None
        after = self.cells[position + 1] if position + 1 < len(self.cells) else None
        return before, after

    def is_open_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def has_started_by(self, day: date) -> bool:
        return self.starts_on <= day

    def has_ended_by(self, day: date) -> bool:
        return self.ends_on < day
