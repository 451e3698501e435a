"""A file on its way: only so much of it counts as the database says, whatever happened to the rest."""

import errno
import hashlib
import io
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tiex.domain.files import ChecksumMismatch, MoreThanDeclared, StorageFull, UploadBusy, UploadLost
from tiex.gateways.parts import PartFolder
from tiex.gateways.storage import telling_full

ID = "a" * 43


@pytest.fixture
def parts(tmp_path: Path) -> PartFolder:
    folder = PartFolder(tmp_path / "uploads")
    folder.create(ID)
    return folder


def append(parts: PartFolder, offset: int, content: bytes, most: int = 1000, checksum: bytes | None = None) -> int:
    return parts.append(ID, offset, io.BytesIO(content), most, checksum)


def content(parts: PartFolder) -> bytes:
    return parts.path(ID).read_bytes()


def test_it_grows_by_what_arrives(parts: PartFolder) -> None:
    assert append(parts, 0, b"first ") == 6
    assert append(parts, 6, b"second", checksum=hashlib.sha256(b"second").digest()) == 6
    assert content(parts) == b"first second"


def test_what_does_not_count_is_written_over(parts: PartFolder) -> None:
    append(parts, 0, b"first and what came of a request that died")
    assert append(parts, 6, b"second") == 6
    assert content(parts) == b"first second"


def test_what_is_refused_leaves_it_as_it_was(parts: PartFolder) -> None:
    append(parts, 0, b"first ")
    with pytest.raises(ChecksumMismatch):
        append(parts, 6, b"damaged", checksum=hashlib.sha256(b"second").digest())
    with pytest.raises(MoreThanDeclared):
        append(parts, 6, b"x" * 200_000, most=6)
    assert content(parts) == b"first "


def test_a_stream_that_breaks_off_leaves_it_as_it_was(parts: PartFolder) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        parts.append(ID, 0, Broken(), 10, None)
    assert content(parts) == b""


def test_what_is_lost_is_told(parts: PartFolder) -> None:
    append(parts, 0, b"first")
    with pytest.raises(UploadLost):
        append(parts, 6, b"second")
    parts.remove(ID)
    parts.remove(ID)
    with pytest.raises(UploadLost):
        append(parts, 0, b"first")


def test_one_at_a_time(parts: PartFolder) -> None:
    with parts.lock(ID), pytest.raises(UploadBusy), parts.lock(ID):
        pass
    with parts.lock(ID):
        parts.remove(ID)
    with parts.lock(ID):
        pass


@pytest.mark.parametrize("name", ["../../x", "", "a", "a" * 44, "/" + "a" * 42, "a" * 42 + "\x00", "é" * 43])
def test_nothing_but_an_id_becomes_a_path(parts: PartFolder, name: str) -> None:
    with pytest.raises(ValueError, match="not the id"):
        parts.path(name)


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file can grow beyond 100,000 bytes: the system says so in the middle of one."""
    before, heard = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, heard)


@pytest.mark.usefixtures("small_disk")
def test_what_the_system_does_not_take_leaves_it_as_it_was(parts: PartFolder) -> None:
    append(parts, 0, b"first ")
    with pytest.raises(OSError, match="File too large"):
        append(parts, 6, b"x" * 500_000, most=500_000)
    assert content(parts) == b"first "


def test_no_room_is_told_in_a_sentence() -> None:
    with pytest.raises(StorageFull, match="no room"), telling_full():
        raise OSError(errno.ENOSPC, "No space left on device")


def test_files_of_forms_are_gone_when_they_are_closed(parts: PartFolder) -> None:
    with parts.form_file() as file:
        file.write(b"x")
        assert len(list(parts.folder.iterdir())) == 2
    assert list(parts.ids()) == [ID]
    assert [path.name for path in parts.folder.iterdir()] == [f"{ID}.part"]
