"""Scores: Σ weights ÷ the most that the answered, applicable statements could give, with n of m answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tiex.domain.answers import Answer, Note
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Cell, Edition, Scale, Statement

Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts and points over a set of statements. Unanswered ones are counted, never scored."""

    total: int = 0
    answered: int = 0
    scored: int = 0
    not_applicable: int = 0
    dont_know: int = 0
    points: int = 0
    possible: int = 0
    ambition_points: int = 0
    ambition_possible: int = 0

    @property
    def percent(self) -> int | None:
        """The score, 0 to 100; None while nothing is scored."""
        return _percent(self.points, self.possible)

    @property
    def ambition_percent(self) -> int | None:
        return _percent(self.ambition_points, self.ambition_possible)

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def _percent(points: int, possible: int) -> int | None:
    return (200 * points + possible) // (2 * possible) if possible else None


def tally(scale: Scale, statement_ids: Iterable[str], answers: Answers) -> Tally:
    """Counts and points over these statements, on this scale."""
    weights = scale.weights
    total = answered = scored = not_applicable = dont_know = points = hoped = hopes = 0
    for statement_id in statement_ids:
        total += 1
        answer = answers.get(statement_id)
        if answer is None:
            continue
        if answer.position is not None:
            answered += 1
            not_applicable += answer.position == NOT_APPLICABLE
            dont_know += answer.position == DONT_KNOW
            weight = weights.get(answer.position)
            if weight is not None:
                scored += 1
                points += weight
        hope = weights.get(answer.ambition or "")
        if hope is not None:
            hopes += 1
            hoped += hope
    best = scale.max_weight
    return Tally(total, answered, scored, not_applicable, dont_know, points, scored * best, hoped, hopes * best)


def tally_edition(edition: Edition, answers: Answers, limit: frozenset[str] = frozenset()) -> Tally:
    """All statements of the improvement model, or those asked of somebody with this limit. Success factors are never
    mixed in."""
    return tally(edition.scale, edition.asked_of(limit), answers)


def is_asked(cell: Cell, limit: frozenset[str], found: Tally) -> bool:
    """Whether a cell concerns somebody with this limit: they are asked about it, or answered in it before."""
    return not limit or cell.characteristic in limit or found.answered > 0


def reach(edition: Edition, limit: frozenset[str], answers: Answers, notes: Sequence[Note]) -> frozenset[str]:
    """The characteristics of a limit, and those about which something was said before it; empty without a limit."""
    noted = {note.cell_id for note in notes if note.text}
    said = (c for c in edition.cells if c.id in noted or tally_cell(edition, c, answers).answered)
    return limit and limit | {cell.characteristic for cell in said}


def tally_cell(edition: Edition, cell: Cell, answers: Answers) -> Tally:
    return tally(edition.scale, (statement.id for statement in cell.statements), answers)


def tally_stage(edition: Edition, stage: str, answers: Answers) -> Tally:
    chosen = (s.id for s in edition.statements.values() if s.stage == stage)
    return tally(edition.scale, chosen, answers)


def tally_pillar(edition: Edition, pillar: str, answers: Answers) -> Tally:
    """The cells that come closest to one Barber pillar. A cell can stand in two of them."""
    chosen = (s.id for cell in edition.cells if pillar in cell.barber_pillars for s in cell.statements)
    return tally(edition.scale, chosen, answers)


def tally_factor(edition: Edition, factor: str, answers: Answers) -> Tally:
    chosen = (s.id for s in edition.key_statements.values() if s.factor == factor)
    return tally(edition.factor_sheet.scale, chosen, answers)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far ambition lies above position: in steps on the scale, over the statements with both."""

    cell: Cell
    steps: int
    statements: tuple[Statement, ...]


def gaps(edition: Edition, answers: Answers) -> tuple[Gap, ...]:
    """Cells whose ambition lies above their position, the widest gap first, then in the order of the table."""
    found = []
    for cell in edition.cells:
        steps = {s: steps_to_ambition(edition, answers.get(s.id)) for s in cell.statements}
        rising = tuple(s for s, step in steps.items() if step > 0)
        if rising:
            found.append(Gap(cell, sum(steps[s] for s in rising), rising))
    return tuple(sorted(found, key=lambda gap: -gap.steps))


def steps_to_ambition(edition: Edition, answer: Answer | None) -> int:
    """Bars between position and ambition; negative where less is wanted, 0 where either is missing."""
    if answer is None or answer.position is None or answer.ambition is None:
        return 0
    bars = {level.key: level.bars for level in edition.scale.levels}
    if answer.position not in bars or answer.ambition not in bars:
        return 0
    return bars[answer.ambition] - bars[answer.position]


def next_step(edition: Edition, cell: Cell, answers: Answers) -> Statement | None:
    """The first statement of the cell that is not yet fully true and not left out; None when all are."""
    top = max(edition.scale.levels, key=lambda level: level.weight).key
    for statement in cell.statements:
        answer = answers.get(statement.id)
        if answer is None or answer.position not in (top, NOT_APPLICABLE):
            return statement
    return None


def first_unanswered(edition: Edition, answers: Answers, limit: frozenset[str] = frozenset()) -> Statement | None:
    """The first statement without an answer in the order of the table, of those asked of somebody with this limit;
    None when all have one."""
    for statement_id in edition.asked_of(limit):
        answer = answers.get(statement_id)
        if answer is None or not answer.is_answered:
            return edition.statement(statement_id)
    return None
