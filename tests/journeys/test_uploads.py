"""Sending files from a real browser: over a connection that drops, after leaving the page, and without JavaScript."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import typst
from flask import Flask
from playwright.sync_api import Dialog, Locator, Page, Route, expect
from sqlalchemy import select

from tests.journeys.conftest import NewVisit
from tests.slices.uploads.steps import add_example, files_of, settle, sha256_of
from tests.support.people import Someone
from tests.support.visit import Visit
from tiex.extensions import db
from tiex.models import UploadRow

MEGABYTE = 1024 * 1024
SIZES = {"plan.pdf": 3 * MEGABYTE + 17, "figures.csv": 2 * MEGABYTE + 5, "notes.txt": 300_000}
ADDRESS = "**/uploads/*"
DROPPED = "net::ERR_"


@dataclass
class Line:
    """What goes over the line: the offsets of the parts of files, and which of them are dropped or held up.

    `first` is the offset of the first part to each address.
    """

    drops: tuple[int, ...] = ()
    holds_from: int = 10**6
    offsets: list[int] = field(default_factory=list)
    first: dict[str, int] = field(default_factory=dict)

    def carry(self, route: Route) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        self.offsets.append(int(route.request.headers["upload-offset"]))
        self.first.setdefault(urlsplit(route.request.url).path, self.offsets[-1])
        number = len(self.offsets)
        if number in self.drops:
            route.abort("connectionreset")
        elif number < self.holds_from:
            route.continue_()


@pytest.fixture
def contents() -> dict[str, bytes]:
    dice = random.Random(7)
    return {name: dice.randbytes(size) for name, size in SIZES.items()}


@pytest.fixture
def chosen(tmp_path: Path, contents: dict[str, bytes]) -> list[Path]:
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in contents]


@pytest.fixture
def example_id(app: Flask, ada: Someone) -> int:
    return add_example(app, ada)


@pytest.fixture
def visit(ada_visit: Visit, example_id: int) -> Iterator[Visit]:
    ada_visit.page.on("dialog", leave)
    ada_visit.go(f"/examples/{example_id}/files")
    yield ada_visit
    ada_visit.page.unroute_all(behavior="ignoreErrors")


def leave(dialog: Dialog) -> None:
    dialog.accept()


def choose(page: Page, chosen: list[Path]) -> None:
    page.get_by_label("Add files").set_input_files(chosen)


def stored(app: Flask, example_id: int) -> dict[str, str]:
    return dict(files_of(app, example_id))


def arrived(app: Flask) -> dict[str, int]:
    """How much of each upload is there that is not complete, by its address."""
    with app.app_context():
        rows = db.session.execute(select(UploadRow.id, UploadRow.received).where(UploadRow.file_id.is_(None)))
        return {f"/uploads/{upload_id}": received for upload_id, received in rows}


def file(page: Page, name: str) -> Locator:
    return page.locator(".file", has_text=name)


def remove(page: Page, name: str) -> None:
    file(page, name).get_by_role("button", name="Remove").click()


def cancel(page: Page, name: str) -> None:
    page.locator(".sending", has_text=name).get_by_role("button", name="Cancel").click()


def expect_all(app: Flask, page: Page, example_id: int, contents: dict[str, bytes]) -> None:
    for name in contents:
        expect(file(page, name)).to_contain_text("Being checked")
    expect(page.locator(".sending")).to_have_count(0)
    assert stored(app, example_id) == {name: sha256_of(content) for name, content in contents.items()}


def test_three_files_arrive_over_a_line_that_drops_twice_and_after_leaving(
    app: Flask, visit: Visit, example_id: int, contents: dict[str, bytes], chosen: list[Path]
) -> None:
    page = visit.page
    visit.step("before")
    visit.expect(DROPPED)
    line = Line(drops=(2, 4), holds_from=6)
    page.route(ADDRESS, line.carry)
    choose(page, chosen)
    expect(page.get_by_label("plan.pdf", exact=True)).to_be_visible()
    while len(line.offsets) < 6:
        page.wait_for_timeout(50)
    visit.step("on their way")
    # What is held up is lost with the page that sent it.
    page.reload()
    page.unroute_all(behavior="ignoreErrors")
    expect(file(page, "plan.pdf")).to_contain_text("have arrived. Choose the same file again")
    visit.step("left and come back")
    kept, there = stored(app, example_id), arrived(app)
    assert sum(there.values()) >= MEGABYTE
    after = Line()
    page.route(ADDRESS, after.carry)
    choose(page, [path for path in chosen if path.name not in kept])
    expect_all(app, page, example_id, contents)
    assert after.first == there, "what had arrived was not sent again"
    assert page.evaluate("() => Object.keys(localStorage).length") == 0
    visit.step("all there")


def test_offline_it_pauses_and_goes_on_by_itself(
    app: Flask, visit: Visit, example_id: int, contents: dict[str, bytes], chosen: list[Path]
) -> None:
    page = visit.page
    visit.expect(DROPPED)
    line = Line(holds_from=4)
    page.route(ADDRESS, line.carry)
    choose(page, chosen[:1])
    while len(line.offsets) < 3:
        page.wait_for_timeout(50)
    visit.context.set_offline(True)
    expect(page.locator(".sending__said")).to_have_text("Paused: there is no connection. It goes on by itself.")
    visit.step("offline")
    page.unroute_all(behavior="ignoreErrors")
    visit.context.set_offline(False)
    expect_all(app, page, example_id, {"plan.pdf": contents["plan.pdf"]})


def test_what_is_refused_says_why_and_what_is_cancelled_is_gone(
    app: Flask, visit: Visit, example_id: int, chosen: list[Path], tmp_path: Path
) -> None:
    page = visit.page
    visit.expect("status of 422", "status of 423", "status of 404")
    (tmp_path / "empty.csv").write_bytes(b"")
    choose(page, [tmp_path / "empty.csv"])
    expect(page.locator(".sending__said")).to_have_text("This file is empty.")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    choose(page, [tmp_path / "empty.csv"])
    expect(page.locator(".sending__said")).to_have_text(["This file is empty."])
    visit.step("refused")
    page.locator(".sending", has_text="empty.csv").get_by_role("button", name="Remove").click()
    expect(page.locator(".sending")).to_have_count(0)
    line = Line(holds_from=2)
    page.route(ADDRESS, line.carry)
    choose(page, chosen[:1])
    while len(line.offsets) < 2:
        page.wait_for_timeout(50)
    page.unroute_all(behavior="ignoreErrors")
    visit.expect(DROPPED)
    with page.expect_response(lambda response: (response.request.method, response.status) == ("DELETE", 204)):
        cancel(page, "plan.pdf")
        expect(page.locator(".sending")).to_have_count(0)
    expect(page.get_by_label("Add files")).to_be_focused()
    page.reload()
    expect(page.locator(".file")).to_have_count(0)
    assert stored(app, example_id) == {}


def test_a_file_is_removed_in_place_and_one_that_is_ready_says_so(
    app: Flask, visit: Visit, example_id: int, contents: dict[str, bytes], chosen: list[Path]
) -> None:
    page = visit.page
    choose(page, chosen)
    expect_all(app, page, example_id, contents)
    settle(app, sha256_of(contents["notes.txt"]), media_type="text/plain")
    expect(file(page, "notes.txt")).to_contain_text("Ready")
    expect(page.locator("#files-said")).to_have_text("notes.txt: Ready")
    remove(page, "plan.pdf")
    expect(page.locator(".file")).to_have_count(2)
    visit.step("one removed")
    with page.expect_download() as download:
        page.get_by_role("link", name="notes.txt").click()
    assert Path(download.value.path()).read_bytes() == contents["notes.txt"]
    assert download.value.suggested_filename == "notes.txt"
    visit.step("ready")


def test_the_keyboard_stays_in_the_list_and_what_happens_is_said(
    app: Flask, visit: Visit, contents: dict[str, bytes], chosen: list[Path]
) -> None:
    page = visit.page
    said = page.locator("#files-said")
    choose(page, chosen[1:2])
    expect(said).to_have_text("figures.csv has arrived and is being checked.")
    settle(app, sha256_of(contents["figures.csv"]), state="refused", reason="It is no CSV.")
    expect(said).to_have_text("figures.csv: Refused: It is no CSV.")
    choose(page, chosen[2:])
    expect(file(page, "notes.txt")).to_contain_text("Being checked")
    for name, then in (("figures.csv", "notes.txt"), ("notes.txt", "")):
        file(page, name).get_by_role("button", name="Remove").focus()
        page.keyboard.press("Enter")
        expect(file(page, name)).to_have_count(0)
        button = file(page, then).get_by_role("button", name="Remove")
        expect(button if then else page.get_by_label("Add files")).to_be_focused()
    visit.step("all removed")


def test_what_can_go_well_another_time_can_be_tried_again(
    app: Flask, visit: Visit, example_id: int, contents: dict[str, bytes], chosen: list[Path]
) -> None:
    """The server has no room, and a proxy says so in a page of its own, until somebody has made some."""
    page = visit.page
    visit.expect("status of 507")
    page.route("**/uploads", lambda route: route.fulfill(status=507, content_type="text/html", body="<h1>507</h1>"))
    page.clock.install()
    choose(page, chosen[2:])
    again = page.get_by_role("button", name="Try again")
    for _ in range(8):
        page.wait_for_timeout(100)
        page.clock.fast_forward(20_000)
    expect(again).to_be_visible()
    expect(page.locator(".sending__said")).to_have_text("The exchange could not take this file.")
    page.unroute_all(behavior="ignoreErrors")
    choose(page, chosen[2:])
    expect_all(app, page, example_id, {"notes.txt": contents["notes.txt"]})


def test_without_javascript_a_plain_form_does_it(
    app: Flask, new_visit: NewVisit, ada: Someone, example_id: int, contents: dict[str, bytes], chosen: list[Path]
) -> None:
    visit = new_visit(java_script_enabled=False)
    visit.enter_as(app, ada)
    visit.go(f"/examples/{example_id}/files")
    choose(visit.page, chosen)
    visit.page.get_by_role("button", name="Upload").click()
    expect_all(app, visit.page, example_id, contents)
    remove(visit.page, "figures.csv")
    expect(visit.page.locator(".file")).to_have_count(2)
    assert set(stored(app, example_id)) == {"plan.pdf", "notes.txt"}


def test_a_browser_shows_a_pdf_at_its_page_though_it_may_do_nothing(app: Flask, visit: Visit, tmp_path: Path) -> None:
    """Chromium's own viewer works under the policy that files are given with."""
    text = "\n".join(f"= Page {number}\n#pagebreak()" for number in range(1, 10))
    (tmp_path / "pages.typ").write_text(text, encoding="utf-8")
    (tmp_path / "pages.pdf").write_bytes(typst.compile(tmp_path / "pages.typ"))
    page = visit.page
    choose(page, [tmp_path / "pages.pdf"])
    expect(file(page, "pages.pdf")).to_contain_text("Being checked")
    settle(app, sha256_of((tmp_path / "pages.pdf").read_bytes()), media_type="application/pdf")
    expect(page.get_by_role("link", name="Look at it")).to_be_visible()
    address = page.get_by_role("link", name="Look at it").get_attribute("href")
    visit.expect("chrome-extension://", "chrome://", "favicon.ico")
    page.goto(f"{visit.url}{address}#page=7")
    viewer = page.wait_for_event("frameattached") if len(page.frames) < 2 else page.frames[1]
    viewer.wait_for_url(re.compile("^chrome-extension://"))
    expect(viewer.locator("#pageSelector")).to_have_value("7")
