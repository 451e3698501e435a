"""Folders of an index on disk: one generation is current, the next is built beside it, locks keep them for readers."""

import fcntl
import json
import os
import secrets
import shutil
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from search.errors import IndexLocked, IndexOutdated, IndexUnreadable, WriteFailed

POINTER, WRITE_LOCK, IN_USE, MADE = "current", "write.lock", "in-use.lock", "made.json"
PREFIX = "generation-"
PAUSE = 0.05


class Generations:
    """`made` says what a generation must have been made with; `patience` is how long a writer waits, in seconds."""

    def __init__(self, root: Path, made: Mapping[str, object], patience: float) -> None:
        self._root, self._made, self._patience = root, dict(made), patience
        self._pointer = str(root / POINTER)

    def current(self) -> Path:
        """The folder to search in."""
        name = self.current_name()
        folder = self._root / name
        if not name.startswith(PREFIX) or "/" in name or not folder.is_dir():
            raise IndexUnreadable(f"There is no search index in {self._root}. It has to be built.")
        self._check_made(folder)
        return folder

    def current_name(self) -> str:
        try:
            with open(self._pointer, encoding="utf-8") as file:  # noqa: PTH123 — asked before every search
                return file.read().strip()
        except (OSError, UnicodeDecodeError):
            return ""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One process at a time, whether it changes the current generation or builds the next."""
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._root / WRITE_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise IndexUnreadable(f"The folder of the search index cannot be written to: {error}.") from error
        try:
            self._wait_for(handle)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def next(self) -> Iterator[Path]:
        """A new folder to build in; it becomes current when the block ends, and goes when the block breaks off."""
        folder = self._root / f"{PREFIX}{secrets.token_hex(6)}"
        try:
            with unwritable():
                folder.mkdir()
            yield folder
            with unwritable():
                self._make_current(folder)
        finally:
            self._clear()

    def _make_current(self, folder: Path) -> None:
        """From one moment to the next, and not before everything in the folder is on the disk."""
        (folder / IN_USE).touch()
        _write_through(folder / MADE, json.dumps(self._made, sort_keys=True))
        _sync_all(folder)
        _write_through(self._root / f"{POINTER}.new", folder.name)
        (self._root / f"{POINTER}.new").replace(self._root / POINTER)
        _sync(self._root)

    def _wait_for(self, handle: int) -> None:
        deadline = time.monotonic() + self._patience
        while not _lock(handle, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise IndexLocked(f"Another process has been writing to the search index for {self._patience:g} s.")
            time.sleep(PAUSE)

    def _check_made(self, folder: Path) -> None:
        try:
            made = json.loads((folder / MADE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise IndexUnreadable(f"The search index in {folder} is incomplete. It has to be rebuilt.") from error
        if made != self._made:
            raise IndexOutdated(f"The search index in {folder} was made otherwise: {made}. It has to be rebuilt.")

    def _clear(self) -> None:
        """Take away what is neither current nor being read; what still is goes another time."""
        current = self.current_name()
        for folder in self._root.glob(f"{PREFIX}*"):
            if folder.name != current and not _is_in_use(folder):
                shutil.rmtree(folder, ignore_errors=True)


class InUse:
    """Keeps a generation from being taken away for as long as this object lives."""

    def __init__(self, folder: Path) -> None:
        handle = os.open(folder / IN_USE, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, handle)
        if not _lock(handle, fcntl.LOCK_SH):
            raise IndexUnreadable(f"{folder} is being taken away.")


@contextmanager
def unwritable() -> Iterator[None]:
    """Names what goes wrong while something is written; tantivy says it with a ValueError."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise WriteFailed(f"The search index could not be written: {error}") from error


def _is_in_use(folder: Path) -> bool:
    try:
        handle = os.open(folder / IN_USE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _lock(handle, fcntl.LOCK_EX)
    finally:
        os.close(handle)


def _lock(handle: int, kind: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
        return True
    return False


def _write_through(path: Path, text: str) -> None:
    """Written and on the disk, not only on its way there."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_all(folder: Path) -> None:
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
