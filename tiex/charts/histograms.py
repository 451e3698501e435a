"""Histograms of scores from 0 to 100 per cent, with the middle half of the councils and the place of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup, escape

from tiex.charts.bars import LINE_EM, em, label_lines, scale_at
from tiex.charts.lean import LeanChart

_PADDING_EM, _CHART_EM, _GAP_EM, _SCALE_EM = 0.3, 3.0, 0.7, 1.4
# The units of one drawing: across they are per cent, and what is drawn in it stretches with the page.
_TOP, _BASE, _BOX = 2, 22, 5


@dataclass(frozen=True, slots=True)
class Distributed:
    """`bands` are councils in ten bands of ten per cent; `quartiles` the three, None where they are too few.

    `own` is one's own score, None where there is none; `value` says it in words.
    """

    label: str
    bands: Sequence[int]
    quartiles: tuple[Fraction, Fraction, Fraction] | None
    own: int | None
    value: str
    mode_key: str = ""
    is_ambition: bool = False


class Histograms(LeanChart):
    """One histogram under the other, all on the same scale. `chart_id` must be the only one of its name on the page."""

    def __init__(self, chart_id: str, rows: Sequence[Distributed], title: str, description: str) -> None:
        super().__init__()
        self.chart_id = chart_id
        self.rows = tuple(rows)
        self.title = title
        self.description = description

    def render(self, **_options: object) -> Markup:
        parts, top = [], 0.0
        for row in self.rows:
            parts.append(_row(row, top))
            top += _label_height(row) + _CHART_EM + _GAP_EM
        name = escape(self.chart_id)
        return Markup(
            f'<svg xmlns="http://www.w3.org/2000/svg" class="bars" width="100%" height="{em(top + _SCALE_EM)}" '
            f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-description">'
            f'<title id="{name}-title">{escape(self.title)}</title>'
            f'<desc id="{name}-description">{escape(self.description)}</desc>{"".join(parts)}{scale_at(top)}</svg>'
        )


def _label_height(row: Distributed) -> float:
    return LINE_EM * len(label_lines(row.label)) + _PADDING_EM


def _row(row: Distributed, top: float) -> str:
    colour = f"bar-{escape(row.mode_key)}" if row.mode_key else "bar-plain"
    labels = "".join(
        f'<text y="{em(1.1 + LINE_EM * number)}">{escape(line)}</text>'
        for number, line in enumerate(label_lines(row.label))
    )
    value = f'<text class="bar-value" x="100%" y="1.1em">{escape(row.value)}</text>'
    return f'<svg class="{colour}" y="{em(top)}">{labels}{value}{_drawing(row)}</svg>'


def _drawing(row: Distributed) -> str:
    """Columns on their ground, under it the middle half with its middle, and through all of it one's own score."""
    kind = "spread-ambition" if row.is_ambition else "spread-columns"
    parts = [f'<path class="spread-ground" d="M0 {_BASE}H100"/>']
    if any(row.bands):
        parts.append(f'<path class="{kind}" d="{_columns(row.bands)}"/>')
    if row.quartiles is not None:
        lower, middle, upper = (float(each) for each in row.quartiles)
        box, y = max(upper - lower, 0.6), _BASE + 1.5
        parts.append(f'<rect class="spread-half" x="{lower:.4g}" y="{y}" width="{box:.4g}" height="{_BOX}"/>')
        parts.append(f'<path class="spread-middle" d="M{middle:.4g} {y - 1}v{_BOX + 2}"/>')
    if row.own is not None:
        parts.append(f'<path class="spread-own" d="M{row.own} 0V{_BASE + _BOX + 3}"/>')
    return (
        f'<svg class="spread" y="{em(_label_height(row))}" width="100%" height="{em(_CHART_EM)}" viewBox="0 0 100 30" '
        f'preserveAspectRatio="none">{"".join(parts)}</svg>'
    )


def _columns(bands: Sequence[int]) -> str:
    """The highest fills the height."""
    most, width = max(bands), 100 / len(bands)
    drawn = []
    for place, number in enumerate(bands):
        if number:
            height = (_BASE - _TOP) * number / most
            drawn.append(f"M{place * width + 0.5:.4g} {_BASE}v{-height:.4g}h{width - 1:.4g}v{height:.4g}z")
    return "".join(drawn)
