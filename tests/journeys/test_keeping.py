"""Nothing that was chosen or typed is lost: not on leaving, not offline, not when the server fails."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, Route, expect

from tests.support.cell_page import Card, NoteBox, go_on
from tests.support.given_answers import stored_answers, stored_note
from tests.support.people import Someone
from tests.support.visit import Visit

CELL = "role-service"
STATEMENT = f"{CELL}-understand"
TEXT = "Two systems cannot share a record."
CUT = "() => { window.fetch = () => Promise.reject(new TypeError('no network')) }"
CUT_OFF = ("no network", "ERR_", "Failed to fetch")
Fail = Callable[[Route], None]


def fail_with_500(route: Route) -> None:
    route.fulfill(status=500, body="")


def fail_to_connect(route: Route) -> None:
    route.abort("connectionrefused")


def fail_as_busy(route: Route) -> None:
    route.fulfill(status=503, body="<h1>Busy</h1>", content_type="text/html")


@pytest.fixture
def cell(ada_visit: Visit, response_id: int) -> Visit:
    ada_visit.go(f"/responses/{response_id}/cells/{CELL}")
    return ada_visit


@pytest.fixture
def card(cell: Visit) -> Card:
    return Card(cell.page, STATEMENT)


@pytest.fixture
def note(cell: Visit) -> NoteBox:
    return NoteBox(cell.page, "impediments", CELL)


def let_leave(page: Page) -> list[str]:
    """Answer yes where the browser asks whether to leave; what it asked."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


def try_again(box: Card | NoteBox) -> None:
    box.state.get_by_role("button", name="Try again").click()


def test_a_note_is_saved_after_a_pause(app: Flask, cell: Visit, note: NoteBox, response_id: int) -> None:
    note.text.press_sequentially(TEXT)
    expect(note.state).to_have_text("Not saved yet")
    cell.step("note not saved yet")
    note.expect_saved()
    cell.step("note saved")
    assert stored_note(app, response_id, CELL, "impediments") == TEXT


def test_a_note_is_saved_on_leaving_at_once(app: Flask, cell: Visit, note: NoteBox, response_id: int) -> None:
    note.text.fill(TEXT)
    go_on(cell.page)
    expect(cell.page).not_to_have_url(cell.url + f"/responses/{response_id}/cells/{CELL}")
    cell.page.go_back()
    expect(note.text).to_have_value(TEXT)
    note.expect_saved()
    assert stored_note(app, response_id, CELL, "impediments") == TEXT


def test_a_note_is_restored_where_leaving_could_not_save_it(
    app: Flask, cell: Visit, note: NoteBox, response_id: int
) -> None:
    cell.expect(*CUT_OFF)
    let_leave(cell.page)
    cell.page.evaluate(CUT)
    note.text.fill(TEXT)
    go_on(cell.page)
    expect(cell.page).not_to_have_url(cell.url + f"/responses/{response_id}/cells/{CELL}")
    assert stored_note(app, response_id, CELL, "impediments") is None
    cell.go(f"/responses/{response_id}/cells/{CELL}")
    expect(note.text).to_have_value(TEXT)
    note.expect_saved()
    assert stored_note(app, response_id, CELL, "impediments") == TEXT


def test_a_reason_for_not_applying_is_saved_on_leaving(
    app: Flask, cell: Visit, card: Card, ada: Someone, response_id: int
) -> None:
    card.choose("Does not apply")
    card.why.fill("Not ours.")
    go_on(cell.page)
    expect(cell.page).not_to_have_url(cell.url + f"/responses/{response_id}/cells/{CELL}")
    cell.go(f"/responses/{response_id}/cells/{CELL}")
    card.expect_chosen("Does not apply")
    expect(card.why).to_have_value("Not ours.")
    card.expect_saved()
    assert stored_answers(app, ada, response_id)[STATEMENT].rationale == "Not ours."


def test_an_answer_given_offline_is_saved_when_online(
    app: Flask, cell: Visit, card: Card, ada: Someone, response_id: int
) -> None:
    cell.expect(*CUT_OFF)
    cell.context.set_offline(True)
    card.choose("Fully true")
    expect(card.state).to_contain_text("Not saved")
    card.expect_chosen("Fully true")
    cell.step("answer given offline")
    assert stored_answers(app, ada, response_id) == {}
    cell.context.set_offline(False)
    card.expect_saved()
    assert stored_answers(app, ada, response_id)[STATEMENT].position == "fully"


def test_a_note_typed_offline_is_saved_when_online(app: Flask, cell: Visit, note: NoteBox, response_id: int) -> None:
    cell.expect(*CUT_OFF)
    cell.context.set_offline(True)
    note.text.press_sequentially(TEXT)
    expect(note.state).to_contain_text("Not saved:")
    note.text.press_sequentially(" Yet.")
    expect(note.state).to_contain_text("Not saved")
    cell.step("note typed offline")
    cell.context.set_offline(False)
    note.expect_saved()
    expect(note.text).to_have_value(TEXT + " Yet.")
    assert stored_note(app, response_id, CELL, "impediments") == TEXT + " Yet."


@pytest.mark.parametrize("fail", [fail_with_500, fail_as_busy, fail_to_connect])
def test_a_failed_answer_can_be_tried_again(
    app: Flask, cell: Visit, card: Card, ada: Someone, response_id: int, fail: Fail
) -> None:
    cell.expect("status of 50", *CUT_OFF)
    cell.page.route("**/statements/*", fail)
    card.choose("Partly true")
    expect(card.state).to_contain_text("Not saved")
    card.expect_chosen("Partly true")
    cell.step("answer that failed")
    try_again(card)
    expect(card.state).to_contain_text("Not saved")
    cell.page.unroute_all()
    try_again(card)
    card.expect_saved()
    expect(cell.page.locator("#progress")).to_contain_text("1 of 72 statements answered")
    assert stored_answers(app, ada, response_id)[STATEMENT].position == "partly"


@pytest.mark.parametrize("fail", [fail_with_500, fail_to_connect])
def test_a_failed_note_can_be_tried_again(app: Flask, cell: Visit, note: NoteBox, response_id: int, fail: Fail) -> None:
    cell.expect("status of 500", *CUT_OFF)
    cell.page.route("**/notes/*", fail)
    note.text.press_sequentially(TEXT)
    expect(note.state).to_contain_text("Not saved")
    expect(note.state.get_by_role("button", name="Try again")).to_be_visible()
    expect(note.text).to_have_value(TEXT)
    cell.page.unroute_all()
    try_again(note)
    note.expect_saved()
    assert stored_note(app, response_id, CELL, "impediments") == TEXT


def test_an_answer_without_a_reply_is_given_up(cell: Visit, card: Card) -> None:
    """The clock of the page is moved on, past the time that a reply may take."""
    cell.expect("timeout", *CUT_OFF)
    cell.page.clock.install()
    cell.page.reload()
    held: list[Route] = []
    cell.page.route("**/statements/*", lambda route: held.append(route))
    card.choose("Partly true")
    expect(card.state).to_have_text("Saving…")
    cell.page.clock.fast_forward(16_000)
    expect(card.state).to_contain_text("Not saved")
    card.expect_chosen("Partly true")
    cell.page.unroute_all()
    try_again(card)
    card.expect_saved()


def test_what_failed_is_restored_by_a_reload(app: Flask, cell: Visit, note: NoteBox, response_id: int) -> None:
    cell.expect(*CUT_OFF)
    page, asked = cell.page, let_leave(cell.page)
    page.evaluate(CUT)
    note.text.press_sequentially(TEXT)
    expect(note.state).to_contain_text("Not saved:")
    page.reload()
    assert asked == ["beforeunload"]
    expect(note.text).to_have_value(TEXT)
    note.expect_saved()
    assert stored_note(app, response_id, CELL, "impediments") == TEXT
    assert kept(page) is None


def test_what_failed_twice_is_still_there(app: Flask, cell: Visit, card: Card, note: NoteBox) -> None:
    cell.expect("status of 500", *CUT_OFF)
    page = cell.page
    let_leave(page)
    page.route("**/statements/*", fail_with_500)
    page.route("**/notes/*", fail_with_500)
    for _ in range(2):
        note.text.fill(TEXT)
        card.choose("Not yet true")
        expect(card.state).to_contain_text("Not saved")
        expect(note.state).to_contain_text("Not saved")
        page.evaluate(CUT)
        page.reload()
        expect(note.text).to_have_value(TEXT)
        card.expect_chosen("Not yet true")


def test_two_pages_that_failed_are_both_restored(app: Flask, cell: Visit, note: NoteBox, response_id: int) -> None:
    cell.expect(*CUT_OFF)
    let_leave(cell.page)
    other = NoteBox(cell.page, "impediments", "role-customer")
    for box in (note, other):
        cell.go(f"/responses/{response_id}/cells/{box.cell_id}")
        cell.page.evaluate(CUT)
        box.text.fill(f"{TEXT} {box.cell_id}")
        expect(box.state).to_contain_text("Not saved:")
    for box in (note, other):
        cell.go(f"/responses/{response_id}/cells/{box.cell_id}")
        box.expect_saved()
        assert stored_note(app, response_id, box.cell_id, "impediments") == f"{TEXT} {box.cell_id}"


def kept(page: Page) -> str | None:
    text: str | None = page.evaluate("() => sessionStorage.getItem('tiex-unsaved')")
    return text
