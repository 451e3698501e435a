"""Without JavaScript: a plain form for several files at once, the list of them, and removing one."""

import errno
import io
import json
from typing import Any, BinaryIO

import pytest
from flask import Flask

from tests.slices.cells.steps import stored, trail
from tests.slices.uploads.steps import (
    CONTENT,
    Sender,
    contents_of,
    files_of,
    gateways_of,
    jobs_of,
    set_example,
    settle,
    sha256_of,
)
from tests.support.page_client import Page, PageClient
from tiex.domain import files
from tiex.domain.files import StorageFull
from tiex.gateways.parts import PartFolder
from tiex.models import ExampleFileRow

FORM = "#file-form"


@pytest.fixture
def path(example_id: int) -> str:
    return f"/examples/{example_id}/files"


def submit(client: PageClient, *files: tuple[bytes, str], status: int = 200) -> Page:
    chosen: list[tuple[BinaryIO, str]] = [(io.BytesIO(content), name) for content, name in files]
    return client.submit(FORM, status=status, files=chosen)


def said(page: Page) -> list[str]:
    return [file.text for file in page.find_all(".file")]


def test_several_files_are_added_at_once(app: Flask, ada_client: PageClient, path: str, example_id: int) -> None:
    ada_client.page(path)
    page = submit(ada_client, (CONTENT, "bins.csv"), (b"x" * 300_000, "Notes.txt"))
    assert page.url == path
    assert [name for name, _ in files_of(app, example_id)] == ["bins.csv", "Notes.txt"]
    assert sorted(size for size, _ in contents_of(app).values()) == [len(CONTENT), 300_000]
    assert {subject for _, subject in jobs_of(app)} == set(contents_of(app))
    lines = said(page)
    assert "bins.csv 1 kB Being checked." in lines[0]
    assert "Notes.txt 0.3 MB" in lines[1]
    assert list(gateways_of(app).parts.folder.iterdir()) == []


def test_each_file_that_cannot_be_added_is_named_with_its_reason(
    app: Flask, ada_client: PageClient, path: str, example_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", 2000)
    ada_client.page(path)
    page = submit(ada_client, (CONTENT, "bins.csv"), (b"", "empty.csv"), (b"x" * 2001, "huge.pdf"))
    assert [name for name, _ in files_of(app, example_id)] == ["bins.csv"]
    notices = [notice.text for notice in page.find_all("[role=status].govuk-inset-text")]
    assert notices == [
        "“empty.csv” was not added. This file is empty.",
        "“huge.pdf” was not added. A file can have 50 MB at most. Make it smaller, or share a part of it.",
    ]


def test_where_none_can_be_added_the_page_says_why(app: Flask, ada_client: PageClient, path: str) -> None:
    ada_client.page(path)
    page = submit(ada_client, (b"", "empty.csv"), status=422)
    assert "“empty.csv” was not added. This file is empty." in page.find("#problems").text
    page = submit(ada_client, status=422)
    assert "Choose at least one file." in page.find("#problems").text
    assert contents_of(app) == {}


def test_more_than_ten_are_named(app: Flask, ada_client: PageClient, path: str, example_id: int) -> None:
    ada_client.page(path)
    page = submit(ada_client, *((f"{n}".encode(), f"{n}.txt") for n in range(12)))
    assert len(files_of(app, example_id)) == 10
    assert "“10.txt” was not added. An example can have 10 files at most." in page.text
    assert "“11.txt” was not added." in page.text


def test_ten_thousand_files_at_once_are_refused(app: Flask, sender: Sender) -> None:
    part = '--PART\r\nContent-Disposition: form-data; name="files"; filename="{}.txt"\r\n\r\nx\r\n'
    body = "".join(part.format(number) for number in range(10_000)) + "--PART--\r\n"
    kind, headers = "multipart/form-data; boundary=PART", {"X-CSRFToken": sender.token}
    path = f"/examples/{sender.example_id}/files"
    response = sender.client.post(path, data=body.encode(), content_type=kind, headers=headers)
    assert response.status_code == 413
    assert "That is more than the exchange can take in one go." in response.text
    assert files_of(app, sender.example_id) == []
    assert list(gateways_of(app).parts.folder.iterdir()) == []


def test_a_form_of_gigabytes_is_refused_unread(app: Flask, sender: Sender) -> None:
    lies: Any = {"CONTENT_LENGTH": str(5 * 1024**3)}
    sent = {"csrf_token": sender.token, "files": (io.BytesIO(b"x"), "x.txt")}
    path = f"/examples/{sender.example_id}/files"
    assert sender.client.post(path, data=sent, environ_overrides=lies).status_code == 413


@pytest.mark.parametrize("name", ["../../x", "..\\..\\x", "/etc/x", "x\x00"])
def test_names_are_for_showing_only(app: Flask, sender: Sender, name: str) -> None:
    sender.post((CONTENT, name), status=303)
    assert files_of(app, sender.example_id) == [("x", sha256_of(CONTENT))]


def test_a_storage_that_is_full_is_said(
    app: Flask, ada_client: PageClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise StorageFull

    ada_client.page(path)
    with monkeypatch.context() as patch:
        patch.setattr(type(gateways_of(app).storage), "put", refuse)
        page = submit(ada_client, (CONTENT, "bins.csv"), status=507)
    assert "The exchange has no room for this file at the moment. Nothing that was saved is lost." in page.text
    assert contents_of(app) == {}
    assert "bins.csv" in submit(ada_client, (CONTENT, "bins.csv")).text


def test_a_disk_that_is_full_while_the_form_comes_is_said(
    app: Flask, ada_client: PageClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: PartFolder) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    ada_client.page(path)
    with monkeypatch.context() as patch:
        patch.setattr(PartFolder, "form_file", refuse)
        page = submit(ada_client, (CONTENT, "bins.csv"), status=507)
    assert "The exchange has no room for this file at the moment." in page.text
    assert contents_of(app) == {}


def test_a_file_can_be_removed(app: Flask, ada_client: PageClient, path: str, example_id: int) -> None:
    ada_client.page(path)
    page = submit(ada_client, (CONTENT, "bins.csv"), (b"other", "other.txt"))
    remove = page.find(".file__remove").get("action")
    page = ada_client.submit(f"form[action='{remove}']")
    assert page.url == path
    assert [name for name, _ in files_of(app, example_id)] == ["other.txt"]
    before = {"sha256": sha256_of(CONTENT)}
    assert trail(app, "file removed") == [(f"example {example_id}", before, None)]
    data = {"csrf_token": page.find("meta[name=csrf-token]").get("content")}
    assert ada_client.post(remove, data=data).status_code == 404


def test_a_removed_file_stays_with_what_was_published(app: Flask, sender: Sender) -> None:
    file_id = sender.send()
    set_example(app, sender.example_id, review="published", published={"files": [file_id], "ring": "everyone"})
    sender.client.page(f"/examples/{sender.example_id}/files")
    sender.client.submit(".file__remove")
    with stored(app) as session:
        row = session.get_one(ExampleFileRow, file_id)
        assert row.removed_at is not None


def test_the_list_says_how_each_file_stands(app: Flask, sender: Sender, path: str) -> None:
    states: list[tuple[bytes, dict[str, Any]]] = [
        (b"ready", {"unit": "page", "pages": 12, "media_type": "application/pdf", "preview_sha256": sha256_of(b"p")}),
        (b"scan", {"is_scan": True}),
        (b"long", {"is_cut": True}),
        (b"bad", {"state": "refused", "reason": "It has macros in it."}),
    ]
    for content, values in states:
        sender.send(content, f"{content.decode()}.pdf")
        settle(app, sha256_of(content), **values)
    page = sender.client.page(path)
    lines = said(page)
    assert "ready.pdf 1 kB, 12 pages Ready. Look at it: ready.pdf" in lines[0]
    assert "This is a scan without text" in lines[1]
    assert "search finds only its first part" in lines[2]
    assert "bad.pdf 1 kB Refused: It has macros in it." in lines[3]
    assert len(page.find_all(".file__preview")) == 1
    assert [link.text for link in page.find_all(".file__name a")] == ["ready.pdf", "scan.pdf", "long.pdf"]


def test_the_list_asks_again_while_something_is_being_checked(app: Flask, sender: Sender, path: str) -> None:
    sender.send()
    newest = sender.client.page(path).find("#files-newest")
    assert newest.get("hx-trigger") == "click, every 2s"
    headers = {"HX-Request": "true", "HX-Target": "div#file-list", **json.loads(newest.get("hx-headers"))}
    assert sender.client.get(path, headers=headers).status_code == 304
    settle(app, sha256_of(CONTENT))
    part = sender.client.htmx_get(path, "div#file-list")
    assert "Ready" in part.text
    assert part.find("#files-newest").get("hx-trigger") == "click"
    assert part.find_all(FORM) == []


def test_what_is_half_there_is_listed_and_can_be_given_up(app: Flask, sender: Sender, path: str) -> None:
    address = sender.begin(2_000_000, "large.pdf")
    sender.patch(address, 0, b"x" * 1_000_000)
    page = sender.client.page(path)
    assert "large.pdf 1.0 MB of 1.9 MB have arrived. Choose the same file again" in page.find(".file--half").text
    page = sender.client.submit(".file--half .file__remove")
    assert page.find_all(".file--half") == []
    assert sender.head(address).status_code == 404


def test_while_the_editors_read_it_nothing_changes(app: Flask, sender: Sender, path: str) -> None:
    sender.send()
    address = sender.begin()
    page = sender.client.page(path)
    remove = page.find(".file__remove").get("action")
    set_example(app, sender.example_id, review="waiting")
    page = sender.client.page(path)
    assert "This example is with the editors, so its files stay as they are." in page.text
    assert page.find_all("main form") == []
    assert sender.client.post(remove, data={"csrf_token": sender.token}).status_code == 409
    assert sender.delete(address).status_code == 204
