"""Histograms: columns by tens, the middle half with its middle, and one's own score."""

from fractions import Fraction
from xml.etree import ElementTree

from pygal.graph.graph import Graph

from tiex.charts.histograms import Distributed, Histograms

SVG = "{http://www.w3.org/2000/svg}"
QUARTILES = (Fraction(20), Fraction(81, 2), Fraction(60))
BANDS = (0, 0, 4, 0, 2, 0, 1, 0, 0, 0)


def tree_of(*rows: Distributed) -> ElementTree.Element:
    return ElementTree.fromstring(Histograms("spread-x", rows, "Scores", "In words").render())


def drawn(root: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if element.get("class") == kind]


def test_is_a_pygal_chart_that_says_what_it_is() -> None:
    assert issubclass(Histograms, Graph)
    root = tree_of(Distributed("A", BANDS, QUARTILES, 54, "you 54%"))
    assert root.get("aria-labelledby") == "spread-x-title"
    assert [title.text for title in root.iter(f"{SVG}title")] == ["Scores"]


def test_columns_stand_where_the_scores_are_and_the_highest_fills_the_height() -> None:
    [path] = drawn(tree_of(Distributed("A", BANDS, None, None, "")), "spread-columns")
    assert path.get("d") == "M20.5 22v-20h9v20zM40.5 22v-10h9v10zM60.5 22v-5h9v5z"


def test_the_middle_half_its_middle_and_one_s_own() -> None:
    root = tree_of(Distributed("A", BANDS, QUARTILES, 54, "you 54%", "service"))
    [half] = drawn(root, "spread-half")
    assert (half.get("x"), half.get("width")) == ("20", "40")
    assert (drawn(root, "spread-middle")[0].get("d") or "").startswith("M40.5 ")
    assert (drawn(root, "spread-own")[0].get("d") or "").startswith("M54 ")
    assert drawn(root, "bar-service")
    assert "you 54%" in [text.text for text in root.iter(f"{SVG}text")]


def test_nothing_is_drawn_of_too_few() -> None:
    root = tree_of(Distributed("A", (), None, 54, "you 54%"))
    assert not drawn(root, "spread-columns") + drawn(root, "spread-half")
    assert drawn(root, "spread-own")


def test_ambitions_are_outlined_and_names_are_escaped() -> None:
    root = tree_of(Distributed("A <b>", BANDS, None, None, "", is_ambition=True))
    assert drawn(root, "spread-ambition")
    assert "A <b>" in [text.text for text in root.iter(f"{SVG}text")]


def test_has_nothing_inline() -> None:
    attributes = {
        name for element in tree_of(Distributed("A", BANDS, QUARTILES, 5, "")).iter() for name in element.attrib
    }
    assert not attributes & {"style", "fill", "stroke", "font-size"}
