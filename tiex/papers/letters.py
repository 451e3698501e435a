"""Which signs the typefaces of a paper have, and how to write those that they lack."""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
# What only says how the signs around it are drawn, such as in colour: it has no name worth reading.
_UNSEEN = re.compile("[\u200b\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
_PLAINEST = range(0x20, 0x250)


def written(text: str) -> str:
    """The text with the name of each sign that no typeface has in brackets: 🚀 is [rocket].

    A sign and the marks on it are drawn by one typeface, so a mark that only another has is named too.
    """
    if not text.isascii():
        text = "".join(_drawn(one) for one in _clusters(_UNSEEN.sub("", text)))
    return text


def plainly(text: str) -> str:
    """The text in the plainest letters, with the names of all others; the last resort."""
    return "".join(one if ord(one) in _PLAINEST or one == "\n" else _named(one) for one in written(text))


def _clusters(text: str) -> Iterator[str]:
    """Each sign with the marks on it."""
    cluster = ""
    for sign in text:
        if cluster and not unicodedata.category(sign).startswith("M"):
            yield cluster
            cluster = ""
        cluster += sign
    yield cluster


@lru_cache(maxsize=4096)
def _drawn(cluster: str) -> str:
    if cluster == "\n" or any(signs.issuperset(map(ord, cluster)) for signs in _typefaces()):
        return cluster
    first, marks = cluster[0], cluster[1:]
    is_there = any(ord(first) in signs for signs in _typefaces())
    return (first if is_there else _named(first)) + "".join(map(_named, marks))


def _named(sign: str) -> str:
    if sign.isspace():
        return " "
    name = unicodedata.name(sign, "").lower() or f"U+{ord(sign):04X}"
    return f"[{name}]"


@cache
def _typefaces() -> tuple[frozenset[int], ...]:
    """The code points that each of our typefaces has, in plain letters and in bold."""
    folders = sorted(path for path in FONTS.iterdir() if path.is_dir())
    return tuple(frozenset.intersection(*map(_mapped, sorted(folder.glob("*.ttf")))) for folder in folders)


def _mapped(path: Path) -> frozenset[int]:
    """The code points in the tables of an OpenType font that map them to shapes, of formats 4 and 12."""
    font = path.read_bytes()
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
    return frozenset(found)


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
