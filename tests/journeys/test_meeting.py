"""A meeting in three windows: the lead's, the screen in the room, and somebody's phone."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisit
from tests.slices.rounds.steps import Answering, add_answering, begin
from tests.support.people import Someone, add_person
from tests.support.visit import Visit
from tiex.domain.people import Role

PHONE = {"width": 320, "height": 640}
ROOM = {"width": 1920, "height": 1080}
SEVERAL_TURNS = 2_000  # milliseconds


@pytest.fixture
def answering(app: Flask, ada: Someone) -> Answering:
    """A closed round; the statement that lies apart the most comes first."""
    found = begin(app, ada)
    add_answering(app, "Ben Vale", "not-yet")
    add_answering(app, "Cy Hall", "fully")
    found.close()
    return found


@pytest.fixture
def voter(app: Flask) -> Someone:
    return add_person(app, "Dee Wood", role=Role.CONTRIBUTOR)


def focused(visit: Visit) -> str:
    found: str = visit.page.evaluate("() => document.activeElement.id")
    return found


def test_a_vote_from_the_first_question_to_the_bars(
    app: Flask, new_visit: NewVisit, answering: Answering, ada: Someone, voter: Someone
) -> None:
    lead, room, phone = new_visit(), new_visit(viewport=ROOM), new_visit(viewport=PHONE)
    for visit, person, page in ((lead, ada, "/run"), (room, ada, "/screen"), (phone, voter, "")):
        visit.enter_as(app, person)
        visit.go(answering.path(f"meeting{page}"))
    expect(phone.page.get_by_text("has not started yet")).to_be_visible()
    lead.page.get_by_role("button", name="Start the meeting").click()
    expect(phone.page.get_by_label("Partly true")).to_be_visible()
    phone.page.get_by_label("Partly true").check()
    expect(phone.page.get_by_text("Your vote is in.")).to_be_visible()
    expect(room.page.get_by_text("1 of 4 have voted")).to_be_visible()
    expect(lead.page.get_by_text("1 of 4 have voted")).to_be_visible()
    for visit in (lead, room, phone):
        visit.step("voting")
    chosen = focused(phone)
    assert chosen.endswith("-partly")
    lead.page.locator("#step-reveal").focus()
    phone.page.wait_for_timeout(SEVERAL_TURNS)
    assert (focused(phone), focused(lead)) == (chosen, "step-reveal")
    lead.page.keyboard.press("Enter")
    expect(room.page.locator("svg.bars")).to_be_visible()
    expect(phone.page.get_by_text("You chose: Partly true.")).to_be_visible()
    assert focused(phone) == "live-title"
    for visit in (lead, room, phone):
        visit.step("votes shown")
    lead.page.get_by_role("button", name="Vote again").click()
    expect(phone.page.get_by_label("Partly true")).to_be_visible()
    expect(phone.page.locator("input:checked")).to_have_count(0)
    lead.page.get_by_role("button", name="End the meeting").click()
    expect(phone.page.get_by_text("The meeting has ended")).to_be_visible()


def test_a_vote_without_javascript(
    app: Flask, new_visit: NewVisit, answering: Answering, ada: Someone, voter: Someone
) -> None:
    lead, phone = (new_visit(java_script_enabled=False) for _ in range(2))
    for visit, person, page in ((lead, ada, "/run"), (phone, voter, "")):
        visit.enter_as(app, person)
        visit.go(answering.path(f"meeting{page}"))
    lead.page.get_by_role("button", name="Start the meeting").click()
    phone.page.get_by_role("link", name="Show the newest").click()
    phone.page.get_by_label("Fully true").check()
    phone.page.get_by_role("button", name="Vote").click()
    expect(phone.page.get_by_text("Your vote is in.")).to_be_visible()
    lead.page.get_by_role("button", name="Show the votes").click()
    phone.page.get_by_role("link", name="Show the newest").click()
    expect(phone.page.get_by_text("You chose: Fully true.")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1366, "height": 768}], ids=["phone", "laptop"])
def test_pages_of_a_closed_round_are_clean(
    app: Flask, new_visit: NewVisit, answering: Answering, ada: Someone, viewport: dict[str, int]
) -> None:
    visit = new_visit(viewport=viewport)
    visit.enter_as(app, ada)
    for page in ("round", "responses", f"responses/{answering.response_id}", "agenda", "agenda/role-service-plan"):
        visit.go(answering.path(page))
        visit.step(page)
        widths = visit.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1], page
