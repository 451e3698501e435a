"""Making files to take away in a process of its own, which takes its memory with it when it ends."""

import pickle
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import Protocol

from structlog import get_logger

from tiex.papers.formats import Order, make
from tiex.papers.typeset import NotMade

ROOT = Path(__file__).resolve().parents[2]
LONGEST_WORDS = 2000
# How many processes a server runs beside itself, each of which takes as much memory as itself.
AT_ONCE = 2
_log = get_logger(__name__)


class Press(Protocol):
    def make(self, order: Order) -> bytes:
        """The file; NotMade where it cannot be made now."""


@dataclass(frozen=True, slots=True)
class SubprocessPress:
    """`clock` is how many seconds a file may take, and how many it may wait for one of the `places`. Most take about
    two; one whose notes are as long as can be, and all of signs with long names or of short lines, half a minute."""

    clock: float = 120
    python: str = sys.executable
    places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE), compare=False)

    def make(self, order: Order) -> bytes:
        if not self.places.acquire(timeout=self.clock):
            raise NotMade(f"{AT_ONCE} others were still being made after {self.clock} seconds")
        try:
            done = self._run(pickle.dumps(order))
        finally:
            self.places.release()
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace")[-LONGEST_WORDS:]
            _log.error(
                "a file was not made",
                title=order.work.title,
                format=order.format.key,
                status=done.returncode,
                words=words,
            )
            raise NotMade(f"it ended with status {done.returncode}: {words}")
        return done.stdout

    def _run(self, order: bytes) -> "subprocess.CompletedProcess[bytes]":
        # From where the module is found, and without anything of our environment, which has secrets in it.
        command = [self.python, "-E", "-s", "-W", "ignore", "-m", "tiex.papers"]
        try:
            return subprocess.run(command, input=order, capture_output=True, cwd=ROOT, env={}, timeout=self.clock)
        except subprocess.TimeoutExpired:
            raise NotMade(f"not done in {self.clock} seconds") from None
        except OSError as error:
            # There is no memory left, or no process: that passes.
            _log.error("the process that makes a file did not start", error=str(error))
            raise NotMade(f"it did not start: {error}") from error


class DirectPress:
    """The twin: in this process."""

    def make(self, order: Order) -> bytes:
        return make(order)
