"""Which resources to suggest for a cell, and in one line why: the same ones for the same facts, whoever asks."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from tiex.domain.answers import Answer
from tiex.domain.edition import Cell, Edition
from tiex.domain.scoring import gaps, next_step, steps_to_ambition
from tiex.domain.wording import in_sentence

BEST = 3
WIDEST = 3
KEYWORDS_COUNTED = 2
_WORD = re.compile(r"[^\W_]+")


class Fit(IntEnum):
    """How much of a cell and its next stage a resource is about.

    All of it; else the stage, in another change mode; else the change mode, at another stage; else the characteristic.
    """

    CHARACTERISTIC = 0
    MODE = 1
    STAGE = 2
    WHOLE = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource that can be suggested. `worked` is how many councils say that it worked for them."""

    id: str
    type: str
    text: str
    year: int | None
    characteristics: frozenset[str]
    change_modes: frozenset[str]
    stages: frozenset[str]
    regions: frozenset[str] = frozenset()
    worked: int = 0

    @property
    def words(self) -> str:
        return _plain(self.text)


@dataclass(frozen=True, slots=True)
class Aim:
    """A cell and the stage that comes next in it; `stage` is empty where every stage is done."""

    cell: Cell
    stage: str = ""

    def fit_of(self, candidate: Candidate) -> Fit | None:
        """None for a resource of another characteristic, which is never suggested."""
        if self.cell.characteristic not in candidate.characteristics:
            return None
        has_mode = self.cell.mode in candidate.change_modes
        if not self.stage:
            return Fit.WHOLE if has_mode else Fit.CHARACTERISTIC
        if self.stage in candidate.stages:
            return Fit.WHOLE if has_mode else Fit.STAGE
        return Fit.MODE if has_mode else Fit.CHARACTERISTIC

    def keywords_in(self, candidate: Candidate) -> tuple[str, ...]:
        words = candidate.words
        return tuple(word for word in self.cell.keywords if _plain(word) in words)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A resource for an aim; `is_near` where it comes from the council's own region."""

    candidate: Candidate
    aim: Aim
    fit: Fit
    keywords: tuple[str, ...]
    is_near: bool

    @property
    def rank(self) -> tuple[int, int, bool, int, int, str]:
        """The lowest comes first. No two are equal, for the id stands last."""
        one = self.candidate
        spoken = min(len(self.keywords), KEYWORDS_COUNTED)
        return -self.fit, -spoken, not self.is_near, -one.worked, -(one.year or 0), one.id


def aim_at(edition: Edition, cell: Cell, answers: Mapping[str, Answer]) -> Aim:
    """The first stage whose position is below its ambition; where there is none, the first that is not fully true."""
    rising = (s for s in cell.statements if steps_to_ambition(edition, answers.get(s.id)) > 0)
    statement = next(rising, None) or next_step(edition, cell, answers)
    return Aim(cell, statement.stage if statement else "")


def aims_of(edition: Edition, answers: Mapping[str, Answer], limit: int = WIDEST) -> tuple[Aim, ...]:
    """Of the widest gaps, the widest first."""
    return tuple(aim_at(edition, gap.cell, answers) for gap in gaps(edition, answers)[:limit])


def suggest(
    aim: Aim, candidates: Iterable[Candidate], regions: Collection[str] = (), limit: int = BEST
) -> tuple[Suggestion, ...]:
    """The best few for one aim, of different types where others are nearly as good."""
    return suggest_for_all([aim], candidates, regions, limit)


def suggest_for_all(
    aims: Sequence[Aim], candidates: Iterable[Candidate], regions: Collection[str] = (), limit: int = BEST
) -> tuple[Suggestion, ...]:
    """The best few for several aims: one for each in turn, none twice, until there are enough."""
    pool, chosen = tuple(candidates), list[Suggestion]()
    rankings = [_ranked(aim, pool, frozenset(regions)) for aim in aims]
    while len(chosen) < limit:
        before = len(chosen)
        for ranked in rankings:
            ids, types = ({getattr(one.candidate, name) for one in chosen} for name in ("id", "type"))
            left = [one for one in ranked if one.candidate.id not in ids]
            if left and len(chosen) < limit:
                chosen.append(_next_of(left, types))
        if len(chosen) == before:
            break
    return tuple(chosen)


def _ranked(aim: Aim, pool: Iterable[Candidate], regions: frozenset[str]) -> list[Suggestion]:
    return sorted(_fitting(aim, pool, regions), key=lambda suggestion: suggestion.rank)


def _fitting(aim: Aim, pool: Iterable[Candidate], regions: frozenset[str]) -> Iterator[Suggestion]:
    for one in pool:
        fit = aim.fit_of(one)
        if fit is not None:
            yield Suggestion(one, aim, fit, aim.keywords_in(one), bool(regions & one.regions))


def _next_of(ranked: Sequence[Suggestion], types: Collection[str]) -> Suggestion:
    """The best; or, where its type is there already, the best of another type that fits at most one degree less."""
    best = ranked[0]
    if best.candidate.type not in types:
        return best
    others = (one for one in ranked if one.candidate.type not in types and one.fit >= best.fit - 1)
    return next(others, best)


def why(edition: Edition, suggestion: Suggestion) -> str:
    """For the step from plan to do in income streams, service focus; about billing; from your region."""
    place = _place(edition, suggestion)
    reasons = [_step(edition, suggestion.aim.stage) + place if _has_stage(suggestion) else f"For {place}"]
    reasons += [f"about {word}" for word in suggestion.keywords[:1]]
    if suggestion.is_near:
        reasons.append("from your region")
    worked = suggestion.candidate.worked
    if worked:
        reasons.append(f"{worked} {'council says' if worked == 1 else 'councils say'} it worked")
    return "; ".join(reasons)


def _has_stage(suggestion: Suggestion) -> bool:
    return bool(suggestion.aim.stage) and suggestion.aim.stage in suggestion.candidate.stages


def _place(edition: Edition, suggestion: Suggestion) -> str:
    """The cell, or of it only what the resource is about."""
    cell = suggestion.aim.cell
    subject = in_sentence(edition.characteristic(cell.characteristic).chart_label)
    has_mode = cell.mode in suggestion.candidate.change_modes
    return f"{subject}, {in_sentence(edition.mode(cell.mode).name)}" if has_mode else subject


def _step(edition: Edition, stage: str) -> str:
    keys = [one.key for one in edition.stages]
    place = keys.index(stage)
    name = in_sentence(edition.stage(stage).name)
    if place == 0:
        return f"For the first step, to {name}, in "
    return f"For the step from {in_sentence(edition.stages[place - 1].name)} to {name} in "


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Words in small letters with one space around each, so that “plan” is not found in “plane”.

    The same keywords and resources are read for every result, so what was made of them is kept.
    """
    return f" {' '.join(_WORD.findall(text.casefold()))} "
