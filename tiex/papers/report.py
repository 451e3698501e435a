"""A report: everything that the page of a result shows, and each answer behind it, frozen on one day."""

from dataclasses import dataclass, replace
from datetime import date

from tiex.domain.scoring import Tally

IN_TABLE = "The same figures stand in the table."


@dataclass(frozen=True, slots=True)
class Score:
    label: str
    tally: Tally
    mode_key: str = ""


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """Scores under one that adds them up, or under none."""

    rows: tuple[Score, ...]
    heading: Score | None = None

    @property
    def all(self) -> tuple[Score, ...]:
        return (self.heading, *self.rows) if self.heading else self.rows


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """`first` is the heading of the first column."""

    caption: str
    first: str
    groups: tuple[ScoreGroup, ...]
    has_ambition: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as the page draws it, with classes for its colours, and what it shows in words."""

    svg: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Charted:
    chart: Chart
    table: ScoreTable


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of the wheel with its meaning."""

    svg: str
    label: str


@dataclass(frozen=True, slots=True)
class Move:
    """One statement that is to become truer."""

    stage: str
    text: str
    position: str
    ambition: str


@dataclass(frozen=True, slots=True)
class Gap:
    steps: int
    name: str
    moves: tuple[Move, ...]
    stages: str


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next in a cell; `text` is empty where nothing is left."""

    mode: str
    stage: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class CellNotes:
    """Each text with the stages that it is about."""

    name: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NotesOfKind:
    name: str
    cells: tuple[CellNotes, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    title: str
    url: str
    about: str
    why: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """`stage` is empty for a key statement of a success factor."""

    id: str
    stage: str
    text: str
    position: str
    ambition: str
    reason: str
    minority_view: str


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """A cell or a success factor."""

    name: str
    answers: tuple[AnswerLine, ...]

    @property
    def without_minority_views(self) -> "AnswerGroup":
        return replace(self, answers=tuple(replace(answer, minority_view="") for answer in self.answers))


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was sent for sign-off; its fingerprint is in parts that can be read aloud. `was_signed_off` also
    of one that was reopened since."""

    number: int
    fingerprint: tuple[str, ...]
    is_signed_off: bool
    was_signed_off: bool
    is_intact: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """Whose result it is and what it is worth. `about` says how long the edition runs, `standing` how far the sign-off
    has come or whose view it is; a draft of the council has no version."""

    title: str
    council: str
    council_code: str
    is_invented: bool
    edition: str
    edition_key: str
    about: str
    standing: str
    made_on: date
    is_individual: bool
    version: Version | None
    method: tuple[str, ...]

    @property
    def is_signed_off(self) -> bool:
        """Whether it is what the council stands by now."""
        return self.version is not None and self.version.is_signed_off

    @property
    def was_reopened(self) -> bool:
        return self.version is not None and self.version.was_signed_off and not self.version.is_signed_off


@dataclass(frozen=True, slots=True)
class Overall:
    """The whole of it; `with_ambition` counts statements, `sentence` says what the score counts."""

    tally: Tally
    with_ambition: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """`characteristics` are names with charts, `next_steps` names with cells, `pillar_cells` pillars with words."""

    frame: Frame
    overall: Overall
    wheel: Chart
    signs: tuple[Sign, ...]
    cells: ScoreTable
    characteristics: tuple[tuple[str, Chart], ...]
    stages: Charted
    gaps: tuple[Gap, ...]
    suggestions: tuple[Suggestion, ...]
    next_steps: tuple[tuple[str, tuple[Step, ...]], ...]
    cells_done: int
    factors_introduction: str
    factors: Charted
    factors_tally: Tally
    pillars: Charted
    pillar_cells: tuple[tuple[str, str], ...]
    notes: tuple[NotesOfKind, ...]
    statements: tuple[AnswerGroup, ...]
    key_statements: tuple[AnswerGroup, ...]

    @property
    def has_result(self) -> bool:
        return self.overall.tally.answered > 0

    @property
    def number_of_cells(self) -> int:
        return sum(len(steps) for _, steps in self.next_steps)

    @property
    def without_minority_views(self) -> "Report":
        """What may leave the council: minority views stay in it, whoever may see the rest."""
        statements = tuple(group.without_minority_views for group in self.statements)
        key_statements = tuple(group.without_minority_views for group in self.key_statements)
        return replace(self, statements=statements, key_statements=key_statements)
