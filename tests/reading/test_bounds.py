"""Text is kept up to bounds, says so when it is cut, and holds nothing that a database would refuse."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from tests.reading import made
from tiex.reading.read import read_bytes
from tiex.reading.texts import bounded, joined, tidied
from tiex.reading.types import LONGEST_IN_ALL, LONGEST_PAGE, LONGEST_WHOLE, MOST_PAGES, Page


def test_what_fits_is_kept_whole() -> None:
    pages = (Page(1, "One"), Page(2, "Two"))
    assert bounded(pages) == (pages, False)


def test_a_long_page_is_cut_and_says_so() -> None:
    pages, is_cut = bounded([Page(1, "a" * (LONGEST_PAGE + 1)), Page(2, "b")])
    assert is_cut
    assert [len(page.text) for page in pages] == [LONGEST_PAGE, 1]


def test_pages_without_end_are_cut() -> None:
    def endless() -> Iterator[Page]:
        while True:
            yield Page(1, "a")

    pages, is_cut = bounded(endless())
    assert len(pages) == MOST_PAGES
    assert is_cut


def test_all_pages_together_have_a_bound() -> None:
    pages, is_cut = bounded([Page(n, "a" * LONGEST_WHOLE) for n in range(12)], LONGEST_WHOLE)
    assert is_cut
    assert sum(len(page.text) for page in pages) == LONGEST_IN_ALL


def test_a_long_text_file_is_cut() -> None:
    found = read_bytes(b"word " * (LONGEST_WHOLE // 4), "long.txt").reading
    assert found.is_cut
    assert len(found.text) == LONGEST_WHOLE


def test_a_sheet_without_end_is_read_up_to_its_bound() -> None:
    found = read_bytes(made.excel({"Long": [["x" * 30_000]] * 20}), "").reading
    assert found.is_cut
    assert len(found.text) == LONGEST_WHOLE


def test_a_sheet_that_claims_to_be_endless_is_not_waited_for() -> None:
    book = made.excel({"Small": [["One"]]})
    name = "xl/worksheets/sheet1.xml"
    claimed = made.member_of(book, name).replace(b'<dimension ref="A1:A1"', b'<dimension ref="A1:XFD1048576"')
    assert b"XFD1048576" in claimed
    assert read_bytes(made.changed(book, {name: claimed}), "").reading.text == "One"


def test_a_row_that_claims_to_be_the_billionth_is_not_counted_up_to() -> None:
    book, name = made.excel({"Small": [["One"]]}), "xl/worksheets/sheet1.xml"
    far = b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>'
    claimed = made.member_of(book, name).replace(b"</sheetData>", far)
    assert read_bytes(made.changed(book, {name: claimed}), "").reading.text == "One"


def test_joining_stops_when_there_is_enough() -> None:
    def parts() -> Iterator[str]:
        yield "abc"
        yield "def"
        raise AssertionError("asked for more than is kept")

    assert joined(parts(), 5) == "abc\ndef"


def test_words_broken_at_the_end_of_a_line_are_mended() -> None:
    assert tidied("trans\x02\r\nformation") == "transformation"
    assert tidied("trans\ufffe\nformation") == "transformation"


@given(st.text(alphabet=st.characters()))
def test_what_is_kept_can_be_stored(text: str) -> None:
    kept = tidied(text)
    kept.encode()
    assert "\0" not in kept
    assert tidied(kept) == kept
