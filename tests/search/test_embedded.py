"""The index on disk: folders in every state, writers that wait for one another, readers that never notice."""

import fcntl
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from search.documents import Document
from search.embedded import EmbeddedIndex
from search.errors import IndexLocked, IndexOutdated, IndexUnreadable, WriteFailed
from search.facets import FACETS
from search.generations import IN_USE, MADE, POINTER, PREFIX, WRITE_LOCK
from search.upkeep import needs_rebuild
from tests.search.library import a_document, asks, shelf

ROOT = Path(__file__).resolve().parents[2]
State = Callable[[Path], None]
READER = """
import sys
from pathlib import Path
from search.embedded import EmbeddedIndex
from search.query import Query
index, searches = EmbeddedIndex(Path(sys.argv[1])), 0
ask = Query(text="parking", audiences=frozenset({"everyone"}))
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    found = index.search(ask)
    assert found.total in (20, 21), found.total
    assert len(found.hits) == 20
    searches += 1
print(searches)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def built(root: Path) -> EmbeddedIndex:
    index = EmbeddedIndex(root, patience=0.2)
    index.rebuild(shelf())
    return index


def generations(root: Path) -> list[Path]:
    return sorted(root.glob(f"{PREFIX}*"))


def missing(root: Path) -> None:
    pass


def empty(root: Path) -> None:
    root.mkdir()


def a_file(root: Path) -> None:
    root.write_text("not a folder")


def pointer_to_nothing(root: Path) -> None:
    root.mkdir()
    (root / POINTER).write_text(f"{PREFIX}gone")


def pointer_outside(root: Path) -> None:
    root.mkdir()
    (root / POINTER).write_text("../..")


def pointer_of_bytes(root: Path) -> None:
    root.mkdir()
    (root / POINTER).write_bytes(b"\xff\xfe\x00")


@pytest.mark.parametrize("state", [missing, empty, a_file, pointer_to_nothing, pointer_outside, pointer_of_bytes])
def test_where_there_is_no_index_it_says_so(root: Path, state: State) -> None:
    state(root)
    index = EmbeddedIndex(root)
    for attempt in (lambda: index.search(asks("bins")), index.check, index.stored, lambda: index.put(shelf())):
        with pytest.raises(IndexUnreadable):
            attempt()
    assert needs_rebuild(index)


@pytest.mark.parametrize("state", [missing, empty, pointer_to_nothing, pointer_outside, pointer_of_bytes])
def test_a_rebuild_puts_any_folder_right(root: Path, state: State) -> None:
    state(root)
    index = EmbeddedIndex(root)
    index.rebuild(shelf())
    assert index.search(asks("bins")).ids[0] == "bins"


@pytest.mark.parametrize("cut", [0.0, 0.5])
@pytest.mark.parametrize("kind", ["store", "term", "idx", "pos", "fast", "fieldnorm", "json"])
def test_a_half_written_index_is_unreadable_and_mended_by_a_rebuild(root: Path, kind: str, cut: float) -> None:
    EmbeddedIndex(root).rebuild(shelf())
    for file in generations(root)[0].glob(f"*.{kind}"):
        os.truncate(file, int(file.stat().st_size * cut))
    index = EmbeddedIndex(root)
    assert needs_rebuild(index)
    with pytest.raises(IndexUnreadable):
        index.search(asks("bins"))
    index.rebuild(shelf())
    assert index.search(asks("bins")).ids[0] == "bins"


@pytest.mark.parametrize("kind", ["store", "term", "idx", "fast", "fieldnorm"])
def test_an_index_with_a_file_missing_is_unreadable(root: Path, kind: str) -> None:
    EmbeddedIndex(root).rebuild(shelf())
    for file in generations(root)[0].glob(f"*.{kind}"):
        file.unlink()
    assert needs_rebuild(EmbeddedIndex(root))


def test_an_index_of_an_older_version_is_outdated(root: Path, built: EmbeddedIndex) -> None:
    made = generations(root)[0] / MADE
    made.write_text(json.dumps({**json.loads(made.read_text()), "format": 0}))
    index = EmbeddedIndex(root)
    assert needs_rebuild(index)
    for attempt in (index.check, lambda: index.put(shelf())):
        with pytest.raises(IndexOutdated):
            attempt()


def test_an_index_with_other_facets_is_outdated(root: Path, built: EmbeddedIndex) -> None:
    with pytest.raises(IndexOutdated):
        EmbeddedIndex(root, facets=[*FACETS, "colour"]).search(asks("bins"))


def test_a_folder_that_vanishes_is_noticed(root: Path, built: EmbeddedIndex) -> None:
    assert built.search(asks("bins")).total
    (root / POINTER).unlink()
    assert needs_rebuild(built)


def test_a_writer_waits_and_then_says_who_is_in_the_way(root: Path, built: EmbeddedIndex) -> None:
    handle = os.open(root / WRITE_LOCK, os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with pytest.raises(IndexLocked):
            built.put(shelf())
        with pytest.raises(IndexLocked):
            built.rebuild(shelf())
        assert built.search(asks("bins")).ids[0] == "bins"
    finally:
        os.close(handle)
    built.put([a_document("late", "Parking")])
    assert built.search(asks("parking")).ids == ("late",)


def test_a_rebuild_that_cannot_be_written_leaves_the_old_index(root: Path, built: EmbeddedIndex) -> None:
    (root / f"{POINTER}.new").mkdir()
    with pytest.raises(WriteFailed):
        built.rebuild([a_document("new", "Parking")])
    assert built.search(asks("bins")).ids[0] == "bins"
    assert len(generations(root)) == 1


def test_writers_in_threads_lose_nothing(root: Path, built: EmbeddedIndex) -> None:
    index = EmbeddedIndex(root)
    batches = [[a_document(f"{turn}-{place}", "Parking") for place in range(5)] for turn in range(4)]
    threads = [threading.Thread(target=index.put, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert index.search(asks("parking")).total == 20


def test_a_generation_stays_while_it_is_read_and_goes_afterwards(root: Path, built: EmbeddedIndex) -> None:
    (first,) = generations(root)
    assert built.search(asks("bins")).total
    other = EmbeddedIndex(root)
    other.rebuild(shelf())
    other.rebuild(shelf())
    assert first.exists()
    assert len(generations(root)) == 2
    assert built.search(asks("bins")).ids[0] == "bins"
    other.rebuild(shelf())
    assert not first.exists()


def test_what_a_crash_left_behind_goes(root: Path, built: EmbeddedIndex) -> None:
    (root / f"{PREFIX}half").mkdir()
    (root / f"{PREFIX}half" / IN_USE).touch()
    (root / f"{PREFIX}quarter").mkdir()
    EmbeddedIndex(root).rebuild(shelf())
    assert not (root / f"{PREFIX}half").exists()
    assert not (root / f"{PREFIX}quarter").exists()


def test_readers_see_a_change_as_soon_as_it_is_made(root: Path, built: EmbeddedIndex) -> None:
    reader = EmbeddedIndex(root)
    for number in range(5):
        built.put([a_document(f"p{number}", "Parking")])
        assert reader.search(asks("parking")).total == number + 1


def test_of_the_same_id_the_last_stays(root: Path) -> None:
    index = EmbeddedIndex(root)
    index.rebuild([a_document("a", "Bins"), a_document("a", "Parking")])
    assert index.search(asks()).total == 1
    assert index.search(asks("parking")).ids == ("a",)


def test_three_processes_read_while_one_writes(root: Path, tmp_path: Path) -> None:
    index, end = EmbeddedIndex(root), tmp_path / "end"
    documents = [Document(f"d{place:02}", "Parking", audiences=("everyone",)) for place in range(20)]
    index.rebuild(documents)
    command = [sys.executable, "-W", "error", "-c", READER, str(root), str(end)]
    readers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    for turn in range(10):
        index.put([a_document("more", "Parking")])
        index.remove(["more"])
        if turn % 3 == 0:
            index.rebuild(documents)
    end.touch()
    answers = [reader.communicate(timeout=60)[0] for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0, 0]
    assert all(int(answer) > 0 for answer in answers)
