"""Text as it is kept: bounded, and without what neither a database nor a reader can use."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from tiex.reading.types import LONGEST_IN_ALL, LONGEST_PAGE, MOST_PAGES, Page

# How PDFium marks a hyphen that only breaks a word at the end of a line.
_BROKEN_WORD = re.compile("[\x02\ufffe]\\s*")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls and halves of surrogate pairs: PostgreSQL refuses the first of them, UTF-8 has no way to write the last.
_UNUSABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\uffff]")
_SPACES = re.compile("[ \t\u00a0]+")
_SPACE_AT_END = re.compile(" ?\n ?")
_EMPTY_LINES = re.compile("\n{3,}")


def tidied(text: str) -> str:
    """Lines without spaces around them, at most one empty line in a row, nothing unprintable."""
    text = _UNUSABLE.sub("", _LINE_END.sub("\n", _BROKEN_WORD.sub("", text)))
    return _EMPTY_LINES.sub("\n\n", _SPACE_AT_END.sub("\n", _SPACES.sub(" ", text))).strip()


def joined(parts: Iterable[str], longest: int, between: str = "\n") -> str:
    """The parts up to a little more than `longest` characters, so that it shows that there were more."""
    kept, length = [], 0
    for part in parts:
        kept.append(part[: longest + 1])
        length += len(kept[-1]) + len(between)
        if length > longest:
            break
    return between.join(kept)


def bounded(pages: Iterable[Page], longest: int = LONGEST_PAGE) -> tuple[tuple[Page, ...], bool]:
    """The pages that are kept, each tidied and cut at its bound, and whether anything was cut."""
    source, kept, left, is_cut = iter(pages), list[Page](), LONGEST_IN_ALL, False
    for page in islice(source, MOST_PAGES):
        text = tidied(page.text)
        most = min(longest, left)
        is_cut = is_cut or len(text) > most
        kept.append(Page(page.number, text[:most], tidied(page.name)[:200]))
        left -= len(kept[-1].text)
    return tuple(kept), is_cut or has_more(source)


def has_more(pages: Iterator[Page]) -> bool:
    return next(pages, None) is not None
