"""The signs of the wheel with their meaning, each as a small upright column."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from tiex.charts.wheel_geometry import BARS

_BAR_TOPS = (18.5, 9.5, 0.5)
_WIDTH, _HEIGHT, _BAR_HEIGHT = 18, 27, 7.5


@dataclass(frozen=True, slots=True)
class LegendEntry:
    key: str
    label: str
    swatch: Markup


def mode_swatch(mode_key: str, ring: int) -> Markup:
    """Three rings with that of the change mode drawn strongly: `ring` is 0 outside to 2 inside."""
    circles = "".join(
        f'<circle class="{"ring-here" if each == ring else "ring"}" cx="14" cy="14" r="{12 - 4 * each}"/>'
        for each in range(3)
    )
    return _swatch(circles, 28, 28, f" wheel-{escape(mode_key)}")


def _swatch(inside: str, width: int = _WIDTH, height: int = _HEIGHT, more_classes: str = "") -> Markup:
    return Markup(
        f'<svg class="wheel-swatch{more_classes}" width="{width}" height="{height}" aria-hidden="true">{inside}</svg>'
    )


def _bar(kind: str, level: int) -> str:
    inset = {"ambition": 0.75, "marker": 2}.get(kind, 0)
    return (
        f'<rect class="{kind}" x="{inset}" y="{_BAR_TOPS[level] + inset}" '
        f'width="{_WIDTH - 2 * inset}" height="{_BAR_HEIGHT - 2 * inset}"/>'
    )


def _column(*kinds: str) -> Markup:
    return _swatch("".join(_bar(kind, level) for level, kind in enumerate(kinds)))


def _box(kind: str, more: str = "") -> Markup:
    return _swatch(f'<rect class="{kind}" x=".5" y=".5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}"/>{more}')


_LOWER_AMBITION = _swatch("".join(_bar("position", level) for level in range(BARS)) + _bar("marker", 0))
_HATCHING = '<path class="inapplicable" d="M.5 9 9 .5M.5 18 17.5 1M2 26.5 17.5 10M11 26.5 17.5 19"/>'

LEGEND = (
    LegendEntry("position", "Where we are", _column("position", "position", "neither")),
    LegendEntry("ambition", "Where we want to be", _column("position", "ambition", "ambition")),
    LegendEntry("marker", "Ambition lower than where we are", _LOWER_AMBITION),
    LegendEntry("unanswered", "Not answered yet", _box("unanswered")),
    LegendEntry("dont-know", "I don’t know", _box("unsure", '<circle class="dot" cx="9" cy="13.5" r="4"/>')),
    LegendEntry("not-applicable", "Does not apply", _box("inapplicable", _HATCHING)),
)
