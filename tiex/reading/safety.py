"""What a file must not be beside what it is: another kind of file, or a page that a browser would run."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from tiex.reading.reasons import POLYGLOT
from tiex.reading.types import Refused

HEAD = 1024
# What makes browsers that guess take a file for a page, as the WHATWG's "MIME sniffing" lists it.
_PAGE_START = re.compile(
    r"\s*<(?:[?!]|(?:html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|svg|math|object|embed|img|link|"
    r"meta|base|form)[\s>/])",
    re.IGNORECASE,
)
_PAGE_PART = re.compile(r"<(?:!doctype|html|head|body|script|iframe|svg|object|embed)[\s>/]", re.IGNORECASE)
_PAGE_BYTES = (b"<!doctype html", b"<html", b"<script", b"<iframe")


def is_web_page(text: str) -> bool:
    """Whether a browser that guesses would show this as a page, or an importer take it for XML."""
    return _PAGE_START.match(text) is not None or _PAGE_PART.search(text, 0, HEAD) is not None


def refuse_polyglot_picture(data: bytes) -> None:
    """A picture hides a page anywhere in its comments or after its end; its own bytes hardly ever spell one."""
    lowered = data.lower()
    if any(part in lowered for part in _PAGE_BYTES) or b"%PDF-" in data[:HEAD] or _is_archive(data):
        raise Refused(POLYGLOT)


def refuse_polyglot_pdf(data: bytes) -> None:
    """Text about web pages may well stand in a PDF, but not in its first lines."""
    if any(part in data[:HEAD].lower() for part in _PAGE_BYTES) or _is_archive(data):
        raise Refused(POLYGLOT)


def _is_archive(data: bytes) -> bool:
    """Whether an unpacker would find members in it: a ZIP is read from its end, whatever stands before."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return bool(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError, LookupError, OSError):
        return False
