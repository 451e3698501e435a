"""Asking to join a council: the address is confirmed first, and nobody learns who has an account."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.slices.cells.steps import post, stored, trail
from tests.slices.people.steps import PEOPLE, add_domain, enter_as, let_wait, links, meanwhile, reasons
from tests.support.page_client import Page, PageClient, page_client
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone
from tiex.accounts.commands import add_membership
from tiex.domain.people import Role
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import InvitationRow

KIT = {"name": "Kit Rowe", "email": "Kit.Rowe@fernmoor.example", "job_title": "Planner", "why": "I plan things."}


def ask(app: Flask, status: int = 200, **changed: str) -> Page:
    client = page_client(app)
    client.page("/join")
    return client.submit("main form", status=status, **(KIT | changed))


def request_of_kit(app: Flask, mailer: MemoryMailer) -> str:
    """The path of a request whose address is confirmed."""
    add_domain(app)
    ask(app)
    visitor = page_client(app)
    visitor.page(links(mailer, "/join/")[-1])
    assert visitor.submit("main form").h1 == "Your address is confirmed"
    return links(mailer, "/requests/")[-1]


def decide(client: PageClient, path: str) -> Page:
    assert "I plan things." in client.page(path).text
    return client.submit("form[action$='/accept']", role="reader")


def test_a_lead_lets_somebody_in(app: Flask, ada: Someone, ada_client: PageClient, mailer: MemoryMailer) -> None:
    path = request_of_kit(app, mailer)
    assert mailer.sent[-1].to == ada.email
    assert "1 person asks to join" in ada_client.page(PEOPLE).text
    assert "gets an invitation by e-mail" in decide(ada_client, path).text
    assert mailer.sent[-1].to == "kit.rowe@fernmoor.example"
    visitor = page_client(app)
    visitor.page(links(mailer, "/invitations/")[-1])
    page = visitor.submit("main form", password="four quiet garden chairs")
    assert "You are here as Reader." in page.text
    assert ada_client.get(path).status_code == 404
    post(ada_client, f"{path}/accept", status=404, role="reader")


def test_a_lead_cannot_let_in_another_lead(app: Flask, ada_client: PageClient, mailer: MemoryMailer) -> None:
    path = request_of_kit(app, mailer)
    assert [option.get("value") for option in ada_client.page(path).find_all("#role option")] == [
        "contributor",
        "reader",
    ]
    for role in ("lead", "leader", "chief-executive"):
        post(ada_client, f"{path}/accept", status=422, role=role)
    assert links(mailer, "/invitations/") == []


def test_it_is_declined_with_a_reason(app: Flask, ada_client: PageClient, mailer: MemoryMailer) -> None:
    path = request_of_kit(app, mailer)
    ada_client.page(path)
    ada_client.submit("form[action$='/decline']", reason="", status=422)
    ada_client.submit("form[action$='/decline']", reason="We are full.")
    assert "We are full." in mailer.sent[-1].body
    assert len(trail(app, "join request declined")) == 1
    assert "asks to join" not in ada_client.page(PEOPLE).text


def test_the_same_is_said_whether_there_is_an_account_or_not(app: Flask, ada: Someone, mailer: MemoryMailer) -> None:
    add_domain(app)
    unknown, known = ask(app), ask(app, email=ada.email)
    assert unknown.text == known.text
    assert [mail.subject for mail in mailer.sent] == ["Confirm your e-mail address"] * 2
    visitor = page_client(app)
    visitor.page(links(mailer, "/join/")[-1])
    assert visitor.submit("main form").h1 == "Your address is confirmed"
    assert mailer.sent[-1].subject == "You have access already"


def test_a_link_works_once_and_for_three_days(app: Flask, ada: Someone, clock: SetClock, mailer: MemoryMailer) -> None:
    add_domain(app)
    ask(app)
    link, visitor = links(mailer, "/join/")[-1], page_client(app)
    visitor.page(link)
    assert visitor.get(f"{link}x").status_code == 410
    clock.advance(timedelta(days=3))
    visitor.submit("main form", status=410)
    assert links(mailer, "/requests/") == []


def test_no_more_than_three_links_are_on_their_way_to_an_address(
    app: Flask, ada: Someone, mailer: MemoryMailer
) -> None:
    add_domain(app)
    assert {ask(app).h1 for _ in range(6)} == {"Look in your e-mail"}
    assert len(mailer.sent) == 3


def test_which_council_it_is_about(app: Flask, ada: Someone, mailer: MemoryMailer) -> None:
    assert "Choose your council" in ask(app, 422).find(".govuk-error-summary").text
    assert "Nobody there can decide yet" in ask(app, 422, council=OTHER_COUNCIL).text
    add_domain(app)
    wrong = ask(app, 422, council=COUNCIL, email="kit@gmail.example")
    assert "is not an address of the council" in wrong.find(".govuk-error-summary").text
    assert wrong.find("#why").raw_text.strip() == KIT["why"]
    ask(app, council=COUNCIL)
    assert len(mailer.sent) == 1


def test_requests_of_another_council_cannot_be_reached_by_their_ids(
    app: Flask, ada: Someone, mailer: MemoryMailer
) -> None:
    path = request_of_kit(app, mailer)
    _, client = enter_as(app, "Far Away", Role.LEADER, OTHER_COUNCIL)
    client.page(f"/councils/{OTHER_COUNCIL}/people")
    for place in (path, path.replace(COUNCIL, OTHER_COUNCIL)):
        assert client.get(place).status_code == 404
        post(client, f"{place}/accept", status=404, role="reader")
        post(client, f"{place}/decline", status=404, reason="No")
    _, contributor = enter_as(app, "Con Tributor", Role.CONTRIBUTOR)
    assert contributor.get(path).status_code == 403


def accept(app: Flask, link: str) -> None:
    visitor = page_client(app)
    visitor.page(link)
    visitor.submit("main form", password="four quiet garden chairs")


def test_whoever_has_access_meanwhile_is_not_invited_again(
    app: Flask, ada: Someone, ada_client: PageClient, mailer: MemoryMailer
) -> None:
    """A second invitation would wait, and let them in again after their access has ended."""
    path = request_of_kit(app, mailer)
    _, leader = enter_as(app, "Lea Der", Role.LEADER)
    leader.page(PEOPLE)
    lines = "Kit Rowe, kit.rowe@fernmoor.example, contributor"
    post(leader, f"/councils/{COUNCIL}/invitations", status=303, lines=lines)
    accept(app, links(mailer, "/invitations/")[-1])
    assert "Kit Rowe has access already, so gets no invitation." in decide(ada_client, path).text
    assert len(links(mailer, "/invitations/")) == 1
    assert "asks to join" not in ada_client.page(PEOPLE).text
    assert trail(app, "join request accepted") == []
    assert reasons(app, "join request settled") == ["They have access already."]


def test_requests_settled_together_stand_in_the_trail_each(
    app: Flask, ada: Someone, ada_client: PageClient, mailer: MemoryMailer
) -> None:
    first, second = request_of_kit(app, mailer), ""
    ask(app)
    visitor = page_client(app)
    visitor.page(links(mailer, "/join/")[-1])
    visitor.submit("main form")
    second = links(mailer, "/requests/")[-1]
    ada_client.page(first)
    ada_client.submit("form[action$='/decline']", reason="We are full.")
    numbers = [path.rpartition("/")[2] for path in (first, second)]
    assert [subject for subject, _, _ in trail(app, "join request declined")] == [f"join request {numbers[0]}"]
    assert [subject for subject, _, _ in trail(app, "join request settled")] == [f"join request {numbers[1]}"]
    assert reasons(app, "join request settled") == ["Decided together with another request of theirs."]


def test_asking_with_access_is_settled_and_stands_in_the_trail(app: Flask, ada: Someone, mailer: MemoryMailer) -> None:
    add_domain(app)
    ask(app, email=ada.email)
    visitor = page_client(app)
    visitor.page(links(mailer, "/join/")[-1])
    visitor.submit("main form")
    assert [before for _, before, _ in trail(app, "join request settled")] == [ada.email]
    assert trail(app, "join request confirmed") == []


def test_letting_somebody_in_leaves_what_an_administrator_sent(
    app: Flask, ada: Someone, ada_client: PageClient, mailer: MemoryMailer
) -> None:
    path = request_of_kit(app, mailer)
    for role in (Role.LEADER, Role.LEAD):
        let_wait(app, "kit.rowe@fernmoor.example", role)
    decide(ada_client, path)
    with stored(app) as session:
        waiting = session.query(InvitationRow).filter_by(revoked_at=None).order_by(InvitationRow.id)
        assert [row.role for row in waiting] == ["leader", "reader"]
    assert reasons(app, "invitation revoked") == ["Another invitation took its place."]


@pytest.mark.parametrize("email", ["kit(x@fernmoor.example", "kit..rowe@fernmoor.example", "kït@fernmoor.example"])
def test_an_address_that_could_be_read_as_another_one_asks_for_nothing(app: Flask, ada: Someone, email: str) -> None:
    add_domain(app)
    assert "in the correct format" in ask(app, 422, email=email).find(".govuk-error-summary").text


@pytest.mark.parametrize("what", ["accept", "decline"])
def test_somebody_who_just_lost_their_role_decides_nothing(
    app: Flask, ada: Someone, ada_client: PageClient, mailer: MemoryMailer, what: str
) -> None:
    path = request_of_kit(app, mailer)
    ada_client.page(path)
    before = len(mailer.sent)

    def lose() -> None:
        with stored(app) as session:
            add_membership(session=session, person_id=ada.id, council_code=COUNCIL, role=Role.READER, now=TODAY)
            session.commit()

    with meanwhile(app, lose):
        post(ada_client, f"{path}/{what}", status=403, role="reader", reason="No")
    assert len(mailer.sent) == before
