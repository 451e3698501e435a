"""Where everything in the wheel lies, as path data in whole half units, so that a path takes few bytes."""

from functools import cache
from math import cos, pi, radians, sin

# Segments are drawn in the first sector; the markup rotates them to their own.

VIEW_BOX = "-776 -536 1552 1072"
SECTORS = 6
COLUMNS = 4
BARS = 3

_UNIT = 2
_OUTER_RADII = (252, 188, 124)
_RING_DEPTH = 56
_BAR_GAP = 2
_BAR_DEPTH = (_RING_DEPTH - (BARS - 1) * _BAR_GAP) / BARS
_SECTOR_DEGREES = 360 / SECTORS
_SECTOR_GAP_DEGREES = 5.0
_COLUMN_GAP = 3.2
_EDGE = 3.4
_OUTLINE_INSET = 0.8
_MARKER_INSET = 4.2
_NAME_RADIUS = 272
_NUMBER_RADIUS = 274

Point = tuple[int, int]


def rotation(sector: int) -> int:
    return round(sector * _SECTOR_DEGREES)


def name_point(sector: int) -> Point:
    """Where the name of a sector begins or ends, outside the wheel."""
    return _point(_NAME_RADIUS, (sector + 0.5) * _SECTOR_DEGREES)


def number_point(sector: int) -> Point:
    return _point(_NUMBER_RADIUS, (sector + 0.5) * _SECTOR_DEGREES)


@cache
def bar(ring: int, column: int, level: int) -> str:
    """The middle line of a filled bar; the stylesheet gives it the depth of a bar."""
    start, end = _column_angles(ring, column)
    return _arc(_bar_radius(ring, level) + _BAR_DEPTH / 2, start, end)


@cache
def bar_outline(ring: int, column: int, level: int) -> str:
    return _box(ring, column, _bar_radius(ring, level), _BAR_DEPTH)


@cache
def column_outline(ring: int, column: int) -> str:
    return _box(ring, column, _inner_radius(ring), _RING_DEPTH)


@cache
def bar_marker(ring: int, column: int, level: int) -> str:
    """A smaller box inside a filled bar."""
    return _box(ring, column, _bar_radius(ring, level), _BAR_DEPTH, _MARKER_INSET)


@cache
def column_dot(ring: int, column: int) -> str:
    """A point without length in the middle of the column; a round line cap makes it a dot."""
    start, end = _column_angles(ring, column)
    return f"M{_joined(_point(_inner_radius(ring) + _RING_DEPTH / 2, (start + end) / 2))}h0"


@cache
def segment_edge(ring: int) -> str:
    """The closed outline just around a segment."""
    outer, inner = _OUTER_RADII[ring] + _EDGE, _inner_radius(ring) - _EDGE
    start, end = _SECTOR_GAP_DEGREES / 2, _SECTOR_DEGREES - _SECTOR_GAP_DEGREES / 2
    corners = [
        _point(radius, angle + side * _margin_degrees(radius, _EDGE))
        for radius, angle, side in ((outer, start, -1), (outer, end, 1), (inner, end, 1), (inner, start, -1))
    ]
    first, second, third, fourth = corners
    wide, narrow = round(outer * _UNIT), round(inner * _UNIT)
    return (
        f"M{_joined(first)}a{wide} {wide} 0 01{_joined(_step(first, second))}l{_joined(_step(second, third))}"
        f"a{narrow} {narrow} 0 00{_joined(_step(third, fourth))}z"
    )


@cache
def track(ring: int) -> tuple[int, str]:
    """The radius of the circle under a ring's columns, and the dashes that break it into columns."""
    radius = (_inner_radius(ring) + _RING_DEPTH / 2) * _UNIT
    column = _column_degrees(ring)
    degrees = [column, _gap_degrees(ring)] * (COLUMNS - 1) + [column, _SECTOR_GAP_DEGREES]
    return round(radius), " ".join(f"{radius * radians(angle):.2f}" for angle in degrees)


TRACK_START_DEGREES = _SECTOR_GAP_DEGREES / 2 - 90


def _inner_radius(ring: int) -> float:
    return _OUTER_RADII[ring] - _RING_DEPTH


def _bar_radius(ring: int, level: int) -> float:
    """The inner radius of bar 1, 2 or 3."""
    return _inner_radius(ring) + (level - 1) * (_BAR_DEPTH + _BAR_GAP)


def _gap_degrees(ring: int) -> float:
    return _margin_degrees(_inner_radius(ring) + _RING_DEPTH / 2, _COLUMN_GAP)


def _column_degrees(ring: int) -> float:
    return (_SECTOR_DEGREES - _SECTOR_GAP_DEGREES - (COLUMNS - 1) * _gap_degrees(ring)) / COLUMNS


def _column_angles(ring: int, column: int) -> tuple[float, float]:
    start = _SECTOR_GAP_DEGREES / 2 + column * (_column_degrees(ring) + _gap_degrees(ring))
    return start, start + _column_degrees(ring)


def _margin_degrees(radius: float, width: float) -> float:
    return width / radius * 180 / pi


def _box(ring: int, column: int, radius: float, depth: float, inset: float = _OUTLINE_INSET) -> str:
    """A closed box inside the column, far enough in for its line to stay within the bar's own size."""
    start, end = _column_angles(ring, column)
    inner, outer = radius + inset, radius + depth - inset
    inner_margin, outer_margin = _margin_degrees(inner, inset), _margin_degrees(outer, inset)
    side = _step(_point(outer, end - outer_margin), _point(inner, end - inner_margin))
    return (
        f"{_arc(outer, start + outer_margin, end - outer_margin)}l{_joined(side)}"
        f"{_curve(inner, end - inner_margin, start + inner_margin)}z"
    )


def _arc(radius: float, start: float, end: float) -> str:
    return f"M{_joined(_point(radius, start))}{_curve(radius, start, end)}"


def _curve(radius: float, start: float, end: float) -> str:
    """An arc of a few degrees as a quadratic curve, half as long to write as an arc."""
    here = _point(radius, start)
    control = _point(radius / cos(radians((end - start) / 2)), (start + end) / 2)
    return f"q{_joined(_step(here, control) + _step(here, _point(radius, end)))}"


def _point(radius: float, degrees: float) -> Point:
    """Clockwise from twelve o'clock."""
    angle = radians(degrees)
    return round(radius * _UNIT * sin(angle)), round(-radius * _UNIT * cos(angle))


def _step(start: Point, end: Point) -> Point:
    return end[0] - start[0], end[1] - start[1]


def _joined(numbers: tuple[int, ...]) -> str:
    """The numbers with a space only where no minus sign divides them."""
    return " ".join(str(number) for number in numbers).replace(" -", "-")
