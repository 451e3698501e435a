"""A distribution of answers as a strip, as bars and in words."""

from collections.abc import Mapping

from markupsafe import Markup

from tiex.charts.bars import Bar
from tiex.charts.strips import Strip, StripPart
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Edition
from tiex.domain.spread import Distribution


def words_of(edition: Edition) -> Mapping[str, str]:
    """Each answer's key in words."""
    return {choice.key: choice.label for choice in edition.scale.answers}


def words_for(edition: Edition, distribution: Distribution) -> str:
    """5 fully true, 3 partly true, 2 don't know, 1 no answer: the most first."""
    words = words_of(edition)
    counts = distribution.counts
    most_first = sorted((key for key in words if counts.get(key)), key=lambda key: -counts[key])
    said = [f"{counts[key]} {_lower(words[key])}" for key in most_first]
    if distribution.not_answered:
        said.append(f"{distribution.not_answered} no answer")
    return ", ".join(said) or "no answers"


def _lower(label: str) -> str:
    said = label.removeprefix("I ")
    return said[0].lower() + said[1:]


def strip_of(edition: Edition, distribution: Distribution) -> Markup:
    counts = distribution.counts
    parts = [StripPart(str(level.bars), counts.get(level.key, 0)) for level in edition.scale.levels]
    parts.append(StripPart("unsure", counts.get(DONT_KNOW, 0)))
    parts.append(StripPart("inapplicable", counts.get(NOT_APPLICABLE, 0)))
    return Strip(parts).render()


def bars_for(edition: Edition, distribution: Distribution) -> tuple[Bar, ...]:
    """One bar for each level, and for each other answer that somebody gave."""
    total, counts, scale = distribution.answered, distribution.counts, edition.scale
    shown = [choice for choice in scale.answers if choice in scale.levels or counts.get(choice.key)]
    return tuple(
        Bar(
            choice.label,
            round(100 * counts.get(choice.key, 0) / total) if total else None,
            f"{counts.get(choice.key, 0)} of {total}" if total else "no answer",
        )
        for choice in shown
    )
