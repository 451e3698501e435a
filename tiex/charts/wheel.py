"""The wheel: every statement of an assessment as a three-bar column, in three rings and six sectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import wrap
from typing import Literal

from markupsafe import Markup, escape

from tiex.charts import wheel_geometry as geometry
from tiex.charts.lean import LeanChart

ColumnState = Literal["level", "unanswered", "not-applicable", "dont-know"]
Size = Literal["live", "result", "print"]

_LAYERS = ("inapplicable", "unanswered", "unsure", "position", "ambition", "marker", "dot")

_BOXES = {"not-applicable": "inapplicable", "unanswered": "unanswered", "dont-know": "unsure"}


@dataclass(frozen=True, slots=True)
class Column:
    """One statement. `bars` is its position, 1 to 3, or 0 without one; `ambition` likewise."""

    state: ColumnState
    bars: int = 0
    ambition: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """One cell. `ring` is 0 outside to 2 inside, `sector` 0 to 5 clockwise, `columns` Understand to Review."""

    cell_id: str
    ring: int
    sector: int
    mode_key: str
    href: str
    title: str
    is_current: bool
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class WheelFigures:
    """What the middle says: "54%" and "61 of 72 answered"."""

    score: str
    answered: str


class Wheel(LeanChart):
    def __init__(
        self,
        segments: Sequence[Segment],
        sector_names: Sequence[str],
        figures: WheelFigures,
        title: str,
        description: str,
        size: Size = "live",
    ) -> None:
        super().__init__()
        self.segments = sorted(segments, key=lambda segment: (segment.sector, segment.ring))
        self.sector_names = tuple(sector_names)
        self.figures = figures
        self.title = title
        self.description = description
        self.size: Size = size

    def render(self, **_options: object) -> Markup:
        size = self.size
        prefix = _id_prefix(size)
        # An image hides the links inside it from assistive technology; a group does not.
        role = "img" if size == "print" else "group"
        return Markup(
            f'<svg xmlns="http://www.w3.org/2000/svg" class="wheel wheel-{size}" viewBox="{geometry.VIEW_BOX}" '
            f'role="{role}" aria-labelledby="{prefix}title" aria-describedby="{prefix}description">'
            f'<title id="{prefix}title">{escape(self.title)}</title>'
            f'<desc id="{prefix}description">{escape(self.description)}</desc>'
            f"{_background(size)}{_sector_names(self.sector_names)}"
            f"{''.join([_segment(segment, size) for segment in self.segments])}"
            f"{_figures(self.figures, size)}</svg>"
        )


def render_segment(segment: Segment, size: Size = "live") -> Markup:
    """One segment to put in place of the one with its id, when an answer in its cell has changed."""
    return Markup(_segment(segment, size))


def render_figures(figures: WheelFigures, size: Size = "live") -> Markup:
    """The middle of the wheel, to put in place of the one with its id."""
    return Markup(_figures(figures, size))


@cache
def _id_prefix(size: Size) -> str:
    """Two wheels of different size can stand on one page."""
    return "wheel-" if size == "live" else f"wheel-{size}-"


def _segment(segment: Segment, size: Size) -> str:
    turn = f' transform="rotate({geometry.rotation(segment.sector)})"' if segment.sector else ""
    paths = _segment_paths(segment)
    if size == "print":
        inside = f"<g{turn}>{paths}</g>"
    else:
        current = ' aria-current="page"' if segment.is_current else ""
        inside = (
            f'<a href="{escape(segment.href)}"{turn}{current}><title>{escape(segment.title)}</title>'
            f'<path class="edge" d="{geometry.segment_edge(segment.ring)}"/>{paths}</a>'
        )
    name, mode = escape(segment.cell_id), escape(segment.mode_key)
    return f'<svg id="{_id_prefix(size)}{name}" class="wheel-segment wheel-{mode}" role="none">{inside}</svg>'


def _segment_paths(segment: Segment) -> str:
    """One path for everything in the segment that looks alike."""
    drawn = [
        _column_paths(segment.ring, index, column.state, column.bars, column.ambition)
        for index, column in enumerate(segment.columns)
    ]
    paths = []
    for layer, parts in zip(_LAYERS, zip(*drawn, strict=True), strict=True):
        if data := "".join(parts):
            paths.append(f'<path class="{layer}" d="{data}"/>')
    return "".join(paths)


@cache
def _column_paths(ring: int, index: int, state: ColumnState, bars: int, ambition: int) -> tuple[str, ...]:
    """Path data by layer, in the order of `_LAYERS`, for one statement."""
    data = dict.fromkeys(_LAYERS, "")
    if state == "level":
        data["position"] = "".join(geometry.bar(ring, index, level) for level in range(1, bars + 1))
        data["ambition"] = "".join(geometry.bar_outline(ring, index, level) for level in range(bars + 1, ambition + 1))
        if 0 < ambition < bars:
            data["marker"] = geometry.bar_marker(ring, index, ambition)
        return tuple(data.values())
    data[_BOXES[state]] = geometry.column_outline(ring, index)
    if state == "dont-know":
        data["dot"] = geometry.column_dot(ring, index)
    if state != "not-applicable" and ambition:
        data["ambition"] = geometry.bar_outline(ring, index, ambition)
    return tuple(data.values())


def _figures(figures: WheelFigures, size: Size) -> str:
    """The last word of what is answered stands on a line of its own."""
    words, _, last = str(escape(figures.answered)).rpartition(" ")
    return (
        f'<svg id="{_id_prefix(size)}figures" class="wheel-figures" role="none">'
        f'<text class="wheel-score" dy="-.1em">{escape(figures.score)}</text>'
        f'<text class="wheel-answered" dy=".95em">{words}</text>'
        f'<text class="wheel-answered" dy="2.05em">{last}</text></svg>'
    )


@cache
def _background(size: Size) -> str:
    """The pale columns that every segment lies on, and the hatching of what does not apply."""
    tracks = "".join(
        f'<circle r="{radius}" stroke-dasharray="{dashes}"/>'
        for radius, dashes in (geometry.track(ring) for ring in range(3))
    )
    return (
        f'<defs><pattern id="{_id_prefix(size)}hatch" class="wheel-hatch" width="10" height="10" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="10" height="10"/>'
        '<path d="M0 5h10"/></pattern></defs>'
        f'<g class="wheel-track" transform="rotate({geometry.TRACK_START_DEGREES})">{tracks}</g>'
    )


@cache
def _sector_names(names: tuple[str, ...]) -> str:
    """Each name outside its sector, and a number in its stead where there is no room for names."""
    texts, numbers = [], []
    for sector, name in enumerate(names):
        x, y = geometry.name_point(sector)
        anchor = ' text-anchor="end"' if x < 0 else ""
        # The names at three and nine o'clock have only the space beside the wheel.
        lines = [str(escape(line)) for line in wrap(name, 11 if sector % 3 == 1 else 15)]
        texts.append(f'<text y="{y}"{anchor}>{_lines(lines, x)}</text>')
        x, y = geometry.number_point(sector)
        numbers.append(f'<text x="{x}" y="{y}">{sector + 1}</text>')
    return f'<g class="wheel-names">{"".join(texts)}</g><g class="wheel-numbers">{"".join(numbers)}</g>'


def _lines(lines: Sequence[str], x: int) -> str:
    """Lines of text under one another, centred on the baseline. A space for screen readers lies on the free side."""
    before, after = (" ", "") if x < 0 else ("", " ")
    steps = [f"{0.35 - 0.55 * (len(lines) - 1):.3g}em"] + ["1.1em"] * (len(lines) - 1)
    return "".join(
        f'<tspan x="{x}" dy="{dy}">{before}{line}{after}</tspan>' for line, dy in zip(lines, steps, strict=True)
    )
