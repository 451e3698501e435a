"""Taking a full result away: how long each file takes, and what making them leaves in the web worker's memory."""

import statistics
from collections.abc import Iterator
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlsplit

from tests.bench.ground import Ground, lay_ground
from tests.bench.memory import MEGABYTES, BadAnswer, resident
from tests.bench.report import Line
from tests.bench.worker import running_worker

ROUNDS = 7
# Seconds. The others are told, and have no budget of their own.
BUDGETS = {"full.pdf": 1.0}
NAMES = ("full.pdf", "summary.pdf", "full.docx", "data.xlsx", "data.csv", "data.json")


def measure(ground: Ground) -> Iterator[Line]:
    """As an officer waits for them: from the request to the last byte, with a worker of its own."""
    ground = lay_ground(ground.folder / "reports", others=0)
    with running_worker(ground.folder) as (process, url):
        connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
        _get(connection, ground, f"/responses/{ground.officer.response_id}/result")
        before = resident(process)
        for name in NAMES:
            times = [_take(connection, ground, name) for _ in range(ROUNDS)]
            size = times[0][1] / 1000
            seconds = statistics.median(time for time, _ in times)
            yield Line(f"{name} of a full result ({size:,.0f} kB)", seconds, "s", BUDGETS.get(name))
        what = f"web worker's memory after {ROUNDS * len(NAMES)} files (before: {before:.1f} MB)"
        yield Line(what, resident(process), "MB", MEGABYTES)
        connection.close()


def _take(connection: HTTPConnection, ground: Ground, name: str) -> tuple[float, int]:
    """Seconds and bytes."""
    start = perf_counter()
    size = _get(connection, ground, f"/responses/{ground.officer.response_id}/take-away/{name}")
    return perf_counter() - start, size


def _get(connection: HTTPConnection, ground: Ground, path: str) -> int:
    connection.request("GET", path, headers=ground.headers)
    answer = connection.getresponse()
    size = len(answer.read())
    if answer.status != 200:
        raise BadAnswer(f"{path}: {answer.status}")
    return size
