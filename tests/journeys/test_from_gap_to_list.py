"""From a gap in one's own result to a resource and into the council's list; not for us; we tried this."""

import re
from typing import Any

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
NOT_FOR_US, AGAIN = re.compile(f"Not for us.*{FIRST}"), re.compile(f"Suggest it again.*{FIRST}")


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def visit_of_ada(app: Flask, new_visit: NewVisit, ada: Someone, response_id: int, has_script: bool) -> Visit:
    """Ada has a gap in planning digital services, for which there are two resources."""
    give(app, ada, response_id, GAP)
    fits: dict[str, Any] = {"characteristics": ("digital",), "change_modes": ("service",), "stages": ("plan",)}
    add_resource(app, "first", title=FIRST, year=2026, **fits)
    add_resource(app, "second", title=SECOND, year=2025, type="tool", **fits)
    visit = new_visit(java_script_enabled=has_script)
    visit.enter_as(app, ada)
    return visit


def look(visit: Visit, name: str, has_script: bool) -> None:
    """Axe is a script: without JavaScript only what the browser complains of is looked at."""
    visit.step(name) if has_script else visit.check()


def test_from_a_gap_to_the_councils_list(visit_of_ada: Visit, response_id: int, has_script: bool) -> None:
    page = visit_of_ada.page
    visit_of_ada.go(f"/responses/{response_id}/result")
    shelf = page.locator("#suggestions")
    expect(shelf.locator(".shelf__title")).to_have_text([FIRST, SECOND])
    expect(shelf).to_contain_text("For the step from understand to plan in digital and technology, service focus")
    look(visit_of_ada, "the gaps with resources for them", has_script)

    shelf.get_by_role("link", name=FIRST).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    page.get_by_label("A note for your colleagues").fill("For the digital board in January")
    look(visit_of_ada, "the resource", has_script)
    page.get_by_role("button", name="Save to our list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your council’s list")
    expect(page.locator("main .use__note").first).to_have_text("For the digital board in January")
    look(visit_of_ada, "the list", has_script)

    page.get_by_text("Change the note or take it off").click()
    page.get_by_label("Note for your colleagues").fill("Agreed for the digital board")
    look(visit_of_ada, "the note is changed", has_script)
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("main .use__note").first).to_have_text("Agreed for the digital board")


def test_not_for_us_and_undone(visit_of_ada: Visit, response_id: int, has_script: bool) -> None:
    page = visit_of_ada.page
    visit_of_ada.go(f"/responses/{response_id}/result")
    page.get_by_role("button", name=NOT_FOR_US).click()
    if has_script:
        again = page.locator("#suggestions").get_by_role("button", name=AGAIN)
        expect(again).to_be_focused()
        expect(page.locator("#suggestions")).to_contain_text("Not for your council, said Ada Moor")
        look(visit_of_ada, "not for us, on the spot", has_script)
        again.click()
        expect(page.get_by_role("button", name=NOT_FOR_US)).to_be_focused()
        page.get_by_role("button", name=NOT_FOR_US).click()
        expect(again).to_be_focused()
        visit_of_ada.go(f"/responses/{response_id}/result")
    expect(page.locator("#suggestions .shelf__title")).to_have_text([SECOND])
    page.locator("#suggestions").get_by_role("link", name="your council’s list").click()
    look(visit_of_ada, "what is not for us", has_script)
    page.locator("#not-for-us").get_by_role("button", name=AGAIN).click()
    expect(page.get_by_role("button", name=AGAIN)).to_have_count(0)
    visit_of_ada.go(f"/responses/{response_id}/result")
    expect(page.locator("#suggestions .shelf__title")).to_have_text([FIRST, SECOND])


def test_we_tried_this(visit_of_ada: Visit, new_visit: NewVisit, has_script: bool) -> None:
    page = visit_of_ada.page
    visit_of_ada.go("/resources/second")
    page.get_by_role("link", name="We tried this").click()
    look(visit_of_ada, "the form", has_script)
    visit_of_ada.expect("status of 422")
    page.get_by_role("button", name="Tell other councils").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say whether it worked")
    look(visit_of_ada, "what is missing", has_script)
    page.get_by_role("radio", name="Partly").check()
    page.get_by_label("What changed?").fill("Forms are shorter, and two of five are done.")
    page.get_by_label("Others may get in touch with me about it").check()
    page.get_by_role("button", name="Tell other councils").click()
    expect(page.get_by_role("heading", name="1 council tried this: 1 partly")).to_be_visible()
    look(visit_of_ada, "told", has_script)

    visitor = new_visit()
    visitor.go("/resources/second")
    expect(visitor.page.locator("#tried")).to_contain_text("Forms are shorter, and two of five are done.")
    expect(visitor.page.locator("#tried")).not_to_contain_text("Ada")
    visitor.step("as a visitor reads it")


def test_a_cell_shows_resources_when_one_comes_to_its_end(
    visit_of_ada: Visit, response_id: int, has_script: bool
) -> None:
    page = visit_of_ada.page
    visit_of_ada.go(f"/responses/{response_id}/cells/digital-service")
    way = page.get_by_role("link", name="Resources for this cell")
    way.scroll_into_view_if_needed()
    if has_script:
        expect(page.locator("#suggested .shelf__title")).to_have_text([FIRST, SECOND])
        look(visit_of_ada, "the end of a cell", has_script)
    way.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Resources for this cell")
    look(visit_of_ada, "resources for a cell", has_script)
