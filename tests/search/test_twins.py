"""The engine in process finds, counts and suggests exactly what the reference does."""

import pytest
from hypothesis import given

from search.embedded import EmbeddedIndex
from search.memory import MemoryIndex
from search.query import Query
from tests.search.library import SYNONYMS, catalogue
from tests.search.test_properties import every_id, examples, queries

Twins = tuple[MemoryIndex, EmbeddedIndex]


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    reference, engine = MemoryIndex(SYNONYMS), EmbeddedIndex(tmp_path_factory.mktemp("twin"), SYNONYMS)
    reference.rebuild(catalogue())
    engine.rebuild(catalogue())
    return reference, engine


@examples
@given(query=queries)
def test_both_say_the_same(twins: Twins, query: Query) -> None:
    expected, found = (twin.search(query) for twin in twins)
    assert (found.total, found.page, found.pages) == (expected.total, expected.page, expected.pages)
    assert found.facets == expected.facets
    reference, engine = twins
    assert sorted(every_id(engine, query)) == sorted(every_id(reference, query))
    if query.sort != "relevance":
        assert found.ids == expected.ids
