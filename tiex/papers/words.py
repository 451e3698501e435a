"""What is said about each part of a result, the same on screen and on paper."""

from dataclasses import dataclass


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


WORDS = Words()
