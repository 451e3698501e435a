"""Two tabs on the same answer or note, and choices in quick succession."""

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Response, Route, expect

from tests.support.cell_page import Card, NoteBox, go_on
from tests.support.given_answers import edition, stored_answers, stored_note
from tests.support.people import Someone
from tests.support.visit import Visit

CELL = "digital-community"
STATEMENT = f"{CELL}-plan"


@pytest.fixture
def tabs(ada_visit: Visit, response_id: int) -> tuple[Page, Page]:
    """The same cell open twice before anything is answered."""
    ada_visit.expect("status of 409")
    ada_visit.go(f"/responses/{response_id}/cells/{CELL}")
    other = ada_visit.context.new_page()
    other.goto(ada_visit.page.url)
    return ada_visit.page, other


def way(state: Locator, words: str) -> Locator:
    return state.get_by_text(words, exact=True)


def make_conflict(tabs: tuple[Page, Page], statement_id: str = STATEMENT) -> tuple[Card, Card]:
    """The first tab saved "Not yet true", the second then chose "Fully true"."""
    first, second = (Card(page, statement_id) for page in tabs)
    with first.saving():
        first.choose("Not yet true")
    with second.saving(409):
        second.choose("Fully true")
    expect(second.state).to_contain_text("Not saved.")
    expect(second.state).to_contain_text("Not yet true")
    second.expect_chosen("Fully true")
    return first, second


def test_what_i_chose_here(
    app: Flask, ada_visit: Visit, tabs: tuple[Page, Page], ada: Someone, response_id: int
) -> None:
    first, second = make_conflict(tabs)
    ada_visit.step("conflict on an answer", second.page)
    assert stored_answers(app, ada, response_id)[STATEMENT].position == "not-yet"
    way(second.state, "Save what I chose here").click()
    second.expect_saved()
    second.expect_chosen("Fully true")
    assert stored_answers(app, ada, response_id)[STATEMENT].position == "fully"
    with first.saving(409):
        first.choose("Partly true")


def test_what_was_saved_there(
    app: Flask, ada_visit: Visit, tabs: tuple[Page, Page], ada: Someone, response_id: int
) -> None:
    _, second = make_conflict(tabs)
    way(second.state, "Keep what was saved there").click()
    second.expect_chosen("Not yet true")
    second.expect_saved()
    ada_visit.step("conflict settled", second.page)
    assert stored_answers(app, ada, response_id)[STATEMENT].position == "not-yet"
    with second.saving():
        second.choose("Partly true")


def test_the_same_choice_is_no_conflict(tabs: tuple[Page, Page]) -> None:
    for card in (Card(page, STATEMENT) for page in tabs):
        with card.saving():
            card.choose("Not yet true")


def test_a_key_statement_likewise(
    app: Flask, ada_visit: Visit, tabs: tuple[Page, Page], ada: Someone, response_id: int
) -> None:
    statement_id = next(iter(edition().key_statements))
    for page in tabs:
        page.goto(f"{ada_visit.url}/responses/{response_id}/success-factors")
    first, second = (Card(page, statement_id) for page in tabs)
    with first.saving():
        first.choose("Agree")
    with second.saving(409):
        second.choose("Disagree")
    ada_visit.step("conflict on a key statement", second.page)
    way(second.state, "Save what I chose here").click()
    second.expect_saved()
    assert stored_answers(app, ada, response_id)[statement_id].position == "disagree"


def make_note_conflict(tabs: tuple[Page, Page]) -> NoteBox:
    first, second = (NoteBox(page, "impediments", CELL) for page in tabs)
    first.text.press_sequentially("From the first tab")
    first.expect_saved()
    second.text.press_sequentially("From the second")
    expect(second.state).to_contain_text("From the first tab")
    expect(second.text).to_have_value("From the second")
    return second


def test_a_note_of_mine(app: Flask, ada_visit: Visit, tabs: tuple[Page, Page], response_id: int) -> None:
    second = make_note_conflict(tabs)
    ada_visit.step("conflict on a note", second.page)
    way(second.state, "Save what I chose here").click()
    second.expect_saved()
    assert stored_note(app, response_id, CELL, "impediments") == "From the second"


def test_a_note_of_theirs(app: Flask, tabs: tuple[Page, Page], response_id: int) -> None:
    second = make_note_conflict(tabs)
    way(second.state, "Keep what was saved there").click()
    expect(second.text).to_have_value("From the first tab")
    assert stored_note(app, response_id, CELL, "impediments") == "From the first tab"


def test_going_on_typing_does_not_overwrite_theirs(app: Flask, tabs: tuple[Page, Page], response_id: int) -> None:
    """The two ways are offered until one of them is taken."""
    second = make_note_conflict(tabs)
    second.text.press_sequentially(", and more")
    second.page.wait_for_timeout(1_500)
    assert stored_note(app, response_id, CELL, "impediments") == "From the first tab"
    expect(second.state).to_contain_text("From the first tab")
    expect(second.text).to_have_value("From the second, and more")


def test_leaving_an_undecided_conflict_tells_it_again(
    app: Flask, ada_visit: Visit, tabs: tuple[Page, Page], response_id: int
) -> None:
    second = make_note_conflict(tabs)
    address = second.page.url
    go_on(second.page)
    expect(second.page).not_to_have_url(address)
    second.page.goto(address)
    expect(second.text).to_have_value("From the second")
    expect(second.state).to_contain_text("From the first tab")
    assert stored_note(app, response_id, CELL, "impediments") == "From the first tab"


def test_the_last_of_quick_choices_is_saved(
    app: Flask, ada_visit: Visit, tabs: tuple[Page, Page], ada: Someone, response_id: int
) -> None:
    page = tabs[0]
    card, answered = Card(page, STATEMENT), list[Response]()

    def keep(response: Response) -> None:
        answered.append(response)

    page.on("response", keep)
    card.root.evaluate("card => card.querySelectorAll('.level__input').forEach(level => level.click())")
    card.root.evaluate("card => card.querySelectorAll('.level__input')[1].click()")
    while len(answered) < 4:
        page.wait_for_timeout(20)
    expect(page.locator(f"#figures-{CELL}")).to_contain_text("50%")
    card.expect_saved()
    card.expect_chosen("Partly true")
    assert stored_answers(app, ada, response_id)[STATEMENT].position == "partly"
    ada_visit.check()


def test_choices_while_one_is_on_its_way(app: Flask, tabs: tuple[Page, Page], ada: Someone, response_id: int) -> None:
    page, held = tabs[0], list[Route]()
    page.route("**/statements/*", lambda route: held.append(route))
    card = Card(page, STATEMENT)
    for label in ("Not yet true", "Fully true", "Partly true"):
        card.choose(label)
    expect(card.state).to_have_text("Saving…")
    page.wait_for_timeout(200)
    assert len(held) == 1, "the second waits for the first"
    for turn in range(3):
        while len(held) == turn:
            page.wait_for_timeout(20)
        held[turn].continue_()
    card.expect_saved()
    card.expect_chosen("Partly true")
    expect(page.locator(f"#figures-{CELL}")).to_contain_text("50%")
    assert stored_answers(app, ada, response_id)[STATEMENT].position == "partly"
