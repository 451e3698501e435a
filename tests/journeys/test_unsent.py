"""What was chosen or typed after something was sent is said to be unsent, and is sent in its turn."""

import pytest
from flask import Flask
from playwright.sync_api import Request, expect

from tests.support.cell_page import ASKED, SAVED, Card, NoteBox, go_on
from tests.support.given_answers import stored_answers, stored_note
from tests.support.people import Someone
from tests.support.visit import Visit

CELL = "role-service"
STATEMENT, NEXT = f"{CELL}-understand", f"{CELL}-plan"
# What a slow network does: the server answers, and the page learns of it later.
SLOW = """() => {
  const real = window.fetch;
  window.fetch = async (...request) => {
    const response = await real(...request);
    await new Promise((resolve) => setTimeout(resolve, 600));
    return response;
  };
}"""


@pytest.fixture
def cell(ada_visit: Visit, response_id: int) -> Visit:
    ada_visit.go(f"/responses/{response_id}/cells/{CELL}")
    ada_visit.page.evaluate(SLOW)
    return ada_visit


@pytest.fixture
def card(cell: Visit) -> Card:
    return Card(cell.page, STATEMENT)


@pytest.fixture
def sent(cell: Visit) -> list[str]:
    """The bodies of what is sent."""
    bodies: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            bodies.append(request.post_data or "")

    cell.page.on("request", note)
    return bodies


def test_an_older_answer_does_not_say_saved_beside_a_missing_reason(
    app: Flask, card: Card, sent: list[str], ada: Someone, response_id: int
) -> None:
    card.choose("Partly true")
    card.choose("Does not apply")
    card.page.wait_for_timeout(900)
    expect(card.state).to_have_text(ASKED)
    card.why.fill("Not ours.")
    card.expect_saved()
    assert stored_answers(app, ada, response_id)[STATEMENT].rationale == "Not ours."
    assert len(sent) == 2, "nothing is sent without its reason"


def test_a_missing_reason_is_not_sent_in_its_turn_either(card: Card, sent: list[str]) -> None:
    other = Card(card.page, NEXT)
    card.choose("Fully true")
    other.choose("Does not apply")
    other.choose("Partly true")
    other.expect_saved()
    assert not [body for body in sent if "not-applicable" in body]


def test_what_is_typed_while_a_note_waits_for_its_turn_is_kept(
    app: Flask, cell: Visit, card: Card, response_id: int
) -> None:
    note = NoteBox(cell.page, "impediments", CELL)
    note.text.fill("AAA")
    card.choose("Fully true")
    Card(cell.page, NEXT).choose("Fully true")
    cell.page.wait_for_timeout(1050)
    note.text.press_sequentially(" BBB")
    cell.page.wait_for_timeout(700)
    expect(note.state).not_to_have_text(SAVED)
    go_on(cell.page)
    expect(cell.page).not_to_have_url(cell.url + f"/responses/{response_id}/cells/{CELL}")
    cell.go(f"/responses/{response_id}/cells/{CELL}")
    expect(note.text).to_have_value("AAA BBB")
    note.expect_saved()
    assert stored_note(app, response_id, CELL, "impediments") == "AAA BBB"


def test_a_missing_reason_is_asked_for_again_after_leaving(cell: Visit, card: Card, response_id: int) -> None:
    card.choose("Does not apply")
    expect(card.state).to_have_text(ASKED)
    cell.page.reload()
    card.expect_chosen("Does not apply")
    expect(card.state).to_have_text(ASKED)
    cell.step("a reason is asked for")


def test_a_reason_that_was_missing_does_not_hide_what_was_saved_elsewhere(
    ada_visit: Visit, cell: Visit, card: Card, response_id: int
) -> None:
    ada_visit.expect("status of 409")
    card.choose("Does not apply")
    other = ada_visit.context.new_page()
    other.goto(cell.page.url)
    elsewhere = Card(other, STATEMENT)
    with elsewhere.saving():
        elsewhere.choose("Fully true")
    card.why.fill("Not ours.")
    expect(card.state).to_contain_text("Saved there: Fully true")
    card.why.fill("")
    card.state.get_by_role("button", name="Save what I chose here").click()
    expect(card.why).to_be_focused()
    expect(card.state).to_contain_text("Keep what was saved there")


def test_the_focus_stays_on_a_link_that_an_answer_renews(card: Card) -> None:
    link = card.page.locator("#progress a")
    card.choose("Partly true")
    link.focus()
    expect(card.page.locator("#progress")).to_contain_text("1 of 72")
    expect(link).to_be_focused()
