"""Looking at links: a real client against a real server, its manners, and what is written down."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import stored
from tests.support.resources import RESOURCE, add_resource, set_resource, waiting_for_index
from tiex.cli import resources
from tiex.domain.resources import LinkState
from tiex.extensions import db
from tiex.gateways.links import LinkFound, MemoryLinks, WebLinks
from tiex.models import AuditEntryRow, ResourceRow

AGENT = "TIEx-link-checker/1.0 (+http://localhost)"
ROBOTS = "User-agent: TIEx-link-checker\nDisallow: /private\n"


class Site(BaseHTTPRequestHandler):
    """A site that answers by the first part of the path; it keeps what it was asked, and when."""

    asked: list[tuple[str, str, float]]
    agents: set[str]

    def do_HEAD(self) -> None:
        self.answer("HEAD")

    def do_GET(self) -> None:
        self.answer("GET")

    def answer(self, method: str) -> None:
        self.asked.append((method, self.path, time.monotonic()))
        self.agents.add(self.headers["User-Agent"])
        kind = self.path.strip("/").partition("/")[0].partition("?")[0]
        if kind == "robots.txt":
            self.reply(200, ROBOTS)
        elif kind.isdecimal():
            self.reply(int(kind))
        elif kind == "only-get":
            self.reply(200 if method == "GET" else 405)
        elif kind == "slow":
            time.sleep(0.6)
            self.reply(200)
        elif kind == "garbage":
            self.wfile.write(b"no HTTP at all\r\n\r\n")
        else:
            status, _, target = {
                "moved": "301 /200/new",
                "moved-on": "308 /moved",
                "for-now": "302 /200",
                "for-now-then-moved": "302 /moved",
                "moved-to-nothing": "301 /404",
                "in-circles": "301 /in-circles",
                "to-a-file": "301 file:///etc/passwd",
                "to-nowhere": "301 http://[",
            }[kind].partition(" ")
            self.reply(int(status), location=target)

    def reply(self, status: int, text: str = "", location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked, Site.agents = [], set()
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def links(**settings: Any) -> WebLinks:
    return WebLinks(AGENT, **{"seconds_apart": 0.0, "timeout": 0.3, **settings})


@pytest.mark.parametrize(
    ("path", "state", "moved_to"),
    [
        ("/200", LinkState.OK, ""),
        ("/200/a b?c=d é", LinkState.OK, ""),
        ("/404", LinkState.DEAD, ""),
        ("/410", LinkState.DEAD, ""),
        ("/403", LinkState.UNREACHABLE, ""),
        ("/429", LinkState.UNREACHABLE, ""),
        ("/500", LinkState.UNREACHABLE, ""),
        ("/only-get", LinkState.OK, ""),
        ("/moved", LinkState.MOVED, "/200/new"),
        ("/moved-on", LinkState.MOVED, "/200/new"),
        ("/for-now", LinkState.OK, ""),
        ("/for-now-then-moved", LinkState.OK, ""),
        ("/moved-to-nothing", LinkState.DEAD, ""),
        ("/in-circles", LinkState.UNREACHABLE, ""),
        ("/to-a-file", LinkState.UNREACHABLE, ""),
        ("/to-nowhere", LinkState.UNREACHABLE, ""),
        ("/slow", LinkState.UNREACHABLE, ""),
        ("/garbage", LinkState.UNREACHABLE, ""),
        ("/private/page", LinkState.UNKNOWN, ""),
    ],
)
def test_where_a_link_leads(site: str, path: str, state: LinkState, moved_to: str) -> None:
    assert links().follow(f"{site}{path}") == LinkFound(state, f"{site}{moved_to}" if moved_to else "")
    assert Site.agents == {AGENT}


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/", "http://no-such-host.invalid/", "ftp://x.example/", "http://a@b.example/", "http://["],
)
def test_what_cannot_be_reached(url: str) -> None:
    assert links().follow(url) == LinkFound(LinkState.UNREACHABLE)


def test_head_comes_first_and_get_only_where_it_is_needed(site: str) -> None:
    web = links()
    web.follow(f"{site}/200")
    web.follow(f"{site}/404")
    asked = [(method, path) for method, path, _ in Site.asked]
    assert asked == [("GET", "/robots.txt"), ("HEAD", "/200"), ("HEAD", "/404"), ("GET", "/404")]


def test_what_robots_may_not_see_is_not_asked_for(site: str) -> None:
    links().follow(f"{site}/private/page")
    assert [path for _, path, _ in Site.asked] == ["/robots.txt"]


def test_a_host_is_asked_no_more_often_than_it_should_be(site: str) -> None:
    web = links(seconds_apart=0.15)
    for _ in range(2):
        web.follow(f"{site}/moved")
    times = [at for _, _, at in Site.asked]
    assert len(times) == 5
    assert min(after - before for before, after in pairwise(times)) >= 0.14


def check(app: Flask, *arguments: str, fails: bool = False) -> str:
    result = app.test_cli_runner().invoke(resources, ["check-links", *arguments])
    assert result.exit_code == int(fails), result.output
    return result.output


@pytest.fixture
def memory(app: Flask) -> Iterator[MemoryLinks]:
    """Links that the application follows in this test."""
    twin = MemoryLinks()
    before = app.extensions["gateways"]
    app.extensions["gateways"] = replace(before, links=twin)
    yield twin
    app.extensions["gateways"] = before


def test_it_is_off_unless_somebody_says_so(app: Flask, memory: MemoryLinks) -> None:
    add_resource(app)
    assert "set TIEX_LINK_CHECKS=on, or say --yes" in check(app, fails=True)
    assert memory.asked == []


def test_what_was_found_is_written_down_once(app: Flask, memory: MemoryLinks) -> None:
    for name in ("a", "b", "c", "d", "e"):
        add_resource(app, name)
    set_resource(app, "e", merged_into="a")
    address = "https://www.fernmoor.example/"
    memory.found |= {
        f"{address}a": LinkFound(LinkState.OK),
        f"{address}b": LinkFound(LinkState.MOVED, "https://new.example/"),
        f"{address}c": LinkFound(LinkState.DEAD),
    }
    waiting = waiting_for_index(app)
    output = check(app, "--yes")
    assert f"b: moved: {address}b https://new.example/" in output
    assert f"c: dead: {address}c" in output
    assert output.endswith("0 not looked at, 1 ok, 1 moved, 1 dead, 1 unreachable.\n")
    check(app, "--yes")
    with stored(app) as session:
        found = session.scalars(select(ResourceRow))
        rows = {row.id: (row.link_state, row.link_moved_to, row.version) for row in found}
        query = select(AuditEntryRow.subject).filter_by(action="resource link checked")
        news = session.scalars(query.order_by(AuditEntryRow.id)).all()
    assert rows == {
        "a": ("ok", "", 1),
        "b": ("moved", "https://new.example/", 1),
        "c": ("dead", "", 1),
        "d": ("unreachable", "", 1),
        "e": ("", "", 1),
    }
    assert list(news) == [f"resource {name}" for name in "abcd"]
    assert waiting_for_index(app) == waiting


def test_what_was_not_looked_at_for_longest_comes_first(app: Flask, memory: MemoryLinks) -> None:
    for name in ("a", "b", "c"):
        add_resource(app, name)
    check(app, "--yes", "--limit", "2")
    check(app, "--yes", "--limit", "2")
    assert [url[-1] for url in memory.asked] == ["a", "b", "c", "a"]


def test_an_address_that_was_changed_meanwhile_keeps_its_own_state(app: Flask, memory: MemoryLinks) -> None:
    add_resource(app)

    class Meanwhile(MemoryLinks):
        def follow(self, url: str) -> LinkFound:
            db.session.get_one(ResourceRow, RESOURCE).url = "https://new.example/"
            db.session.commit()
            return LinkFound(LinkState.DEAD)

    app.extensions["gateways"] = replace(app.extensions["gateways"], links=Meanwhile())
    check(app, "--yes")
    with stored(app) as session:
        assert session.get_one(ResourceRow, RESOURCE).link_state == ""
