"""The wheel of one response: its answers as segments, with a title in words for each."""

from collections.abc import Callable, Iterable, Mapping

from tiex.charts.wheel import Column, Segment, Size, Wheel, WheelFigures
from tiex.domain.answers import Answer
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Cell, Edition
from tiex.domain.scoring import Tally, is_asked, tally_cell, tally_edition

Answers = Mapping[str, Answer]
Href = Callable[[Cell], str]


def segment_of(
    edition: Edition,
    cell: Cell,
    answers: Answers,
    href: str,
    *,
    is_current: bool = False,
    limit: frozenset[str] = frozenset(),
) -> Segment:
    """One cell as a segment of the wheel."""
    tally = tally_cell(edition, cell, answers)
    return Segment(
        cell_id=cell.id,
        ring=[mode.key for mode in edition.modes].index(cell.mode),
        sector=[c.key for c in edition.characteristics].index(cell.characteristic),
        mode_key=cell.mode,
        href=href,
        title=title_of(edition, cell, tally if is_asked(cell, limit, tally) else None),
        is_current=is_current,
        columns=tuple(column_of(edition, answers.get(s.id)) for s in cell.statements),
    )


def column_of(edition: Edition, answer: Answer | None) -> Column:
    """One answer as a column of bars."""
    if answer is None:
        return Column("unanswered")
    ambition = edition.scale.level(answer.ambition).bars if answer.ambition else 0
    if answer.position is None:
        return Column("unanswered", ambition=ambition)
    if answer.position == NOT_APPLICABLE:
        return Column("not-applicable")
    if answer.position == DONT_KNOW:
        return Column("dont-know", ambition=ambition)
    return Column("level", edition.scale.level(answer.position).bars, ambition)


def title_of(edition: Edition, cell: Cell, tally: Tally | None) -> str:
    """Managing expenditure, Service focus: 54%, 3 of 4 answered; without a tally it says that it is not asked."""
    name = f"{edition.characteristic(cell.characteristic).name}, {edition.mode(cell.mode).name}"
    if tally is None:
        return f"{name}: not asked"
    score = "no score yet" if tally.percent is None else f"{tally.percent}%"
    return f"{name}: {score}, {tally.answered} of {tally.total} answered"


def figures_of(tally: Tally) -> WheelFigures:
    """What the middle of the wheel says."""
    score = "–" if tally.percent is None else f"{tally.percent}%"
    return WheelFigures(score, f"{tally.answered} of {tally.total} answered")


def wheel_of(
    edition: Edition,
    answers: Answers,
    href: Href,
    *,
    title: str,
    current: str | None = None,
    size: Size = "live",
    limit: frozenset[str] = frozenset(),
) -> Wheel:
    """The whole wheel of these answers; each segment leads to `href` of its cell. `limit` is that of who gave them."""
    tally = tally_edition(edition, answers, limit)
    segments = [
        segment_of(edition, cell, answers, href(cell), is_current=cell.id == current, limit=limit)
        for cell in edition.cells
    ]
    return Wheel(
        segments,
        [characteristic.chart_label for characteristic in edition.characteristics],
        figures_of(tally),
        title,
        f"{describe(tally)} {_rings(mode.name for mode in edition.modes)}",
        size,
    )


def describe(tally: Tally) -> str:
    """The score in one sentence, never without how many were answered."""
    score = "There is no score yet" if tally.percent is None else f"The score is {tally.percent}%"
    return f"{score}, with {tally.answered} of {tally.total} statements answered."


def _rings(names: Iterable[str]) -> str:
    return f"From the outer ring to the inner one: {', '.join(names)}. The same figures stand in the table."
