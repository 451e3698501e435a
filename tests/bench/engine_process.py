"""`python -m tests.bench.engine_process build|read folder number`: what needs a process of its own to be measured."""

import re
import statistics
import sys
import time
from itertools import cycle
from pathlib import Path

from search.embedded import EmbeddedIndex
from tests.bench.engine import questions
from tests.search.library import copies
from tiex.gateways.finder import council_words


def build(folder: Path, size: int) -> None:
    """Prints the seconds it took and the most memory it needed, in MB."""
    start = time.perf_counter()
    EmbeddedIndex(folder, council_words()).rebuild(copies(size))
    print(time.perf_counter() - start, _most_memory())


def _most_memory() -> float:
    """In MB. What getrusage tells begins with the memory of the process that started this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    assert found
    return int(found[1]) / 1000


def read(folder: Path, seconds: int) -> None:
    """Prints the 95th percentile of its searches, in milliseconds."""
    index, times, end = EmbeddedIndex(folder, council_words()), [], time.perf_counter() + seconds
    for query in cycle(list(questions())):
        start = time.perf_counter()
        if start > end:
            break
        index.search(query)
        times.append(1000 * (time.perf_counter() - start))
    print(statistics.quantiles(times, n=20)[-1])


if __name__ == "__main__":
    {"build": build, "read": read}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
