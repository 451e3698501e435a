"""Score bars of tallies: each with its score, its ambition and how many statements were answered in words."""

from collections.abc import Iterable

from tiex.charts.bars import Bar, BarGroup, ScoreBars
from tiex.domain.scoring import Tally


def bars_of(chart_id: str, title: str, rows: Iterable[tuple[str, Tally, str]]) -> ScoreBars:
    """One bar for each label with its tally; the third of each is a change mode's key, or empty."""
    bars = tuple(bar_of(label, tally, mode_key) for label, tally, mode_key in rows)
    return ScoreBars(chart_id, [BarGroup("", bars)], title, "The same figures stand in the table.")


def bar_of(label: str, tally: Tally, mode_key: str = "") -> Bar:
    """Stage Plan: 54%, 11 of 18 answered, ambition 78%."""
    note = f"{tally.answered} of {tally.total} answered"
    if tally.ambition_percent is not None:
        note += f", ambition {tally.ambition_percent}%"
    value = "no score yet" if tally.percent is None else f"{tally.percent}%"
    return Bar(label, tally.percent, value, tally.ambition_percent, note, mode_key)
