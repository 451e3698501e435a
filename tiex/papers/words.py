"""What is said about each part of a result, the same on screen and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tiex.domain.ranking import leading


class GapOfCell(Protocol):
    """How many steps there are from where a cell is to where it is to be."""

    @property
    def steps(self) -> int: ...

    @property
    def name(self) -> str: ...


def count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"


@dataclass(frozen=True, slots=True)
class Words:
    cells: str = (
        "One bar for each change mode: filled is where we are, outlined where we want to be. "
        "A white line in a filled bar is an ambition lower than where we are."
    )
    stages: str = (
        "Each cell has one statement for each stage. Where an early stage is high and a later one low, "
        "plans are waiting to be carried out or checked."
    )
    gaps: str = "A step is one bar: from not yet true to partly true, or from partly true to fully true."
    no_gap: str = "There is none: the ambition is nowhere higher than the position."
    suggested: str = "What others have done or written about just these steps."
    steps: str = "The first stage that is not yet fully true. A cell can also be where you want it to stay."
    pillars: str = (
        "The same answers, sorted by the pillars of the Public Value Framework. "
        "Each cell comes close to one pillar or two, so some statements count in two bars."
    )

    def widest_gap(self, gaps: Sequence[GapOfCell]) -> str:
        """In a sentence; all that are as wide, as none of them comes before another. `gaps` has the widest first."""
        found = leading(gaps, lambda gap: gap.steps, least=1)
        names, steps = "; ".join(gap.name for gap in found.shown), count(gaps[0].steps, "step")
        if len(found.shown) == 1:
            return f"The widest gap is {steps}, in {names}."
        more = f"; and {len(found.level)} more" if found.level else ""
        return f"The widest gaps are {steps} each, in {names}{more}."


WORDS = Words()
