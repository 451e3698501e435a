"""Kills programs at random moments while something goes on, and starts them again."""

import http.client
import queue
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.support.nursery import Program

# Longer than what is killed takes for one thing, in seconds.
LONGEST_PAUSE = 0.1


class Killer:
    """From `with` to its end, programs are killed while things get on: one of them, whichever, at a random moment after
    each so-manieth `tick`, on average.

    It goes by what gets on and not by the clock, so that a slow machine is not killed more. At the end all of them are
    running. `kills` counts by program.
    """

    def __init__(self, programs: Sequence[Program], *, every: int, seed: int) -> None:
        self.programs, self._every = programs, every
        self._dice = random.Random(seed)
        self._strikes: queue.SimpleQueue[float | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._go_on_killing, name="killer")
        self._failures: list[BaseException] = []
        self.kills = [0] * len(programs)

    def __enter__(self) -> Self:
        for program in self.programs:
            program.start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._strikes.put(None)
        self._thread.join()
        if self._failures and error is None:
            raise self._failures[0]

    def tick(self) -> None:
        """Something got on."""
        if self._dice.random() * self._every < 1:
            self._strikes.put(self._dice.uniform(0, LONGEST_PAUSE))

    def _go_on_killing(self) -> None:
        while (pause := self._strikes.get()) is not None:
            time.sleep(pause)
            number = self._dice.randrange(len(self.programs))
            program = self.programs[number]
            program.kill()
            self.kills[number] += 1
            try:
                program.start()
            except RuntimeError as failure:
                self._failures.append(failure)
                return


def ask(
    url: str, *, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, Mapping[str, str], bytes] | None:
    """Status, headers by their names in small letters and body, on a connection of its own.

    None where no whole answer came: nothing was acknowledged, and nobody knows if anything was done.
    """
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    target = f"{address.path}?{address.query}" if address.query else address.path
    try:
        connection.request(method, target, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, content


def wait_until(is_so: Callable[[], bool], patience: float, every: float = 0.1) -> bool:
    """Whether it came to be so in time."""
    deadline = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
