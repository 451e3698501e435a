"""The Word document as an officer goes on writing it."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from docx.oxml.ns import qn

from tests.papers.made import RESOURCES, agreed_report, file_of, shapes, with_note
from tests.papers.reading import word_of, word_text
from tests.papers.test_pdf import EVERY_PLANE

DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"


def pictures(name: str) -> Iterator[Any]:
    yield from word_of(file_of(agreed_report(), name)).element.iter(qn("wp:docPr"))


@pytest.mark.parametrize("name", shapes("docx"))
def test_it_has_real_headings(name: str) -> None:
    document = word_of(file_of(agreed_report(), name))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles.count("Title") == 1
    levels = [int(style[-1]) for style in styles if style.startswith("Heading")]
    assert levels[0] == 1
    assert len(levels) > 5
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("name", shapes("docx"))
def test_each_table_has_a_header_that_is_repeated_and_rows_that_stay_whole(name: str) -> None:
    tables = word_of(file_of(agreed_report(), name)).tables
    assert tables
    for table in tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.text for cell in first.cells)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in others)


@pytest.mark.parametrize("name", shapes("docx"))
def test_each_picture_has_words_or_is_a_decoration(name: str) -> None:
    found = list(pictures(name))
    assert len(found) >= 9
    for picture in found:
        is_decoration = next(picture.iter(DECORATIVE), None) is not None
        assert is_decoration != bool(picture.get("descr"))
    assert any("of 72 statements answered" in picture.get("descr", "") for picture in found)


def test_it_says_what_it_is_and_in_which_language() -> None:
    document = word_of(file_of(agreed_report(), "full.docx"))
    about = document.core_properties
    assert (about.title, about.author) == ("The council’s agreed view", "Fernmoor & Sons Borough Council")
    assert about.language == "en-GB"
    assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    header = document.sections[0].header.paragraphs[0].text
    assert header.startswith("Fernmoor & Sons Borough Council")
    fields = {field.get(qn("w:instr")) for field in document.sections[0].footer._element.iter(qn("w:fldSimple"))}
    assert fields == {"PAGE", "NUMPAGES"}


def test_a_draft_says_so_on_each_page() -> None:
    document = word_of(file_of(with_note("x"), "committee.docx"))
    assert "Draft, not signed off" in document.sections[0].header.paragraphs[0].text
    assert "not been signed off" in word_text(file_of(with_note("x"), "committee.docx"))


def test_links_lead_somewhere() -> None:
    document = word_of(file_of(agreed_report(), "full.docx"))
    links = [link for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert [(link.text, link.address) for link in links] == [(RESOURCES[0].title, RESOURCES[0].url)]


def test_signs_of_every_plane_are_kept() -> None:
    assert EVERY_PLANE in word_text(file_of(with_note(EVERY_PLANE), "full.docx"))
