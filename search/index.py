"""The one protocol that every search engine keeps, and the part of it that searches."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from search.documents import Document
from search.query import Query
from search.results import Hit, Results


class Searcher(Protocol):
    """What those who search need; every method may raise `SearchFailure`, and nothing else."""

    def search(self, query: Query) -> Results:
        """One page in a total order: the same query gives each document on exactly one page."""

    def best_of_each(self, query: Query, facet: str) -> Mapping[str, Hit]:
        """For each chosen value of a facet the best document with it, and in which what is asked for stands.

        It is a facet of which a document has one value.
        Two thirds of the words have to, as they are written or by what means the same; slips are not forgiven. Nothing
        is counted, and no page or order is looked at.
        """


class SearchIndex(Searcher, Protocol):
    """Every method may raise `SearchFailure`, and nothing else."""

    def put(self, documents: Iterable[Document]) -> None:
        """Add documents, or replace those of the same id; found by searches that begin afterwards."""

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out; ids that are not there are no error."""

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Build beside the live index, then swap: searches see all of the old or all of the new."""

    def stored(self, facet: str = "", values: Iterable[str] = ()) -> Mapping[str, str]:
        """The fingerprint of every document in the index, by id; with a facet, of those with any of these values."""

    def check(self) -> None:
        """Raise the failure that a search would meet now, if there is one."""
