"""What invented people answer: each sees the council in their own way, around what they have in common."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tiex.domain.answers import Answer, Note
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Edition, Statement

# A statement that some leave out, and why.
BOUGHT_TOGETHER, WHY_NOT = "procurement-customer-understand", "A shared service of four councils buys this for us."


@dataclass(frozen=True, slots=True)
class Voice:
    """How somebody answers. The same edition gets the same answers each time.

    `answered` counts the statements of those they are asked; `shift` is how much rosier than the others they see it, in
    steps of the scale; `doubt` how often they don't know; `leaves_out` whether they say that BOUGHT_TOGETHER does not
    apply; `is_through` whether they have answered the key statements too.
    """

    answered: int = 72
    shift: float = 0.0
    doubt: float = 0.03
    leaves_out: bool = False
    is_through: bool = True
    notes: tuple[Note, ...] = ()


def answers_of(edition: Edition, name: str, voice: Voice, limit: tuple[str, ...] = ()) -> Iterator[Answer]:
    """The answers of somebody with this name, in the order of the table; `limit` as in a membership."""
    dice = random.Random(f"{name}, {edition.key}")
    asked = [s for s in edition.statements.values() if not limit or edition.cell(s.cell_id).characteristic in limit]
    given = set(dice.sample(range(len(asked)), voice.answered))
    common = _common_view(edition)
    for place, statement in enumerate(asked):
        if place in given:
            yield _answer(edition, statement, dice, voice, common[statement.id])
    if voice.is_through and not limit:
        agreed = [level.key for level in edition.factor_sheet.scale.levels]
        for key_statement in edition.key_statements.values():
            yield Answer(key_statement.id, dice.choice(agreed[:3]))


def _common_view(edition: Edition) -> Mapping[str, float]:
    """Where a statement stands for all: later stages and inner rings are less true, as they tend to be."""
    dice = random.Random(edition.key)
    stages = [stage.key for stage in edition.stages]
    modes = [mode.key for mode in edition.modes]

    def lean(statement: Statement) -> float:
        ring = modes.index(edition.cell(statement.cell_id).mode)
        later = edition.number > 1
        return 1.9 + 0.3 * later - 0.4 * stages.index(statement.stage) - 0.3 * ring + dice.gauss(0, 0.6)

    return {statement.id: lean(statement) for statement in edition.statements.values()}


def _answer(edition: Edition, statement: Statement, dice: random.Random, voice: Voice, common: float) -> Answer:
    if voice.leaves_out and statement.id == BOUGHT_TOGETHER:
        return Answer(statement.id, NOT_APPLICABLE, rationale=WHY_NOT)
    if dice.random() < voice.doubt:
        return Answer(statement.id, DONT_KNOW)
    levels = [level.key for level in edition.scale.levels]
    position = max(0, min(2, round(common + voice.shift + dice.gauss(0, 0.5))))
    return Answer(statement.id, levels[position], levels[max(position, dice.choice((1, 2, 2)))])
