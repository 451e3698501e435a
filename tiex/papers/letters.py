"""Which signs the typefaces of a paper have, and how to write those that they lack."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
# What a typeface is not asked for: they begin a line, or nothing at all is drawn for them.
_LINE_ENDS = frozenset("\n")
_MARKS = {"Mn", "Mc", "Me", "Cf"}


def written(text: str) -> str:
    """The text with the name of each sign that no typeface has in brackets: 😀 is [grinning face]."""
    have = _signs()
    if all(ord(sign) in have or sign in _LINE_ENDS for sign in text):
        return text
    return "".join(sign if ord(sign) in have or sign in _LINE_ENDS else _named(sign) for sign in text)


def plainly(text: str) -> str:
    """The text with nothing but what the first typeface has ready, sign by sign; the last resort."""
    return "".join(sign if sign in _LINE_ENDS or 32 <= ord(sign) < 0x250 else _named(sign) for sign in written(text))


def _named(sign: str) -> str:
    """What only changes the sign before it, such as its colour, has no name worth reading."""
    if unicodedata.category(sign) in _MARKS:
        return ""
    if sign.isspace():
        return " "
    name = unicodedata.name(sign, "").lower() or f"U+{ord(sign):04X}"
    return f"[{name}]"


@cache
def _signs() -> frozenset[int]:
    """Code points that one of our typefaces has."""
    found: set[int] = set()
    for path in sorted(FONTS.rglob("*.ttf")):
        found |= set() if "Bold" in path.name else _mapped(path.read_bytes())
    return frozenset(found) - {0xFEFF}


def _mapped(font: bytes) -> set[int]:
    """The code points in the tables of an OpenType font that map them to shapes, of formats 4 and 12."""
    number = struct.unpack_from(">H", font, 4)[0]
    tables = (struct.unpack_from(">4sIII", font, 12 + 16 * each) for each in range(number))
    start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    found: set[int] = set()
    for each in range(struct.unpack_from(">H", font, start + 2)[0]):
        place = start + struct.unpack_from(">I", font, start + 4 + 8 * each + 4)[0]
        kind = struct.unpack_from(">H", font, place)[0]
        if kind == 4:
            found |= _segments(font, place)
        elif kind == 12:
            groups = struct.unpack_from(">I", font, place + 12)[0]
            for group in range(groups):
                first, last, _ = struct.unpack_from(">III", font, place + 16 + 12 * group)
                found.update(range(first, last + 1))
    return found


def _segments(font: bytes, place: int) -> set[int]:
    """Format 4: segments of code points below U+FFFF; one that maps to shape 0 is not there."""
    doubled = struct.unpack_from(">H", font, place + 6)[0]
    lasts, firsts, deltas, ranges = (
        place + 14,
        place + 16 + doubled,
        place + 16 + 2 * doubled,
        place + 16 + 3 * doubled,
    )
    found = set()
    for each in range(0, doubled, 2):
        last, first = (struct.unpack_from(">H", font, where + each)[0] for where in (lasts, firsts))
        delta, offset = (struct.unpack_from(">H", font, where + each)[0] for where in (deltas, ranges))
        for code in range(first, min(last, 0xFFFE) + 1):
            at = ranges + each + offset + 2 * (code - first)
            shape = struct.unpack_from(">H", font, at)[0] if offset else code
            if shape and (shape + delta) % 65536:
                found.add(code)
    return found
