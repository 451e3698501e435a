"""Reading the files of strangers: pages a second, and what the process that does it costs."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.ground import Ground
from tests.bench.report import Line
from tests.reading import made
from tiex.gateways.reader import FileReader, SubprocessReader
from tiex.reading.read import read_bytes

PAGES, ROUNDS = 200, 5
# Of a report as councils write them; a page of A4 holds about three of these.
PARAGRAPH = "Neighbourhood teams bring housing, benefits and social care to one door, and measure what changes. " * 10


def measure(ground: Ground) -> Iterator[Line]:
    folder = ground.folder / "reading"
    folder.mkdir()
    report = made.pdf(*[f"= Part {number}\n" + f"{PARAGRAPH}\n\n" * 3 for number in range(PAGES)])
    assert len(read_bytes(report, "report.pdf").reading.pages) == PAGES
    alone = statistics.median(_seconds_within(report) for _ in range(ROUNDS))
    yield Line(f"reading a PDF of {PAGES} pages, without a process of its own", PAGES / alone, "pages/s")
    whole = statistics.median(_seconds(SubprocessReader(), folder, report) for _ in range(ROUNDS))
    yield Line("the same in a process within limits, as it is done", PAGES / whole, "pages/s")
    for what, data in {"PDF of one page": made.pdf(), "Word document of one line": made.word()}.items():
        seconds = [_seconds(SubprocessReader(), folder, data) for _ in range(ROUNDS)]
        yield Line(f"reading a {what}, with its process", 1000 * statistics.median(seconds), "ms")


def _seconds_within(data: bytes) -> float:
    start = time.perf_counter()
    read_bytes(data, "report.pdf")
    return time.perf_counter() - start


def _seconds(reader: FileReader, folder: Path, data: bytes) -> float:
    path = folder / "stored"
    path.write_bytes(data)
    start = time.perf_counter()
    reader.read(path, "report.pdf", folder / "out")
    return time.perf_counter() - start
