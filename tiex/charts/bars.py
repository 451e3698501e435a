"""Horizontal bars from 0 to 100 per cent: position filled, ambition outlined, in groups or in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import wrap

from markupsafe import Markup, escape

from tiex.charts.lean import LeanChart

# A chart has no view box. Its bars are per cent of the width they are given and its text keeps the
# size of the page's, so nothing shrinks at 320 px and nothing swells on a wide screen; heights are in
# em, so larger text finds its room.

_HEADING_EM = 1.9
LINE_EM = 1.2
_LABEL_PADDING_EM = 0.3
_BAR_EM = 1.0
_NOTE_EM = 1.3
_ROW_GAP_EM = 0.6
_GROUP_GAP_EM = 1.0
_SCALE_EM = 1.4
_SMALL = 0.875
# What fits beside "100%" at 320 px.
_LABEL_CHARACTERS = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """One score in per cent, None where nothing is answered, and in words: `value` "54%", `note` "11 of 12 answered".

    `mode_key` colours the bar as its change mode; without one it has the band's colour.
    """

    label: str
    score: int | None
    value: str
    ambition: int | None = None
    note: str = ""
    mode_key: str = ""


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under a heading, or under none where it is empty."""

    heading: str
    bars: tuple[Bar, ...]


class ScoreBars(LeanChart):
    """`chart_id` begins every id in the chart, so it must be the only one of its name on the page."""

    def __init__(self, chart_id: str, groups: Sequence[BarGroup], title: str, description: str) -> None:
        super().__init__()
        self.chart_id = chart_id
        self.groups = tuple(groups)
        self.title = title
        self.description = description

    def render(self, **_options: object) -> Markup:
        parts: list[str] = []
        top = 0.0
        for index, group in enumerate(self.groups):
            top += _GROUP_GAP_EM if index else 0
            if group.heading:
                parts.append(f'<text class="bar-heading" y="{em(top + 1.1)}">{escape(group.heading)}</text>')
                top += _HEADING_EM
            for bar in group.bars:
                parts.append(_row(bar, top))
                top += _row_height(bar)
        parts.append(scale_at(top))
        name = escape(self.chart_id)
        return Markup(
            f'<svg xmlns="http://www.w3.org/2000/svg" class="bars" width="100%" height="{em(top + _SCALE_EM)}" '
            f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-description">'
            f'<title id="{name}-title">{escape(self.title)}</title>'
            f'<desc id="{name}-description">{escape(self.description)}</desc>{"".join(parts)}</svg>'
        )


@cache
def label_lines(label: str) -> list[str]:
    """Labels are names of an edition, so there are few of them."""
    return wrap(label, _LABEL_CHARACTERS)


def _bar_top(bar: Bar) -> float:
    return LINE_EM * len(label_lines(bar.label)) + _LABEL_PADDING_EM


def _row_height(bar: Bar) -> float:
    return _bar_top(bar) + _BAR_EM + (_NOTE_EM if bar.note else 0) + _ROW_GAP_EM


def _row(bar: Bar, top: float) -> str:
    colour = f"bar-{escape(bar.mode_key)}" if bar.mode_key else "bar-plain"
    labels = "".join(
        f'<text y="{em(1.1 + LINE_EM * index)}">{escape(line)}</text>'
        for index, line in enumerate(label_lines(bar.label))
    )
    note_y = em((_bar_top(bar) + _BAR_EM + 1.1) / _SMALL)
    note = f'<text class="bar-note" y="{note_y}">{escape(bar.note)}</text>' if bar.note else ""
    return (
        f'<svg class="bar-row {colour}" y="{em(top)}">{labels}'
        f'<text class="bar-value" x="100%" y="1.1em">{escape(bar.value)}</text>{_bar(bar)}{note}</svg>'
    )


def _bar(bar: Bar) -> str:
    top = _bar_top(bar)
    if bar.score is None:
        return _rect("bar-unanswered", top, 0, 100)
    parts = [_rect("bar-track", top, 0, 100), _rect("bar-position", top, 0, bar.score)]
    if bar.ambition is not None and bar.ambition > bar.score:
        parts.append(_rect("bar-ambition", top, bar.score, bar.ambition))
    elif bar.ambition is not None and bar.ambition < bar.score:
        x, y1, y2 = bar.ambition, em(top), em(top + _BAR_EM)
        parts.append(f'<line class="bar-marker" x1="{x}%" x2="{x}%" y1="{y1}" y2="{y2}"/>')
    return "".join(parts)


def _rect(kind: str, top: float, start: int, end: int) -> str:
    """A bar from one per cent to another."""
    left = f' x="{start}%"' if start else ""
    return f'<rect class="{kind}"{left} y="{em(top)}" width="{end - start}%" height="{em(_BAR_EM)}"/>'


def scale_at(top: float) -> str:
    """What the bars above it run from and to."""
    ends = (("0", "start", "0%"), ("50%", "middle", "50%"), ("100%", "end", "100%"))
    # The scale's own text is smaller than the page's, and so is its em.
    y = em((top + 0.75) / _SMALL)
    return "".join(
        f'<text class="bar-scale" x="{x}" y="{y}" text-anchor="{anchor}">{text}</text>' for x, anchor, text in ends
    )


def em(length: float) -> str:
    """A length that grows with the text."""
    return f"{length:.4g}em"
