"""Every storage keeps a content once, gives any place of it, and leaves nothing half written."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from tiex.domain.files import StorageFull
from tiex.gateways.storage import FolderStorage, FsspecStorage, MissingContent, Storage, make_storage, memory_storage

CONTENT = b"What worked, and what did not. " * 10_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
DAY = timedelta(days=1)


@pytest.fixture(params=["folder", "memory", "address of a folder"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    places: dict[str, Storage] = {
        "folder": FolderStorage(tmp_path / "files"),
        "memory": memory_storage(),
        "address of a folder": FsspecStorage(f"file://{tmp_path / 'files'}"),
    }
    return places[request.param]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(CONTENT)
    return path


def test_what_was_put_is_read_from_any_place(storage: Storage, source: Path) -> None:
    storage.put(SHA256, source)
    source.unlink()
    assert storage.has(SHA256)
    assert storage.size(SHA256) == len(CONTENT)
    with storage.open(SHA256) as found:
        assert found.read() == CONTENT
        found.seek(1000)
        assert found.read(31) == CONTENT[1000:1031]
    with storage.fetch(SHA256) as path:
        assert path.read_bytes() == CONTENT


def test_the_same_content_is_kept_once(storage: Storage, source: Path) -> None:
    for _ in range(3):
        storage.put(SHA256, source)
    assert list(storage.ids()) == [SHA256]
    assert list(storage.ids(DAY)) == []


def test_what_was_removed_is_gone(storage: Storage, source: Path) -> None:
    storage.put(SHA256, source)
    storage.remove(SHA256)
    storage.remove(SHA256)
    assert not storage.has(SHA256)
    assert list(storage.ids()) == []
    with pytest.raises(MissingContent):
        storage.open(SHA256)
    with pytest.raises(MissingContent):
        storage.size(SHA256)
    with pytest.raises(MissingContent), storage.fetch(SHA256):
        pass


@pytest.mark.parametrize("name", ["../../x", "", "A" * 64, SHA256 + "\n", "a/" + SHA256[2:], "\x00" * 64])
def test_nothing_but_a_sha256_becomes_a_path(storage: Storage, source: Path, name: str) -> None:
    for act in (storage.open, storage.size, storage.has, storage.remove, lambda name: storage.put(name, source)):
        with pytest.raises(ValueError, match="not a SHA-256"):
            act(name)


def test_contents_that_nobody_put_for_long_are_told_from_others(tmp_path: Path, source: Path) -> None:
    storage = FolderStorage(tmp_path / "files")
    storage.put(SHA256, source)
    path = tmp_path / "files" / SHA256[:2] / SHA256
    os.utime(path, (0, 0))
    assert list(storage.ids(DAY)) == [SHA256]
    storage.put(SHA256, source)
    assert list(storage.ids(DAY)) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fill(given: BinaryIO, copy: BinaryIO, length: int) -> None:
        copy.write(given.read(length))
        raise OSError(number, "no room")

    monkeypatch.setattr(shutil, "copyfileobj", fill)
    storage = FolderStorage(tmp_path / "files")
    with pytest.raises(StorageFull):
        storage.put(SHA256, source)
    assert not storage.has(SHA256)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    storage.put(SHA256, source)
    assert storage.size(SHA256) == len(CONTENT)


def test_a_full_storage_elsewhere_leaves_nothing_behind(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = memory_storage()

    def fill(path: str, part: str, **_: Any) -> None:
        storage.files.pipe_file(part, b"a little")
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(storage.files, "put_file", fill)
        with pytest.raises(StorageFull):
            storage.put(SHA256, source)
    assert list(storage.files.find(storage.root)) == []


def test_other_failures_are_not_called_full(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FolderStorage(tmp_path / "files").put(SHA256, tmp_path / "missing")
    assert list(FolderStorage(tmp_path / "files").ids()) == []


def leftovers(storage: Storage, root: Path) -> Iterator[str]:
    yield from (path.name for path in root.rglob("*.part"))


def test_what_a_dead_process_left_half_written_is_tidied_up(tmp_path: Path, source: Path) -> None:
    root = tmp_path / "files"
    for storage in (FolderStorage(root), FsspecStorage(f"file://{root}")):
        storage.put(SHA256, source)
        part = root / SHA256[:2] / "dead.part"
        part.write_bytes(b"half")
        assert list(storage.ids()) == [SHA256]
        storage.tidy(DAY)
        assert list(leftovers(storage, root)) == ["dead.part"]
        os.utime(part, (0, 0))
        storage.tidy(DAY)
        assert list(leftovers(storage, root)) == []
        assert storage.has(SHA256)


def test_the_setting_names_a_folder_or_an_address(tmp_path: Path) -> None:
    assert isinstance(make_storage(str(tmp_path)), FolderStorage)
    assert isinstance(make_storage("memory://somewhere"), FsspecStorage)
