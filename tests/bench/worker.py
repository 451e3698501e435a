"""A web worker in a process of its own: serves the application of a folder until its standard input ends."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.bench.application import make_app
from tests.bench.floor import floor_app
from tests.support.server import LiveServer
from tiex.cli import THREADS
from tiex.memory import starting

FLOOR = "floor"


@contextmanager
def running_worker(folder: Path, *options: str) -> Iterator[tuple[int, str]]:
    """The process and the address of a worker for as long as it is needed."""
    command = [sys.executable, "-m", "tests.bench.worker", str(folder), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        yield worker.pid, worker.stdout.readline().strip()
        worker.stdin.close()


def running_floor(folder: Path) -> AbstractContextManager[tuple[int, str]]:
    """The floor in a process of its own, served as the application is."""
    return running_worker(folder, FLOOR)


def main(folder: Path, *options: str) -> None:
    # Thirty people at once are meant to wait for one another.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with starting():
        app = floor_app(folder) if FLOOR in options else make_app(folder)
    with LiveServer(app, threads=THREADS) as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
