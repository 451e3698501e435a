"""Files on their way: each grows in a file of its own, of which only so much counts as the database says."""

import fcntl
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from tiex.domain.files import ChecksumMismatch, MoreThanDeclared, UploadBusy, UploadLost
from tiex.gateways.storage import PIECE, sync_folder, telling_full

_ID = re.compile(r"[\w-]{43}", re.ASCII)
_FORM = "form-"


class PartFolder:
    """A folder of this machine, or one that all machines share that answer requests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, upload_id: str) -> None:
        with telling_full():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.path(upload_id).open("xb").close()
            sync_folder(self.folder)

    @contextmanager
    def lock(self, upload_id: str) -> Iterator[None]:
        """UploadBusy where somebody else has it. What is on its way no longer needs no lock."""
        try:
            handle = self.path(upload_id).open("rb")
        except FileNotFoundError:
            yield
            return
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UploadBusy from None
            yield

    def append(self, upload_id: str, offset: int, stream: BinaryIO, most: int, checksum: bytes | None) -> int:
        """Put what comes behind the first `offset` bytes, synced; how much it was.

        Nothing of it counts where it is refused: MoreThanDeclared behind `most` bytes, ChecksumMismatch where its
        SHA-256 is another one. UploadLost where there are fewer than `offset`.
        """
        try:
            part = self.path(upload_id).open("r+b", buffering=0)
        except FileNotFoundError:
            raise UploadLost from None
        with telling_full(), part:
            if part.seek(0, os.SEEK_END) < offset:
                raise UploadLost
            length, is_kept = 0, False
            try:
                part.truncate(offset)
                length = _receive(stream, part, offset, most, checksum)
                os.fsync(part.fileno())
                is_kept = True
            finally:
                if not is_kept:
                    part.truncate(offset)
        return length

    def remove(self, upload_id: str) -> None:
        self.path(upload_id).unlink(missing_ok=True)

    def remove_old(self, upload_id: str, untouched_for: timedelta) -> bool:
        """Whether it was so old, and is removed."""
        path = self.path(upload_id)
        is_old = path.exists() and path.stat().st_mtime <= time.time() - untouched_for.total_seconds()
        if is_old:
            self.remove(upload_id)
        return is_old

    def ids(self) -> Iterator[str]:
        return (path.stem for path in sorted(self.folder.glob("*.part")))

    def form_file(self) -> BinaryIO:
        """Where a file is put that comes with a form; gone once it is closed."""
        with telling_full():
            self.folder.mkdir(parents=True, exist_ok=True)
            return tempfile.NamedTemporaryFile(dir=self.folder, prefix=_FORM)  # type: ignore[return-value]

    def tidy(self, untouched_for: timedelta) -> None:
        """Remove what forms left behind so long ago, when the process died over it."""
        before = time.time() - untouched_for.total_seconds()
        for path in self.folder.glob(f"{_FORM}*"):
            if path.stat().st_mtime <= before:
                path.unlink(missing_ok=True)

    def path(self, upload_id: str) -> Path:
        """ValueError for what no upload is called."""
        if not _ID.fullmatch(upload_id):
            raise ValueError("not the id of an upload")
        return self.folder / f"{upload_id}.part"


def _receive(stream: BinaryIO, part: BinaryIO, offset: int, most: int, checksum: bytes | None) -> int:
    """Piece by piece, so that no more than one is ever held."""
    part.seek(offset)
    digest, length = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        length += len(piece)
        if length > most:
            raise MoreThanDeclared
        digest.update(piece)
        _write_all(part, piece)
    if checksum is not None and digest.digest() != checksum:
        raise ChecksumMismatch
    return length


def _write_all(part: BinaryIO, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[part.write(rest) :]
