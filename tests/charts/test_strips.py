"""Strips: parts in per cent that fill the width, with a figure where it has room."""

from xml.etree import ElementTree

from pygal.graph.graph import Graph

from tiex.charts.strips import Strip, StripPart

SVG = "{http://www.w3.org/2000/svg}"


def tree_of(*parts: StripPart) -> ElementTree.Element:
    return ElementTree.fromstring(Strip(parts).render())


def test_is_a_pygal_chart_hidden_from_those_who_have_the_words() -> None:
    assert issubclass(Strip, Graph)
    assert tree_of(StripPart("1", 2)).get("aria-hidden") == "true"


def test_parts_fill_the_width_one_after_the_other() -> None:
    root = tree_of(StripPart("1", 1), StripPart("2", 0), StripPart("3", 3))
    found = [(rect.get("class"), rect.get("x"), rect.get("width")) for rect in root.iter(f"{SVG}rect")]
    assert found == [("strip-1", "0%", "25%"), ("strip-3", "25%", "75%")]
    assert [text.text for text in root.iter(f"{SVG}text")] == ["1", "3"]


def test_a_narrow_part_has_no_figure() -> None:
    root = tree_of(StripPart("1", 1), StripPart("unsure", 99))
    assert [text.text for text in root.iter(f"{SVG}text")] == ["99"]


def test_nothing_answered_is_an_empty_strip() -> None:
    assert [child.tag for child in tree_of()] == []


def test_has_nothing_inline() -> None:
    attributes = {name for element in tree_of(StripPart("1", 1)).iter() for name in element.attrib}
    assert not attributes & {"style", "fill", "stroke", "font-size"}
