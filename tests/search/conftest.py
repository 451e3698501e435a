"""Each engine that there is, fresh for one test or filled once for many."""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import pytest
from meilisearch import Client

from search.embedded import EmbeddedIndex
from search.facets import FACETS
from search.index import SearchIndex
from search.meili import MeiliIndex
from search.memory import MemoryIndex
from search.synonyms import Synonyms
from tests.search.library import SYNONYMS, catalogue, shelf


class Maker(Protocol):
    def __call__(self, name: str, synonyms: Synonyms = SYNONYMS, facets: Sequence[str] = FACETS) -> SearchIndex: ...


Backend = Callable[[Path], AbstractContextManager[Maker]]


@contextmanager
def memory(folder: Path) -> Iterator[Maker]:
    def make(name: str, synonyms: Synonyms = SYNONYMS, facets: Sequence[str] = FACETS) -> SearchIndex:
        return MemoryIndex(synonyms, facets)

    yield make


@contextmanager
def embedded(folder: Path) -> Iterator[Maker]:
    """Each name has a folder of its own, which the next test that uses the name builds anew."""

    def make(name: str, synonyms: Synonyms = SYNONYMS, facets: Sequence[str] = FACETS) -> SearchIndex:
        return EmbeddedIndex(folder / name, synonyms, facets)

    yield make


@contextmanager
def meilisearch(folder: Path) -> Iterator[Maker]:
    """On the server that the person running the tests names; every index of the tests goes when they end."""
    url, key = os.environ.get("TIEX_TEST_MEILI_URL"), os.environ.get("TIEX_TEST_MEILI_KEY")
    if not url:
        pytest.skip("NOT TESTED AGAINST MEILISEARCH: set TIEX_TEST_MEILI_URL and TIEX_TEST_MEILI_KEY to a server's")
    run, names = secrets.token_hex(4), set[str]()

    def make(name: str, synonyms: Synonyms = SYNONYMS, facets: Sequence[str] = FACETS) -> SearchIndex:
        names.add(f"test-{run}-{name}")
        return MeiliIndex(url, key, f"test-{run}-{name}", synonyms, facets, patience=10)

    yield make
    for name in names:
        Client(url, key).delete_index(name)


BACKENDS: dict[str, Backend] = {"memory": memory, "embedded": embedded, "meilisearch": meilisearch}


@pytest.fixture(scope="session", params=BACKENDS)
def make(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maker]:
    """Makes an index of a name; it is not built yet."""
    with BACKENDS[request.param](tmp_path_factory.mktemp(request.param)) as maker:
        yield maker


@pytest.fixture
def index(make: Maker) -> SearchIndex:
    """The handful of documents made by hand, which a test may change."""
    made = make("shelf")
    made.rebuild(shelf())
    return made


@pytest.fixture(scope="session")
def library(make: Maker) -> SearchIndex:
    """The real catalogue, for reading alone."""
    made = make("catalogue")
    made.rebuild(catalogue())
    return made
