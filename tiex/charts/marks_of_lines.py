"""Two marks for each line of a comparison over time, with what of its wording is the same."""

from collections.abc import Sequence

from markupsafe import Markup

from tiex.charts.bars import BarGroup
from tiex.charts.marks import Marks, ThenAndNow
from tiex.domain.timeline import Line, Shared

Labelled = tuple[str, Line, str]


def chart_of(chart_id: str, title: str, rows: Sequence[Labelled]) -> Markup | None:
    """One row for each label with its line; the third of each is a change mode's key, or empty. None where the scales
    differ, because no chart shows a per cent of both."""
    if any(line.like is None for _, line, _ in rows):
        return None
    marks = tuple(_marks(*row) for row in rows)
    return ThenAndNow(chart_id, [BarGroup("", marks)], title, "The same figures stand in the table.").render()


def _marks(label: str, line: Line, mode_key: str) -> Marks:
    then, now = line.then.percent, line.now.percent
    before = "no score then" if then is None else f"{then}% then"
    value = "no score yet" if now is None else f"{now}%"
    return Marks(label, now, value, None, f"{before}, {same_words(line.shared)}", mode_key, then)


def same_words(shared: Shared, one: str = "statement") -> str:
    """The same 4 statements; 3 of 4 statements the same."""
    number = f"{shared.asked} {one if shared.asked == 1 else one + 's'}"
    return f"the same {number}" if shared.is_everything else f"{shared.same} of {number} the same"
