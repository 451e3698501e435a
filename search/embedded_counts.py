"""How many documents match and how many each value would give, in one request: they are gathered only once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search import embedded_schema as fields
from search.facets import YEAR, FacetCount, facet_counts, year_counts
from search.query import Query

# Sets of values that are told apart in one facet; tantivy stops at 65,000 of all facets in one request.
MOST_SETS = 5_000
_TOTAL, _ALL, _BEGINS = "total", "all", "beside "
_COUNTED = {"value_count": {"field": fields.WEIGHT}}


@dataclass(frozen=True, slots=True)
class Counts:
    """Each facet under what is chosen in the others; `unchosen` is the total without any choice."""

    total: int
    unchosen: int
    facets: Mapping[str, tuple[FacetCount, ...]]


def aggregations(facets: Sequence[str], query: Query) -> dict[str, Any]:
    """What to ask of the documents that match without any choice: under all choices the facets without one, and each
    facet that has one under all the others."""
    terms = {facet: _terms(facet) for facet in (*facets, YEAR)}
    chosen = _chosen(query)
    if not chosen:
        return {_ALL: _COUNTED, **terms}
    open_ones = {facet: asked for facet, asked in terms.items() if facet not in chosen}
    wanted = {_ALL: _COUNTED, _TOTAL: {"filter": _narrowing(query), "aggs": {_ALL: _COUNTED, **open_ones}}}
    for facet in chosen:
        beside = {facet: terms[facet]}
        others = _narrowing(query, without=facet)
        wanted |= {_BEGINS + facet: {"filter": others, "aggs": beside}} if others else beside
    return wanted


def counts_in(found: Mapping[str, Any], facets: Sequence[str], query: Query) -> Counts:
    """The answer to `aggregations`."""
    parts = {**found, **found.get(_TOTAL, {})}
    for facet in _chosen(query):
        parts |= found.get(_BEGINS + facet, {})
    values = {facet: _taken_apart(parts[facet]["buckets"]) for facet in facets}
    counts = {facet: facet_counts(values[facet], query.selected.get(facet, ())) for facet in facets}
    years = {int(bucket["key"]): int(bucket["doc_count"]) for bucket in parts[YEAR]["buckets"]}
    total, unchosen = (int(each[_ALL]["value"]) for each in (parts, found))
    return Counts(total, unchosen, {**counts, YEAR: year_counts(years)})


def _chosen(query: Query) -> list[str]:
    return [*query.selected, *([YEAR] if query.has_years else [])]


def _narrowing(query: Query, *, without: str = "") -> str:
    """The choices in the engine's own words, but for those in one facet."""
    found = [_either(facet, values) for facet, values in query.selected.items() if facet != without]
    if query.has_years and without != YEAR:
        first, last = ("*" if year is None else year for year in (query.year_from, query.year_to))
        found.append(f"{fields.YEAR}:[{first} TO {last}]")
    return " AND ".join(found)


def _either(facet: str, values: Iterable[str]) -> str:
    """A few terms each on its own are five times as fast as a set of them."""
    terms = (f"{fields.filter_field(facet)}:{_quoted(value)}" for value in sorted(values))
    return f"({' OR '.join(terms)})"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _terms(facet: str) -> dict[str, Any]:
    field = fields.YEAR if facet == YEAR else fields.count_field(facet)
    return {"terms": {"field": field, "size": MOST_SETS}}


def _taken_apart(buckets: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """The count of each value, from the counts of sets of values."""
    found: Counter[str] = Counter()
    for bucket in buckets:
        for value in bucket["key"].split(fields.APART):
            found[value] += int(bucket["doc_count"])
    return found
