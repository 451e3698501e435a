"""Reading files of strangers in a process of their own, which may take so long, so much memory, and end in any way."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from structlog import get_logger

from tiex.reading import reasons
from tiex.reading.read import RESULT, read_file
from tiex.reading.types import CLEANED, PREVIEW, Reading, Refused

__all__ = ["DirectReader", "FileReader", "Limits", "ReadingFailed", "Refused", "SubprocessReader"]

ROOT = Path(__file__).resolve().parents[2]
WORDS_OF_CHILD, LONGEST_WORDS = "errors.txt", 2000
# How a parser ends that was led astray by the file: by a signal that somebody else would have no reason to send.
_CRASHES = {
    *(signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV, signal.SIGSYS, signal.SIGTRAP),
}
_log = get_logger(__name__)


class ReadingFailed(Exception):
    """We could not read it now, through no fault of the file: try again."""


class FileReader(Protocol):
    def read(self, path: Path, name: str, folder: Path) -> Reading:
        """What is in the file; its preview and its cleaned copy are left in `folder`.

        Refused where the file is at fault, for good; ReadingFailed where we are.
        """


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of memory, seconds of a processor, seconds by the clock, bytes of each file of the results."""

    memory: int = 1024 * 1024 * 1024
    processor: int = 60
    clock: float = 120
    size: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SubprocessReader:
    limits: Limits = Limits()

    def read(self, path: Path, name: str, folder: Path) -> Reading:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RESULT).unlink(missing_ok=True)
        status = self._run(path, name, folder)
        words = _words_of_child(folder)
        if status == 0:
            return _result(folder)
        _log.warning("reader of files ended early", status=status, words=words[-LONGEST_WORDS:])
        raise _meaning_of(status, words)

    def _run(self, path: Path, name: str, folder: Path) -> int:
        """How the process ended: its exit status, or less than 0 for a signal."""
        limits = (self.limits.memory, self.limits.processor, self.limits.size)
        # From where the module is found, and without anything of our environment, which has secrets in it.
        command = [sys.executable, "-E", "-s", "-W", "ignore", "-m", "tiex.reading", *map(str, limits)]
        with (folder / WORDS_OF_CHILD).open("wb") as words:
            child = subprocess.Popen(
                [*command, str(path.resolve()), name.replace("\0", ""), str(folder.resolve())],
                cwd=ROOT,
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=words,
                start_new_session=True,
            )
            try:
                return child.wait(self.limits.clock)
            except subprocess.TimeoutExpired:
                return -signal.SIGXCPU
            finally:
                _end(child)


class DirectReader:
    """The twin: reads in this process, without limits, so only what tests made."""

    def read(self, path: Path, name: str, folder: Path) -> Reading:
        try:
            return read_file(path, name, folder)
        except OSError as error:
            raise ReadingFailed(str(error)) from error


def _end(child: "subprocess.Popen[bytes]") -> None:
    """The whole group, should there be more of it than the child."""
    if child.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _result(folder: Path) -> Reading:
    """What the child wrote; it has read a stranger's file, so it is not trusted to have written anything sensible."""
    try:
        found = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        if "refused" in found:
            _log.info("file refused", reason=str(found["refused"]), detail=str(found["detail"]))
            raise Refused(str(found["refused"]), str(found["detail"]))
        return _with_its_files(Reading.from_json(found), folder)
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise ReadingFailed(f"the reader of files left no result: {error!r}") from error


def _with_its_files(reading: Reading, folder: Path) -> Reading:
    """ValueError unless its files are there and nothing else: a link might lead to a file of ours."""
    names = [*([PREVIEW] if reading.has_preview else []), *([reading.cleaned] if reading.cleaned else [])]
    are_ours = all((folder / name).is_file() and not (folder / name).is_symlink() for name in names)
    if reading.cleaned not in CLEANED or not are_ours:
        raise ValueError(f"not the files of a reading: {names}")
    return reading


def _words_of_child(folder: Path) -> str:
    path = folder / WORDS_OF_CHILD
    words = path.read_bytes()[-2 * LONGEST_WORDS :].decode("utf-8", "replace")
    path.unlink()
    return words


def _meaning_of(status: int, words: str) -> Refused | ReadingFailed:
    if -status == signal.SIGXCPU:
        return Refused(reasons.TOO_SLOW)
    if -status in _CRASHES:
        return Refused(reasons.BROKE_OFF, f"the parser ended with signal {-status}")
    if "MemoryError" in words:
        return Refused(reasons.TOO_HUNGRY)
    if "File too large" in words:
        return Refused(reasons.TOO_MUCH)
    return ReadingFailed(f"the reader of files ended with status {status}: {words[-LONGEST_WORDS:]}")
