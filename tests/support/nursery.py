"""Starts programs of ours in no time, however often they are killed: forked from a process that has them loaded."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
# A loaded machine takes long to load them.
PATIENCE = 180.0


class ProgramFailed(RuntimeError):
    """A program did not start, or ended by itself; the message holds the end of its output."""


class Program:
    """A process of its own, killed and started again at any moment, with `kill -9` and nothing gentler.

    `target` names a function, such as `tests.support.programs:web`, that loads everything and returns what runs. It
    gets `environment` and nothing of ours.
    """

    def __init__(self, target: str, environment: Mapping[str, str], log: Path) -> None:
        self.target, self.log = target, log
        self._environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._environment |= environment
        self._nursery: subprocess.Popen[str] | None = None
        self.pid: int | None = None

    def __enter__(self) -> Self:
        with self.log.open("w", encoding="utf-8") as output:
            self._nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.support.nursery", self.target],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._nursery is not None
        self.kill()
        self._nursery.kill()
        self._nursery.communicate()

    def start(self) -> None:
        """It runs from now on, though it may not listen yet; the first time this waits for it to be loaded."""
        nursery = self._nursery
        assert nursery is not None
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            nursery.stdin.write("start\n")
            nursery.stdin.flush()
        is_answered, _, _ = select.select([nursery.stdout], [], [], PATIENCE)
        answer = nursery.stdout.readline() if is_answered else ""
        if not answer:
            raise ProgramFailed(f"{self.target} did not start:\n{self.log.read_text(encoding='utf-8')[-2000:]}")
        self.pid = int(answer)

    def kill(self) -> None:
        """Dead when this returns, so that what it held is free."""
        if self.pid is None:
            return
        pid, self.pid = self.pid, None
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            while True:
                os.kill(pid, 0)
                time.sleep(0.001)

    def terminate(self, patience: float = 15.0) -> None:
        """Ask it to stop and wait until it has; TimeoutError where it does not."""
        assert self.pid is not None
        deadline = time.monotonic() + patience
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
            while time.monotonic() < deadline:
                os.kill(self.pid, 0)
                time.sleep(0.01)
            raise TimeoutError(f"{self.target} did not stop within {patience} seconds.")
        self.pid = None

    @property
    def is_alive(self) -> bool:
        try:
            os.kill(self.pid or 0, 0)
        except ProcessLookupError:
            return False
        return self.pid is not None


def _breed(run: Callable[[], None]) -> None:
    """Fork a process for each line that comes in, and say its number."""
    # Nobody waits for those that die, so that the kernel lays them to rest.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            sys.stdin.close()
            os.dup2(2, 1)
            run()
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    module, _, function = sys.argv[1].partition(":")
    _breed(getattr(import_module(module), function)())
