"""The one protocol that every search engine keeps."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from search.documents import Document
from search.query import Query
from search.results import Results


class SearchIndex(Protocol):
    """Every method may raise `SearchFailure`, and nothing else."""

    def search(self, query: Query) -> Results:
        """One page in a total order: the same query gives each document on exactly one page."""

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents, or replace those of the same id; found by searches that begin afterwards."""

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out; ids that are not there are no error."""

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Build beside the live index, then swap: searches see all of the old or all of the new."""

    def stored(self) -> Mapping[str, str]:
        """The fingerprint of every document in the index, by id."""

    def check(self) -> None:
        """Raise the failure that a search would meet now, if there is one."""
