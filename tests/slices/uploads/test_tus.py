"""The server side of tus 1.0.0: a file in parts, whatever happens between them."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.slices.cells.steps import stored, trail
from tests.slices.uploads.steps import (
    CONTENT,
    TUS,
    Sender,
    contents_of,
    file_of,
    files_of,
    gateways_of,
    jobs_of,
    part_of,
    set_example,
    settle,
    sha256_of,
)
from tests.support.page_client import PageClient
from tests.support.people import Someone
from tiex.domain.files import LARGEST_CHUNK, LARGEST_FILE, StorageFull
from tiex.extensions import db
from tiex.models import ExampleRow, UploadRow

SHA256 = sha256_of(CONTENT)


def test_what_the_server_speaks(sender: Sender) -> None:
    response = sender.client.options(f"/examples/{sender.example_id}/uploads")
    assert response.status_code == 204
    said = {name: value for name, value in response.headers if name.startswith("Tus-")}
    assert said == {
        "Tus-Resumable": "1.0.0",
        "Tus-Version": "1.0.0",
        "Tus-Extension": "creation,expiration,checksum,termination",
        "Tus-Max-Size": str(50 * 1024 * 1024),
        "Tus-Checksum-Algorithm": "sha256",
    }


def test_a_file_in_three_parts_becomes_a_file_of_the_example(app: Flask, sender: Sender) -> None:
    address = sender.begin()
    for start, stop in ((0, 100), (100, 400), (400, len(CONTENT))):
        assert files_of(app, sender.example_id) == []
        response = sender.patch(address, start, CONTENT[start:stop])
        assert response.status_code == 204
        assert response.headers["Upload-Offset"] == str(stop)
        assert response.headers["Tus-Resumable"] == "1.0.0"
        assert sender.offset(address) == stop
    assert files_of(app, sender.example_id) == [("bins.csv", SHA256)]
    assert contents_of(app) == {SHA256: (len(CONTENT), "waiting")}
    assert jobs_of(app) == [("check_file", SHA256)]
    with gateways_of(app).storage.open(SHA256) as kept:
        assert kept.read() == CONTENT
    assert not part_of(app, address).exists()
    after = {"sha256": SHA256, "size": len(CONTENT)}
    assert trail(app, "file added") == [(f"example {sender.example_id}", None, after)]


def test_what_is_known_of_an_upload(sender: Sender) -> None:
    created = sender.create()
    assert created.headers["Upload-Offset"] == "0"
    response = sender.head(created.headers["Location"])
    assert response.data == b""
    assert (response.headers["Upload-Offset"], response.headers["Upload-Length"]) == ("0", str(len(CONTENT)))
    assert response.headers["Upload-Expires"] == "Fri, 27 Nov 2026 10:30:00 GMT"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_chunk_sent_twice_or_out_of_order_is_told_where_it_stands(app: Flask, sender: Sender) -> None:
    address = sender.begin()
    assert sender.patch(address, 0, CONTENT[:100]).status_code == 204
    for offset in (0, 50, 101, 500, len(CONTENT), 10**14):
        response = sender.patch(address, offset, CONTENT[:100])
        assert response.status_code == 409
        assert response.text == "This part of the file does not follow on what has arrived. Nothing of it was kept.\n"
    assert sender.offset(address) == 100
    assert sender.patch(address, 100, CONTENT[100:]).status_code == 204
    assert files_of(app, sender.example_id) == [("bins.csv", SHA256)]


def test_the_last_chunk_again_adds_nothing(app: Flask, sender: Sender) -> None:
    address = sender.begin()
    sender.patch(address, 0, CONTENT)
    for offset in (0, len(CONTENT)):
        assert sender.patch(address, offset, CONTENT).status_code == 409
    assert sender.offset(address) == len(CONTENT)
    assert len(files_of(app, sender.example_id)) == 1
    assert len(jobs_of(app)) == 1


def test_a_damaged_chunk_is_not_kept(app: Flask, sender: Sender) -> None:
    address = sender.begin()
    response = sender.patch(address, 0, CONTENT[:100], checksum=b"x" * 32)
    assert response.status_code == 460
    assert "damaged on its way" in response.text
    assert sender.offset(address) == 0
    assert part_of(app, address).stat().st_size == 0
    assert sender.patch(address, 0, CONTENT, checksum=None).status_code == 204


@pytest.mark.parametrize("checksum", ["md5 abcd", "sha256 not base64!", "sha256 YWJj", "sha256", ""])
def test_a_checksum_that_is_none_is_not_understood(sender: Sender, checksum: str) -> None:
    address = sender.begin()
    assert sender.patch(address, 0, CONTENT, None, also={"Upload-Checksum": checksum}).status_code == 400
    assert sender.offset(address) == 0


def test_more_than_was_declared_is_not_kept(app: Flask, sender: Sender) -> None:
    address = sender.begin(length=100)
    assert sender.patch(address, 0, CONTENT[:60]).status_code == 204
    response = sender.patch(address, 60, CONTENT[60:])
    assert response.status_code == 413
    assert "More arrived than this file was said to have." in response.text
    assert sender.offset(address) == 60
    assert part_of(app, address).stat().st_size == 60
    assert files_of(app, sender.example_id) == []


def test_fewer_bytes_than_the_request_announces_are_not_kept(sender: Sender) -> None:
    address = sender.begin()
    response = sender.patch(address, 0, CONTENT[:50], None, announced=400)
    assert response.status_code == 400
    assert sender.offset(address) == 0


def test_a_request_that_announces_gigabytes_is_refused_unread(sender: Sender) -> None:
    address = sender.begin()
    response = sender.patch(address, 0, b"x", None, announced=5 * 1024**3)
    assert response.status_code == 413
    assert sender.patch(address, 0, b"x", None, announced=LARGEST_CHUNK + 1).status_code == 413
    assert sender.offset(address) == 0


@pytest.mark.parametrize("length", [LARGEST_FILE + 1, 5 * 1024**3])
def test_a_file_that_is_too_large_is_refused_before_it_is_sent(sender: Sender, length: int) -> None:
    response = sender.create(length)
    assert response.status_code == 413
    assert response.text == "A file can have 50 MB at most. Make it smaller, or share a part of it.\n"
    assert response.mimetype == "text/plain"


@pytest.mark.parametrize("length", ["", "-1", "1.5", "ten", "\uff19", "1" * 16, "0x10", " "])
def test_a_length_that_is_none_is_not_understood(sender: Sender, length: str) -> None:
    sent = length.encode().decode("latin-1")
    assert sender.create(sent).status_code == 400


def test_an_empty_file_is_refused(sender: Sender) -> None:
    response = sender.create(0)
    assert (response.status_code, response.text) == (422, "This file is empty.\n")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("../../x", "x"), ("a\x00b.csv", "ab.csv"), ("", "file"), ("y" * 300 + ".csv", "y" * 251 + ".csv")],
)
def test_names_are_for_showing_only(app: Flask, sender: Sender, name: str, shown: str) -> None:
    sender.send(name=name)
    assert files_of(app, sender.example_id) == [(shown, SHA256)]


def test_a_name_that_nobody_can_read_is_refused_or_mended(app: Flask, sender: Sender) -> None:
    assert sender.create(1, **{"Upload-Metadata": "filename ?"}).status_code == 400
    assert sender.create(1, **{"Upload-Metadata": "filename //4="}).status_code == 201
    assert sender.create(1, **{"Upload-Metadata": "is_confidential, , a b c"}).status_code == 201


def test_another_version_is_refused_with_ours(sender: Sender) -> None:
    for version in ("0.2.1", "2.0.0"):
        response = sender.create(10, **{"Tus-Resumable": version})
        assert response.status_code == 412
        assert response.headers["Tus-Version"] == "1.0.0"


def test_another_type_of_chunk_is_refused(sender: Sender) -> None:
    address = sender.begin()
    assert sender.patch(address, 0, CONTENT, also={"Content-Type": "text/csv"}).status_code == 415
    assert sender.offset(address) == 0


def test_an_upload_that_was_ended_is_gone(app: Flask, sender: Sender) -> None:
    address = sender.begin()
    sender.patch(address, 0, CONTENT[:100])
    assert sender.delete(address).status_code == 204
    assert sender.head(address).status_code == 404
    assert sender.patch(address, 100, CONTENT[100:]).status_code == 404
    assert not part_of(app, address).exists()


def test_ending_what_is_complete_keeps_the_file(app: Flask, sender: Sender) -> None:
    address = sender.begin()
    sender.patch(address, 0, CONTENT)
    assert sender.delete(address).status_code == 204
    assert files_of(app, sender.example_id) == [("bins.csv", SHA256)]


def test_one_window_at_a_time(app: Flask, sender: Sender) -> None:
    address = sender.begin()
    with gateways_of(app).parts.lock(address.rpartition("/")[2]):
        for response in (sender.patch(address, 0, CONTENT), sender.delete(address)):
            assert response.status_code == 423
            assert response.text == "This file is being sent from another window. Wait until that is done.\n"
    assert sender.patch(address, 0, CONTENT).status_code == 204


def test_a_part_that_is_gone_is_told(app: Flask, sender: Sender) -> None:
    address = sender.begin()
    sender.patch(address, 0, CONTENT[:100])
    part_of(app, address).write_bytes(b"short")
    assert sender.patch(address, 100, CONTENT[100:]).status_code == 410
    part_of(app, address).unlink()
    assert sender.patch(address, 100, CONTENT[100:]).status_code == 410


def test_what_a_dying_request_wrote_does_not_count(app: Flask, sender: Sender) -> None:
    address = sender.begin()
    sender.patch(address, 0, CONTENT[:100])
    with part_of(app, address).open("ab") as part:
        part.write(b"what came before the power failed")
    assert sender.offset(address) == 100
    assert sender.patch(address, 100, CONTENT[100:]).status_code == 204
    assert files_of(app, sender.example_id) == [("bins.csv", SHA256)]


def test_a_transaction_that_fails_at_the_last_byte_can_be_tried_again(app: Flask, sender: Sender) -> None:
    """The content is in the storage, its rows are not: nobody sees anything of it until it is sent again."""
    address = sender.begin()
    sender.patch(address, 0, CONTENT[:100])

    def fail(_session: Any) -> None:
        raise RuntimeError("the power failed")

    event.listen(db.session, "before_commit", fail)
    try:
        with pytest.raises(RuntimeError, match="the power failed"):
            sender.patch(address, 100, CONTENT[100:])
    finally:
        event.remove(db.session, "before_commit", fail)
    assert gateways_of(app).storage.has(SHA256)
    assert files_of(app, sender.example_id) == []
    assert (contents_of(app), jobs_of(app)) == ({}, [])
    assert sender.offset(address) == 100
    assert sender.patch(address, 100, CONTENT[100:]).status_code == 204
    assert files_of(app, sender.example_id) == [("bins.csv", SHA256)]


def test_the_same_content_is_stored_once(app: Flask, sender: Sender) -> None:
    first = sender.send(name="first.csv")
    settle(app, SHA256)
    second = sender.send(name="second.csv")
    assert first != second
    assert files_of(app, sender.example_id) == [("first.csv", SHA256), ("second.csv", SHA256)]
    assert contents_of(app) == {SHA256: (len(CONTENT), "ready")}
    assert list(gateways_of(app).storage.ids()) == [SHA256]
    assert len(jobs_of(app)) == 1


def test_a_full_storage_loses_nothing(app: Flask, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise StorageFull

    address = sender.begin()
    with monkeypatch.context() as patch:
        patch.setattr(type(gateways_of(app).storage), "put", refuse)
        response = sender.patch(address, 0, CONTENT)
        assert response.status_code == 507
        assert response.text.startswith("The exchange has no room for this file at the moment. Nothing that was saved")
        assert files_of(app, sender.example_id) == []
    assert sender.offset(address) == 0
    assert sender.patch(address, 0, CONTENT).status_code == 204
    assert len(files_of(app, sender.example_id)) == 1


def test_a_file_that_arrives_while_the_editors_read_waits(app: Flask, sender: Sender) -> None:
    address = sender.begin()
    sender.patch(address, 0, CONTENT[:100])
    set_example(app, sender.example_id, review="waiting")
    response = sender.patch(address, 100, CONTENT[100:])
    assert response.status_code == 409
    assert response.text == "This example is with the editors. Take it back before you change it.\n"
    assert sender.create().status_code == 409
    assert files_of(app, sender.example_id) == []
    set_example(app, sender.example_id, review="writing")
    assert sender.offset(address) == 100
    assert sender.patch(address, 100, CONTENT[100:]).status_code == 204


def test_a_file_for_a_published_example_makes_it_a_draft_again(app: Flask, sender: Sender) -> None:
    set_example(app, sender.example_id, review="published", published={"files": []})
    sender.send()
    with stored(app) as session:
        row = session.get_one(ExampleRow, sender.example_id)
        assert (row.review, row.published, row.version) == ("writing", {"files": []}, 1)


def test_signed_out_it_is_said_what_to_do(app: Flask, sender: Sender, client: PageClient) -> None:
    address = sender.begin()
    outsider = Sender(client, sender.example_id, "none")
    for response in (outsider.create(), outsider.patch(address, 0, CONTENT), outsider.delete(address)):
        assert response.status_code == 401
        assert response.text.startswith("You are signed out. Sign in, then choose the file again")
    assert client.head(address, headers=TUS).status_code == 401


def test_an_old_page_is_told_so(sender: Sender) -> None:
    address = sender.begin()
    old = Sender(sender.client, sender.example_id, "old")
    response = old.patch(address, 0, CONTENT)
    assert response.status_code == 400
    assert response.text == "This page had been open too long. Load it again, then choose the file again.\n"


def test_the_row_and_the_file_are_one_upload(app: Flask, sender: Sender, ada: Someone) -> None:
    address = sender.begin()
    sender.patch(address, 0, CONTENT)
    with stored(app) as session:
        row = session.get_one(UploadRow, address.rpartition("/")[2])
        assert (row.person_id, row.received, row.length) == (ada.id, len(CONTENT), len(CONTENT))
    assert file_of(app, address)
