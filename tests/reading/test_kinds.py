"""Each kind of file that is taken is known by its content and read with its numbers."""

from io import BytesIO

import pytest
from PIL import Image

from tests.reading import locked, made
from tiex.reading.read import read_bytes
from tiex.reading.types import PREVIEW, FileType, Page, Reading

WORDS = made.WORDS


def reading_of(data: bytes, name: str = "file.bin") -> Reading:
    return read_bytes(data, name).reading


@pytest.mark.parametrize(
    ("data", "type", "pages"),
    [
        (made.pdf("One", "Two"), FileType.PDF, [Page(1, "One"), Page(2, "Two")]),
        (made.word("One", "Two"), FileType.WORD, [Page(None, "One\nTwo\nin a table")]),
        (
            made.powerpoint("One", "Two"),
            FileType.POWERPOINT,
            [Page(1, "One\ntable of One\nnotes to One"), Page(2, "Two\ntable of Two\nnotes to Two")],
        ),
        (
            made.excel({"Costs": [["One", 12.5], [None], ["Two", True]], "Staff": [["Ada"]]}),
            FileType.EXCEL,
            [Page(1, "One 12.5\nTwo True", "Costs"), Page(2, "Ada", "Staff")],
        ),
        (
            made.odt("One<text:s/>and<text:tab/><text:span>Two</text:span>."),
            FileType.ODT,
            [Page(None, "Title\nOne and Two.")],
        ),
        (made.odp("One", "Two"), FileType.ODP, [Page(1, "One", "s"), Page(2, "Two", "s")]),
        (made.ods("One"), FileType.ODS, [Page(1, "One", "Costs")]),
        (b"One,Two\n1,2\n", FileType.TEXT, [Page(None, "One,Two\n1,2")]),
    ],
    ids=lambda value: value.name if isinstance(value, FileType) else "",
)
def test_text_is_read_with_its_numbers(data: bytes, type: FileType, pages: list[Page]) -> None:
    assert reading_of(data) == Reading(type, tuple(pages), has_preview=type is FileType.PDF)


def test_a_name_says_nothing_about_the_kind() -> None:
    assert reading_of(made.word(), "report.pdf").type is FileType.WORD
    assert reading_of(made.pdf(), "picture.png").type is FileType.PDF


def test_a_name_tells_csv_from_other_text() -> None:
    assert reading_of(b"a,b\n1,2\n", "Costs.CSV").type is FileType.CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_in_the_encodings_of_councils(encoding: str) -> None:
    text = "Café in Ynys Môn – £5"
    assert reading_of(text.encode(encoding)).text == text


def test_a_scan_is_said_to_be_one() -> None:
    found = reading_of(made.scanned_pdf())
    assert found.is_scan
    assert found.text == ""
    assert not reading_of(made.pdf("")).is_scan, "an empty page is no scan"
    assert not reading_of(made.pdf()).is_scan


def test_the_first_page_of_a_pdf_is_shown() -> None:
    files = dict(read_bytes(made.pdf("One", "Two"), "").files)
    with Image.open(BytesIO(files[PREVIEW])) as preview:
        assert preview.format == "PNG"
        assert preview.width == 480
        assert len(preview.convert("L").getcolors() or []) > 1


def test_a_page_of_any_shape_is_shown_within_bounds() -> None:
    narrow = made.pdf_of(
        [b"<</Type/Catalog/Pages 2 0 R>>", made.PAGES, made.EMPTY_PAGE.replace(b"200 200", b"1 14000")]
    )
    with Image.open(BytesIO(dict(read_bytes(narrow, "").files)[PREVIEW])) as preview:
        assert preview.height <= 960


@pytest.mark.parametrize("before", [b"\n", b"\r\n", b"\xef\xbb\xbf"])
def test_a_pdf_may_begin_after_an_empty_line(before: bytes) -> None:
    assert reading_of(before + made.pdf()).text == WORDS


def test_a_pdf_that_only_limits_its_readers_is_taken() -> None:
    assert reading_of(locked.pdf("", "owner")).text == WORDS


@pytest.mark.parametrize("type", FileType)
def test_each_kind_has_its_names(type: FileType) -> None:
    assert type.label
    assert "/" in type.media_type
    assert type.extension == f".{type.value}"
    assert type.unit in ("page", "slide", "sheet", "")


def test_a_reading_survives_being_written() -> None:
    found = reading_of(made.excel())
    assert Reading.from_json(found.to_json()) == found


def test_word_reads_notes_and_text_boxes_once() -> None:
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice Requires='wps'><w:p><w:r><w:t>boxed</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>boxed</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )
    document = made.word("Before")
    body = made.member_of(document, "word/document.xml").replace(
        b"<w:tbl>", f"<w:p><w:r>{box}</w:r></w:p><w:tbl>".encode()
    )
    assert reading_of(made.changed(document, {"word/document.xml": body})).text == "Before\nboxed\nin a table"
