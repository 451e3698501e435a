"""From a fresh clone to the first page, and the second start."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench.ground import Ground
from tests.bench.report import Line

ROOT = Path(__file__).resolve().parents[2]
FIRST_SECONDS, SECOND_SECONDS, PATIENCE = 90, 4, 600
# What this process was told must not decide how the clone runs; PYTHON is only `make`'s choice of an interpreter.
INHERITED = ("MAKE", "MFLAGS", "TIEX_", "FLASK_", "VIRTUAL_ENV", "PYTHON")


class NotServed(RuntimeError):
    """`make run` ended or never served its first page; the message holds the end of its output."""


def measure(ground: Ground) -> Iterator[Line]:
    clone = ground.folder / "clone"
    start = time.perf_counter()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    _serve_first_page(clone)
    yield Line("`make run` from a fresh clone to the first page", time.perf_counter() - start, "s", FIRST_SECONDS)
    start = time.perf_counter()
    _serve_first_page(clone)
    yield Line("`make run` the second time, to the first page", time.perf_counter() - start, "s", SECOND_SECONDS)


def _serve_first_page(clone: Path) -> None:
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(INHERITED)}
    log = clone.with_suffix(".log")
    with log.open("w", encoding="utf-8") as output:
        served = subprocess.Popen(
            ["make", "run"],
            cwd=clone,
            env={**environment, "FLASK_SERVE_PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for_page(f"http://127.0.0.1:{port}/", served, log)
        finally:
            if served.poll() is None:
                os.killpg(served.pid, signal.SIGTERM)
            served.wait()


def _wait_for_page(url: str, served: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and served.poll() is None:
        try:
            with urlopen(url) as page:
                page.read()
            return
        except (URLError, ConnectionError):
            time.sleep(0.02)
    raise NotServed(log.read_text(encoding="utf-8")[-2000:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
