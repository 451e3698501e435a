"""A content is scanned and read before anybody has it; then it is ready or refused for good."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from tests.slices.cells.steps import enter, stored
from tests.slices.people.steps import enter_as
from tests.slices.uploads.steps import CONTENT, Sender, add_example, gateways_of, settle, sha256_of
from tests.support.people import COUNCIL, TODAY, Someone
from tiex.domain.files import NotReadNow
from tiex.domain.people import Role
from tiex.files.commands import NOT_READ, check_file, give_up_checking, remove_unwanted
from tiex.gateways import Gateways
from tiex.gateways.reader import ReadingFailed
from tiex.gateways.scanner import EICAR, MemoryScanner
from tiex.jobs.commands import TryAgain
from tiex.models import FilePageRow, StoredFileRow
from tiex.uploads.queries import read_held

SHA256 = sha256_of(CONTENT)


@pytest.fixture
def scanner(app: Flask) -> Iterator[MemoryScanner]:
    before, scanner = gateways_of(app), MemoryScanner()
    app.extensions["gateways"] = replace(before, scanner=scanner)
    yield scanner
    app.extensions["gateways"] = before


@pytest.fixture
def sender(app: Flask, ada: Someone) -> Sender:
    storage = gateways_of(app).storage
    for sha256 in list(storage.ids()):
        storage.remove(sha256)
    return Sender.of(enter(app, ada), add_example(app, ada))


def check(app: Flask, sha256: str = SHA256, gateways: Gateways | None = None) -> StoredFileRow:
    """As a job does it: check, commit, and what waits for that."""
    with stored(app) as session:
        check_file(session, gateways or gateways_of(app), sha256)
        session.commit()
        remove_unwanted(session)
        return session.get_one(StoredFileRow, sha256)


def picture(**options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG", **options)
    return file.getvalue()


def test_a_clean_file_is_ready_with_its_text(app: Flask, sender: Sender, scanner: MemoryScanner) -> None:
    file_id = sender.send()
    row = check(app)
    assert (row.state, row.media_type, row.was_scanned, row.reason) == ("ready", "text/csv", True, "")
    assert (row.served_sha256, row.served_size) == (SHA256, len(CONTENT))
    assert row.settled_at is not None
    assert len(scanner.scanned) == 1
    with stored(app) as session:
        [page] = session.scalars(select(FilePageRow).filter_by(sha256=SHA256))
        assert (page.number, "Monday" in page.text) == (1, True)
    assert sender.client.get(f"/files/{file_id}/bins.csv", buffered=True).data == CONTENT


def test_without_a_scanner_it_is_known_that_it_was_not_scanned(app: Flask, sender: Sender) -> None:
    sender.send()
    row = check(app)
    assert (row.state, row.was_scanned) == ("ready", False)


def test_a_virus_is_refused_and_removed(app: Flask, sender: Sender, scanner: MemoryScanner) -> None:
    file_id = sender.send(EICAR, "eicar.txt")
    row = check(app, sha256_of(EICAR))
    assert row.state == "refused"
    assert row.reason.startswith("A virus was found in this file (Eicar-Test-Signature)")
    assert not gateways_of(app).storage.has(sha256_of(EICAR))
    assert sender.client.get(f"/files/{file_id}/eicar.txt").status_code == 404
    assert "Refused: A virus was found" in sender.client.page(f"/examples/{sender.example_id}/files").text


def test_a_refused_content_that_comes_again_is_refused_at_once(app: Flask, sender: Sender) -> None:
    bad = b"MZ\x90\x00" + b"\x00" * 200
    sender.send(bad, "setup.pdf")
    row = check(app, sha256_of(bad))
    assert row.state == "refused"
    reason = row.reason
    sender.send(bad, "again.pdf")
    with stored(app) as session:
        assert session.get_one(StoredFileRow, sha256_of(bad)).reason == reason


def test_while_the_scanner_is_away_files_wait(app: Flask, sender: Sender, scanner: MemoryScanner) -> None:
    file_id = sender.send()
    scanner.is_away = True
    with pytest.raises(TryAgain, match="the scanner is away"):
        check(app)
    with stored(app) as session:
        assert session.get_one(StoredFileRow, SHA256).state == "waiting"
    assert sender.client.get(f"/files/{file_id}/bins.csv").status_code == 404
    scanner.is_away = False
    assert check(app).state == "ready"


def test_a_reading_that_fails_waits(app: Flask, sender: Sender) -> None:
    class Failing:
        def read(self, path: Path, name: str, folder: Path) -> Any:
            raise ReadingFailed("no memory left")

    sender.send()
    with pytest.raises(NotReadNow, match="no memory left"):
        check(app, gateways=replace(gateways_of(app), reader=Failing()))
    assert check(app).state == "ready"


def test_of_a_picture_only_the_copy_without_its_place_is_kept(app: Flask, sender: Sender) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    original = picture(exif=exif)
    file_id = sender.send(original, "depot.jpg")
    row = check(app, sha256_of(original))
    assert (row.state, row.media_type) == ("ready", "image/jpeg")
    assert row.served_sha256 not in ("", row.sha256)
    assert not gateways_of(app).storage.has(row.sha256)
    given = sender.client.get(f"/files/{file_id}/depot.jpg?view=1", buffered=True)
    assert len(given.data) == row.served_size
    assert not Image.open(io.BytesIO(given.data)).getexif()
    assert given.headers["Content-Disposition"].startswith("inline")


def test_a_copy_that_somebody_else_added_as_it_is_stays(app: Flask, sender: Sender) -> None:
    original = picture(comment=b"x")
    sender.send(original, "depot.jpg")
    row = check(app, sha256_of(original))
    with gateways_of(app).storage.open(row.served_sha256) as file:
        copy = file.read()
    again = sender.send(copy, "copy.jpg")
    check(app, row.served_sha256)
    assert gateways_of(app).storage.has(row.served_sha256)
    assert sender.client.get(f"/files/{again}/copy.jpg", buffered=True).status_code == 200


def test_checking_again_changes_nothing(app: Flask, sender: Sender, scanner: MemoryScanner) -> None:
    sender.send()
    first = check(app).settled_at
    assert check(app).settled_at == first
    assert len(scanner.scanned) == 1
    with stored(app) as session:
        check_file(session, gateways_of(app), "0" * 64)


def test_a_content_that_is_lost_is_refused_with_what_to_do(app: Flask, sender: Sender) -> None:
    sender.send()
    gateways_of(app).storage.remove(SHA256)
    assert check(app).reason == "What had arrived of this file is gone. Remove it here and add it again."


def test_a_file_that_was_settled_meanwhile_stays_so(app: Flask, sender: Sender) -> None:
    class Slow:
        def read(self, path: Path, name: str, folder: Path) -> Any:
            settle(app, SHA256, state="refused", reason="by somebody else")
            return gateways_of(app).reader.read(path, name, folder)

    sender.send()
    row = check(app, gateways=replace(gateways_of(app), reader=Slow()))
    assert (row.state, row.reason) == ("refused", "by somebody else")


def test_what_was_lost_is_looked_at_again_when_it_is_added_again(app: Flask, sender: Sender) -> None:
    file_id = sender.send()
    gateways_of(app).storage.remove(SHA256)
    assert check(app).state == "refused"
    path = f"/examples/{sender.example_id}/files/{file_id}/remove"
    sender.client.post(path, data={"csrf_token": sender.token})
    sender.send()
    assert check(app).state == "ready"


def test_what_could_not_be_read_after_many_tries_keeps_nobody_waiting(app: Flask, sender: Sender) -> None:
    sender.send()
    with stored(app) as session:
        give_up_checking(session, SHA256, TODAY)
        session.commit()
        row = session.get_one(StoredFileRow, SHA256)
        assert (row.state, row.reason) == ("refused", NOT_READ)


def test_the_councils_history_does_not_name_files_of_a_draft(app: Flask, sender: Sender) -> None:
    sender.send(name="redundancies.csv")
    _, leader = enter_as(app, "Lea Der", Role.LEADER)
    assert "redundancies" not in leader.get(f"/councils/{COUNCIL}/history.csv").text


def test_what_was_removed_takes_room_until_it_is_swept(app: Flask, sender: Sender) -> None:
    file_id = sender.send()
    path = f"/examples/{sender.example_id}/files/{file_id}/remove"
    sender.client.post(path, data={"csrf_token": sender.token})
    with stored(app) as session:
        held = read_held(session, COUNCIL, sender.example_id)
    assert (held.files, held.bytes) == (0, len(CONTENT))
