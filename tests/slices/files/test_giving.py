"""Downloading a file: as an attachment that can do nothing, whole or in ranges, from each kind of storage."""

from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.slices.cells.steps import enter
from tests.slices.uploads.steps import Sender, add_example, gateways_of, settle, sha256_of
from tests.support.page_client import PageClient
from tests.support.people import Someone

CONTENT = bytes(range(256)) * 1000
SHA256 = sha256_of(CONTENT)


@dataclass(frozen=True)
class Downloads:
    client: PageClient
    file_id: int

    def get(self, query: str = "", name: str = "report.pdf", **headers: str) -> TestResponse:
        return self.client.get(f"/files/{self.file_id}/{name}{query}", headers=headers, buffered=True)


@pytest.fixture
def downloads(app: Flask, ada: Someone) -> Downloads:
    client = enter(app, ada)
    sender = Sender.of(client, add_example(app, ada))
    file_id = sender.send(CONTENT, "report.pdf")
    settle(app, SHA256, media_type="application/pdf")
    return Downloads(client, file_id)


def test_a_file_is_an_attachment_that_can_do_nothing(downloads: Downloads) -> None:
    response = downloads.get()
    assert response.status_code == 200
    assert response.data == CONTENT
    headers = response.headers
    assert headers["Content-Disposition"] == "attachment; filename=report.pdf"
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == str(len(CONTENT))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["ETag"] == f'"{SHA256}"'


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("0-99", 0, 100), ("100-", 100, None), ("-10", -10, None), ("255990-999999", 255990, None), ("0-0", 0, 1)],
)
def test_one_range_is_given(downloads: Downloads, asked: str, start: int, stop: int | None) -> None:
    response = downloads.get(Range=f"bytes={asked}")
    assert response.status_code == 206
    assert response.data == CONTENT[start:stop]
    assert response.headers["Content-Length"] == str(len(CONTENT[start:stop]))
    first = start % len(CONTENT)
    last = first + len(response.data) - 1
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"


@pytest.mark.parametrize("asked", ["bytes=0-9,20-29", "lines=1-2", "bytes=abc", "bytes=9-1", "nonsense", ""])
def test_what_is_no_single_range_is_given_whole(downloads: Downloads, asked: str) -> None:
    response = downloads.get(Range=asked)
    assert (response.status_code, response.data) == (200, CONTENT)


@pytest.mark.parametrize("asked", [f"bytes={len(CONTENT)}-", "bytes=9999999-99999999"])
def test_a_range_that_is_not_there_is_refused(downloads: Downloads, asked: str) -> None:
    response = downloads.get(Range=asked)
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"
    assert response.headers["Content-Security-Policy"]


def test_what_a_browser_has_already_is_not_sent_again(downloads: Downloads) -> None:
    response = downloads.get(**{"If-None-Match": f'"{SHA256}"'})
    assert (response.status_code, response.data) == (304, b"")
    assert downloads.get(**{"If-None-Match": '"another"'}).status_code == 200


def test_a_range_of_another_content_is_given_whole(downloads: Downloads) -> None:
    same = downloads.get(Range="bytes=0-9", **{"If-Range": f'"{SHA256}"'})
    other = downloads.get(Range="bytes=0-9", **{"If-Range": '"another"'})
    assert (same.status_code, other.status_code) == (206, 200)


def test_a_head_has_no_body(downloads: Downloads) -> None:
    response = downloads.client.head(f"/files/{downloads.file_id}/report.pdf", buffered=True)
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == str(len(CONTENT))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "Bericht „März“.pdf",
            "filename=\"Bericht Marz.pdf\"; filename*=UTF-8''Bericht%20%E2%80%9EM%C3%A4rz%E2%80%9C.pdf",
        ),
        ('quote".pdf', 'filename="quote\\".pdf"'),
        ("two words; a.pdf", 'filename="two words; a.pdf"'),
    ],
)
def test_names_arrive_as_they_are(app: Flask, ada: Someone, name: str, said: str) -> None:
    client = enter(app, ada)
    example_id = add_example(app, ada)
    file_id = Sender.of(client, example_id).send(CONTENT, name)
    settle(app, SHA256)
    link = client.page(f"/examples/{example_id}/files").find(".file__name a").get("href")
    response = client.get(link, buffered=True)
    assert response.headers["Content-Disposition"] == f"attachment; {said}"
    assert link.startswith(f"/files/{file_id}/")


def test_what_a_browser_can_show_it_shows_on_request(app: Flask, downloads: Downloads) -> None:
    response = downloads.get("?view=1")
    assert response.headers["Content-Disposition"] == "inline; filename=report.pdf"
    assert response.headers["Content-Security-Policy"].startswith("sandbox")
    settle(app, SHA256, media_type="text/plain")
    assert downloads.get("?view=1").headers["Content-Disposition"].startswith("attachment")


def test_the_content_that_was_cleaned_is_the_one_that_is_given(app: Flask, downloads: Downloads) -> None:
    cleaned = b"without a place"
    path = gateways_of(app).parts.folder / "cleaned"
    path.write_bytes(cleaned)
    gateways_of(app).storage.put(sha256_of(cleaned), path)
    path.unlink()
    settle(app, SHA256, served_sha256=sha256_of(cleaned), served_size=len(cleaned), preview_sha256=sha256_of(cleaned))
    assert downloads.get().data == cleaned
    preview = downloads.client.get(f"/files/{downloads.file_id}/preview/first.png", buffered=True)
    assert preview.data == cleaned
    assert preview.headers["Content-Type"] == "image/png"
    assert preview.headers["Content-Disposition"].startswith("inline")


def test_without_a_preview_there_is_none(downloads: Downloads) -> None:
    assert downloads.client.get(f"/files/{downloads.file_id}/preview/first.png").status_code == 404


@pytest.mark.parametrize("state", ["waiting", "refused"])
def test_what_is_not_ready_is_not_there(app: Flask, downloads: Downloads, state: str) -> None:
    settle(app, SHA256, state=state)
    assert downloads.get().status_code == 404


def test_what_the_storage_has_lost_is_said(app: Flask, downloads: Downloads) -> None:
    gateways_of(app).storage.remove(SHA256)
    assert downloads.get().status_code == 503
