"""Publishing from the choice to the withdrawal, and what others see of it meanwhile, with JavaScript and without."""

from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewVisit
from tests.journeys.test_people import look
from tests.slices.people.test_administration import administrator
from tests.support.agreeing import Council, found_council, sign_off
from tests.support.people import COUNCIL, OPEN, OTHER_COUNCIL, TODAY, Someone, add_person
from tests.support.publishing import add_period
from tests.support.visit import Visit
from tiex.domain.people import Role
from tiex.gateways.clock import SetClock

PUBLIC = f"/results/{COUNCIL}/{OPEN}"
QUESTIONS = ("Who may see the scores?", "Who may see the notes?", "Who may see the critical success factors?")


@pytest.fixture
def council(app: Flask, ada: Someone) -> Council:
    found = found_council(app, ada)
    sign_off(found)
    return found


def choose(page: Page, *rings: str) -> None:
    for question, ring in zip(QUESTIONS, rings, strict=True):
        page.get_by_role("group", name=question).get_by_label(ring, exact=True).check()
    page.get_by_role("button", name="Check this choice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you publish version 1")


def sees(visit: Visit, *, status: int) -> None:
    visit.go(PUBLIC, status=status)


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without"])
def test_publish_hold_and_withdraw(
    app: Flask, new_visit: NewVisit, council: Council, clock: SetClock, has_script: bool
) -> None:
    leader, other, public = (new_visit(java_script_enabled=has_script) for _ in range(3))
    leader.enter_as(app, council.leader)
    other.enter_as(app, add_person(app, "Mia Salt", council=OTHER_COUNCIL, role=Role.READER))
    page = leader.page
    leader.go("/my-council")
    page.get_by_role("link", name="Choose who may see the result").click()
    look_at(leader, "choosing", has_script=has_script)
    choose(page, "Councils", "Own council", "Councils")
    look_at(leader, "checking", has_script=has_script)
    page.get_by_role("link", name="other councils", exact=True).click()
    expect(page.get_by_text("Preview: what other councils will see of it")).to_be_visible()
    look_at(leader, "a preview", has_script=has_script)
    page.go_back()
    page.get_by_role("button", name="Publish version 1 like this").click()
    expect(page.locator("#state")).to_contain_text("shown as Dana Whit chose on 23 November 2026")
    look_at(leader, "published", has_script=has_script)

    sees(public, status=404)
    other.go("/results")
    look_at(other, "the list", has_script=has_script)
    other.page.get_by_role("link", name="Fernmoor Borough Council").click()
    expect(other.page.get_by_text("This is not a ranking.")).to_be_visible()
    expect(other.page.locator("#notes")).to_have_count(0)
    look_at(other, "a published result", has_script=has_script)

    add_period(app, "By-election", TODAY.date(), date(2026, 12, 3))
    leader.go(council.path("publishing"))
    choose(page, "Everyone", "Own council", "Councils")
    expect(page.get_by_text("From 4 December 2026")).to_be_visible()
    page.get_by_role("button", name="Publish version 1 like this").click()
    expect(page.get_by_text("Pre-election period “By-election”").first).to_be_visible()
    sees(public, status=404)
    sees(other, status=200)
    clock.at = TODAY.replace(month=12, day=4)
    sees(public, status=200)
    look_at(public, "what the public reads", has_script=has_script)

    leader.go(council.path("publishing"))
    page.get_by_text("Withdraw the published result").click()
    page.get_by_label("Why do you withdraw it?").fill("A figure was wrong.")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("A figure was wrong.")).to_be_visible()
    for visit in (public, other):
        sees(visit, status=404)


def look_at(visit: Visit, name: str, *, has_script: bool) -> None:
    """Axe is a script itself."""
    if has_script:
        look(visit, name)


def test_what_administrators_keep(app: Flask, new_visit: NewVisit) -> None:
    visit = new_visit()
    visit.enter_as(app, administrator(app)[0])
    visit.go("/administration/pre-election-periods")
    page = visit.page
    page.get_by_label("Which election").fill("Local elections, May 2027")
    page.get_by_label("First day").fill("2027-03-22")
    page.get_by_label("Last day").fill("2027-05-06")
    page.get_by_role("button", name="Keep this period").click()
    expect(page.get_by_role("cell", name="22 March 2027 to 6 May 2027")).to_be_visible()
    look(visit, "pre-election periods")
    page.get_by_role("link", name="Remove Local elections, May 2027").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Remove “Local elections, May 2027”?")
    look(visit, "removing a period")
    page.get_by_role("button", name="Remove this period").click()
    expect(page.get_by_text("None is kept yet.")).to_be_visible()
