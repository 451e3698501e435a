"""Engines for tests of delivery that fail, wait or are told something in between, around one that works."""

from collections.abc import Callable, Iterable, Mapping

from search.documents import Document
from search.errors import SearchFailure
from search.memory import MemoryIndex
from search.query import Query
from search.results import Results


class Unsteady(MemoryIndex):
    """A real engine in memory that fails with `failure` while there is one; `before` is called before each change."""

    def __init__(self) -> None:
        super().__init__()
        self.failure: SearchFailure | None = None
        self.before: Callable[[list[str]], None] = lambda ids: None
        self.told: list[list[str]] = []

    def search(self, query: Query) -> Results:
        self._fail()
        return super().search(query)

    def put(self, documents: Iterable[Document]) -> None:
        documents = list(documents)
        self.before([document.id for document in documents])
        self._fail()
        self.told.append([document.id for document in documents])
        super().put(documents)

    def remove(self, ids: Iterable[str]) -> None:
        self._fail()
        super().remove(ids)

    def rebuild(self, documents: Iterable[Document]) -> None:
        self.failure = None
        super().rebuild(documents)

    def stored(self, facet: str = "", values: Iterable[str] = ()) -> Mapping[str, str]:
        self._fail()
        return super().stored(facet, values)

    def check(self) -> None:
        self._fail()

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure
