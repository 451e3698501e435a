"""How good the results of each engine are: nDCG@10 and MRR over the judged queries, and by kind of query."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from meilisearch import Client

from search.embedded import EmbeddedIndex
from search.index import SearchIndex
from search.meili import MeiliIndex
from search.memory import MemoryIndex
from tests.bench.ground import Ground
from tests.bench.report import Line
from tests.search.judged import Worth, average, by_kind, judged_documents, tuned_on, worths_of
from tiex.gateways.finder import council_words

LEAST = 0.85


def measure(ground: Ground) -> Iterator[Line]:
    yield from _lines("memory", MemoryIndex(council_words()))
    yield from _lines("embedded", EmbeddedIndex(ground.folder / "relevance", council_words()), LEAST)
    url, key = os.environ.get("TIEX_TEST_MEILI_URL"), os.environ.get("TIEX_TEST_MEILI_KEY")
    if not url:
        yield Line("Meilisearch: NOT MEASURED, TIEX_TEST_MEILI_URL is not set")
        return
    with _on_server(url, key) as index:
        yield from _lines("Meilisearch", index)


@contextmanager
def _on_server(url: str, key: str | None) -> Iterator[SearchIndex]:
    """An index of its own, which goes afterwards."""
    name = f"bench-{secrets.token_hex(4)}"
    try:
        yield MeiliIndex(url, key, name, council_words(), patience=10)
    finally:
        Client(url, key).delete_index(name)


def _lines(engine: str, index: SearchIndex, least: float | None = None) -> Iterator[Line]:
    index.rebuild(judged_documents())
    worths = worths_of(index)
    whole = average(worths.values())
    yield Line(f"{engine}: nDCG@10 of {len(worths)} judged queries", whole.gain, least=least)
    yield Line(f"{engine}: MRR", whole.first)
    tuned = average(each for judged, each in worths.items() if judged in tuned_on())
    others = average(each for judged, each in worths.items() if judged not in tuned_on())
    yield Line("    the half that it was tuned on", tuned.gain)
    yield Line("    the other half", others.gain)
    for kind, worth in by_kind(worths).items():
        yield _line_of(kind, worth)


def _line_of(kind: str, worth: Worth) -> Line:
    return Line(f"    {kind} (MRR {worth.first:.2f})", worth.gain)
