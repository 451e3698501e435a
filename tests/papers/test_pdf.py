"""The PDF for those who cannot see it, and for whatever people write."""

import io
import itertools
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from tests.papers.made import DAY_WRITTEN, NASTY, agreed_report, empty_report, file_of, own_report, shapes, with_note
from tests.papers.reading import bare, pdf_pages, pdf_text
from tiex.papers.formats import OFFERS, PDF, make, order_of
from tiex.papers.letters import written
from tiex.papers.report import Report
from tiex.papers.typeset import NotMade, typeset

# One sign of each plane of Unicode, whether it has a name or not, and marks that stand on signs of other typefaces.
EVERY_PLANE = (
    "".join(chr(plane * 0x10000 + 0x2345) for plane in range(17)) + "e\u0301\u2057\u0301a\u20d2 नि 👩\u200d🚀\ufe0f"
)


def opened(file: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(file))


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop(0)
        if "/S" in element:
            yield element
        inside: Any = element.get("/K", [])
        children = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
        waiting = [child for child in children if isinstance(child, pikepdf.Dictionary)] + waiting


def roles(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S)[1:] for element in elements(pdf)]


@pytest.mark.parametrize("name", shapes("pdf"))
def test_it_is_a_tagged_document_in_english_with_its_title(name: str) -> None:
    with opened(file_of(agreed_report(), name)) as pdf, pdf.open_metadata() as about:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert about["pdfuaid:part"] == "1"
        assert "self-assessment" in about["dc:title"] or "agreed view" in about["dc:title"]
        assert pdf.Root.Outlines.Count > 0
        assert all(page.Tabs == "/S" for page in pdf.pages)


@pytest.mark.parametrize("name", shapes("pdf"))
def test_headings_begin_with_the_first_and_leave_none_out(name: str) -> None:
    with opened(file_of(agreed_report(), name)) as pdf:
        levels = [int(role[1:]) for role in roles(pdf) if role[0] == "H" and role[1:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("name", shapes("pdf"))
def test_each_chart_says_what_it_shows(name: str) -> None:
    with opened(file_of(agreed_report(), name)) as pdf:
        words = [str(element.get("/Alt", "")) for element in elements(pdf) if element.S == "/Figure"]
    assert words
    assert all(len(alt) > 30 for alt in words)
    assert any("The score is" in alt and "of 72 statements answered" in alt for alt in words)


@pytest.mark.parametrize("name", shapes("pdf"))
def test_each_table_has_a_row_of_headings(name: str) -> None:
    with opened(file_of(agreed_report(), name)) as pdf:
        tables = [element for element in elements(pdf) if element.S == "/Table"]
        found = Counter(roles(pdf))
        assert tables
        for table in tables:
            assert "/THead" in [str(part.S) for part in table.K][:2]
        assert found["TH"] >= 2 * len(tables)
        assert found["Caption"] == len(tables)


def test_its_typefaces_are_in_it() -> None:
    with opened(file_of(agreed_report(), "full.pdf")) as pdf:
        fonts = {str(o.FontName): o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o}
        assert {name.partition("+")[2] for name in fonts} >= {"LiberationSans", "LiberationSans-Bold"}
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts.values())


def test_pages_are_numbered_and_say_whose_they_are() -> None:
    pages = pdf_pages(file_of(agreed_report(), "full.pdf"))
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Fernmoor & Sons Borough Council" in page


@pytest.mark.parametrize(
    ("report", "mark"),
    [
        (own_report(), "One person’s view, not the council’s"),
        (empty_report(), "Draft, not signed off"),
        (with_note("x"), "Draft, not signed off"),
    ],
    ids=["own", "empty", "draft"],
)
def test_what_it_is_not_stands_on_each_page(report: Report, mark: str) -> None:
    assert all(mark in page for page in pdf_pages(file_of(report, "full.pdf")))


def test_what_was_signed_off_is_no_draft() -> None:
    assert "raft" not in pdf_text(file_of(agreed_report(), "full.pdf"))
    assert "raft" not in pdf_text(file_of(agreed_report(), "committee.pdf"))


def test_what_people_write_is_never_an_instruction() -> None:
    text = pdf_text(file_of(with_note(NASTY), "full.pdf"))
    assert '#import "secret" $x^2$ @here <label> *strong* _slanted_ `code` // and' in text
    assert "lines & <b>tags</b>; #sys.inputs\\ -- end" in text


def test_a_line_stays_a_line() -> None:
    pages = "".join(pdf_pages(file_of(with_note("First line\nsecond line\n\nafter a gap"), "full.pdf")))
    assert pages.replace("\r", "").count("First line\nsecond line\n") == 2


def test_signs_of_every_plane_are_drawn_or_named() -> None:
    found = bare(pdf_text(file_of(with_note(EVERY_PLANE), "full.pdf")))
    assert bare(written(EVERY_PLANE)) in found
    for name in ("[woman]", "[rocket]", "[devanagari letter na]", "[U+102345]"):
        assert bare(name) in found


@pytest.mark.parametrize("seed", range(4))
def test_no_text_breaks_it(seed: int) -> None:
    """As people can store it: without control characters and halves of pairs."""
    chance = random.Random(seed)
    drawn = (chance.randrange(0x20, chance.choice((0x80, 0x3000, 0x20000, 0x110000))) for _ in range(3000))
    text = "".join(chr(code) for code in drawn if not (0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000))
    assert file_of(with_note(text), "full.pdf").startswith(b"%PDF-1.")


def test_a_note_longer_than_a_page_goes_on_on_the_next() -> None:
    text = " ".join(f"word{number}" for number in range(1200))
    found = bare(pdf_text(file_of(with_note(text), "full.pdf")))
    assert all(f"word{number}" in found for number in range(1200))


def test_where_it_cannot_be_set_it_is_set_in_the_plainest_letters() -> None:
    """A typesetter that has no letters but the plainest, as one that finds a sign it cannot draw."""

    def plainest(order: Any) -> list[bytes]:
        if any(
            ord(sign) > 0x250 and sign not in "‘’“”–—…·" for block in order["paper"]["blocks"] for sign in str(block)
        ):
            raise NotMade("a sign that cannot be drawn")
        return typeset(order)

    offer = next(offer for offer in OFFERS if offer.format is PDF)
    made = make(order_of(with_note("Ελλάδα"), offer, DAY_WRITTEN), plainest)
    assert "[greek capital letter epsilon]" in pdf_text(made)
