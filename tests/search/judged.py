"""The judged queries, the documents they are asked of, and what the answers of an engine are worth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from math import log2
from pathlib import Path
from random import Random
from statistics import mean

from search.documents import Document
from search.index import SearchIndex
from tests.search.library import asks
from tiex.content.catalogue import CatalogueEntry, load_catalogue
from tiex.content.checking import parse_yaml
from tiex.indexing.queries import FIRST_DAY, document_of
from tiex.models import ResourceRow

FILE = Path(__file__).with_name("relevance.yaml")
# So many results are looked at.
DEPTH = 10
SEED = 4


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A query and the grades (1 to 3) of the resources that answer it."""

    query: str
    kind: str
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Worth:
    """Both from 0 to 1. `gain` is nDCG@10; `first` is 1 ÷ the place of the first answer, 0 where there is none."""

    gain: float
    first: float


@cache
def judged_queries() -> tuple[Judged, ...]:
    entries = parse_yaml(FILE.read_text(encoding="utf-8"), FILE.name)
    assert isinstance(entries, list)
    return tuple(Judged(entry["query"], entry["kind"], entry["answers"]) for entry in entries)


@cache
def tuned_on() -> frozenset[Judged]:
    """Half of each kind, drawn by lot: tune by these, and see by the others whether it holds."""
    drawn = list(judged_queries())
    Random(SEED).shuffle(drawn)
    return frozenset(sorted(drawn, key=lambda judged: judged.kind)[::2])


@cache
def judged_documents() -> tuple[Document, ...]:
    """The whole catalogue for everyone, with nothing tried yet, as the product gives it to its engines."""
    return tuple(document_of(_row(entry)) for entry in load_catalogue())


def _row(entry: CatalogueEntry) -> ResourceRow:
    values = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return ResourceRow(**values, audience="everyone", origin="starter", created_at=FIRST_DAY)


def worth_of(index: SearchIndex, judged: Judged) -> Worth:
    return worth(index.search(asks(judged.query, per_page=DEPTH)).ids, judged.answers)


def worths_of(index: SearchIndex) -> dict[Judged, Worth]:
    return {judged: worth_of(index, judged) for judged in judged_queries()}


def by_kind(worths: Mapping[Judged, Worth]) -> dict[str, Worth]:
    """The average of each kind of query, by name."""
    kinds = sorted({judged.kind for judged in worths})
    return {kind: average(each for judged, each in worths.items() if judged.kind == kind) for kind in kinds}


def worth(found: Sequence[str], answers: Mapping[str, int]) -> Worth:
    best = sorted(answers.values(), reverse=True)
    places = (place for place, id in enumerate(found[:DEPTH], 1) if id in answers)
    return Worth(_gain(answers.get(id, 0) for id in found) / _gain(best), 1 / next(places, float("inf")))


def average(worths: Iterable[Worth]) -> Worth:
    found = list(worths)
    return Worth(mean(each.gain for each in found), mean(each.first for each in found))


def _gain(grades: Iterable[int]) -> float:
    """2^grade - 1 each, the less the further down."""
    return sum((2.0**grade - 1) / log2(place + 1) for place, grade in zip(range(1, DEPTH + 1), grades, strict=False))
