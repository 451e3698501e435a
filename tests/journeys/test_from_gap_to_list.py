"""From a gap in one's own result to a resource and into the council's list; not for us; we tried this."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisit
from tests.support.given_answers import Given, give
from tests.support.people import Someone
from tests.support.resources import add_resource
from tests.support.visit import Visit

GAP = {"digital-service-understand": Given("fully"), "digital-service-plan": Given("not-yet", "fully")}
FIRST, SECOND = "A plan for digital services", "Digital by design"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def visit_of_ada(
    request: pytest.FixtureRequest, app: Flask, new_visit: NewVisit, ada: Someone, response_id: int
) -> Visit:
    """Ada has a gap in planning digital services, for which there are two resources."""
    give(app, ada, response_id, GAP)
    fits = {"characteristics": ("digital",), "change_modes": ("service",), "stages": ("plan",)}
    add_resource(app, "first", title=FIRST, year=2026, **fits)
    add_resource(app, "second", title=SECOND, year=2025, type="tool", **fits)
    visit = new_visit(java_script_enabled=request.param)
    visit.enter_as(app, ada)
    return visit


def test_from_a_gap_to_the_councils_list(visit_of_ada: Visit, response_id: int) -> None:
    page = visit_of_ada.page
    visit_of_ada.go(f"/responses/{response_id}/result")
    shelf = page.locator("#suggestions")
    expect(shelf.locator(".shelf__title")).to_have_text([FIRST, SECOND])
    expect(shelf).to_contain_text("For the step from understand to plan in digital and technology, service focus")
    visit_of_ada.step("the gaps with resources for them")

    shelf.get_by_role("link", name=FIRST).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    page.get_by_label("A note for your colleagues").fill("For the digital board in January")
    visit_of_ada.step("the resource")
    page.get_by_role("button", name="Save to our list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your council’s list")
    expect(page.locator("main .use__note").first).to_have_text("For the digital board in January")
    visit_of_ada.step("the list")

    page.get_by_text("Change the note or take it off").click()
    page.get_by_label("Note for your colleagues").fill("Agreed for the digital board")
    visit_of_ada.step("the note is changed")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("main .use__note").first).to_have_text("Agreed for the digital board")


def test_not_for_us_and_undone(visit_of_ada: Visit, response_id: int, request: pytest.FixtureRequest) -> None:
    page, has_script = visit_of_ada.page, "with JavaScript" in request.node.name
    visit_of_ada.go(f"/responses/{response_id}/result")
    page.get_by_role("button", name=f"Not for us: {FIRST}").click()
    if has_script:
        again = page.locator("#suggestions").get_by_role("button", name=f"Suggest it again: {FIRST}")
        expect(again).to_be_focused()
        expect(page.locator("#suggestions")).to_contain_text("Not for your council, said Ada Moor")
        visit_of_ada.step("not for us, on the spot")
        again.click()
        expect(page.get_by_role("button", name=f"Not for us: {FIRST}")).to_be_focused()
        page.get_by_role("button", name=f"Not for us: {FIRST}").click()
        expect(again).to_be_focused()
        visit_of_ada.go(f"/responses/{response_id}/result")
    expect(page.locator("#suggestions .shelf__title")).to_have_text([SECOND])
    page.locator("#suggestions").get_by_role("link", name="your council’s list").click()
    visit_of_ada.step("what is not for us")
    page.locator("#not-for-us").get_by_role("button", name=f"Suggest it again: {FIRST}").click()
    visit_of_ada.go(f"/responses/{response_id}/result")
    expect(page.locator("#suggestions .shelf__title")).to_have_text([FIRST, SECOND])


def test_we_tried_this(visit_of_ada: Visit, new_visit: NewVisit) -> None:
    page = visit_of_ada.page
    visit_of_ada.go("/resources/second")
    page.get_by_role("link", name="We tried this").click()
    visit_of_ada.step("the form")
    visit_of_ada.expect("status of 422")
    page.get_by_role("button", name="Tell other councils").click()
    expect(page.get_by_role("alert")).to_contain_text("Say whether it worked")
    visit_of_ada.step("what is missing")
    page.get_by_role("radio", name="Partly").check()
    page.get_by_label("What changed?").fill("Forms are shorter, and two of five are done.")
    page.get_by_label("Others may get in touch with me about it").check()
    page.get_by_role("button", name="Tell other councils").click()
    expect(page.get_by_role("heading", name="1 council tried this: 1 partly")).to_be_visible()
    visit_of_ada.step("told")

    visitor = new_visit()
    visitor.go("/resources/second")
    expect(visitor.page.locator("#tried")).to_contain_text("Forms are shorter, and two of five are done.")
    expect(visitor.page.locator("#tried")).not_to_contain_text("Ada")
    visitor.step("as a visitor reads it")


def test_a_cell_shows_resources_when_one_comes_to_its_end(visit_of_ada: Visit, response_id: int) -> None:
    page = visit_of_ada.page
    visit_of_ada.go(f"/responses/{response_id}/cells/digital-service")
    way = page.get_by_role("link", name="Resources for this cell")
    way.scroll_into_view_if_needed()
    if page.evaluate("Boolean(window.htmx)"):
        expect(page.locator("#suggested .shelf__title")).to_have_text([FIRST, SECOND])
        visit_of_ada.step("the end of a cell")
    way.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Resources for this cell")
    visit_of_ada.step("resources for a cell")
