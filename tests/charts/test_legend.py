"""The legend explains every sign the wheel can draw, with the same classes."""

from pathlib import Path
from xml.etree import ElementTree

from tiex.charts.legend import LEGEND, mode_swatch

STYLESHEET = Path(__file__).parents[2] / "static" / "css" / "charts.css"


def classes_in(swatch: str) -> list[str | None]:
    return [element.get("class") for element in ElementTree.fromstring(swatch)]


def test_signs_differ_in_shape() -> None:
    assert len({entry.swatch for entry in LEGEND}) == len({entry.label for entry in LEGEND}) == 6


def test_every_sign_of_the_wheel_is_explained() -> None:
    drawn = {name for entry in LEGEND for name in classes_in(entry.swatch)}
    assert {"position", "ambition", "marker", "unanswered", "unsure", "dot", "inapplicable", "neither"} == drawn


def test_mode_swatch_draws_the_ring_that_counts() -> None:
    swatches = [mode_swatch(mode, ring) for ring, mode in enumerate(("service", "customer", "community"))]
    assert [classes_in(swatch).index("ring-here") for swatch in swatches] == [0, 1, 2]


def test_swatches_are_silent_and_have_no_ids() -> None:
    swatches = [entry.swatch for entry in LEGEND] + [mode_swatch("service", 0)]
    assert all('aria-hidden="true"' in swatch and " id=" not in swatch for swatch in swatches)


def test_stylesheet_knows_every_class() -> None:
    style = STYLESHEET.read_text(encoding="utf-8")
    names = {name for entry in LEGEND for name in classes_in(entry.swatch)}
    assert all(f".wheel-swatch .{name}" in style for name in names)
    assert all(f".wheel .{name}" in style for name in names - {"neither"})
