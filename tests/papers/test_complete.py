"""Nothing of a report is missing from any of its files: each text and each figure, field by field."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from tests.papers.made import agreed_report, empty_report, file_of, own_report
from tests.papers.reading import bare, csv_rows, json_of, text_of, workbook_of
from tiex.domain.scoring import Tally
from tiex.papers.report import Chart, Report, ScoreTable, Sign, Version

FILES = ("full.pdf", "full.docx", "committee.pdf", "committee.docx", "data.xlsx", "data.csv", "data.json")
DATA = ("data.xlsx", "data.csv", "data.json")
# A key is for programs, and so are its words for the mode of a row; a heading of a table names it where there is one.
FOR_PROGRAMS = {"mode_key", "id", "edition_key", "council_code", "url", "caption", "first"}
# What a list of cells says by its order, or by a row for each of its statements.
SAID_OTHERWISE = {"stages"}


def words_of(value: Any) -> Iterator[str]:
    """Every text in a report that a reader is to find."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from words_of(each)
    elif is_dataclass(value) and not isinstance(value, Chart | Sign | Version | Tally):
        for field in fields(value):
            if field.name not in FOR_PROGRAMS | SAID_OTHERWISE:
                yield from words_of(getattr(value, field.name))


def minority_views(report: Report) -> set[str]:
    groups = (*report.statements, *report.key_statements)
    return {answer.minority_view for group in groups for answer in group.answers if answer.minority_view}


def scored(report: Report) -> list[ScoreTable]:
    return [report.cells, report.stages.table, report.factors.table, report.pillars.table]


@pytest.mark.parametrize("name", FILES)
def test_each_text_is_there(name: str) -> None:
    report = agreed_report()
    found = text_of(file_of(report, name), name)
    # A committee gives the paper a title of its own, and the edition says by itself when it is open.
    frame = {report.frame.title, report.frame.about} if name.startswith("committee") else set()
    # Its papers are normally public, and minority views stay in the council.
    held_back = minority_views(report) if name.startswith("committee") else set()
    missing = {words for words in words_of(report) if bare(words) not in found} - frame
    assert missing == held_back
    assert len(set(words_of(report))) > 240


@pytest.mark.parametrize("name", ["full.pdf", "full.docx", "data.xlsx", "data.csv", "data.json"])
def test_each_text_of_an_own_view_is_there(name: str) -> None:
    report = own_report()
    found = text_of(file_of(report, name), name)
    assert not {words for words in words_of(report) if bare(words) not in found}


@pytest.mark.parametrize("name", ["full.pdf", "full.docx"])
@pytest.mark.parametrize("report", [agreed_report(), own_report()], ids=["agreed", "own"])
def test_each_figure_stands_beside_its_name(report: Report, name: str) -> None:
    found = text_of(file_of(report, name), name)
    for table in scored(report):
        for group in table.groups:
            for score in group.all:
                tally = score.tally
                position = "no score yet" if tally.percent is None else f"{tally.percent}%"
                ambition = "not given" if tally.ambition_percent is None else f"{tally.ambition_percent}%"
                figures = f"{position} {ambition}" if table.has_ambition else position
                assert bare(f"{score.label} {figures} {tally.answered} of {tally.total}") in found, score.label
    for gap in report.gaps:
        steps = "1 step" if gap.steps == 1 else f"{gap.steps} steps"
        assert bare(f"{steps} in {gap.name}") in found


def test_the_data_has_each_figure() -> None:
    report = agreed_report()
    rows = {
        (row["theme"], row["item"], row["part"], row["measure"]): row["value"]
        for row in csv_rows(file_of(report, "data.csv"))
    }
    themes = {"Stages": report.stages.table, "Success factors": report.factors.table}
    for theme, table in themes.items():
        for score in (score for group in table.groups for score in group.all):
            assert rows[theme, score.label, "", "Position"] == str(score.tally.percent)
            assert rows[theme, score.label, "", "Answered"] == str(score.tally.answered)
    for group in report.cells.groups:
        assert group.heading is not None
        for score in group.rows:
            assert rows["Scores", group.heading.label, score.label, "Position"] == str(score.tally.percent)
            assert rows["Scores", group.heading.label, score.label, "Ambition"] == str(score.tally.ambition_percent)
    sheet = workbook_of(file_of(report, "data.xlsx"))["Scores"]
    whole = report.overall.tally
    assert [cell.value for cell in sheet[2]][:4] == [
        "All characteristics",
        "All",
        (whole.percent or 0) / 100,
        (whole.ambition_percent or 0) / 100,
    ]


def test_the_json_has_each_figure() -> None:
    report = agreed_report()
    document = json_of(file_of(report, "data.json"))
    assert document["overall"]["position"] == report.overall.tally.percent
    assert document["overall"]["with_ambition"] == report.overall.with_ambition
    found = {cell["name"]: cell["position"] for one in document["characteristics"][:1] for cell in one["cells"]}
    assert found == {score.label: score.tally.percent for score in report.cells.groups[0].rows}
    assert [gap["steps"] for gap in document["gaps"]] == [gap.steps for gap in report.gaps]
    assert len(document["statements"]) == 72
    assert len(document["key_statements"]) == 18


@pytest.mark.parametrize("name", FILES)
def test_a_report_without_answers_says_so(name: str) -> None:
    report = empty_report()
    found = text_of(file_of(report, name), name)
    if name not in DATA:
        assert bare("Nothing is answered yet, so there is no result.") in found
    else:
        assert bare("The score counts no statement; left out: 72 not answered.") in found


@pytest.mark.parametrize("name", ["full.pdf", "full.docx"])
def test_the_version_and_its_fingerprint_are_there(name: str) -> None:
    report = agreed_report()
    assert report.frame.version is not None
    found = text_of(file_of(report, name), name)
    assert bare("".join(report.frame.version.fingerprint)) in found
    assert bare("Version 3.") in found
