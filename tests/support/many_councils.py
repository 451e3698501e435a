"""Invented councils, as many as are wanted, and the results that they publish: the same each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from sqlalchemy.orm import Session

from tests.support.people import OPEN, TODAY
from tests.support.published import put_result, rings
from tiex.benchmarks.commands import recount
from tiex.content.editions import load_edition
from tiex.councils.commands import store_councils
from tiex.domain.answers import Answer
from tiex.domain.councils import Council
from tiex.domain.edition import NOT_APPLICABLE, Edition
from tiex.domain.publishing import Ring

SEED, PREFIX = 2026, "Y-"
_KINDS = (
    ("district", "England", "South East"),
    ("district", "England", "East Midlands"),
    ("unitary", "England", "South West"),
    ("unitary", "England", "North East"),
    ("london-borough", "England", "London"),
    ("scottish-unitary", "Scotland", "Scotland"),
    ("welsh-unitary", "Wales", "Wales"),
)
_RINGS = (Ring.OWN, Ring.OWN, Ring.COUNCILS, Ring.COUNCILS, Ring.COUNCILS, Ring.EVERYONE)


@dataclass(frozen=True, slots=True)
class Result:
    """What an invented council publishes; `factors` is the ring of its success factors."""

    council: Council
    answers: dict[str, Answer]
    scores: Ring
    factors: Ring
    day: date


@cache
def invent_councils(number: int) -> tuple[Council, ...]:
    chance, councils = Random(SEED), []
    for place in range(number):
        kind = chance.choice(_KINDS)
        name = f"Invented Council {place:05}"
        population, area = chance.randrange(40_000, 400_000), float(chance.randrange(20, 3_000))
        names = (f"{PREFIX}{place:05}", name, name, "")
        councils.append(Council(*names, *kind, None, population, area, None, None, ()))
    return tuple(councils)


def invent_results(number: int, edition: str = OPEN) -> Iterator[Result]:
    """Each a little better or worse than the others all through; some give no ambition, some leave cells out."""
    chance, found = Random(SEED), load_edition(edition)
    for council in invent_councils(number):
        answers = _answers(chance, found)
        scores, factors = chance.choice(_RINGS), chance.choice(_RINGS)
        yield Result(council, answers, scores, factors, TODAY.date() - timedelta(days=chance.randrange(60)))


def _answers(chance: Random, edition: Edition) -> dict[str, Answer]:
    levels = [level.key for level in edition.scale.levels]
    agreed = [level.key for level in edition.factor_sheet.scale.levels]
    lean, hopes, left_out = chance.uniform(-0.8, 0.8), chance.random() < 0.7, chance.choice(edition.cells).id
    answers = {}
    for statement in edition.statements.values():
        if statement.cell_id == left_out and chance.random() < 0.9:
            answers[statement.id] = Answer(statement.id, NOT_APPLICABLE, rationale="We do not do this.")
            continue
        place = min(2, max(0, round(chance.gauss(1 + lean, 0.7))))
        hope = levels[min(2, place + chance.randrange(2))] if hopes else None
        answers[statement.id] = Answer(statement.id, levels[place], hope)
    return answers | {key: Answer(key, chance.choice(agreed)) for key in edition.key_statements}


def lay_results(session: Session, number: int, edition: str = OPEN) -> dict[str, int]:
    """These councils publish, one after the other by their days; the ids of their assessments by code."""
    store_councils(session=session, councils=invent_councils(number), is_invented=True)
    ids = {}
    for result in sorted(invent_results(number, edition), key=lambda each: (each.day, each.council.code)):
        code, chosen = result.council.code, rings(result.scores, result.factors)
        ids[code] = put_result(session, code, result.answers, chosen, edition=edition, day=result.day)
        recount(session=session, assessment_id=ids[code], today=result.day)
    return ids
