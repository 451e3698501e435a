"""Score bars: well formed, escaped, sized by per cent and em so that text never shrinks with the page."""

from xml.etree import ElementTree

import pytest
from pygal.graph.graph import Graph

from tiex.charts.bars import Bar, BarGroup, ScoreBars

SVG = "{http://www.w3.org/2000/svg}"


def tree_of(*bars: Bar, heading: str = "Expenditure") -> ElementTree.Element:
    chart = ScoreBars("scores", [BarGroup(heading, bars)], "Scores", "The table has them too.")
    return ElementTree.fromstring(chart.render())


def classes_of(bar: Bar) -> list[str | None]:
    rows = tree_of(bar).findall(f"{SVG}svg")
    return [element.get("class") for row in rows for element in row if element.tag != f"{SVG}text"]


def texts_of(root: ElementTree.Element) -> list[str | None]:
    return [text.text for text in root.iter(f"{SVG}text")]


def test_is_a_pygal_chart() -> None:
    assert issubclass(ScoreBars, Graph)


def test_is_one_image_named_by_its_title() -> None:
    root = tree_of(Bar("Service", 54, "54%"))
    by_id = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert root.get("role") == "img"
    assert by_id == {"scores-title": "Scores", "scores-description": "The table has them too."}
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == tuple(by_id)


def test_says_heading_label_value_and_note() -> None:
    root = tree_of(Bar("Service", 54, "54%", 78, "11 of 12 answered", "service"))
    assert texts_of(root) == ["Expenditure", "Service", "54%", "11 of 12 answered", "0%", "50%", "100%"]


@pytest.mark.parametrize(
    ("score", "ambition", "classes"),
    [
        (54, None, ["bar-track", "bar-position"]),
        (54, 54, ["bar-track", "bar-position"]),
        (54, 78, ["bar-track", "bar-position", "bar-ambition"]),
        (54, 30, ["bar-track", "bar-position", "bar-marker"]),
        (None, None, ["bar-unanswered"]),
    ],
)
def test_every_state_has_a_shape_of_its_own(score: int | None, ambition: int | None, classes: list[str]) -> None:
    assert classes_of(Bar("Service", score, "words", ambition)) == classes


def test_ambition_begins_where_the_position_ends() -> None:
    root = tree_of(Bar("Service", 54, "54%", 78))
    bars = {rect.get("class"): (rect.get("x", "0"), rect.get("width")) for rect in root.iter(f"{SVG}rect")}
    assert bars["bar-position"] == ("0", "54%")
    assert bars["bar-ambition"] == ("54%", "24%")


def test_has_no_view_box_and_nothing_inline() -> None:
    root = tree_of(Bar("Service", 54, "54%", 78, "11 of 12 answered", "service"))
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not attributes & {"viewBox", "style", "fill", "stroke", "font-size"}
    assert all(text.get("y", "").endswith("em") for text in root.iter(f"{SVG}text"))


def test_long_labels_take_a_second_line_and_its_room() -> None:
    short, long = tree_of(Bar("Plan", 54, "54%")), tree_of(Bar("Engaging users and citizens, all of them", 54, "54%"))
    assert texts_of(long)[1:3] == ["Engaging users and citizens,", "all of them"]
    assert float(long.get("height", "").removesuffix("em")) > float(short.get("height", "").removesuffix("em"))


def test_mode_names_the_row_and_no_mode_is_plain() -> None:
    rows = tree_of(Bar("Service", 54, "54%", mode_key="service"), Bar("Plan", 54, "54%")).findall(f"{SVG}svg")
    assert [row.get("class") for row in rows] == ["bar-row bar-service", "bar-row bar-plain"]


def test_text_is_escaped_everywhere() -> None:
    nasty = "<b>&</b>"
    chart = ScoreBars('"', [BarGroup(nasty, (Bar(nasty, 54, nasty, None, nasty, '"'),))], nasty, nasty)
    root = ElementTree.fromstring(chart.render())
    assert not list(root.iter(f"{SVG}b"))
    assert texts_of(root)[:4] == [nasty] * 4
