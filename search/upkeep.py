"""Compares an index with what it should hold, and mends it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.documents import Document
from search.errors import IndexUnreadable
from search.index import SearchIndex


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


def find_drift(index: SearchIndex, expected: Mapping[str, str]) -> Drift:
    """`expected` gives the fingerprint of each document that should be there, by id."""
    stored = index.stored()
    return Drift(
        missing=tuple(sorted(expected.keys() - stored.keys())),
        changed=tuple(sorted(id for id in expected.keys() & stored.keys() if expected[id] != stored[id])),
        surplus=tuple(sorted(stored.keys() - expected.keys())),
    )


def mend(index: SearchIndex, drift: Drift, documents: Iterable[Document]) -> None:
    """`documents` may be all that there are; those that are in order are left alone."""
    wanted = {*drift.missing, *drift.changed}
    index.put(document for document in documents if document.id in wanted)
    index.remove(drift.surplus)
