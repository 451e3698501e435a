"""Compares an index with what it should hold, and mends it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from search.documents import Document
from search.errors import IndexUnreadable
from search.index import SearchIndex

# So many documents are put at a time: with the text of their files they may be long.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Drift:
    """Ids by what is wrong with them: not in the index, there in an older state, there but should not be."""

    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.surplus)


def needs_rebuild(index: SearchIndex) -> bool:
    """Whether there is no index to search or write to; an engine that does not answer says `SearchUnavailable`."""
    try:
        index.check()
    except IndexUnreadable:
        return True
    return False


def find_drift(
    index: SearchIndex, expected: Mapping[str, str], *, facet: str = "", values: Iterable[str] = ()
) -> Drift:
    """`expected` gives the fingerprint of each document that should be there, by id; with a facet, of these values."""
    stored = index.stored(facet, values)
    return Drift(
        missing=tuple(sorted(expected.keys() - stored.keys())),
        changed=tuple(sorted(id for id in expected.keys() & stored.keys() if expected[id] != stored[id])),
        surplus=tuple(sorted(stored.keys() - expected.keys())),
    )


def mend(index: SearchIndex, drift: Drift, documents: Iterable[Document]) -> None:
    """`documents` may be all that there are; those that are in order are left alone."""
    wanted = {*drift.missing, *drift.changed}
    putting = (document for document in documents if document.id in wanted)
    while batch := list(islice(putting, AT_ONCE)):
        index.put(batch)
    if drift.surplus:
        index.remove(drift.surplus)
