"""Signed out in the middle: signing in leads back, and what was chosen or typed is there and saved."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisit
from tests.support.cell_page import Card, NoteBox
from tests.support.given_answers import edition, stored_answers, stored_note
from tests.support.people import PASSWORD, Someone
from tests.support.visit import Visit

CELL = "data-customer"


@pytest.fixture
def cell(ada_visit: Visit, response_id: int) -> Visit:
    ada_visit.expect("status of 401")
    ada_visit.go(f"/responses/{response_id}/cells/{CELL}")
    return ada_visit


def sign_in_again(visit: Visit, someone: Someone) -> None:
    page = visit.page
    page.get_by_label("E-mail address").fill(someone.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_an_answer_is_saved_after_signing_in_again(app: Flask, cell: Visit, ada: Someone, response_id: int) -> None:
    card = Card(cell.page, f"{CELL}-do")
    cell.sign_out_elsewhere()
    card.choose("Partly true")
    expect(cell.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    cell.step("signed out in the middle of answering")
    sign_in_again(cell, ada)
    card.expect_chosen("Partly true")
    card.expect_saved()
    cell.step("back on the cell")
    assert cell.page.url.endswith(f"/responses/{response_id}/cells/{CELL}")
    assert stored_answers(app, ada, response_id)[f"{CELL}-do"].position == "partly"


def test_a_note_is_saved_after_signing_in_again(app: Flask, cell: Visit, ada: Someone, response_id: int) -> None:
    note = NoteBox(cell.page, "rationale", CELL)
    note.open()
    cell.sign_out_elsewhere()
    note.text.press_sequentially("We chose this.")
    expect(cell.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in_again(cell, ada)
    expect(note.text).to_have_value("We chose this.")
    note.expect_saved()
    expect(note.text).to_be_visible()
    assert stored_note(app, response_id, CELL, "rationale") == "We chose this."


def test_an_answer_and_a_note_are_both_saved(app: Flask, cell: Visit, ada: Someone, response_id: int) -> None:
    card, note = Card(cell.page, f"{CELL}-do"), NoteBox(cell.page, "impediments", CELL)
    cell.sign_out_elsewhere()
    note.text.press_sequentially("In the way.")
    card.choose("Fully true")
    expect(cell.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in_again(cell, ada)
    card.expect_saved()
    note.expect_saved()
    assert stored_answers(app, ada, response_id)[f"{CELL}-do"].position == "fully"
    assert stored_note(app, response_id, CELL, "impediments") == "In the way."


def test_a_key_statement_is_saved_after_signing_in_again(
    app: Flask, cell: Visit, ada: Someone, response_id: int
) -> None:
    statement_id = next(iter(edition().key_statements))
    cell.go(f"/responses/{response_id}/success-factors")
    card = Card(cell.page, statement_id)
    cell.sign_out_elsewhere()
    card.choose("Agree")
    sign_in_again(cell, ada)
    card.expect_chosen("Agree")
    card.expect_saved()
    assert stored_answers(app, ada, response_id)[statement_id].position == "agree"


def test_without_javascript_as_well(app: Flask, new_visit: NewVisit, ada: Someone, response_id: int) -> None:
    visit = new_visit(java_script_enabled=False)
    visit.expect("status of 401")
    visit.enter_as(app, ada)
    visit.go(f"/responses/{response_id}/cells/{CELL}")
    visit.sign_out_elsewhere()
    # A first request without the cookie gives the browser a new session, as another tab would.
    visit.context.new_page().goto(visit.url + "/sign-in")
    note = NoteBox(visit.page, "impediments", CELL)
    note.text.fill("Two words.")
    note.root.get_by_role("button", name="Save").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    expect(visit.page.locator("blockquote")).to_have_text("Two words.")
    visit.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    sign_in_again(visit, ada)
    visit.page.get_by_role("button", name="Save it now").click()
    expect(note.text).to_have_value("Two words.")
    note.expect_saved()
    assert stored_note(app, response_id, CELL, "impediments") == "Two words."


def test_the_pages_of_being_signed_out_are_clean(app: Flask, cell: Visit, ada: Someone) -> None:
    """The same pages with JavaScript, where axe can run."""
    cell.sign_out_elsewhere()
    note = NoteBox(cell.page, "impediments", CELL)
    note.text.evaluate("(box, text) => { box.value = text }", "Two words.")
    note.root.locator("form").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
    expect(cell.page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    cell.step("signed out, with something typed")
    cell.page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(cell.page.get_by_label("E-mail address")).to_be_visible()
    cell.step("sign-in form, with something typed")
    sign_in_again(cell, ada)
    expect(cell.page.get_by_role("button", name="Save it now")).to_be_visible()
    cell.step("signed in, with something to save")
