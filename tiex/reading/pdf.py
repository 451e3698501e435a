"""PDF: text by page, the first page as a picture, and what a PDF must not do."""

import re
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
from pypdfium2 import raw

from tiex.reading.pictures import png_of
from tiex.reading.reasons import FILES_IN_PDF, PASSWORD, SCRIPT_IN_PDF
from tiex.reading.safety import refuse_polyglot_pdf
from tiex.reading.texts import bounded
from tiex.reading.types import LONGEST_PAGE, PREVIEW, FileType, Page, Read, Reading, Refused

ERRORS: tuple[type[Exception], ...] = (pypdfium2.PdfiumError,)
WIDE, HIGH = 480, 960
# So many pages tell whether a PDF without text is a scan; forms within forms deeper than this hold no scan.
_SCANNED_PAGES, _FORMS_DEEP = 10, 4
_END = rb"(?=[\s/<>\[\]()]|$)"
_SCRIPTS = re.compile(rb"/(?:JS|JavaScript|XFA|RichMedia|S\s*/Launch|S\s*/ImportData)" + _END)
_FILES = re.compile(rb"/(?:EF|EmbeddedFile)" + _END)
_STREAM, _STREAM_END = b"stream", b"endstream"


def read(data: bytes, type: FileType) -> Read:
    refuse_polyglot_pdf(data)
    with _opened(data) as document:
        _refuse_active(document)
        pages, is_cut = bounded(_pages(document))
        is_scan = not any(page.text for page in pages) and _has_pictures(document)
        reading = Reading(type, pages, is_scan=is_scan, is_cut=is_cut, has_preview=True)
        return Read(reading, ((PREVIEW, _preview(document)),))


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    """Files that only limit what their readers may do with them open without a password, and are taken."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise Refused(PASSWORD) from error
        raise


def _refuse_active(document: pypdfium2.PdfDocument) -> None:
    """Looks in all objects, which PDFium writes out one by one however they were packed, named or encrypted."""
    plain = BytesIO()
    document.save(plain, flags=raw.FPDF_REMOVE_SECURITY)
    for part in _outside_streams(plain.getvalue()):
        if _SCRIPTS.search(part):
            raise Refused(SCRIPT_IN_PDF)
        if _FILES.search(part):
            raise Refused(FILES_IN_PDF)


def _outside_streams(data: bytes) -> Iterator[bytes]:
    """The dictionaries: in packed streams, any few letters stand somewhere by chance."""
    start = 0
    while (found := data.find(_STREAM, start)) >= 0:
        yield data[start:found]
        end = data.find(_STREAM_END, found)
        start = len(data) if end < 0 else end + len(_STREAM_END)
    yield data[start:]


def _pages(document: pypdfium2.PdfDocument) -> Iterator[Page]:
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        # A little more than is kept, so that it shows that there was more.
        yield Page(index + 1, text.get_text_range(0, min(text.count_chars(), 2 * LONGEST_PAGE)))
        text.close()
        page.close()


def _has_pictures(document: pypdfium2.PdfDocument) -> bool:
    return any(
        True
        for index in range(min(len(document), _SCANNED_PAGES))
        for _ in document[index].get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=_FORMS_DEEP)
    )


def _preview(document: pypdfium2.PdfDocument) -> bytes:
    page = document[0]
    width, height = page.get_size()
    scale = min(WIDE / max(width, 1), HIGH / max(height, 1))
    return png_of(page.render(scale=scale).to_pil())
