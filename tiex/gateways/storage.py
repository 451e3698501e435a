"""Where the contents of files are kept, each once and by its SHA-256: a folder, or wherever fsspec reaches."""

import errno
import os
import re
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from tiex.domain.files import StorageFull

PIECE = 64 * 1024
_NAME = re.compile(r"[0-9a-f]{64}")
_FULL = (errno.ENOSPC, errno.EDQUOT)
# A content that was put so lately need not be put again to be safe from those who sweep.
_FRESH = timedelta(hours=1)
NO_TIME = timedelta()


class MissingContent(Exception):
    """The storage does not have this content, or has it no longer."""


class Storage(Protocol):
    """StorageFull where there is no room; what could not be put whole is not there at all."""

    def put(self, sha256: str, path: Path) -> None:
        """Keep what stands in this file; the same content again only counts as wanted anew."""

    def open(self, sha256: str) -> BinaryIO:
        """To be read from any place on; MissingContent where it is not there."""

    def fetch(self, sha256: str) -> AbstractContextManager[Path]:
        """A file of this machine with the content in it, only to be read; MissingContent where it is not there."""

    def has(self, sha256: str) -> bool: ...

    def size(self, sha256: str) -> int:
        """MissingContent where it is not there."""

    def remove(self, sha256: str) -> None:
        """Where it is there."""

    def ids(self, untouched_for: timedelta = NO_TIME) -> Iterator[str]:
        """Every content, or those that nobody has put for so long."""

    def tidy(self, untouched_for: timedelta) -> None:
        """Remove what was left half written so long ago."""


class FolderStorage:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, sha256: str, path: Path) -> None:
        target = self._path(sha256)
        with telling_full():
            if target.exists():
                os.utime(target)
                return
            _make_folder(target.parent)
            part = target.with_name(f"{uuid.uuid4().hex}.part")
            try:
                _copy_synced(path, part)
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
            sync_folder(target.parent)

    def open(self, sha256: str) -> BinaryIO:
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            raise MissingContent(sha256) from None

    @contextmanager
    def fetch(self, sha256: str) -> Iterator[Path]:
        path = self._path(sha256)
        if not path.exists():
            raise MissingContent(sha256)
        yield path

    def has(self, sha256: str) -> bool:
        return self._path(sha256).exists()

    def size(self, sha256: str) -> int:
        try:
            return self._path(sha256).stat().st_size
        except FileNotFoundError:
            raise MissingContent(sha256) from None

    def remove(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def ids(self, untouched_for: timedelta = NO_TIME) -> Iterator[str]:
        return (path.name for path in self._aged(untouched_for) if _NAME.fullmatch(path.name))

    def tidy(self, untouched_for: timedelta) -> None:
        for path in self._aged(untouched_for):
            if path.suffix == ".part":
                path.unlink(missing_ok=True)

    def _aged(self, untouched_for: timedelta) -> Iterator[Path]:
        before = time.time() - untouched_for.total_seconds()
        for path in sorted(self.folder.glob("??/*")):
            try:
                is_old = path.stat().st_mtime <= before
            except FileNotFoundError:
                continue
            if is_old:
                yield path

    def _path(self, sha256: str) -> Path:
        return self.folder / checked(sha256)[:2] / sha256


class FsspecStorage:
    """What fsspec reaches by this address, such as s3://bucket/folder; the rest of the settings come from elsewhere."""

    def __init__(self, address: str) -> None:
        from fsspec.core import url_to_fs  # who keeps files in a folder need not spend its memory

        found: tuple[Any, str] = url_to_fs(address)
        self.files, self.root = found[0], found[1].rstrip("/")

    def put(self, sha256: str, path: Path) -> None:
        target = self._path(sha256)
        if self.has(sha256) and self._age(target) < _FRESH:
            return
        folder = target.rpartition("/")[0]
        part = f"{folder}/{uuid.uuid4().hex}.part"
        with telling_full():
            self.files.makedirs(folder, exist_ok=True)
            try:
                self.files.put_file(str(path), part)
                self.files.mv(part, target)
            finally:
                if self.files.exists(part):
                    self.files.rm_file(part)

    def open(self, sha256: str) -> BinaryIO:
        try:
            found: BinaryIO = self.files.open(self._path(sha256), "rb")
        except FileNotFoundError:
            raise MissingContent(sha256) from None
        return found

    @contextmanager
    def fetch(self, sha256: str) -> Iterator[Path]:
        with telling_full(), tempfile.TemporaryDirectory(prefix="tiex-") as folder:
            path = Path(folder) / sha256
            try:
                self.files.get_file(self._path(sha256), str(path))
            except FileNotFoundError:
                raise MissingContent(sha256) from None
            yield path

    def has(self, sha256: str) -> bool:
        return bool(self.files.exists(self._path(sha256)))

    def size(self, sha256: str) -> int:
        try:
            return int(self.files.size(self._path(sha256)))
        except FileNotFoundError:
            raise MissingContent(sha256) from None

    def remove(self, sha256: str) -> None:
        if self.has(sha256):
            self.files.rm_file(self._path(sha256))

    def ids(self, untouched_for: timedelta = NO_TIME) -> Iterator[str]:
        names = ((path, path.rpartition("/")[2]) for path in self._aged(untouched_for))
        return (name for _, name in names if _NAME.fullmatch(name))

    def tidy(self, untouched_for: timedelta) -> None:
        for path in self._aged(untouched_for):
            if path.endswith(".part"):
                self.files.rm_file(path)

    def _aged(self, untouched_for: timedelta) -> Iterator[str]:
        for path in sorted(self.files.find(self.root)):
            if not untouched_for or self._age(path) >= untouched_for:
                yield path

    def _age(self, path: str) -> timedelta:
        """No time for what was renamed or removed while others were listed."""
        try:
            modified: datetime = self.files.modified(path)
        except FileNotFoundError:
            return NO_TIME
        return datetime.now(UTC) - (modified if modified.tzinfo else modified.replace(tzinfo=UTC))

    def _path(self, sha256: str) -> str:
        return f"{self.root}/{checked(sha256)[:2]}/{sha256}"


def make_storage(place: str) -> FolderStorage | FsspecStorage:
    """The storage that the setting `files` names: a folder, or an address."""
    return FsspecStorage(place) if "://" in place else FolderStorage(Path(place))


def memory_storage() -> FsspecStorage:
    """The twin: it is gone with the process."""
    return FsspecStorage(f"memory://tiex-{uuid.uuid4().hex}")


@contextmanager
def telling_full() -> Iterator[None]:
    """StorageFull in the place of what the system says when there is no room."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise StorageFull from error
        raise


def is_full(error: OSError) -> bool:
    return error.errno in _FULL


def sync_folder(folder: Path) -> None:
    """So that what was renamed in it is still there after the power has failed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checked(sha256: str) -> str:
    """ValueError for anything else: it becomes a part of a path."""
    if not _NAME.fullmatch(sha256):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return sha256


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)


def _copy_synced(source: Path, target: Path) -> None:
    with source.open("rb") as given, target.open("xb") as copy:
        shutil.copyfileobj(given, copy, PIECE)
        copy.flush()
        os.fsync(copy.fileno())
