"""An index folder that is missing, empty, half-written, damaged, outdated or locked: an answer all the same."""

import fcntl
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

import tiex.gateways.finder
from tests.slices.hub.steps import hits
from tests.support.page_client import PageClient, page_client
from tests.support.resources import RESOURCE, add_resource, index_all, is_index_true, using
from tiex.gateways.finder import Finder, make_finder


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    """Where a good index lies, of which no process has anything open."""
    add_resource(app)
    with using(app, fresh(tmp_path)):
        index_all(app)
    return tmp_path


def fresh(folder: Path) -> Finder:
    return replace(make_finder(folder, "", ""), is_tended=False)


def generation(folder: Path) -> Path:
    return folder / "index" / (folder / "index" / "current").read_text()


def lose(folder: Path) -> None:
    shutil.rmtree(folder / "index")


def empty(folder: Path) -> None:
    lose(folder)
    (folder / "index").mkdir()


def lose_pointer(folder: Path) -> None:
    (folder / "index" / "current").unlink()


def garble_pointer(folder: Path) -> None:
    (folder / "index" / "current").write_bytes(b"\xff../..\x00")


def half_write(folder: Path) -> None:
    (generation(folder) / "made.json").unlink()


def age(folder: Path) -> None:
    (generation(folder) / "made.json").write_text('{"format": 0}')


def cut_off(folder: Path) -> None:
    for path in generation(folder).glob("*.store"):
        path.write_bytes(path.read_bytes()[:10])


def damage(folder: Path) -> None:
    (generation(folder) / "meta.json").write_text("{")


def lose_segments(folder: Path) -> None:
    for path in generation(folder).glob("*.term"):
        path.unlink()


def put_a_file_there(folder: Path) -> None:
    lose(folder)
    (folder / "index").write_text("in the way")


WAYS = [lose, empty, lose_pointer, garble_pointer, half_write, age, cut_off, damage, lose_segments, put_a_file_there]


@pytest.mark.parametrize("broken", WAYS, ids=lambda broken: broken.__name__)
def test_a_broken_index_is_built_anew_or_stood_in_for(
    app: Flask, client: PageClient, folder: Path, broken: Callable[[Path], None]
) -> None:
    broken(folder)
    with using(app, fresh(folder)) as finder:
        assert hits(client, q="sensr") == [RESOURCE]
        assert hits(client, type="tool") == []
        assert finder.record.read().count >= (broken is not put_a_file_there)
        if broken is not put_a_file_there:
            assert is_index_true(app)


def test_while_another_process_writes_a_stand_in_answers(
    app: Flask, client: PageClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiex.gateways.finder, "LOCK_PATIENCE", 0.1)
    monkeypatch.setattr(tiex.gateways.finder, "STAND_IN_LASTS", 0.0)
    lose_pointer(folder)
    with using(app, fresh(folder)) as finder, (folder / "index" / "write.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert hits(client, q="sensr") == [RESOURCE]
        assert "IndexLocked" in finder.record.read().last
        fcntl.flock(lock, fcntl.LOCK_UN)
        assert hits(client, q="sensr") == [RESOURCE]
        assert is_index_true(app)


def test_where_nothing_can_be_built_the_page_says_so(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object) -> object:
        raise OSError("No space left on device")

    monkeypatch.setattr(tiex.gateways.finder, "_make_stand_in", full)
    put_a_file_there(folder)
    client = page_client(app)
    with using(app, fresh(folder)):
        page = client.page("/resources?q=bins", status=503)
        assert "The search does not answer just now. Please try again in a minute." in page.text
        assert page.find("#q").get("value") == "bins"
        assert client.page(f"/resources/{RESOURCE}").h1 == "Bin collections by sensor"
