"""Two separate marks on a scale from 0 to 100 per cent, then and now: no line joins what two editions asked."""

from dataclasses import dataclass

from markupsafe import Markup

from tiex.charts.bars import BAR_EM, Bar, ScoreBars, em, rect
from tiex.charts.legend import LegendEntry

_TRACK_EM = 0.3
_THEN_EM, _NOW_EM = 0.55, 0.34


@dataclass(frozen=True, slots=True)
class Marks(Bar):
    """`score` is the figure now, `then` the one before; None for either where there is none."""

    then: int | None = None


class ThenAndNow(ScoreBars):
    """A ring for then, a dot for now: both can be seen where they are the same, and without colour."""

    def draw(self, bar: Bar, top: float) -> str:
        then, middle = bar.then if isinstance(bar, Marks) else None, top + BAR_EM / 2
        parts = [rect("bar-track", middle - _TRACK_EM / 2, 0, 100, _TRACK_EM)]
        if then is not None:
            parts.append(_mark("mark-then", then, middle, _THEN_EM))
        if bar.score is not None:
            parts.append(_mark("mark-now", bar.score, middle, _NOW_EM))
        return "".join(parts)


def _mark(kind: str, score: int, middle: float, radius: float) -> str:
    return f'<circle class="{kind}" cx="{score}%" cy="{em(middle)}" r="{em(radius)}"/>'


def _swatch(kind: str, radius: float) -> Markup:
    """The sign alone, for a legend."""
    return Markup(
        f'<svg class="mark-swatch" width="18" height="18" aria-hidden="true">'
        f'<circle class="{kind}" cx="9" cy="9" r="{16 * radius:.4g}"/></svg>'
    )


def mark_legend(then: str, now: str) -> tuple[LegendEntry, LegendEntry]:
    """What the ring and the dot stand for."""
    return (
        LegendEntry("mark-then", then, _swatch("mark-then", _THEN_EM)),
        LegendEntry("mark-now", now, _swatch("mark-now", _NOW_EM)),
    )
