"""The sector's view taken away: nothing of the page is missing, and figures are figures."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.papers.reading import bare, csv_rows, text_of, word_of, workbook_of
from tests.slices.cells.steps import stored
from tests.slices.opendata.shown import codes, note, show
from tests.slices.sector.test_sector import rows_of
from tests.support.page_client import PageClient
from tests.support.people import CLOSED, OPEN, TODAY, Someone
from tests.support.resources import add_resource
from tiex.extensions import db
from tiex.gateways.press import SubprocessPress
from tiex.models import CouncilRow, ListedResourceRow

PARTS = ("participation", "strengths", "impediments", "used")
GROUPS = {"all": "all-councils", "type:district": "districts"}
AWAY = f"/sector/{OPEN}/take-away"
COUNTED = ("councils", "begun_at_least", "answered_at_least", "signed_at_least", "public")


@pytest.fixture
def shown(app: Flask, ada: Someone) -> None:
    """Nine public results, six of which name an impediment, and a resource on five lists."""
    with stored(app) as session:
        district = (CouncilRow.type == "district", CouncilRow.ends_on.is_(None), CouncilRow.is_invented.is_(False))
        some = list(session.scalars(select(CouncilRow.code).where(*district).order_by(CouncilRow.code).limit(6)))
    some += [code for code in codes(app, 9) if code not in some][:3]
    for number, code in enumerate(some):
        show(app, code, number, notes=(note("Money"),) if number < 6 else ())
    add_resource(app, "parks", title="Parks & playgrounds")
    at = {"added_at": TODAY, "changed_at": TODAY, "added_by_id": ada.id, "changed_by_id": ada.id}
    with app.app_context():
        db.session.add_all(ListedResourceRow(council_code=code, resource_id="parks", **at) for code in some[:5])
        db.session.commit()


def values_of(sheet: Any) -> list[tuple[Any, ...]]:
    """Row by row, without the headings."""
    return list(sheet.iter_rows(min_row=2, values_only=True))


def words_of(client: PageClient, group: str) -> Iterator[str]:
    page = client.page(f"/sector?group={group}")
    for selector in ("p", "td", "th"):
        for part in PARTS:
            yield from (node.text for node in page.find_all(f"#{part} {selector}"))
    yield from (node.text for node in page.find_all("main > p"))


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("group", ["all", "type:district"])
def test_nothing_of_the_page_is_missing(editor: PageClient, shown: None, kind: str, group: str) -> None:
    words = set(words_of(editor, group))
    response = editor.get(f"{AWAY}/full.{kind}?group={group}")
    assert response.headers["Content-Disposition"] == f"attachment; filename=sector-{OPEN}-{GROUPS[group]}.{kind}"
    found = text_of(response.data, f"view.{kind}")
    assert [text for text in words if bare(text) not in found] == []
    assert len(words) > 60


def test_charts_have_words_and_tables_have_headings(editor: PageClient, shown: None) -> None:
    document = word_of(editor.get(f"{AWAY}/full.docx").data)
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(described) == 4 + 6
    assert all("middle scores" in words for words in described)
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == ["Participation", "Strengths and gaps", "Common impediments", "Most used resources"]


def test_figures_of_the_workbook_are_those_of_the_data(editor: PageClient, shown: None) -> None:
    book: Any = workbook_of(editor.get(f"{AWAY}/data.xlsx?group=all").data)
    names = ["Participation", "Characteristics", "Change modes", "Stages", "Cells", "Critical success factors"]
    assert book.sheetnames == ["About", *names, "Impediments", "Resources"]
    assert {len(book[name]._charts) for name in names[1:]} == {1}
    figures = {row[0]: row[1:] for name in names[1:] for row in values_of(book[name])}
    strengths = [one for one in rows_of(editor, "strengths") if one["group"] == "all"]
    for one in strengths:
        whose, position, *others = figures.pop(one["item_name"])
        assert whose == "All councils"
        assert position == pytest.approx(one["position_median"] / 100)
        if one["theme"] != "factor":
            assert others[:2] == [pytest.approx(one["ambition_median"] / 100), one["gap"]]
        assert others[-1] == one["councils"]
    assert figures == {}
    every = rows_of(editor, "participation")[0]
    assert values_of(book["Participation"])[0] == ("All councils", *(every[key] for key in COUNTED))
    assert values_of(book["Resources"])[0][:2] == ("Parks & playgrounds", 5)
    assert [row[1] for row in values_of(book["Impediments"])] == [6]


@pytest.mark.parametrize("name", ["full.pdf", "full.docx", "data.xlsx", "data.csv", "data.json"])
def test_of_an_edition_without_results_there_are_files_too(editor: PageClient, name: str) -> None:
    response = editor.get(f"/sector/{CLOSED}/take-away/{name}")
    assert response.status_code == 200
    found = text_of(response.data, name)
    assert bare("All councils") in found
    assert bare("Nothing can be shown yet") in found


@pytest.mark.parametrize(
    "path",
    [
        "2031-32/take-away/full.pdf",
        f"{OPEN}/take-away/full.odt",
        f"{OPEN}/take-away/summary.pdf",
        f"{OPEN}/take-away/full.pdf?group=type:nothing",
    ],
)
def test_what_is_not_offered_is_not_there(editor: PageClient, path: str) -> None:
    assert editor.get(f"/sector/{path}").status_code == 404


def test_where_it_cannot_be_made_now_the_page_says_so(app: Flask, editor: PageClient, shown: None) -> None:
    gateways = app.extensions["gateways"]
    app.extensions["gateways"] = replace(gateways, press=SubprocessPress(python="/nonexistent/python"))
    try:
        page = editor.page(f"{AWAY}/full.pdf", status=503)
        assert "The file could not be made just now." in page.find("#not-made").text
    finally:
        app.extensions["gateways"] = gateways


def test_scores_of_some_councils_say_whose_they_are(editor: PageClient, shown: None) -> None:
    lines = csv_rows(editor.get(f"{AWAY}/data.csv?group=type:district").data)
    scores = [line for line in lines if line["theme"] == "Stages"]
    assert {line["part"] for line in scores} == {"Districts"}
    strengths = {row["item_name"]: row for row in rows_of(editor, "strengths") if row["group"] == "type:district"}
    for line in scores:
        if line["measure"] == "Position":
            assert float(line["value"]) == strengths[line["item"]]["position_median"]
    book: Any = workbook_of(editor.get(f"{AWAY}/data.xlsx?group=type:district").data)
    about = dict(values_of(book["About"]))
    assert (about["Scores of"], about["Invented for the demonstration"]) == ("Districts", "no")
    assert about["Made on"].date() == TODAY.date()
    gaps = [row[4] for row in book["Cells"].iter_rows(min_row=2)]
    assert {cell.number_format for cell in gaps if cell.value % 1} <= {"#,##0.0"}
    assert [cell.value for cell in book["Critical success factors"][1]] == ["Score", "Of", "Position (%)", "Councils"]
