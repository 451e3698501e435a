"""The pages of people, at a desk and on a phone: nothing sticks out, and axe finds nothing wrong."""

from flask import Flask
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisit
from tests.journeys.test_layout import PHONE, wide_parts
from tests.slices.people.steps import add_domain, links
from tests.slices.people.test_administration import administrator
from tests.support.people import COUNCIL, add_person
from tests.support.visit import Visit
from tiex.domain.people import Role
from tiex.gateways.mail import MemoryMailer

PEOPLE = f"/councils/{COUNCIL}/people"


def look(visit: Visit, name: str) -> None:
    """As it is, and as wide as a phone."""
    visit.step(name)
    size = visit.page.viewport_size
    visit.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert wide_parts(visit.page) == [], name
    assert size is not None
    visit.page.set_viewport_size(size)


def test_a_chief_executive_invites_and_somebody_accepts(app: Flask, new_visit: NewVisit, mailer: MemoryMailer) -> None:
    add_domain(app)
    chief = add_person(app, "Chief One", role=Role.CHIEF_EXECUTIVE)
    reader = add_person(app, "Reader With A Long Name", role=Role.READER)
    visit = new_visit()
    visit.enter_as(app, chief)
    page = visit.page
    visit.go(f"{PEOPLE}/{reader.id}")
    look(visit, "a person")
    visit.go(f"/councils/{COUNCIL}/deputies/new")
    look(visit, "a deputy")
    visit.go(PEOPLE)
    page.get_by_role("button", name="Invite people").click()
    visit.expect("status of 422")
    page.get_by_label("People to invite").fill("Ann Lee, ann.lee@gmail.example, contributor\nonly a name")
    page.get_by_role("button", name="Look through").click()
    expect(page.get_by_text("Nobody has been invited yet.")).to_be_visible()
    look(visit, "bad lines")
    page.get_by_label("People to invite").fill("Ann Lee, ann.lee@fernmoor.example, contributor, officers")
    page.get_by_role("button", name="Look through").click()
    look(visit, "the preview")
    page.get_by_role("button", name="Send 1 invitation").click()
    expect(page.get_by_text("1 invitation is on its way.")).to_be_visible()
    look(visit, "people")
    guest = new_visit()
    guest.go(links(mailer, "/invitations/")[-1])
    look(guest, "an invitation")
    guest.page.get_by_label("Choose a password").fill("four quiet garden chairs")
    guest.page.get_by_role("button", name="Accept and sign in").click()
    expect(guest.page.get_by_text("You are here as Contributor.")).to_be_visible()
    expect(guest.page.get_by_role("link", name="Ann Lee, for Fernmoor")).to_be_visible()


def test_somebody_asks_to_join_and_the_lead_decides(app: Flask, new_visit: NewVisit, mailer: MemoryMailer) -> None:
    add_domain(app)
    lead = add_person(app)
    visit = new_visit()
    visit.go("/join")
    visit.page.get_by_label("Your name").fill("Kit Rowe")
    visit.page.get_by_label("Your council e-mail address").fill("kit.rowe@fernmoor.example")
    visit.page.get_by_label("Your job title").fill("Planner")
    visit.page.get_by_label("Why you want to join").fill("I plan things.")
    visit.page.get_by_role("button", name="Ask to join").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Look in your e-mail")
    visit.go(links(mailer, "/join/")[-1])
    look(visit, "confirming an address")
    visit.page.get_by_role("button", name="Yes, this is my address").click()
    look(visit, "a confirmed address")
    own = new_visit()
    own.enter_as(app, lead)
    own.go(links(mailer, "/requests/")[-1])
    look(own, "a request")
    own.page.get_by_role("button", name="Let Kit Rowe in").click()
    expect(own.page.get_by_text("Kit Rowe gets an invitation by e-mail.")).to_be_visible()


def test_what_administrators_see(app: Flask, new_visit: NewVisit) -> None:
    visit = new_visit()
    visit.enter_as(app, administrator(app)[0])
    for path in ("/administration/councils", f"/administration/councils/{COUNCIL}"):
        visit.go(path)
        look(visit, path)
