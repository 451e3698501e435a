"""A comparison taken away: nothing of either of its pages is missing, figures are figures, and nothing runs."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.papers.reading import bare, csv_rows, json_of, pdf_pages, text_of, workbook_of
from tests.slices.comparison.test_comparing import HIGH, LOW, let_publish, name_of, unitaries
from tests.slices.comparison.test_groups import save
from tests.support.agreeing import Council, agree_everything
from tests.support.page_client import Page, PageClient
from tests.support.people import OPEN
from tiex.domain.publishing import Ring
from tiex.gateways.press import SubprocessPress

OWN, COUNCILS, EVERYONE = Ring
NAMES = ("full.pdf", "full.docx", "data.xlsx", "data.csv", "data.json")
MARK = "For councils, not for publication"
GROUPS = {"type": "unitary-councils-as-yours", "like-mine": "councils-like-yours"}
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def compared(app: Flask, council: Council) -> list[str]:
    """An agreed result of one's own, and seven others of its type and region that may be read, by their codes."""
    agree_everything(council)
    codes = unitaries(app, 7)
    let_publish(app, codes[:4], COUNCILS, LOW)
    let_publish(app, codes[4:], EVERYONE, HIGH)
    return codes


def halves_of(council: Council, client: PageClient, chosen: str) -> list[Page]:
    return [client.page(council.path(f"comparison?with={chosen}{show}")) for show in ("", "&show=cells")]


def words_of(page: Page) -> Iterator[str]:
    """What the page says of the councils and of how they are counted, without what one only goes on from."""
    for selector in ("#comparison th", "#comparison td", "#comparison p", ".members li", "#rule p", "#rule li"):
        for node in page.find_all(selector):
            if "screen-only" not in (node.get("class") or ""):
                # Paper has links, but nobody follows them in it as on a page.
                yield node.text.removeprefix("A link leads to a result that you may read. ")


@pytest.mark.parametrize("chosen", ["type", "like-mine"])
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_nothing_of_its_pages_is_missing(
    council: Council, lead: PageClient, compared: list[str], kind: str, chosen: str
) -> None:
    words = {text for page in halves_of(council, lead, chosen) for text in words_of(page)}
    response = lead.get(council.path(f"comparison/take-away/full.{kind}?with={chosen}"))
    name = f"comparison-fernmoor-borough-council-{OPEN}-{GROUPS[chosen]}.{kind}"
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    found = text_of(response.data, name)
    assert [text for text in words if bare(text) not in found] == []
    assert len(words) > 60


def test_it_says_on_each_page_that_it_is_not_for_publication(
    council: Council, lead: PageClient, compared: list[str]
) -> None:
    pages = pdf_pages(lead.get(council.path("comparison/take-away/full.pdf")).data)
    assert len(pages) > 8
    assert all(MARK in page for page in pages)


@pytest.mark.parametrize("chosen", ["type", "like-mine"])
def test_figures_are_those_of_the_pages(council: Council, lead: PageClient, compared: list[str], chosen: str) -> None:
    """By hand: of seven councils four have 0% and three 100%, so the middle is 0%."""
    view = council.path(f"comparison/take-away/data.%s?with={chosen}")
    tables = {table["name"]: table["rows"] for table in json_of(lead.get(view % "json").data)["tables"]}
    names = ["Characteristics", "Change modes", "Stages", "Cells", "Critical success factors"]
    assert [len(tables[name]) for name in names] == [6 * 2, 3 * 2, 4 * 2, 18 * 2, 3]
    scored = [row for name in names[:4] for row in tables[name] if row[1] == "Position"]
    assert {(middle, *others) for _, _, middle, _, *others in scored} == {(0.0, 0.0, 100.0, 7)}
    lines = [
        row.find_all("td") for page in halves_of(council, lead, chosen) for row in page.find_all(".spread-table tr")
    ]
    shown = [int(line[2].text.partition("%")[0]) for line in lines if line]
    assert shown == [row[3] for name in (*names[:3], names[4], names[3]) for row in tables[name]]
    book: Any = workbook_of(lead.get(view % "xlsx").data)
    first = next(book["Cells"].iter_rows(min_row=2, values_only=True))
    assert first[1:] == ("Position", 0, pytest.approx(tables["Cells"][0][3] / 100), 0, 1, 7)
    assert {len(book[name]._charts) for name in names} == {1}
    values = csv_rows(lead.get(view % "csv").data)
    assert {value["standing"] for value in values} == {MARK}
    middles = [line for line in values if line["measure"] == "Middle" and line["part"] == "Position"]
    assert {(line["value"], line["unit"]) for line in middles if line["theme"] == "Cells"} == {("0", "%")}


def test_a_few_stand_side_by_side_and_whoever_keeps_theirs_is_not_among_them(
    app: Flask, council: Council, lead: PageClient
) -> None:
    codes = unitaries(app, 3)
    let_publish(app, codes[:2], COUNCILS, LOW)
    let_publish(app, codes[2:], OWN, HIGH)
    save(council, lead, FORMULA, [name_of(app, code) for code in codes])
    chosen = lead.page(council.path("comparison")).find_all("select[name=with] option")[-1].get("value")
    shown, hidden = [name_of(app, code) for code in codes[:2]], name_of(app, codes[2])
    for file in NAMES:
        found = text_of(lead.get(council.path(f"comparison/take-away/{file}?with={chosen}")).data, file)
        assert all(bare(name) in found for name in shown), file
    tables = {
        t["name"]: t
        for t in json_of(lead.get(council.path(f"comparison/take-away/data.json?with={chosen}")).data)["tables"]
    }
    assert [column["name"] for column in tables["Side by side"]["columns"]] == ["Score", "Side", "Your council", *shown]
    assert {row[0]: bool(row[3]) for row in tables["Who is in this group"]["rows"]} == {
        shown[0]: True,
        shown[1]: True,
        hidden: False,
    }
    assert tables["Cells"]["rows"][0][2:] == [None] * 5
    [cell, *_] = [row for row in tables["Side by side"]["rows"] if row[0] == tables["Cells"]["rows"][0][0]]
    assert cell[1:] == ["Position", None, 0, 0]
    book: Any = workbook_of(lead.get(council.path(f"comparison/take-away/data.xlsx?with={chosen}")).data)
    written = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == FORMULA]
    assert written
    assert {cell.data_type for cell in written} == {"s"}
    text = lead.get(council.path(f"comparison/take-away/data.csv?with={chosen}")).text
    assert "'=cmd" in text
    assert ",=cmd" not in text


@pytest.mark.parametrize("name", NAMES)
def test_with_nobody_to_compare_with_each_file_says_so(council: Council, lead: PageClient, name: str) -> None:
    found = text_of(lead.get(council.path(f"comparison/take-away/{name}?with=all")).data, name)
    assert bare("Nothing is agreed in your council yet") in found


@pytest.mark.parametrize("path", ["full.odt", "full.pdf?with=group-999", "full.pdf?with=nobody", "committee.pdf"])
def test_what_is_not_offered_is_not_there(council: Council, lead: PageClient, path: str) -> None:
    assert lead.get(council.path(f"comparison/take-away/{path}")).status_code == 404


def test_where_it_cannot_be_made_now_the_page_says_so(app: Flask, council: Council, lead: PageClient) -> None:
    gateways = app.extensions["gateways"]
    app.extensions["gateways"] = replace(gateways, press=SubprocessPress(python="/nonexistent/python"))
    try:
        page = lead.page(council.path("comparison/take-away/full.pdf?with=all"), status=503)
        assert "The file could not be made just now." in page.find("#not-made").text
        assert page.find("select[name=with] option[selected]").get("value") == "all"
        assert lead.get(council.path("comparison/take-away/data.csv")).status_code == 200
    finally:
        app.extensions["gateways"] = gateways


def test_without_a_result_of_its_own_a_council_sees_the_others_and_no_other_bar(
    app: Flask, council: Council, lead: PageClient
) -> None:
    let_publish(app, unitaries(app, 6), COUNCILS, LOW)
    book: Any = workbook_of(lead.get(council.path("comparison/take-away/data.xlsx?with=type")).data)
    headings = [cell.value for cell in next(book["Cells"].iter_rows(max_row=1))]
    assert headings == ["Score", "Side", "Middle (%)", "Middle half, from (%)", "Middle half, to (%)", "Councils"]
    [chart] = book["Cells"]._charts
    assert len(chart.series) == 1
    assert chart.series[0].val.numRef.f.startswith("Cells!$C$")


def test_data_of_an_invented_council_say_so(council: Council, lead: PageClient) -> None:
    text = lead.get(council.path("comparison/take-away/data.csv")).text
    assert "Invented for the demonstration,,Value,yes," in text
