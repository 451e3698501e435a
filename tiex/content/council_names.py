"""Finds councils of the register by the many ways in which people write their names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from tiex.content.checking import CONTENT
from tiex.content.councils import load_councils
from tiex.domain.councils import Council

_WORD = re.compile(r"[a-z’']+")
# They tell councils of the same place apart at most, and people leave them out or add them.
_KINDS = frozenset({"and", "borough", "city", "council", "county", "district", "london", "metropolitan", "of", "royal"})


def codes_of_names(names: Iterable[str], root: Path = CONTENT) -> tuple[str, ...]:
    """Codes of the councils that these names name beyond doubt, in their order."""
    known = _codes_by_name(root)
    found = (known.get(name.lower()) or known.get(_place(name)) for name in names)
    return tuple(dict.fromkeys(code for code in found if code))


def find_codes(names: Iterable[str], councils: Sequence[Council]) -> tuple[str | None, ...]:
    """The code of each of these names among these councils; None where it is none of them, or not beyond doubt."""
    known = _by_name(councils)
    return tuple(known.get(name.lower()) or known.get(_place(name)) for name in names)


def like_names(name: str, councils: Sequence[Council], number: int = 3) -> tuple[str, ...]:
    """Names of councils that look much like this one, the likest first."""
    full = {council.name.lower(): council.name for council in councils}
    short = {council.short_name.lower(): council.name for council in councils}
    likest = get_close_matches(name.lower(), [*full, *short], n=number)
    return tuple(dict.fromkeys((full | short)[each] for each in likest))


@cache
def _codes_by_name(root: Path) -> Mapping[str, str]:
    return _by_name(load_councils(root))


def _by_name(councils: Sequence[Council]) -> Mapping[str, str]:
    """Full names, short names, and names without their kind; what could mean two councils is left out."""
    named: dict[str, set[str]] = defaultdict(set)
    for council in councils:
        for name in (council.name.lower(), council.short_name.lower(), _place(council.name)):
            named[name].add(council.code)
    there = {council.code for council in councils if council.ends_on is None}
    sure = ((name, codes if len(codes) == 1 else codes & there) for name, codes in named.items())
    return {name: next(iter(codes)) for name, codes in sure if len(codes) == 1}


def _place(name: str) -> str:
    return " ".join(word for word in _WORD.findall(name.lower()) if word not in _KINDS)
