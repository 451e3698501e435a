"""One Chromium and one server for all journeys; a fresh window for each."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import Running, run
from tests.support.chromium import launch
from tests.support.people import Someone, add_response
from tests.support.server import LiveServer
from tests.support.visit import Visit
from tiex.extensions import db
from tiex.gateways.finder import make_finder

DESKTOP = {"width": 1366, "height": 768}
PATIENCE = 30_000  # milliseconds
NewVisit = Callable[..., Visit]


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """SQLite only: what differs between databases is tested below the browser."""
    folder = tmp_path_factory.mktemp("journeys")
    finder = replace(make_finder(folder / "search", "", ""), is_tended=False)
    found = run(f"sqlite:///{folder / 'tiex.sqlite3'}", folder, finder)
    yield found
    with found.app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Over when the journeys are: a thread has room for one Playwright."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright, launch(playwright) as found:
        yield found


@pytest.fixture(scope="package")
def server(running: Running) -> Iterator[LiveServer]:
    with LiveServer(running.app) as found:
        yield found


@pytest.fixture
def new_visit(app: Flask, browser: Browser, server: LiveServer) -> Iterator[NewVisit]:
    """Open a window; keyword arguments are those of a browser context. Whatever it complains of fails the test."""
    visits = []

    def open_window(**options: Any) -> Visit:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE)
        visits.append(Visit(context, context.new_page(), server.url))
        return visits[-1]

    yield open_window
    for visit in visits:
        visit.context.close()
    for visit in visits:
        visit.check()


@pytest.fixture
def visit(new_visit: NewVisit) -> Visit:
    """A window in which nobody is signed in."""
    return new_visit()


@pytest.fixture
def response_id(app: Flask, ada: Someone) -> int:
    """Ada's own response, empty."""
    return add_response(app, ada)


@pytest.fixture
def ada_visit(app: Flask, visit: Visit, ada: Someone) -> Visit:
    """A window in which Ada is signed in."""
    visit.enter_as(app, ada)
    return visit
