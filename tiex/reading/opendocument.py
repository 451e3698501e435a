"""OpenDocument: the text of its one content file, by slide or sheet where it has them."""

from collections.abc import Iterator
from itertools import count
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

from tiex.reading.packages import opened, refuse_unsafe
from tiex.reading.texts import bounded, joined
from tiex.reading.types import LONGEST_PAGE, LONGEST_WHOLE, FileType, Page, Read, Reading

ERRORS: tuple[type[Exception], ...] = (ParseError,)
CONTENT = "content.xml"
_SPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _DRAW = _SPACE % "text", _SPACE % "table", _SPACE % "drawing"
_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h"}
_GAPS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
# Deleted text that is kept while changes are tracked.
_LEFT_OUT = f"{_TEXT}tracked-changes"


def read(data: bytes, type: FileType) -> Read:
    refuse_unsafe(data)
    with opened(data) as archive, archive.open(CONTENT) as stream:
        if type is FileType.ODP:
            pages, is_cut = bounded(_parts(stream, f"{_DRAW}page", f"{_DRAW}name", LONGEST_PAGE))
        elif type is FileType.ODS:
            pages, is_cut = bounded(_parts(stream, f"{_TABLE}table", f"{_TABLE}name", LONGEST_WHOLE), LONGEST_WHOLE)
        else:
            pages, is_cut = bounded([Page(None, joined(_whole(stream), LONGEST_WHOLE))], LONGEST_WHOLE)
    return Read(Reading(type, pages, is_cut=is_cut))


def _parts(stream: IO[bytes], tag: str, name: str, longest: int) -> Iterator[Page]:
    numbers = count(1)
    for _, element in ElementTree.iterparse(stream, forbid_dtd=True):
        if element.tag == tag:
            yield Page(next(numbers), joined(_lines(element), longest), element.get(name, ""))
            element.clear()


def _whole(stream: IO[bytes]) -> Iterator[str]:
    root = ElementTree.parse(stream, forbid_dtd=True).getroot()
    yield from () if root is None else _lines(root)


def _lines(root: Element) -> Iterator[str]:
    """Each paragraph and heading; without recursion, as documents may be nested deeper than a program's stack."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag in _PARAGRAPHS:
            yield "".join(_texts(element))
        elif element.tag != _LEFT_OUT:
            waiting.extend(reversed(element))


def _texts(paragraph: Element) -> Iterator[str]:
    """The text of a paragraph and all within it, in order."""
    waiting: list[Element | str] = [paragraph]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
            continue
        inner: list[Element | str] = [item.text or _GAPS.get(item.tag, "")]
        for child in item:
            inner += [child, child.tail or ""]
        waiting.extend(reversed(inner))
