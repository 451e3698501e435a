"""A web worker in a process of its own: serves the application of a folder until its standard input ends."""

import sys
from pathlib import Path

from tests.bench.application import make_app
from tests.support.server import LiveServer
from tiex.cli import THREADS


def main(folder: Path) -> None:
    with LiveServer(make_app(folder), threads=THREADS) as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
