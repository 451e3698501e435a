"""The engine in process at three sizes: time to answer, time and memory to index, readers beside a writer."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from search.embedded import EmbeddedIndex
from search.query import Query
from tests.bench.ground import Ground
from tests.bench.report import Line
from tests.search.library import asks, copies
from tiex.gateways.finder import council_words

SIZES = (306, 10_000, 100_000)
ANSWER_MS, INDEX_SECONDS, INDEX_MEGABYTES = 20, 60, 500
READERS, READING_SECONDS = 3, 10
ROOT = Path(__file__).resolve().parents[2]
# As officers type them: topics, beginnings, slips, acronyms, sentences, and nothing at all.
TEXTS = (
    *("", "council", "digital", "data", "service", "leadership", "waste", "c", "hous", "transf"),
    *("digital transformation", "adult social care", "shared services", "customer services online"),
    *("libary", "transfromation", "councl tax suport", "recyclng", "zzyzxqwv"),
    *("AI chatbot", "LGR", "ASC", "SEND transport", "freedom of information", "FOI"),
    *("how do we reduce the cost of adult social care with data?", "the council services for residents online"),
    *("staff engagement survey", "agile working", "homelessness prevention", "planning applications", "net zero"),
)
CHOICES: tuple[Mapping[str, frozenset[str]], ...] = (
    {},
    {"type": frozenset({"case-study"})},
    {"stage": frozenset({"do"}), "service_area": frozenset({"waste", "housing"})},
)


def measure(ground: Ground) -> Iterator[Line]:
    for size in SIZES:
        folder = ground.folder / f"index-{size}"
        seconds, megabytes = _build_alone(folder, size)
        is_largest = size == SIZES[-1]
        yield Line(f"indexing {size:,} documents", seconds, "s", INDEX_SECONDS if is_largest else None)
        yield Line("memory of the process that does", megabytes, "MB", INDEX_MEGABYTES if is_largest else None)
        times = _answer_times(EmbeddedIndex(folder, council_words()))
        yield Line(f"a search with facets in {size:,} documents, median", statistics.median(times), "ms")
        budget = ANSWER_MS if is_largest else None
        yield Line(f"a search with facets in {size:,} documents, 95th percentile", _slowest(times), "ms", budget)
    yield from _beside_a_writer(folder)


def questions() -> Iterator[Query]:
    for text, chosen in product(TEXTS, CHOICES):
        yield asks(text, selected=chosen)


def _answer_times(index: EmbeddedIndex) -> list[float]:
    """Milliseconds of each question: the median of five rounds of all questions, after one to warm up."""
    rounds = [[1000 * _timed(index, query) for query in questions()] for _ in range(6)]
    return [statistics.median(times) for times in zip(*rounds[1:], strict=True)]


def _timed(index: EmbeddedIndex, query: Query) -> float:
    start = time.perf_counter()
    index.search(query)
    return time.perf_counter() - start


def _slowest(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _build_alone(folder: Path, size: int) -> tuple[float, float]:
    """Seconds and megabytes of a process that does nothing else."""
    seconds, megabytes = _run("build", folder, size).communicate()[0].split()
    return float(seconds), float(megabytes)


def _beside_a_writer(folder: Path) -> Iterator[Line]:
    """Several processes search as fast as they can, one changes ten documents at a time."""
    readers = [_run("read", folder, READING_SECONDS) for _ in range(READERS)]
    index, changes, end = EmbeddedIndex(folder, council_words()), [], time.perf_counter() + READING_SECONDS
    documents = list(copies(10))
    while time.perf_counter() < end:
        start = time.perf_counter()
        index.put(documents)
        changes.append(1000 * (time.perf_counter() - start))
        time.sleep(0.2)
    slowest = [float(reader.communicate()[0]) for reader in readers]
    what = f"{READERS} processes searching {SIZES[-1]:,} documents without pause while one writes"
    yield Line(f"{what}, 95th percentile", max(slowest), "ms")
    yield Line("changing ten documents meanwhile, median", statistics.median(changes), "ms")


def _run(task: str, folder: Path, number: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.bench.engine_process", task, str(folder), str(number)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
