"""A web worker in a process of its own: serves the application of a folder until its standard input ends."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.application import make_app
from tests.support.server import LiveServer
from tiex.cli import THREADS


@contextmanager
def running_worker(folder: Path) -> Iterator[tuple[int, str]]:
    """The process and the address of a worker for as long as it is needed."""
    command = [sys.executable, "-m", "tests.bench.worker", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        yield worker.pid, worker.stdout.readline().strip()
        worker.stdin.close()


def main(folder: Path) -> None:
    with LiveServer(make_app(folder), threads=THREADS) as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
