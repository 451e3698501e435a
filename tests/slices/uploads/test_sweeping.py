"""Sweeping: what nobody goes on with is thrown out, and nothing that somebody has."""

import os
from datetime import timedelta
from pathlib import Path

from flask import Flask

from tests.slices.cells.steps import stored
from tests.slices.uploads.steps import (
    CONTENT,
    Sender,
    contents_of,
    files_of,
    gateways_of,
    part_of,
    set_example,
    settle,
    sha256_of,
)
from tiex.domain.files import ORPHANS_STAY, UPLOAD_LASTS
from tiex.extensions import db
from tiex.gateways.clock import SetClock
from tiex.models import ExampleFileRow, FilePageRow, UploadRow
from tiex.uploads.commands import forget_files, sweep

SHA256 = sha256_of(CONTENT)
MINUTE = timedelta(minutes=1)


def sweep_now(app: Flask) -> int:
    with stored(app) as session:
        return sweep(session, gateways_of(app), gateways_of(app).clock.now())


def age(app: Flask, path: Path | None = None) -> None:
    """As if everything in the storage, or just this, had been put there long ago."""
    root = Path(app.extensions["settings"].files_place)
    for one in [path] if path else root.rglob("*"):
        os.utime(one, (0, 0))


def remove(sender: Sender, file_id: int) -> None:
    path = f"/examples/{sender.example_id}/files/{file_id}/remove"
    assert sender.client.post(path, data={"csrf_token": sender.token}).status_code == 303


def test_an_upload_that_nobody_goes_on_with_expires(app: Flask, sender: Sender, clock: SetClock) -> None:
    old, new = sender.begin(), sender.begin()
    sender.patch(old, 0, CONTENT[:100])
    clock.advance(UPLOAD_LASTS)
    assert sender.patch(new, 0, CONTENT[:100]).status_code == 204
    assert sweep_now(app) == 0
    clock.advance(MINUTE)
    assert sweep_now(app) == 1
    assert sender.head(old).status_code == 404
    assert not part_of(app, old).exists()
    assert sender.offset(new) == 100
    assert sender.patch(new, 100, CONTENT[100:]).status_code == 204


def test_one_that_somebody_is_just_going_on_with_stays(app: Flask, sender: Sender, clock: SetClock) -> None:
    address = sender.begin()
    clock.advance(UPLOAD_LASTS + MINUTE)
    with gateways_of(app).parts.lock(address.rpartition("/")[2]):
        assert sweep_now(app) == 0
    assert sender.offset(address) == 0


def test_the_file_of_a_complete_upload_stays(app: Flask, sender: Sender, clock: SetClock) -> None:
    sender.send()
    settle(app, SHA256)
    clock.advance(UPLOAD_LASTS + MINUTE)
    age(app)
    sweep_now(app)
    with stored(app) as session:
        assert session.query(UploadRow).count() == 0
    assert files_of(app, sender.example_id) == [("bins.csv", SHA256)]
    assert gateways_of(app).storage.has(SHA256)


def test_a_removed_file_goes_after_a_day_with_its_content(app: Flask, sender: Sender, clock: SetClock) -> None:
    file_id = sender.send()
    settle(app, SHA256)
    with stored(app) as session:
        session.add(FilePageRow(sha256=SHA256, number=1, text="Bins"))
        session.commit()
    remove(sender, file_id)
    age(app)
    assert sweep_now(app) == 0
    clock.advance(ORPHANS_STAY + MINUTE)
    assert sweep_now(app) == 1
    assert contents_of(app) == {}
    assert list(gateways_of(app).storage.ids()) == []
    with stored(app) as session:
        assert session.get(ExampleFileRow, file_id) is None


def test_what_was_published_keeps_its_removed_file(app: Flask, sender: Sender, clock: SetClock) -> None:
    file_id = sender.send()
    settle(app, SHA256)
    set_example(app, sender.example_id, review="published", published={"files": [file_id], "ring": "everyone"})
    remove(sender, file_id)
    clock.advance(ORPHANS_STAY + MINUTE)
    age(app)
    assert sweep_now(app) == 0
    assert sender.client.get(f"/files/{file_id}/bins.csv", buffered=True).data == CONTENT


def test_a_content_that_another_file_has_stays(app: Flask, sender: Sender, clock: SetClock) -> None:
    first = sender.send(name="first.csv")
    sender.send(name="second.csv")
    remove(sender, first)
    clock.advance(ORPHANS_STAY + MINUTE)
    age(app)
    assert sweep_now(app) == 0
    assert files_of(app, sender.example_id) == [("second.csv", SHA256)]
    assert gateways_of(app).storage.has(SHA256)


def test_a_content_that_was_only_just_added_again_stays(app: Flask, sender: Sender, clock: SetClock) -> None:
    first = sender.send()
    remove(sender, first)
    clock.advance(ORPHANS_STAY + MINUTE)
    age(app)
    sender.send()
    assert sweep_now(app) == 0
    assert gateways_of(app).storage.has(SHA256)


def test_what_a_dead_request_put_goes_once_it_is_old(app: Flask, sender: Sender, tmp_path: Path) -> None:
    lost = tmp_path / "lost"
    lost.write_bytes(b"lost")
    gateways_of(app).storage.put(sha256_of(b"lost"), lost)
    assert sweep_now(app) == 0
    age(app)
    assert sweep_now(app) == 1
    assert not gateways_of(app).storage.has(sha256_of(b"lost"))


def test_served_copies_and_previews_stay_in_the_place_of_a_picture(app: Flask, sender: Sender, tmp_path: Path) -> None:
    sender.send()
    for name in (b"served", b"preview"):
        path = tmp_path / "derived"
        path.write_bytes(name)
        gateways_of(app).storage.put(sha256_of(name), path)
    settle(app, SHA256, served_sha256=sha256_of(b"served"), preview_sha256=sha256_of(b"preview"))
    age(app)
    assert sweep_now(app) == 1
    assert set(gateways_of(app).storage.ids()) == {sha256_of(b"served"), sha256_of(b"preview")}


def test_parts_and_forms_that_nobody_knows_go_once_they_are_old(app: Flask, sender: Sender) -> None:
    folder = gateways_of(app).parts.folder
    paths = [folder / ("z" * 43 + ".part"), folder / "form-dead"]
    for path in paths:
        path.write_bytes(b"x")
    sweep_now(app)
    assert all(path.exists() for path in paths)
    for path in paths:
        age(app, path)
    sweep_now(app)
    assert not any(path.exists() for path in paths)


def test_all_that_an_example_has_can_be_forgotten(app: Flask, sender: Sender) -> None:
    sender.send()
    sender.begin()
    with app.app_context():
        forget_files(session=db.session(), example_id=sender.example_id)
        db.session.commit()
    assert files_of(app, sender.example_id) == []
    with stored(app) as session:
        assert session.query(UploadRow).count() == 0


def test_a_command_sweeps(app: Flask, sender: Sender, clock: SetClock) -> None:
    sender.begin()
    clock.advance(UPLOAD_LASTS + MINUTE)
    result = app.test_cli_runner().invoke(args=["files", "sweep"])
    assert result.output == "1 upload or content thrown out.\n"
