"""Plain text and CSV, in the encodings that councils' systems write."""

import codecs
import re
import unicodedata
from collections.abc import Iterator

from tiex.reading.reasons import UNKNOWN
from tiex.reading.texts import bounded
from tiex.reading.types import LONGEST_WHOLE, FileType, Page, Read, Reading, Refused

ERRORS: tuple[type[Exception], ...] = ()
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# What is known of a text is known from its beginning; this many bytes tell its encoding where no mark does.
_SAMPLE = 4096


def decoded(data: bytes) -> str | None:
    """The text, or None where these bytes are none."""
    encoding = _encoding_of(data)
    if encoding:
        return _decoded_as(data, encoding)
    text = _decoded_as(data, "utf-8")
    return text if text is not None else _decoded_as(data, "cp1252")


def read(data: bytes, type: FileType) -> Read:
    text = decoded(data)
    if text is None:
        raise Refused(UNKNOWN)
    pages, is_cut = bounded(_whole(text), LONGEST_WHOLE)
    return Read(Reading(type, pages, is_cut=is_cut))


def _whole(text: str) -> Iterator[Page]:
    yield Page(None, text[: LONGEST_WHOLE * 2])


def _encoding_of(data: bytes) -> str:
    """By the mark at the beginning; else UTF-16 where every other byte of Western text is zero; else unknown."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    most = len(sample) // 2 * 0.7
    if len(sample) >= 4 and len(data) % 2 == 0:
        if odd > most and not even:
            return "utf-16-le"
        if even > most and not odd:
            return "utf-16-be"
    return ""


def _decoded_as(data: bytes, encoding: str) -> str | None:
    """None where it is not in this encoding, or full of what no text contains."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    is_text = _CONTROL.search(text) is None and not any(unicodedata.category(char) == "Cn" for char in text[:_SAMPLE])
    return text if is_text else None
