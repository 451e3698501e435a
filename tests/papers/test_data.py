"""The workbook, the table and the JSON: types, headings, and nothing that people wrote taken for a formula."""

import io
import zipfile
from typing import Any

import jsonschema
import openpyxl
import pytest

from tests.papers.made import DAY, FORMULA, agreed_report, empty_report, file_of, own_report, with_note
from tests.papers.reading import csv_rows, json_of, workbook_of
from tests.papers.test_pdf import EVERY_PLANE
from tiex.papers.csv_table import ABOUT_APOSTROPHES
from tiex.papers.json_document import SCHEMA
from tiex.papers.report import Report

REPORTS = {"agreed": agreed_report(), "own": own_report(), "empty": empty_report(), "planes": with_note(EVERY_PLANE)}
FORMULAS = (FORMULA, "+1", "-1", "@SUM(A1)", "\tx", "{=1}", "http://example.com", "12", '=HYPERLINK("http://x")')


def sheets() -> list[Any]:
    return list(workbook_of(file_of(agreed_report(), "data.xlsx")).worksheets)


def test_each_theme_has_a_sheet_with_headings_that_stay() -> None:
    names = [sheet.title for sheet in sheets()]
    assert names == [
        *("About", "Scores", "Stages", "Gaps", "Next steps", "Success factors", "Pillars"),
        *("Statements", "Key statements", "Notes", "Resources"),
    ]
    for sheet in sheets():
        assert sheet.freeze_panes == "A2"
        assert all(cell.value and cell.font.bold for cell in sheet[1])
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows == "$1:$1"


def test_figures_are_figures_and_days_are_days() -> None:
    scores = workbook_of(file_of(agreed_report(), "data.xlsx"))["Scores"]
    headings = [cell.value for cell in scores[1]]
    assert headings[2:6] == ["Position (%)", "Ambition (%)", "Answered (statements)", "Statements"]
    assert {cell.data_type for row in scores.iter_rows(min_row=2, min_col=3) for cell in row} == {"n"}
    assert {row[2].number_format for row in scores.iter_rows(min_row=2)} == {"0%"}
    about = {row[0].value: row[1].value for row in sheets()[0].rows}
    assert about["Made on"].date() == DAY


def test_there_are_charts_of_what_is_scored() -> None:
    charted = {sheet.title: len(sheet._charts) for sheet in sheets() if sheet._charts}
    assert charted == {"Scores": 1, "Stages": 1, "Success factors": 1, "Pillars": 1}
    with zipfile.ZipFile(io.BytesIO(file_of(agreed_report(), "data.xlsx"))) as parts:
        drawings = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/drawings/drawing")]
    assert all('descr="Bars of the figures' in drawing for drawing in drawings)


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_that_people_write_becomes_a_formula_in_the_workbook(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file_of(with_note(text), "data.xlsx")))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert [cell.data_type for cell in cells if cell.value == text] == ["s", "s"]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_that_people_write_becomes_a_formula_in_the_table(text: str) -> None:
    rows = csv_rows(file_of(with_note(text), "data.csv"))
    assert not [value for row in rows for value in row.values() if value.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert rows[0]["value"] == ABOUT_APOSTROPHES
    written = [row["value"] for row in rows if row["measure"] in ("Note", "Reason")]
    assert written.count(f"'{text}" if text[0] in "=+-@\t" else text) == 2


def test_the_table_is_tidy() -> None:
    file = file_of(agreed_report(), "data.csv")
    assert file.startswith(b"\xef\xbb\xbf")
    rows = csv_rows(file)
    assert {len(row) for row in rows} == {11}
    places = [(row["theme"], row["row"], row["measure"]) for row in rows]
    assert len(places) == len(set(places))
    assert {row["standing"] for row in rows} == {"Signed off"}
    assert {row["standing"] for row in csv_rows(file_of(own_report(), "data.csv"))} == {
        "One person’s view, not the council’s"
    }
    assert {row["unit"] for row in rows} == {"", "%", "statements", "steps"}


@pytest.mark.parametrize("name", REPORTS)
def test_the_json_is_what_the_schema_says(name: str) -> None:
    schema: dict[str, Any] = json_of(SCHEMA.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    report: Report = REPORTS[name]
    document = json_of(file_of(report, "data.json"))
    assert [error.message for error in validator.iter_errors(document)] == []
    assert document["kind"] == ("individual" if name == "own" else "consensus")
    assert document["is_signed_off"] is (name == "agreed")
    assert [*validator.iter_errors(document | {"unknown": 1})]


def test_signs_of_every_plane_are_kept() -> None:
    report = REPORTS["planes"]
    assert json_of(file_of(report, "data.json"))["notes"][0]["text"] == EVERY_PLANE
    assert EVERY_PLANE in {row["value"] for row in csv_rows(file_of(report, "data.csv"))}
    assert EVERY_PLANE in [cell.value for cell in workbook_of(file_of(report, "data.xlsx"))["Notes"]["D"]]
