"""PDFs, pictures and texts that attack, or are not what is taken, are refused, each for its reason."""

import struct
import zlib
from pathlib import Path

import pytest

from tests.reading import locked, made
from tiex.reading import reasons
from tiex.reading.read import read_bytes, read_file
from tiex.reading.types import LARGEST_FILE, Refused

CATALOGUE = b"<</Type/Catalog/Pages 2 0 R%s>>"
ARCHIVE = made.changed(made.odt(), {})


def reason_for(data: bytes, name: str = "file.bin") -> str:
    with pytest.raises(Refused) as refusal:
        read_bytes(data, name)
    return refusal.value.reason


def pdf_with(catalogue: bytes = b"", page: bytes = b"", *objects: bytes) -> bytes:
    return made.pdf_of([CATALOGUE % catalogue, made.PAGES, made.EMPTY_PAGE[:-2] + page + b">>", *objects])


def packed_pdf(catalogue: bytes) -> bytes:
    """Its catalogue lies compressed in an object stream, where no search for words finds it."""
    objects = [CATALOGUE % catalogue, made.PAGES, made.EMPTY_PAGE]
    offsets = [sum(len(item) + 1 for item in objects[:number]) for number in range(3)]
    head = b" ".join(b"%d %d" % (number + 1, offset) for number, offset in enumerate(offsets)) + b"\n"
    body = head + b"".join(item + b"\n" for item in objects)
    start = b"%PDF-1.7\n"
    four = b"4 0 obj\n" + made.stream(body, b"/Type/ObjStm/N 3/First %d" % len(head)) + b"\nendobj\n"
    rows = [(0, 0, 255), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, len(start), 0), (1, len(start) + len(four), 0)]
    table = b"".join(struct.pack(">BHB", *row) for row in rows)
    five = b"5 0 obj\n" + made.stream(table, b"/Type/XRef/Size 6/W[1 2 1]/Root 1 0 R") + b"\nendobj\n"
    return start + four + five + b"startxref\n%d\n%%%%EOF\n" % (len(start) + len(four))


SCRIPT = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"


@pytest.mark.parametrize(
    "data",
    [
        pdf_with(SCRIPT),
        pdf_with(b"/OpenAction<</S/#4aavaScript/#4aS 4 0 R>>", b"", made.stream(b"app.alert(1)")),
        pdf_with(b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>"),
        pdf_with(b"", b"/AA<</O<</S/Launch/F(calc.exe)>>>>"),
        pdf_with(b"/OpenAction<</F(calc.exe)/S /Launch>>"),
        pdf_with(b"/AcroForm<</XFA 4 0 R/Fields[]>>", b"", made.stream(b"<xdp/>")),
        pdf_with(b"", b"/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>]"),
        packed_pdf(SCRIPT),
        locked.pdf("", "owner", SCRIPT),
    ],
    ids=["open", "hidden", "names", "launch", "order", "xfa", "media", "packed", "locked"],
)
def test_a_pdf_that_runs_something_is_refused(data: bytes) -> None:
    assert reason_for(data) == reasons.SCRIPT_IN_PDF


def test_a_packed_pdf_that_runs_nothing_is_taken() -> None:
    assert len(read_bytes(packed_pdf(b""), "").reading.pages) == 1


def test_a_pdf_that_carries_files_is_refused() -> None:
    attached = made.pdf(made.WORDS, before='#pdf.attach("a.txt", bytes("a"), relationship: "data", description: "a")\n')
    assert reason_for(attached) == reasons.FILES_IN_PDF
    note = b"/Annots[<</Subtype/FileAttachment/Rect[0 0 9 9]/FS<</Type/Filespec/F(a.exe)/EF<</F 4 0 R>>>>>>]"
    assert reason_for(pdf_with(b"", note, made.stream(b"MZ"))) == reasons.FILES_IN_PDF


def test_links_and_words_about_scripts_are_taken() -> None:
    text = '#link("https://council.example")[JavaScript] /JS /Launch /JavaScript `<script>`'
    assert "/JavaScript" in read_bytes(made.pdf(text), "").reading.text


def test_a_pdf_with_a_password_is_refused() -> None:
    assert reason_for(locked.pdf("secret", "owner")) == reasons.PASSWORD


@pytest.mark.parametrize(
    "data",
    [
        made.pdf() + ARCHIVE,
        made.pdf().replace(b"\n", b"\n%<script>alert(1)</script>\n", 1),
        made.picture("PNG") + ARCHIVE,
        made.picture("JPEG") + ARCHIVE,
        made.picture("PNG") + b"<!DOCTYPE html><p>",
        made.picture("JPEG", comment=b"<script>alert(1)</script>"),
        made.picture("JPEG", comment=b"<HTML >"),
        made.picture("JPEG", comment=b"%PDF-1.7"),
    ],
    ids=["pdf-zip", "pdf-html", "png-zip", "jpeg-zip", "png-html", "jpeg-script", "jpeg-html", "jpeg-pdf"],
)
def test_two_files_in_one_are_refused(data: bytes) -> None:
    assert reason_for(data) == reasons.POLYGLOT


def test_an_image_that_unpacks_without_end_is_refused() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    for side in (8_000, 10_000, 60_000, 0x7FFFFFFF):
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")
        assert reason_for(bomb) == reasons.TOO_MANY_PIXELS


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body>a</body></html>",
        "  \n<HTML>",
        "<!-- a note --><script>alert(1)</script>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<?xml version='1.0'?><svg/>",
        "name,cost\n<script>alert(1)</script>,5\n",
        "name,cost\nAda,<iframe src=javascript:alert(1)>\n",
        "<a href=x>a</a>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_page_is_no_text(text: str, encoding: str) -> None:
    assert reason_for(text.encode(encoding), "costs.csv") == reasons.WEB_PAGE


@pytest.mark.parametrize("text", ["a < b and c > d", "<3 our libraries", "cost,<5\n", "<ada@fernmoor.example> wrote:"])
def test_a_text_with_less_and_more_is_text(text: str) -> None:
    assert read_bytes(text.encode(), "a.txt").reading.text == text.strip()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"GIF89a" + bytes(40), ".gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(40), ".webp"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), ".7z"),
        (b"Rar!\x1a\x07\x00" + bytes(40), ".rar"),
        (b"MZ" + bytes(200), ".exe"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"#!/bin/sh\nrm -r x\n", "script"),
        (b"%!PS-Adobe-3.0\n", "PostScript"),
        (b"\x00\x01\x02\x03" * 9, "cannot tell"),
    ],
)
def test_other_kinds_are_named_and_refused(data: bytes, word: str) -> None:
    reason = reason_for(data, "report.pdf")
    assert word in reason
    assert "we take PDF" in reason


def test_an_empty_file_is_refused() -> None:
    assert reason_for(b"") == reasons.EMPTY


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(Refused, match="50 MB"):
        read_file(tmp_path / "large", "large.txt", tmp_path)


@pytest.mark.parametrize("data", [made.pdf(), made.picture("PNG"), made.picture("JPEG")], ids=["pdf", "png", "jpeg"])
def test_half_a_file_is_refused(data: bytes) -> None:
    assert reason_for(data[:40]) == reasons.DAMAGED


def test_every_reason_is_one_sentence() -> None:
    found = [value for name, value in vars(reasons).items() if name.isupper()]
    assert len(found) > 15
    for reason in found:
        assert reason.endswith(".")
        assert ". " not in reason.replace(" .", "")
