"""Searching inside 5,000 files: time and room to index their pages, time to find passages, and the search page."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from search.passages import find_passages
from tests.bench.application import DAY
from tests.bench.engine import TEXTS
from tests.bench.ground import Ground, lay_ground
from tests.bench.pages import count_statements
from tests.bench.report import Line
from tests.bench.timing import Call, Received, call, environ_of, interleave
from tests.search.library import EVERYONE, catalogue
from tests.support.resources import finder_of
from tiex.demo import FERNMOOR
from tiex.domain.resources import Origin
from tiex.extensions import db
from tiex.indexing.queries import expected_fingerprints, expected_passages, list_documents, list_pages
from tiex.models import Base, ExampleFileRow, ExampleRow, FilePageRow, PersonRow, ResourceRow, StoredFileRow

FILES, PAGES, WORDS_ON_PAGE, FILES_OF_EXAMPLE = 5_000, 10, 300, 4
EXAMPLES = FILES // FILES_OF_EXAMPLE
ROUNDS, AT_ONCE, SEED = 30, 500, 4
TIMES, STATEMENTS, ANSWER_MS, HITS = 10, 8, 20, 20
# Topics of the engine's own bench, and what stands in files alone.
QUESTIONS = (*TEXTS, "meter readings of pilot 417", "pilot", "what pilot 88 cost the council and its residents")
ASKED = {
    "a topic": "/resources?q=digital+transformation",
    "what stands in files alone": "/resources?q=meter+readings+of+pilot+417",
    "a word of every file": "/resources?q=pilot",
    "a misspelt topic": "/resources?q=digtal+transfromation",
}


def measure(ground: Ground) -> Iterator[Line]:
    filled = lay_ground(ground.folder / "passages", others=0)
    letters = fill_files(filled.app)
    what = f"{FILES:,} files × {PAGES} pages ({letters / 1e6:.0f} MB of text)"
    yield from _indexing(filled, what)
    times = list(_answer_times(filled.app))
    yield Line(f"passages for {HITS} hits among {FILES * PAGES:,} pages, median", statistics.median(times), "ms")
    slowest = statistics.quantiles(times, n=20)[-1]
    yield Line(f"passages for {HITS} hits among {FILES * PAGES:,} pages, 95th percentile", slowest, "ms", ANSWER_MS)
    yield from _pages(filled)


def fill_files(app: Flask) -> int:
    """Examples with files, straight into the tables; returns how many letters their pages have."""
    writer, letters = _Writer(), 0
    with app.app_context():
        author = db.session.scalars(select(PersonRow.id).limit(1)).one()
        for row, values in _examples(author):
            _store(row, values)
        for start in range(0, FILES, AT_ONCE):
            numbers = range(start, start + AT_ONCE)
            _store(StoredFileRow, (_content(number) for number in numbers))
            pages = [writer.page(number, page) for number in numbers for page in range(1, PAGES + 1)]
            _store(FilePageRow, pages)
            _store(ExampleFileRow, (_file(number, author) for number in numbers))
            letters += sum(len(page["text"]) for page in pages)
        db.session.commit()
    return letters


def _store(row: type[Base], values: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> None:
    db.session.execute(insert(row), list(values))


def _examples(author: int) -> Iterator[tuple[type[Base], Iterator[dict[str, Any]]]]:
    numbers = range(EXAMPLES)
    yield ResourceRow, (_resource(number) for number in numbers)
    yield ExampleRow, (_example(number, author) for number in numbers)


def _resource(number: int) -> dict[str, Any]:
    about = catalogue()[number % len(catalogue())]
    stamp = {"origin": Origin.EXAMPLE.value, "created_at": DAY, "changed_at": DAY}
    said = {"title": f"{about.title}: as we did it {number}"[:150], "summary": about.summary, "publisher": "Fernmoor"}
    url = f"https://tiex.example/examples/{number + 1}"
    return {"id": f"example-{number}", "type": "case-study", "url": url, "year": 2026, **said, **stamp}


def _example(number: int, author: int) -> dict[str, Any]:
    first = number * FILES_OF_EXAMPLE + 1
    published = {"files": list(range(first, first + FILES_OF_EXAMPLE))}
    whose = {"council_code": FERNMOOR, "author_id": author, "resource_id": f"example-{number}"}
    stamp = {"created_at": DAY, "changed_at": DAY}
    return {"id": number + 1, "content": {}, "published": published, "review": "published", **whose, **stamp}


def _digest(number: int) -> str:
    return f"{number:064x}"


def _content(number: int) -> dict[str, Any]:
    return {"sha256": _digest(number), "size": 9, "state": "ready", "unit": "page", "pages": PAGES, "created_at": DAY}


def _file(number: int, author: int) -> dict[str, Any]:
    added = {"added_at": DAY, "added_by_id": author}
    example = number // FILES_OF_EXAMPLE + 1
    return {"id": number + 1, "example_id": example, "sha256": _digest(number), "name": f"pilot-{number}.pdf", **added}


class _Writer:
    """Writes pages: words of the catalogue, the frequent ones often, and some that are on this page alone."""

    def __init__(self) -> None:
        self._lot = Random(SEED)
        self._words = [word for each in catalogue() for word in f"{each.title} {each.summary} {each.body}".split()]

    def page(self, number: int, page: int) -> dict[str, Any]:
        words = self._lot.choices(self._words, k=WORDS_ON_PAGE)
        told = f"Meter readings of pilot {number}, part {page}."
        words[WORDS_ON_PAGE // 2] = f"reference{self._lot.randrange(10**6)} {told}"
        return {"sha256": _digest(number), "number": page, "text": " ".join(words)}


def _indexing(filled: Ground, what: str) -> Iterator[Line]:
    finder, folder = finder_of(filled.app), filled.folder / "search"
    with filled.app.app_context():
        session = db.session()
        passages = _seconds(lambda: finder.passages.home.rebuild(list_pages(session)))
        resources = _seconds(lambda: finder.home.rebuild(list_documents(session)))
        checking = _seconds(lambda: (expected_passages(session), expected_fingerprints(session)))
    yield Line(f"indexing the pages of {what}", passages, "s")
    yield Line(f"indexing {EXAMPLES:,} examples with the text of these files", resources, "s")
    yield Line("reading all of both to compare it with an index", checking, "s")
    yield Line("room of the index of pages", _megabytes(folder / "passages"), "MB")
    yield Line("room of the index of resources", _megabytes(folder / "index"), "MB")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _answer_times(app: Flask) -> Iterator[float]:
    """Milliseconds of each question, of as many resources as a page has: the median of three rounds after one."""
    engine = finder_of(app).passages.home
    for place, text in enumerate(QUESTIONS):
        ids = [f"example-{(place * 37 + step * 53) % EXAMPLES}" for step in range(HITS)]
        ask = partial(find_passages, engine, text, ids, EVERYONE)
        rounds = [_seconds(ask) for _ in range(4)]
        yield 1000 * statistics.median(rounds[1:])


def _pages(filled: Ground) -> Iterator[Line]:
    subjects = [_asking(filled, path) for path in ASKED.values()]
    for what, ratio in zip(ASKED, interleave(filled.floor, subjects, ROUNDS), strict=True):
        what = f"search inside {FILES:,} files: {what} ({ratio.subject:.1f} ms; floor {ratio.floor:.2f} ms)"
        yield Line(what, ratio.times, "× floor", TIMES)
    most = max(count_statements(filled, path) for path in ASKED.values())
    yield Line("the most SQL statements of a search inside files", most, "statements", STATEMENTS)


def _asking(filled: Ground, path: str) -> Call:
    def ask(turn: int) -> Received:
        return call(filled.app, environ_of(path, headers=filled.headers))

    return ask
