"""Asking for the files as programs do: marks, 304, HEAD, other sites, limits, and what is not there."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.slices.opendata.shown import show
from tests.support.page_client import PageClient, page_client
from tests.support.people import COUNCIL, OPEN
from tiex.app import create_app
from tiex.config import Mode, Settings
from tiex.content.data_descriptions import CHECKSUM_TRIES_A_MINUTE, TRIES_A_MINUTE
from tiex.domain.open_data import TABLES
from tiex.extensions import limiter
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.opendata.presenters import checksum_line
from tiex.schema import upgrade

FILES = [f"/data/{OPEN}/{table}.{kind}" for table in TABLES for kind in ("csv", "json", "csv-metadata.json")]
ADDRESSES = ["/data/index.json", "/data/openapi.json", f"/data/{OPEN}/checksums.txt", *FILES]


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_can_be_asked_for_again_and_from_anywhere(app: Flask, client: PageClient, address: str) -> None:
    show(app, COUNCIL)
    first = client.get(address)
    tag = first.headers["ETag"]
    assert (first.status_code, tag.startswith('"')) == (200, True)
    assert first.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"another"'}).data == first.data
    head = client.head(address)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)
    assert head.mimetype == first.mimetype
    for response in (first, again, head):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in response.headers
    before = FlaskClient.open(client, address, method="OPTIONS")
    assert before.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert set(before.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert client.post(address).status_code in (400, 405)


def test_no_two_files_share_a_mark(app: Flask, client: PageClient) -> None:
    show(app, COUNCIL)
    tags = [client.get(address).headers["ETag"] for address in ADDRESSES]
    assert len(set(tags)) == len(tags)


def test_checksums_are_those_of_the_files(app: Flask, client: PageClient) -> None:
    for number in (1, 2):
        show(app, COUNCIL, number)
        for _ in range(2):
            lines = client.get(f"/data/{OPEN}/checksums.txt").text.splitlines()
            found = {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}
            assert found.keys() == {f"{table}.{kind}" for table in TABLES for kind in ("csv", "json")}
            for name, checksum in found.items():
                content = client.get(f"/data/{OPEN}/{name}").data
                assert hashlib.sha256(content).hexdigest() == checksum, name


@pytest.mark.parametrize("path", ["2031-32/results.csv", "2031-32/results.json", "2031-32/checksums.txt"])
def test_an_unknown_edition_is_said(client: PageClient, path: str) -> None:
    response = client.get(f"/data/{path}")
    problem = response.get_json(force=True)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert problem["detail"].startswith("There is no edition at this address.")
    assert problem["status"] == 404
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["people.csv", "people.json", "people.csv-metadata.json", "results.csv.csv"])
def test_an_unknown_table_is_said(client: PageClient, name: str) -> None:
    response = client.get(f"/data/{OPEN}/{name}")
    assert response.status_code == 404
    assert response.get_json(force=True)["detail"].startswith("There is no table of this name. There are: results,")


def test_what_is_no_file_is_a_page_that_is_not_there(client: PageClient) -> None:
    response = client.get(f"/data/{OPEN}/results.pdf")
    assert (response.status_code, response.mimetype) == (404, "text/html")


def test_two_who_ask_at_once_have_a_checksum_made_once() -> None:
    begun, go = Event(), Event()
    made: list[str] = []
    lines: list[bytes] = []

    def pieces(who: str) -> Iterator[bytes]:
        made.append(who)
        begun.set()
        assert go.wait(30)
        yield b"the file"

    def ask(who: str) -> None:
        lines.append(checksum_line("x.csv", "of the same file", pieces(who)))

    first, second = (Thread(target=ask, args=(who,)) for who in ("first", "second"))
    first.start()
    assert begun.wait(30)
    second.start()
    second.join(0.2)
    go.set()
    first.join(30)
    second.join(30)
    assert made == ["first"]
    assert lines == [f"{hashlib.sha256(b'the file').hexdigest()}  x.csv\n".encode()] * 2


@pytest.fixture
def limited(tmp_path: Path) -> PageClient:
    """Of an application in which tries are counted."""
    settings = Settings(
        mode=Mode.DEMO,
        secret_key="limits",
        database_url=f"sqlite:///{tmp_path / 'tiex.sqlite3'}",
        data_dir=tmp_path,
        mail="memory",
        base_url="http://localhost",
    )
    app = create_app(settings, Gateways(SetClock(datetime(2026, 11, 23, tzinfo=UTC)), MemoryMailer()))
    with app.app_context():
        upgrade()
        limiter.reset()
    return page_client(app)


def test_a_network_may_ask_so_often_a_minute(limited: PageClient) -> None:
    for _ in range(TRIES_A_MINUTE):
        assert limited.get("/data/openapi.json").status_code == 200
    response = limited.get(f"/data/{OPEN}/results.csv")
    assert (response.status_code, response.mimetype) == (429, "application/problem+json")
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.get_json(force=True)["detail"].startswith("Too many requests from your network.")
    assert limited.page("/data").h1 == "Open data", "reading about it stays free"


def test_a_network_may_ask_less_often_for_checksums(limited: PageClient) -> None:
    for _ in range(CHECKSUM_TRIES_A_MINUTE):
        assert limited.get("/data/2031-32/checksums.txt").status_code == 404
    response = limited.get(f"/data/{OPEN}/checksums.txt")
    assert (response.status_code, response.mimetype) == (429, "application/problem+json")
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert limited.get("/data/openapi.json").status_code == 200
