"""The whole self-assessment through Save buttons alone."""

import re

from flask import Flask
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisit
from tests.support.cell_page import Card, go_on
from tests.support.given_answers import Given, edition, label_of, plan, stored_answers
from tests.support.people import PASSWORD, Someone
from tests.support.visit import Visit


def test_from_the_home_page_to_the_result(app: Flask, new_visit: NewVisit, ada: Someone) -> None:
    visit = new_visit(java_script_enabled=False)
    page = visit.page
    response_id = sign_in_and_start(visit, ada)
    for number, cell in enumerate(edition().cells):
        for offset, statement in enumerate(cell.statements):
            answer(Card(page, statement.id), plan()[statement.id])
            expect(page.locator("#progress")).to_contain_text(f"{4 * number + offset + 1} of 72 statements answered")
        visit.check()
        go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Critical success factors")
    for statement_id in edition().key_statements:
        answer(Card(page, statement_id), plan()[statement_id])
    go_on(page)
    expect(page.locator("main")).to_contain_text("72 of 72")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("main").get_by_role("link", name="Sign in")).to_be_visible()
    assert stored_answers(app, ada, response_id) == plan()


def test_a_refused_answer_comes_back_as_it_was(app: Flask, new_visit: NewVisit, ada: Someone, response_id: int) -> None:
    visit = new_visit(java_script_enabled=False)
    visit.expect("status of 422")
    visit.enter_as(app, ada)
    visit.go(f"/responses/{response_id}/cells/role-service")
    card = Card(visit.page, "role-service-plan")
    card.choose("Does not apply")
    expect(card.why).to_be_visible()
    card.save()
    expect(card.state).to_contain_text("Not saved.")
    expect(visit.page.locator("#problems")).to_contain_text("This is not saved yet")
    card.expect_chosen("Does not apply")
    card.why.fill("Not ours.")
    card.save()
    card.expect_saved()
    assert stored_answers(app, ada, response_id)["role-service-plan"].rationale == "Not ours."


def sign_in_and_start(visit: Visit, someone: Someone) -> int:
    """Up to the first cell; the id of the response."""
    page = visit.page
    visit.go("/")
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill(someone.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Start your view").click()
    page.get_by_role("link", name="Answer the first statement").click()
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_be_visible()
    found = re.search(r"/responses/(\d+)/cells/role-service", page.url)
    assert found
    return int(found[1])


def answer(card: Card, given: Given) -> None:
    assert given.position is not None
    card.choose(label_of(given.position))
    if given.ambition:
        card.ambition.select_option(label=label_of(given.ambition))
    if given.rationale:
        card.why.fill(given.rationale)
    card.save()
    card.expect_saved()
