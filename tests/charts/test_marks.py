"""Two marks on one scale: where they stand, that nothing joins them, and what is said where the wording changed."""

from dataclasses import replace
from xml.etree import ElementTree

from tiex.charts.bars import BarGroup
from tiex.charts.marks import Marks, ThenAndNow, mark_legend
from tiex.charts.marks_of_lines import chart_of
from tiex.domain.edition import Statement
from tiex.domain.scoring import Tally
from tiex.domain.timeline import Line, Pair

SVG = "{http://www.w3.org/2000/svg}"


def tree_of(*marks: Marks) -> ElementTree.Element:
    return ElementTree.fromstring(ThenAndNow("m", [BarGroup("", marks)], "Then and now", "The table has it.").render())


def circles(root: ElementTree.Element) -> list[tuple[str | None, str | None]]:
    return [(circle.get("class"), circle.get("cx")) for circle in root.iter(f"{SVG}circle")]


def statement(key: str, text: str) -> Statement:
    return Statement(key, "cell", "plan", text, ())


def line(then: int | None, now: int | None, *, is_reworded: bool = False) -> Line:
    def figures(percent: int | None) -> Tally:
        return Tally(2, 2, 2, points=percent, possible=100) if percent is not None else Tally(2)

    pairs = [
        Pair(("a",), statement("a", "One."), statement("a", "One.")),
        Pair(("b",), statement("b", "Two."), statement("b", "Three." if is_reworded else "Two.")),
    ]
    return Line((), tuple(pairs), figures(then), figures(now), (figures(then), figures(now)))


def test_a_ring_for_then_and_a_dot_for_now_and_nothing_between() -> None:
    root = tree_of(Marks("Role", 60, "60%", then=45))
    assert circles(root) == [("mark-then", "45%"), ("mark-now", "60%")]
    assert not [tag for tag in ("line", "path", "polyline", "polygon") if list(root.iter(SVG + tag))]
    assert [rect.get("class") for rect in root.iter(f"{SVG}rect")] == ["bar-track"]


def test_where_both_are_the_same_the_dot_stands_in_the_ring() -> None:
    then, now = tree_of(Marks("Role", 50, "50%", then=50)).iter(f"{SVG}circle")
    assert float((then.get("r") or "").removesuffix("em")) > float((now.get("r") or "").removesuffix("em")) + 0.15


def test_what_is_not_there_has_no_mark() -> None:
    assert circles(tree_of(Marks("Role", None, "no score yet", then=0))) == [("mark-then", "0%")]
    assert circles(tree_of(Marks("Role", 100, "100%"))) == [("mark-now", "100%")]
    assert circles(tree_of(Marks("Role", None, "no score yet"))) == []


def test_each_row_says_what_of_its_wording_is_the_same() -> None:
    chart = chart_of(
        "m", "Then and now", [("Kept", line(45, 60), "service"), ("New", line(45, 60, is_reworded=True), "")]
    )
    texts = [text.text for text in ElementTree.fromstring(chart or "").iter(f"{SVG}text")]
    assert "45% then, the same 2 statements" in texts
    assert "45% then, 1 of 2 statements the same" in texts
    unscored = ElementTree.fromstring(chart_of("m", "Then and now", [("Kept", line(None, None), "")]) or "")
    assert {"no score then, the same 2 statements", "no score yet"} <= {t.text for t in unscored.iter(f"{SVG}text")}


def test_two_scales_have_no_chart() -> None:
    rows = [("Kept", line(45, 60), ""), ("Rescaled", replace(line(45, 60), like=None), "")]
    assert chart_of("m", "Then and now", rows) is None


def test_has_nothing_inline() -> None:
    roots = [tree_of(Marks("<Role>", 60, "60%", then=45))]
    roots += [ElementTree.fromstring(entry.swatch) for entry in mark_legend("2019-20", "2026-27")]
    attributes = {name for root in roots for element in root.iter() for name in element.attrib}
    assert not attributes & {"style", "fill", "stroke", "font-size"}
