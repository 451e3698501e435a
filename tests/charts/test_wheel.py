"""The wheel as markup: well formed, small, escaped, in the order of the table, and readable without colour."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from pygal.graph.graph import Graph

from tiex.charts.wheel import (
    Column,
    ColumnState,
    Segment,
    Size,
    Wheel,
    WheelFigures,
    render_figures,
    render_segment,
)

SVG = "{http://www.w3.org/2000/svg}"
NAMES = {
    "role": "Role of the authority",
    "income": "Income streams",
    "expenditure": "Expenditure",
    "data": "Data and intelligence",
    "digital": "Digital and technology",
    "procurement": "Procurement and commissioning",
}
MODES = ("service", "customer", "community")
FIGURES = WheelFigures("54%", "61 of 72 answered")
TYPICAL = (
    *(Column("level", bars, ambition) for bars, ambition in ((1, 3), (2, 3), (3, 3), (2, 2), (1, 2), (3, 2), (2, 0))),
    Column("unanswered"),
    *(Column("level", bars, ambition) for bars, ambition in ((1, 2), (2, 3), (1, 0), (3, 3))),
    Column("not-applicable"),
)
SIZES: tuple[Size, ...] = ("live", "result", "print")


def segment_with(*columns: Column, title: str = "Expenditure, service focus: 58%, 4 of 4 answered") -> Segment:
    return Segment("expenditure-service", 0, 2, "service", "/cells/expenditure/service", title, False, columns)


def wheel_with(columns: Callable[[], Iterator[Column]], size: Size = "live") -> Wheel:
    answers = columns()
    segments = [
        Segment(
            cell_id=f"{key}-{mode}",
            ring=ring,
            sector=sector,
            mode_key=mode,
            href=f"/assessments/2026-27/{key}/{mode}",
            title=f"{name}, {mode} focus: 61%, 4 of 4 answered",
            is_current=(key, mode) == ("income", "customer"),
            columns=tuple(next(answers) for _ in range(4)),
        )
        for ring, mode in enumerate(MODES)
        for sector, (key, name) in enumerate(NAMES.items())
    ]
    return Wheel(segments, tuple(NAMES.values()), FIGURES, "Your emerging assessment", "The table has it too.", size)


def typical_wheel(size: Size = "live") -> str:
    return wheel_with(lambda: cycle(TYPICAL), size).render()


def tree_of(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


def path_classes(markup: str) -> list[str | None]:
    return [path.get("class") for path in tree_of(markup).iter("path") if path.get("class") != "edge"]


def test_is_a_pygal_chart() -> None:
    assert issubclass(Wheel, Graph)


@pytest.mark.parametrize("size", SIZES)
def test_is_well_formed_with_unique_ids_and_nothing_inline(size: Size) -> None:
    markup = typical_wheel(size)
    elements = list(tree_of(markup).iter())
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids)) == 18 + 4
    assert not [name for element in elements for name in element.attrib if name == "style" or name.startswith("on")]
    assert not {"script", "style"} & {element.tag.removeprefix(SVG) for element in elements}
    assert "<?xml" not in markup


def test_two_sizes_on_one_page_share_no_id() -> None:
    per_size = [{element.get("id") for element in tree_of(typical_wheel(size)).iter()} - {None} for size in SIZES]
    assert len(set().union(*per_size)) == sum(len(ids) for ids in per_size)


@pytest.mark.parametrize("size", SIZES)
def test_names_and_descriptions_point_at_their_elements(size: Size) -> None:
    root = tree_of(typical_wheel(size))
    by_id = {element.get("id"): element for element in root.iter()}
    assert by_id[root.get("aria-labelledby")].text == "Your emerging assessment"
    assert by_id[root.get("aria-describedby")].text == "The table has it too."


def test_links_follow_the_order_of_the_table() -> None:
    links = list(tree_of(typical_wheel()).iter(f"{SVG}a"))
    assert [link.get("href") for link in links] == [
        f"/assessments/2026-27/{key}/{mode}" for key in NAMES for mode in MODES
    ]
    titles = [link.find(f"{SVG}title") for link in links]
    assert [title.text for title in titles if title is not None] == [
        f"{name}, {mode} focus: 61%, 4 of 4 answered" for name in NAMES.values() for mode in MODES
    ]


def test_marks_the_current_cell_alone() -> None:
    current = [link.get("href") for link in tree_of(typical_wheel()).iter(f"{SVG}a") if link.get("aria-current")]
    assert current == ["/assessments/2026-27/income/customer"]


def test_links_are_not_hidden_in_an_image_and_paper_has_none() -> None:
    live, paper = tree_of(typical_wheel("live")), tree_of(typical_wheel("print"))
    assert live.get("role") == "group"
    assert paper.get("role") == "img"
    assert not list(paper.iter(f"{SVG}a"))


@pytest.mark.parametrize("size", SIZES)
def test_typical_wheel_keeps_its_budget(size: Size) -> None:
    markup = typical_wheel(size).encode()
    assert len(markup) <= 14_000
    assert len(gzip.compress(markup)) <= 3_500


@pytest.mark.parametrize(
    "column",
    [
        Column("level", 1, 3),
        Column("level", 3, 1),
        Column("level", 3, 3),
        Column("unanswered", 0, 3),
        Column("not-applicable"),
        Column("dont-know", 0, 3),
    ],
)
def test_no_answers_make_a_segment_or_a_compressed_wheel_too_big(column: Column) -> None:
    assert len(gzip.compress(wheel_with(lambda: cycle([column])).render().encode())) <= 3_500
    assert len(render_segment(segment_with(*[column] * 4)).encode()) <= 900


@pytest.mark.parametrize("size", SIZES)
def test_fragments_equal_their_part_of_the_whole(size: Size) -> None:
    wheel = wheel_with(lambda: cycle(TYPICAL), size)
    whole = wheel.render()
    assert all(render_segment(segment, wheel.size) in whole for segment in wheel.segments)
    assert render_figures(FIGURES, wheel.size) in whole


def test_fragment_alone_becomes_svg_in_a_page() -> None:
    fragment = html5lib.parseFragment(render_segment(segment_with(*TYPICAL[:4])))
    elements = [element for element in fragment.iter() if isinstance(element.tag, str) and "}" in element.tag]
    assert [element.tag for element in elements[:3]] == [f"{SVG}svg", f"{SVG}a", f"{SVG}title"]
    assert {element.tag for element in elements[3:]} == {f"{SVG}path"}
    assert elements[0].get("id") == "wheel-expenditure-service"


@pytest.mark.parametrize(
    ("column", "classes"),
    [
        (Column("level", 2), ["position"]),
        (Column("level", 2, 2), ["position"]),
        (Column("level", 1, 3), ["position", "ambition"]),
        (Column("level", 3, 1), ["position", "marker"]),
        (Column("unanswered"), ["unanswered"]),
        (Column("unanswered", 0, 2), ["unanswered", "ambition"]),
        (Column("not-applicable"), ["inapplicable"]),
        (Column("dont-know"), ["unsure", "dot"]),
        (Column("dont-know", 0, 2), ["unsure", "ambition", "dot"]),
    ],
)
def test_every_state_has_a_shape_of_its_own(column: Column, classes: list[str]) -> None:
    assert path_classes(render_segment(segment_with(column))) == classes


@pytest.mark.parametrize(("bars", "ambition"), [(bars, ambition) for bars in (1, 2, 3) for ambition in (0, 1, 2, 3)])
def test_bars_count_position_and_the_ambition_beyond_it(bars: int, ambition: int) -> None:
    tree = tree_of(render_segment(segment_with(Column("level", bars, ambition))))
    drawn = {path.get("class"): path.get("d", "").count("M") for path in tree.iter("path")}
    assert drawn["position"] == bars
    assert drawn.get("ambition", 0) == max(0, ambition - bars)
    assert drawn.get("marker", 0) == (1 if 0 < ambition < bars else 0)


def test_things_that_look_alike_share_one_path() -> None:
    columns = [Column("level", 1, 2), Column("level", 2, 3), Column("unanswered"), Column("unanswered")]
    assert path_classes(render_segment(segment_with(*columns))) == ["unanswered", "position", "ambition"]


@pytest.mark.parametrize("state", ["level", "unanswered", "dont-know"])
def test_ambition_moves_the_drawing(state: ColumnState) -> None:
    bars = 1 if state == "level" else 0
    drawn = {render_segment(segment_with(Column(state, bars, ambition))) for ambition in (2, 3)}
    assert len(drawn) == 2


def test_text_is_escaped_everywhere() -> None:
    nasty = "<b>\"&'</b>"
    segment = replace(segment_with(*TYPICAL[:4], title=nasty), cell_id=nasty, href=nasty, mode_key=nasty)
    wheel = Wheel([segment], [nasty] * 6, WheelFigures(nasty, nasty), nasty, nasty)
    root = tree_of(wheel.render())
    assert not list(root.iter(f"{SVG}b"))
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == [nasty]
    assert {title.text for title in root.iter(f"{SVG}title")} == {nasty}


def test_figures_say_score_and_how_many_answered() -> None:
    assert " ".join(tree_of(render_figures(FIGURES)).itertext()) == "54% 61 of 72 answered"


def test_sector_names_are_whole_words_to_a_screen_reader() -> None:
    names = tree_of(typical_wheel()).find(f"{SVG}g[@class='wheel-names']")
    assert names is not None
    assert [" ".join("".join(text.itertext()).split()) for text in names] == list(NAMES.values())
    assert "rotate" not in ElementTree.tostring(names, encoding="unicode")


def test_render_to_file_writes_the_same(tmp_path: Path) -> None:
    path = tmp_path / "wheel.svg"
    wheel = wheel_with(lambda: cycle(TYPICAL))
    wheel.render_to_file(str(path))
    assert path.read_text(encoding="utf-8") == wheel.render()
