"""Searching the catalogue: what a scope may find, and where to go on from a search that finds nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from search.errors import SearchFailure
from search.facets import YEAR
from search.query import Query
from search.results import Hit, Parts, Results
from tiex.access.scope import Scope
from tiex.domain.resources import audiences_of
from tiex.gateways.finder import Finder
from tiex.indexing.queries import SharedFile, list_documents, shared_files
from tiex.resources.queries import Brief, read_briefs

# Ways on that leave out what was typed, and all that was chosen beside it.
WORDS, CHOICES = "words", "choices"


@dataclass(frozen=True, slots=True)
class WayOn:
    """What would be found `without` one of the things asked for, a facet, the years or the words."""

    without: str
    asked: Query
    total: int


@dataclass(frozen=True, slots=True)
class InFile:
    """A page of a file that readers see, and the stretch of it in which the words stand."""

    file: SharedFile
    page: int
    snippet: Parts


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, each hit with its resource; no results where no engine answered.

    `in_files` tells of some resources, by id, where in their files the words stand.
    """

    asked: Query
    results: Results | None
    rows: tuple[tuple[Hit, Brief], ...] = ()
    ways_on: tuple[WayOn, ...] = ()
    in_files: Mapping[str, InFile] = field(default_factory=dict)


def search_resources(scope: Scope, session: Session, finder: Finder, asked: Query) -> Found:
    """What these people may find of what is asked for; whose audience they are is part of the question."""
    asked = replace(asked, audiences=audiences_of(scope.council_codes))

    def answer(query: Query) -> Results:
        return finder.search(query, lambda: list_documents(session))

    try:
        results = answer(asked)
        ways = () if results.total else _ways_on(asked, answer)
    except SearchFailure as failure:
        finder.record.add(failure)
        return Found(asked, None)
    read = read_briefs(scope, session, results.ids)
    rows = tuple((hit, read[hit.id]) for hit in results.hits if hit.id in read)
    examples = [resource.id for _, resource in rows if resource.example_id is not None]
    meant = replace(asked, text=results.suggestion or asked.text)
    return Found(asked, results, rows, ways, _in_files(session, finder, replace(meant, heard=results.heard), examples))


def _in_files(session: Session, finder: Finder, meant: Query, resource_ids: Sequence[str]) -> dict[str, InFile]:
    """Only examples have files; the index of passages may lag, so a file that readers no longer see is left out."""
    shared = shared_files(session, resource_ids) if meant.text and resource_ids else {}
    passages = finder.find_passages(meant.text, shared.keys(), meant.audiences, meant.heard) if shared else {}
    files = {file.file_id: file for each in shared.values() for file in each}
    return {
        resource_id: InFile(files[passage.file_id], passage.page, passage.snippet)
        for resource_id, passage in passages.items()
        if passage.file_id in files
    }


def _ways_on(asked: Query, answer: Callable[[Query], Results]) -> tuple[WayOn, ...]:
    """What is found without one of the things asked for, the most first; without any of these nothing is left out."""
    least = replace(asked, page=1, per_page=1)
    fewer = {name: replace(least, selected=_without(asked.selected, name)) for name in asked.selected}
    if asked.has_years:
        fewer[YEAR] = replace(least, year_from=None, year_to=None)
    if asked.text and fewer:
        fewer |= {WORDS: replace(least, text=""), CHOICES: Query(asked.text, audiences=asked.audiences, per_page=1)}
    found = (WayOn(name, replace(query, per_page=asked.per_page), answer(query).total) for name, query in fewer.items())
    return tuple(sorted((way for way in found if way.total), key=lambda way: (-way.total, way.without)))


def _without(selected: Mapping[str, frozenset[str]], name: str) -> dict[str, frozenset[str]]:
    return {other: values for other, values in selected.items() if other != name}
