"""An editor's own file of resources: read row by row, with each problem named and nothing else stopped by it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tiex.content.catalogue_files import FileRow, read_catalogue_file
from tiex.content.checking import ContentError

COLUMNS = (
    "id,type,title,url,publisher,year,summary,when_to_use,effort,councils,outcomes,"
    "characteristics,change_modes,stages,critical_success_factors,service_areas"
)
ROW = (
    'bins,best-practice,Bins,https://bins.example,Leeds,2024,"Bins, by sensor.",,low,Leeds City Council; Fernmoor Ltd,'
    "Less driving,data; digital,service,do,change,waste"
)
FIELDS = (
    "id",
    "type",
    "title",
    "url",
    "publisher",
    "year",
    "summary",
    "effort",
    "councils",
    "outcomes",
    "tags",
    "stages",
)
YAML = """
- id: bins
  type: best-practice
  title: Bins
  url: https://bins.example
  publisher: Leeds
  year: 2024
  summary: Bins, by sensor.
  effort: low
  councils: [Leeds City Council, Fernmoor Ltd]
  outcomes: [Less driving]
  tags:
    characteristics: [data, digital]
    change_modes: [service]
    stages: [do]
    critical_success_factors: [change]
    service_areas: [waste]
"""


def read(folder: Path, text: str, name: str = "ours.csv", encoding: str = "utf-8") -> tuple[FileRow, ...]:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_catalogue_file(path)


def test_csv_and_yaml_say_the_same(tmp_path: Path) -> None:
    (row,) = read(tmp_path, f"{COLUMNS}\n{ROW}\n")
    assert row.number == 2
    assert row.problems == ()
    assert row.entry is not None
    assert (row.entry.type, row.entry.year, row.entry.summary) == ("best-practice", 2024, "Bins, by sensor.")
    assert row.entry.councils == ("Leeds City Council", "Fernmoor Ltd")
    assert row.entry.council_codes == ("LDS",)
    assert row.entry.characteristics == ("data", "digital")
    assert [one.entry for one in read(tmp_path, YAML, "ours.yaml")] == [row.entry]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_spreadsheet_may_mark_its_file_as_utf_8(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, f"{COLUMNS}\r\n{ROW}\r\n", encoding=encoding)[0].entry


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("https://", "ftp://", "url: must be an http or https address, not 'ftp://bins.example'"),
        ("2024", "last year", "year: must be a whole number"),
        ("best-practice", "podcast", "type: 'podcast' is not one of best-practice"),
        ("waste", "bins", "tags.service_areas: 'bins' is not one of adult-social-care"),
        (",Bins,", ",,", "title: is missing"),
        ("bins,", "Bins!,", "id: must be lower-case words joined by hyphens, not 'Bins!'"),
        (",waste", ",", "tags.service_areas: is missing"),
        (",waste", ",waste,more", "more values than columns: is not a known field"),
        ("low", "huge", "effort: 'huge' is not one of high, low, medium"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_are_not(tmp_path: Path, old: str, new: str, problem: str) -> None:
    wrong, right = ROW.replace(old, new, 1), ROW.replace("bins,", "other-bins,", 1)
    rows = read(tmp_path, f"{COLUMNS}\n{wrong}\n{right}\n")
    assert [row.entry is None for row in rows] == [True, False]
    assert problem in " ".join(rows[0].problems)
    assert rows[0].number == 2


def test_the_same_id_twice_is_refused_once(tmp_path: Path) -> None:
    first, second = read(tmp_path, f"{COLUMNS}\n{ROW}\n{ROW}\n")
    assert first.entry is not None
    assert second.problems == ("id: 'bins' stands in this file already",)


def test_an_entry_that_is_no_list_of_fields_is_refused(tmp_path: Path) -> None:
    rows = read(tmp_path, f"{YAML}- just words\n- null\n", "ours.yml")
    assert [row.entry is None for row in rows] == [False, True, True]
    assert rows[1].problems == ("must hold named fields",)


@pytest.mark.parametrize(
    ("text", "name", "problem"),
    [
        ("", "a.csv", "its first line must name the columns"),
        ("title,url\n", "a.csv", "its first line must name the columns"),
        ("id,id\n", "a.csv", "its first line must name the columns"),
        (f'{COLUMNS}\n"{ROW}\n', "a.csv", "is not valid CSV near line"),
        ("id: bins\n", "a.yaml", "must be a list of resources"),
        ("- {", "a.yaml", "is not valid YAML"),
        ("", "a.yaml", "must be a list of resources"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, text: str, name: str, problem: str) -> None:
    with pytest.raises(ContentError, match=problem):
        read(tmp_path, text, name)


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="is not UTF-8 text"):
        read(tmp_path, f"{COLUMNS}\n{ROW.replace('Bins', 'Café')}\n", encoding="latin-1")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FIELDS, "other"]), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6) | ANYTHING, max_size=4))
def test_whatever_a_file_holds_each_row_is_taken_or_refused(tmp_path_factory: Any, rows: list[Any]) -> None:
    path = tmp_path_factory.getbasetemp() / "anything.yaml"
    path.write_text(yaml.safe_dump(rows), encoding="utf-8")
    for row in read_catalogue_file(path):
        assert (row.entry is None) == bool(row.problems)
