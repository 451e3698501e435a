"""Whatever is asked of an engine: no failure, a total order, and nothing that the question leaves out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import Document
from search.facets import FACETS, YEAR
from search.index import SearchIndex
from search.query import Query, Sort
from tests.search.library import asks, catalogue

DOCUMENTS: Mapping[str, Document] = {each.id: each for each in catalogue()}
VALUES = {facet: sorted({value for each in catalogue() for value in each.facets.get(facet, ())}) for facet in FACETS}
WORDS = sorted({word for each in catalogue() for word in f"{each.title} {each.summary} {each.files}".split()})
SYNTAX = [
    'title:"a',
    "(",
    "AND OR NOT",
    "+- ~1 *",
    "[a TO b]",
    "a^9",
    "\\",
    "id:*",
    "filter=audiences",
    "-council",
    "'s",
]

audiences = st.sets(st.sampled_from(["everyone", "councils", "council:A", "nobody"])).map(frozenset)
selections = st.dictionaries(
    st.sampled_from([*FACETS, "colour"]),
    st.sets(
        st.one_of(st.sampled_from(list(chain.from_iterable(VALUES.values()))), st.text(max_size=5)), max_size=3
    ).map(frozenset),
    max_size=3,
)
texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*WORDS, *SYNTAX]), max_size=6).map(" ".join),
    st.sampled_from(WORDS).map(lambda word: word[1:] + word[:1]),
    st.sampled_from(WORDS).map(lambda word: word[:4]),
    st.sampled_from(
        ["x" * 10_000, "a " * 5_000, "'" * 10_000, "\u202eabc", "שירותי המועצה", "\U0001f5d1\ufe0f", "\ud800"]
    ),
)
years = st.one_of(st.none(), st.integers(-(10**9), 10**9), st.integers(2010, 2026))
queries = st.builds(
    Query,
    text=texts,
    selected=selections,
    year_from=years,
    year_to=years,
    audiences=audiences,
    sort=st.sampled_from(Sort),
    page=st.integers(-(10**9), 10**9),
    per_page=st.integers(10, 100),
)
examples = settings(max_examples=30, suppress_health_check=list(HealthCheck))


def every_id(index: SearchIndex, query: Query) -> list[str]:
    """The ids of all pages."""
    first = index.search(replace(query, page=1))
    pages = [index.search(replace(query, page=page)).ids for page in range(2, first.pages + 1)]
    ids = [*first.ids, *(id for page in pages for id in page)]
    assert len(ids) == first.total
    return ids


def passes(document: Document, query: Query, *, without: str = "") -> bool:
    chosen = {key: values for key, values in query.selected.items() if key in FACETS and key != without}
    return (
        bool(query.audiences.intersection(document.audiences))
        and all(values.intersection(document.facets.get(key, ())) for key, values in chosen.items())
        and (without == YEAR or query.includes_year(document.year))
    )


@examples
@given(query=queries)
def test_no_question_breaks_it_and_every_hit_passes(library: SearchIndex, query: Query) -> None:
    found = library.search(query)
    assert found.total >= len(found.hits)
    assert 1 <= found.page <= found.pages
    assert [id for id in found.ids if not passes(DOCUMENTS[id], query)] == []
    for hit in found.hits:
        assert "".join(part.text for part in hit.title) == DOCUMENTS[hit.id].title


@examples
@given(query=queries)
def test_pages_hold_each_document_once(library: SearchIndex, query: Query) -> None:
    ids = every_id(library, query)
    assert len(set(ids)) == len(ids)


@examples
@given(query=queries)
def test_counts_are_those_of_a_count_by_hand(library: SearchIndex, query: Query) -> None:
    found = library.search(query)
    open_query = replace(query, selected={}, year_from=None, year_to=None, per_page=100)
    matching = [DOCUMENTS[id] for id in every_id(library, open_query)]
    assert found.total == sum(passes(each, query) for each in matching)
    for facet in FACETS:
        passing = [each for each in matching if passes(each, query, without=facet)]
        expected = Counter(value for each in passing for value in each.facets.get(facet, ()))
        expected.update(dict.fromkeys(query.selected.get(facet, ()), 0))
        assert {each.value: each.count for each in found.facets[facet]} == expected
    by_year = Counter(str(each.year) for each in matching if each.year and passes(each, query, without=YEAR))
    assert {each.value: each.count for each in found.facets[YEAR]} == by_year


@pytest.mark.parametrize("sort", Sort)
def test_everything_in_pages_of_every_size(library: SearchIndex, sort: Sort) -> None:
    orders = {tuple(every_id(library, asks("council", sort=sort, per_page=size))) for size in (1, 7, 100)}
    assert len(orders) == 1
