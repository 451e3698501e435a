"""The whole self-assessment as an officer does it, from the home page to the result."""

import re

from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.cell_page import ASKED, Card, go_on
from tests.support.given_answers import WHY, Given, edition, label_of, plan, stored_answers
from tests.support.people import PASSWORD, Someone
from tests.support.visit import Visit
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE

AXE_CELLS = {0, 4, 17}


def test_from_the_home_page_to_the_result(app: Flask, visit: Visit, ada: Someone) -> None:
    page = visit.page
    visit.go("/")
    visit.step("home")
    sign_in(visit, ada)
    response_id = start(visit)
    for number, cell in enumerate(edition().cells):
        answer_cell(visit, [s.id for s in cell.statements], answered_before=4 * number)
        if number in AXE_CELLS:
            visit.step(f"cell {cell.id}, answered")
        go_on(page)
    answer_factors(visit)
    go_on(page)
    read_result(visit)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    visit.step("signed out")
    assert stored_answers(app, ada, response_id) == plan()


def sign_in(visit: Visit, someone: Someone) -> None:
    page = visit.page
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill(someone.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    visit.step("sign-in form, filled in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My council")


def start(visit: Visit) -> int:
    """Begin the view and go to its first cell; the id of the response."""
    page = visit.page
    visit.step("my council, nothing begun")
    page.get_by_role("button", name="Start your view").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your individual view")
    visit.step("overview, empty")
    page.get_by_role("link", name="Answer the first statement").click()
    found = re.search(r"/responses/(\d+)/cells/role-service", page.url)
    assert found
    return int(found[1])


def answer_cell(visit: Visit, statement_ids: list[str], *, answered_before: int) -> None:
    for offset, statement_id in enumerate(statement_ids):
        answer(Card(visit.page, statement_id), plan()[statement_id], is_by_keyboard=offset == 1)
        expect_progress(visit.page, answered_before + offset + 1)


def answer(card: Card, given: Given, *, is_by_keyboard: bool) -> None:
    assert given.position is not None
    if given.position == NOT_APPLICABLE:
        explain_why_not(card)
    elif is_by_keyboard:
        choose_with_arrows(card, given.position)
    else:
        with card.saving():
            card.choose(label_of(given.position))
    if given.ambition:
        with card.saving():
            card.ambition.select_option(label=label_of(given.ambition))


def choose_with_arrows(card: Card, position: str) -> None:
    """From "No answer", the last of the group and chosen at first: left to "I don't know", right to the levels."""
    wanted = card.radio(label_of(position))
    card.radio("No answer").focus()
    for _ in edition().scale.levels:
        with card.saving():
            card.page.keyboard.press("ArrowLeft" if position == DONT_KNOW else "ArrowRight")
        if wanted.is_checked():
            break
    expect(wanted).to_be_checked()
    expect(wanted).to_be_focused()


def explain_why_not(card: Card) -> None:
    card.choose("Does not apply")
    expect(card.state).to_have_text(ASKED)
    with card.saving():
        card.why.press_sequentially(WHY)


def expect_progress(page: Page, answered: int) -> None:
    expect(page.locator("#progress")).to_contain_text(f"{answered} of 72 statements answered")
    expect(page.locator("#wheel-figures")).to_contain_text(f"{answered} of 72")


def answer_factors(visit: Visit) -> None:
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Critical success factors")
    for statement_id in edition().key_statements:
        answer(Card(visit.page, statement_id), plan()[statement_id], is_by_keyboard=False)
    visit.step("success factors, answered")
    for factor in edition().factor_sheet.factors:
        expect(visit.page.locator(f"#factor-figures-{factor.key}")).to_contain_text("6 of 6 answered")


def read_result(visit: Visit) -> None:
    expect(visit.page.locator("main")).to_contain_text("72 of 72")
    visit.step("result, full")
