"""Six people, each in a window of their own, from the invitation to a record that both signatories signed again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.journeys.conftest import NewVisit
from tests.slices.cells.steps import stored
from tests.slices.people.steps import PEOPLE, add_domain, links
from tests.support.cell_page import Card
from tests.support.given_answers import Given, edition, give, label_of
from tests.support.people import PASSWORD, Someone, add_person
from tests.support.visit import Visit
from tiex.domain.people import Role
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import AssessmentResponseRow, PersonRow

PHONE = {"width": 320, "height": 640}
DISPUTED = "role-service-plan"
MINORITY = "Two of us have never seen such a plan."
INVITED = (
    ("Lena Lead", "lead contributor, heads of service"),
    ("Ben Vale", "contributor, officers"),
    ("Cy Hall", "contributor, officers"),
    ("Dee Wood", "contributor, officers"),
)
SAID = ("not-yet", "fully", "partly", "not-yet", "fully", "fully")  # of DISPUTED, by leader, chief and those invited
VOTED = ("partly", "partly", "partly", "partly", "not-yet", "partly")  # in silence, after they talked


@dataclass(frozen=True, slots=True)
class Table:
    """The six at their windows, in the order of SAID."""

    leader: Visit
    chief: Visit
    invited: tuple[Visit, ...]

    @property
    def lead(self) -> Visit:
        return self.invited[0]

    @property
    def everybody(self) -> tuple[Visit, ...]:
        return (self.leader, self.chief, *self.invited)


@pytest.fixture
def table(app: Flask, new_visit: NewVisit) -> Table:
    """Two signatories are there; the others have nothing yet. Two of them are on their phones."""
    add_domain(app)
    leader, chief = new_visit(), new_visit()
    leader.enter_as(app, add_person(app, "Lea Der", role=Role.LEADER))
    chief.enter_as(app, add_person(app, "Chief One", role=Role.CHIEF_EXECUTIVE))
    sizes: tuple[Mapping[str, object], ...] = ({}, {}, {"viewport": PHONE}, {"viewport": PHONE})
    return Table(leader, chief, tuple(new_visit(**size) for size in sizes))


def test_from_the_invitation_to_the_second_pair_of_signatures(
    app: Flask, table: Table, mailer: MemoryMailer, clock: SetClock
) -> None:
    invite(table, mailer)
    start_the_round(table.lead, clock)
    for visit, said in zip(table.everybody, SAID, strict=True):
        answer(visit, said)
    answer_everything_else(app)
    close(table.lead)
    meet(table)
    accept_the_rest(table.lead)
    send(table.lead, version=1)
    sign(table.leader, version=1)
    change_voids(table)
    send(table.lead, version=2)
    both_sign(table, version=2)
    reopen(table)
    record(table.lead, ambition="Fully true")
    send(table.lead, version=3)
    both_sign(table, version=3)
    check_the_records(table)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("button", name=name).click()


def invite(table: Table, mailer: MemoryMailer) -> None:
    """The Chief Executive names the four; each opens the mail and chooses a password."""
    page = table.chief.page
    lines = "\n".join(f"{name}, {name.lower().replace(' ', '.')}@fernmoor.example, {what}" for name, what in INVITED)
    table.chief.go(PEOPLE)
    press(page, "Invite people")
    page.get_by_label("People to invite").fill(lines)
    press(page, "Look through the invitations")
    press(page, "Send 4 invitations")
    expect(page.get_by_text("4 invitations are on their way.")).to_be_visible()
    for visit, link in zip(table.invited, links(mailer, "/invitations/"), strict=True):
        visit.go(link)
        visit.page.get_by_label("Choose a password").fill(PASSWORD)
        press(visit.page, "Accept and sign in")
        expect(visit.page.get_by_role("heading", level=1)).to_have_text("My council")
        visit.step("my council after accepting")


def start_the_round(lead: Visit, clock: SetClock) -> None:
    page = lead.page
    way(lead, "Set the dates of the answering round")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Answering round")
    page.get_by_label("The group meets on").fill((clock.today() + timedelta(days=21)).isoformat())
    press(page, "Save the days")
    expect(page.get_by_label("People answer by")).not_to_have_value("")
    lead.step("the round, with its days")


def answer(visit: Visit, position: str) -> None:
    """One's own view, begun on one's own page, with the statement that will be talked about."""
    visit.go("/my-council")
    press(visit.page, "Start your view")
    visit.page.get_by_role("link", name="Answer the first statement").click()
    card = Card(visit.page, DISPUTED)
    with card.saving():
        card.choose(label_of(position))


def answer_everything_else(app: Flask) -> None:
    """All six say the same of every other statement, without the browser: it is answered whole elsewhere."""
    same = {key: Given("partly", "fully") for key in edition().statements if key != DISPUTED}
    same |= {key: Given("agree") for key in edition().key_statements}
    for someone, response_id in views(app):
        give(app, someone, response_id, same)


def views(app: Flask) -> list[tuple[Someone, int]]:
    """Each author with the id of their view."""
    columns = (PersonRow.id, PersonRow.email, PersonRow.name, AssessmentResponseRow.id)
    query = select(*columns).join(AssessmentResponseRow, AssessmentResponseRow.author_id == PersonRow.id)
    with stored(app) as session:
        return [(Someone(*row[:3]), row[3]) for row in session.execute(query.order_by(PersonRow.id))]


def way(visit: Visit, name: str) -> None:
    """To my council, and on from there by this link or button."""
    visit.go("/my-council")
    visit.page.locator("main a, main button").filter(has_text=name).first.click()


def see_signoff(visit: Visit) -> None:
    way(visit, "Read the consensus")
    visit.page.get_by_role("link", name="See the sign-off").click()


def close(lead: Visit) -> None:
    page = lead.page
    way(lead, "Close the answering round")
    expect(page.get_by_text("6 of 6 people have answered every statement they are asked.")).to_be_visible()
    page.get_by_label("I understand that nobody can change").check()
    press(page, "Close the answering round")
    page.get_by_role("link", name="See the agenda").click()
    lead.step("the agenda")


def meet(table: Table) -> None:
    """They see where they differ, vote again in silence, and record what most of them say now."""
    lead = table.lead.page
    lead.get_by_role("link", name="Run the meeting").first.click()
    press(lead, "Start the meeting")
    for visit in table.everybody:
        if visit is not table.lead:
            way(visit, "Join the meeting")
    vote(table)
    press(lead, "Show the votes")
    for visit in table.everybody:
        if visit is not table.lead:
            expect(visit.page.get_by_text("You chose:")).to_be_visible()
            visit.step("the votes")
    lead.get_by_role("link", name="Record what was agreed").click()
    record(table.lead, position="Partly true", minority=MINORITY)
    lead.reload()
    expect(lead.locator(f"#said-{DISPUTED}")).to_contain_text("In the meeting 6 voted: 1 not yet true, 5 partly true.")
    lead.get_by_role("link", name="Back to running it").click()
    press(lead, "Next statement")
    press(lead, "End the meeting")
    expect(table.chief.page.get_by_text("The meeting has ended")).to_be_visible()


def vote(table: Table) -> None:
    ballots = table.lead.context.new_page()
    ballots.goto(table.lead.page.url.removesuffix("/run"))
    pages = [ballots if visit is table.lead else visit.page for visit in table.everybody]
    for page, said in zip(pages, VOTED, strict=True):
        page.get_by_label(label_of(said)).check()
        expect(page.get_by_text("Your vote is in.")).to_be_visible()
    expect(table.lead.page.get_by_text("6 of 6 have voted")).to_be_visible()
    expect(table.chief.page.locator("svg.bars")).to_have_count(0)
    ballots.close()


def record(lead: Visit, *, position: str = "", ambition: str = "", minority: str = "") -> None:
    """What is agreed on the statement that they talked about."""
    if "/consensus/cells/role-service" not in lead.page.url:
        way(lead, "Read the consensus")
        lead.page.locator("a.grid__cell").first.click()
    card = Card(lead.page, DISPUTED)
    if position:
        with card.saving():
            card.choose(position)
    if ambition:
        with card.saving():
            card.ambition.select_option(label=ambition)
    if minority:
        with card.saving():
            card.root.get_by_label("Minority view").fill(minority)


def accept_the_rest(lead: Visit) -> None:
    """Where all six said the same, after a look at each."""
    page = lead.page
    way(lead, "Record the consensus")
    page.get_by_role("link", name="Look at 89 statements where all agree").click()
    lead.step("where all agree")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Accept the ticked statements")
    expect(page.get_by_role("heading", level=1)).to_contain_text("consensus")


def send(lead: Visit, *, version: int) -> None:
    see_signoff(lead)
    expect(lead.page.get_by_text("Nothing: every statement and every success factor")).to_be_visible()
    press(lead.page, f"Send version {version} for sign-off")
    expect(lead.page.locator("#where")).to_contain_text(f"Version {version} is with the signatories.")


def sign(signatory: Visit, *, version: int) -> None:
    page = signatory.page
    way(signatory, "Read the record and sign")
    expect(page.locator("#record")).to_contain_text(MINORITY)
    signatory.step("the record before it is signed")
    page.get_by_label("Your password").first.fill(PASSWORD)
    press(page, re.compile(f"^Sign version {version}"))
    expect(page.locator("#story")).to_contain_text(f"signed version {version}")


def both_sign(table: Table, *, version: int) -> None:
    sign(table.leader, version=version)
    sign(table.chief, version=version)
    for visit in table.everybody:
        see_signoff(visit)
        expect(visit.page.locator("#where")).to_contain_text("Signed off by the Leader and the Chief Executive")
    table.chief.step("signed off")


def change_voids(table: Table) -> None:
    """One has signed; the lead changes a word; everybody sees that nothing is signed now, and nobody can sign."""
    way(table.lead, "Read the consensus")
    table.lead.page.locator("a.grid__cell").first.click()
    table.lead.page.get_by_role("link", name="Change it all the same").click()
    record(table.lead, ambition="Partly true")
    see_signoff(table.chief)
    expect(table.chief.page.locator("#where")).to_contain_text("draft")
    expect(table.chief.page.locator("#story")).to_contain_text("void")
    expect(table.chief.page.get_by_role("button", name=re.compile("^Sign version"))).to_have_count(0)
    see_signoff(table.leader)
    expect(table.leader.page.locator("#story")).to_contain_text("void")
    table.leader.step("changed after one signature")


def reopen(table: Table) -> None:
    for visit in (table.leader, table.chief):
        page = visit.page
        see_signoff(visit)
        if visit is table.leader:
            page.get_by_text("Reopen it to correct something").click()
        page.locator("textarea[id^=reopen-reason]").fill("The ambition was set too low.")
        page.locator("input[id^=reopen-password]").fill(PASSWORD)
        press(page, re.compile("^Agree to reopen it"))
    expect(table.chief.page.locator("#where")).to_contain_text("draft")


def check_the_records(table: Table) -> None:
    """Whoever reads finds each version, and which one a printed fingerprint belongs to."""
    reader = table.everybody[-1]
    page = reader.page
    page.get_by_role("link", name="All versions with their fingerprints").click()
    fingerprints = page.locator(".version .fingerprint")
    expect(fingerprints).to_have_count(3)
    page.get_by_label("Fingerprint", exact=True).fill(fingerprints.last.inner_text())
    press(page, "Check this fingerprint")
    expect(page.locator(".verdict")).to_contain_text("ersion 1")
    reader.step("a fingerprint checked")
