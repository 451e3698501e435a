"""A web worker's memory after many requests, and whether it still grows."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.bench.ground import Ground, lay_ground
from tests.bench.pages import page_paths
from tests.bench.report import Line
from tests.bench.worker import running_worker

REQUESTS, SETTLED, BROWSERS = 10_000, 3_000, 4
MEGABYTES, GROWTH = 150, 5
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")

Request = tuple[str, dict[str, str] | None]


class BadAnswer(RuntimeError):
    """A request of the load was not answered with 200."""


def measure(ground: Ground) -> Iterator[Line]:
    # Answers that a browser has changed would be told as changed meanwhile.
    ground = lay_ground(ground.folder / "memory", others=0)
    with running_worker(ground.folder) as (process, url):
        load = _load(ground)
        settled = _drive(ground, load, url, process, SETTLED)
        end = _drive(ground, load, url, process, REQUESTS - SETTLED)
    yield Line(f"web worker's memory after {REQUESTS:,} requests", end, "MB", MEGABYTES)
    what = f"its growth from request {SETTLED:,} to {REQUESTS:,} (from {settled:.1f} MB)"
    yield Line(what, max(end - settled, 0), "MB", GROWTH)


def _load(ground: Ground) -> Iterator[Request]:
    """Every page and every statement in turn, for ever: half of the requests read, half of them save."""
    pages = cycle(page_paths(ground).values())
    for turn in range(REQUESTS):
        for statement_id in ground.statement_ids:
            yield ground.save_path(statement_id), ground.answer(turn + 1)
            yield next(pages), None


def _drive(ground: Ground, load: Iterator[Request], url: str, process: int, count: int) -> float:
    """Send so many requests through several connections at once; the worker's memory after them, in MB."""
    requests = list(islice(load, count))
    with ThreadPoolExecutor(BROWSERS) as browsers:
        shares = [requests[start::BROWSERS] for start in range(BROWSERS)]
        list(browsers.map(lambda share: _send(ground, url, share), shares))
    return resident(process)


def resident(process: int) -> float:
    """A process's memory in MB."""
    pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * PAGE_BYTES / 1_000_000


def _send(ground: Ground, url: str, requests: list[Request]) -> None:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    form = {"X-CSRFToken": ground.officer.csrf_token, "Content-Type": "application/x-www-form-urlencoded"}
    for path, data in requests:
        if data is None:
            connection.request("GET", path, headers=ground.headers)
        else:
            target = {"HX-Request": "true", "HX-Target": f"div#saved-{path.rpartition('/')[2]}"}
            connection.request("POST", path, urlencode(data), {**ground.headers, **form, **target})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise BadAnswer(f"{path}: {answer.status}")
    connection.close()
