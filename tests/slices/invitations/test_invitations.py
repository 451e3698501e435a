"""Inviting many at once, and every way in which an invitation must not work."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.slices.cells.steps import enter, post, stored, trail
from tests.slices.people.steps import PEOPLE, add_domain, enter_as, links, reasons, role_of
from tests.support.page_client import Page, PageClient, page_client
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person
from tiex.accounts.commands import add_membership
from tiex.domain.people import Role
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import InvitationRow, MembershipRow, PersonRow

NEW = f"/councils/{COUNCIL}/invitations/new"
SEND = f"/councils/{COUNCIL}/invitations"
PASSWORD = "four quiet garden chairs"
ANN = "Ann Lee, ann.lee@fernmoor.example, contributor, officers"


@pytest.fixture
def leader(app: Flask) -> PageClient:
    add_domain(app)
    return enter_as(app, "Lea Der", Role.LEADER)[1]


@pytest.fixture
def link(leader: PageClient, mailer: MemoryMailer) -> str:
    invite(leader, ANN)
    return links(mailer, "/invitations/")[-1]


def invite(client: PageClient, lines: str) -> Page:
    client.page(NEW)
    client.submit("main form", lines=lines)
    return client.submit(f"form[action='{SEND}']")


def counts(app: Flask) -> tuple[int, int, int]:
    """Invitations, people and memberships."""
    with stored(app) as session:
        rows = (InvitationRow, PersonRow, MembershipRow)
        found = [session.scalars(select(func.count()).select_from(row)).one() for row in rows]
        return found[0], found[1], found[2]


def test_nothing_is_sent_before_the_preview_is_confirmed(app: Flask, leader: PageClient, mailer: MemoryMailer) -> None:
    leader.page(NEW)
    page = leader.submit("main form", lines=f"{ANN}\nBo Hay, bo@fernmoor.example, reader")
    assert page.h1 == "Look through your invitations"
    assert counts(app)[0] == len(mailer.sent) == 0
    page = leader.submit(f"form[action='{SEND}']")
    assert "2 invitations are on their way." in page.text
    assert [mail.to for mail in mailer.sent] == ["ann.lee@fernmoor.example", "bo@fernmoor.example"]
    assert "Lea Der gave us your address" in mailer.sent[0].body
    assert len(trail(app, "invitation sent")) == 2


def test_a_limit_given_while_inviting_holds_from_the_first_day(
    app: Flask, leader: PageClient, mailer: MemoryMailer
) -> None:
    leader.page(NEW)
    page = leader.submit("main form", lines="Ann Lee, ann.lee@fernmoor.example, contributor, , finance, digital / data")
    _, _, group, area, may_answer = (cell.text for cell in page.find_all("tbody td"))
    assert (group, area) == ("–", "Finance")
    assert may_answer == "Use of data and intelligence, Use of digital and technology"
    leader.submit(f"form[action='{SEND}']")
    guest = page_client(app)
    guest.page(links(mailer, "/invitations/")[-1])
    guest.submit("main form", password=PASSWORD)
    with stored(app) as session:
        row = session.scalars(select(MembershipRow).join(PersonRow).filter_by(email="ann.lee@fernmoor.example")).one()
        assert (row.service_area, sorted(row.characteristics)) == ("finance", ["data", "digital"])


def test_bad_lines_are_named_and_nothing_is_lost(app: Flask, leader: PageClient) -> None:
    lines = f"{ANN}\nBo, bo@gmail.example, reader\n<b>x</b>"
    leader.page(NEW)
    page = leader.submit("main form", lines=lines, status=422)
    assert "Line 2 (Bo, bo@gmail.example, reader): “bo@gmail.example” is not an address of the council" in page.text
    assert "Line 3 (<b>x</b>): write name" in page.text
    assert page.find("#lines").raw_text.split("\n") == lines.split("\n")
    post(leader, SEND, status=422, lines=lines)
    assert counts(app)[0] == 0


def test_without_domains_it_says_so(app: Flask) -> None:
    _, client = enter_as(app, "Lea Der", Role.LEADER)
    assert "No e-mail domains are recorded for Fernmoor Borough Council" in client.page(NEW).text
    page = client.submit("main form", lines="Bo, bo@gmail.example, reader")
    assert "Check each one yourself" in page.text


def upload(client: PageClient, content: bytes) -> Page:
    client.page(NEW)
    token = client._csrf_token()["csrf_token"]
    data = {"csrf_token": token, "lines": "", "file": (BytesIO(content), "people.csv")}
    answer = client.post(f"{SEND}/preview", data=data, content_type="multipart/form-data")
    return client._receive(answer, None)


def test_a_csv_is_read(leader: PageClient) -> None:
    page = upload(leader, "\ufeffName,E-mail,Role\r\nSiân Rees,sian@fernmoor.example,reader\r\n".encode())
    assert page.status == 200
    assert "Siân Rees" in page.find("table").text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Si\xe2n,sian@fernmoor.example,reader", "is not plain text in UTF-8"),
        ("Ann,ann@fernmoor.example,reader".encode("utf-16"), "is not plain text in UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00\xff\xfe", "is not plain text in UTF-8"),
        (b"A\x00nn,ann@fernmoor.example,reader", "a character that cannot be shown"),
        (b"=cmd|' /C calc'!A0,ann@fernmoor.example,reader", "as a formula does"),
        (b"a" * 300_000, "This file is too large"),
        (b"", "Name at least one person"),
        (b"A,a@fernmoor.example,reader\n" * 1000, "That is 1,000 lines."),
    ],
)
def test_files_that_are_no_list_of_people(app: Flask, leader: PageClient, content: bytes, sentence: str) -> None:
    page = upload(leader, content)
    assert page.status == 422
    assert sentence in page.text
    assert counts(app)[0] == 0


def test_a_thousand_pasted_lines_are_refused_and_kept(app: Flask, leader: PageClient) -> None:
    lines = "\n".join(f"A, a{number}@fernmoor.example, reader" for number in range(1000))
    leader.page(NEW)
    page = leader.submit("main form", lines=lines, status=422)
    assert "Invite 200 people at a time, or fewer." in page.find(".govuk-error-summary").text
    assert page.find("#lines").raw_text.count("@") == 1000


def test_a_newcomer_accepts_and_is_signed_in(app: Flask, link: str) -> None:
    visitor = page_client(app)
    page = visitor.page(link)
    assert page.find("#name").get("value") == "Ann Lee"
    visitor.submit("main form", password="short", status=422)
    page = visitor.submit("main form", password=PASSWORD, job_title="Planner")
    assert page.url == "/my-council"
    assert "You are here as Contributor." in page.text
    assert visitor.page(PEOPLE).find("table").text.count("Ann Lee") == 1
    with stored(app) as session:
        row = session.scalars(select(MembershipRow).where(MembershipRow.role_group == "officers")).one()
        assert session.get_one(PersonRow, row.person_id).email == "ann.lee@fernmoor.example"
        token = link.rpartition("/")[2]
        assert session.scalars(select(InvitationRow.token_sha256)).one() != token


def test_it_works_once(app: Flask, link: str) -> None:
    """Two browsers have the page open; the second one's click comes after the first."""
    first, second = page_client(app), page_client(app)
    for browser in (first, second):
        browser.page(link)
    first.submit("main form", password=PASSWORD)
    before = counts(app)
    assert "no longer works" in second.submit("main form", password=PASSWORD, status=410).text
    assert first.get(link).status_code == 410
    assert counts(app) == before


def test_expired_revoked_and_tampered_with(
    app: Flask, leader: PageClient, link: str, clock: SetClock, mailer: MemoryMailer
) -> None:
    visitor, before, token = page_client(app), counts(app), link.rpartition("/")[2]
    visitor.page(link)
    for wrong in (link[:-1], link + "x", f"/invitations/{token.swapcase()}", "/invitations/" + "a" * 5000):
        assert visitor.get(wrong).status_code == 410
    clock.advance(timedelta(days=14))
    assert visitor.get(link).status_code == 410
    visitor.submit("main form", password=PASSWORD, status=410)
    assert "Too old since" in leader.page(PEOPLE).text
    page = leader.submit("form[action$='/send-again']")
    assert "The one before no longer works." in page.text
    again = links(mailer, "/invitations/")[-1]
    assert visitor.get(link).status_code == 410
    assert visitor.get(again).status_code == 200
    leader.submit("form[action$='/revoke']")
    assert visitor.get(again).status_code == 410
    assert counts(app) == before


def test_somebody_else_who_is_signed_in_cannot_use_it(app: Flask, ada: Someone, link: str) -> None:
    client = enter(app, ada)
    page = client.page(link, status=403)
    assert page.h1 == "This invitation is for somebody else"
    assert "ann.lee" not in page.text
    before = counts(app)
    post(client, link, status=403, name="Ada", password=PASSWORD)
    assert counts(app) == before


def test_somebody_with_an_account_signs_in_first(app: Flask, leader: PageClient, mailer: MemoryMailer) -> None:
    person = add_person(app, "Far Away", council=OTHER_COUNCIL, role=Role.READER)
    invite(leader, f"Far Away, {person.email}, lead contributor")
    link = links(mailer, "/invitations/")[-1]
    visitor = page_client(app)
    assert "You have an account with this address." in visitor.page(link).text
    client = enter(app, person)
    client.page(link)
    client.submit("main form")
    assert role_of(app, person.id) == "lead"
    assert role_of(app, person.id, OTHER_COUNCIL) == "reader"


def test_whoever_has_access_meanwhile_keeps_it_and_the_trail_says_so(
    app: Flask, leader: PageClient, mailer: MemoryMailer
) -> None:
    person = add_person(app, "Far Away", council=None)
    invite(leader, f"Far Away, {person.email}, lead contributor")
    with stored(app) as session:
        add_membership(session=session, person_id=person.id, council_code=COUNCIL, role=Role.READER, now=TODAY)
        session.commit()
    client = enter(app, person)
    client.page(links(mailer, "/invitations/")[-1])
    client.submit("main form")
    assert role_of(app, person.id) == "reader"
    assert trail(app, "invitation accepted") == [(f"person {person.id}", "reader", "reader")]
    assert reasons(app, "invitation accepted") == ["They had access already, which stays as it is."]


def test_a_later_invitation_takes_the_place_of_one_that_is_too_old(
    app: Flask, leader: PageClient, link: str, clock: SetClock, mailer: MemoryMailer
) -> None:
    clock.advance(timedelta(days=14))
    invite(leader, ANN)
    assert [before for _, before, _ in trail(app, "invitation revoked")] == ["ann.lee@fernmoor.example"]
    assert leader.page(PEOPLE).find("#invitations").text.count("Ann Lee") == 3


def test_whoever_left_can_be_invited_again(app: Flask, leader: PageClient, mailer: MemoryMailer) -> None:
    person, client = enter_as(app, "Come Back", Role.LEAD)
    leader.page(f"{PEOPLE}/{person.id}")
    leader.submit("form[action$='/end']")
    invite(leader, f"Come Back, {person.email}, reader")
    client.page(links(mailer, "/invitations/")[-1])
    client.submit("main form")
    assert role_of(app, person.id) == "reader"


def test_invitations_of_another_council_cannot_be_reached_by_their_ids(
    app: Flask, leader: PageClient, link: str
) -> None:
    _, client = enter_as(app, "Far Away", Role.LEADER, OTHER_COUNCIL)
    action = leader.page(PEOPLE).find("form[action$='/revoke']").get("action")
    client.page(f"/councils/{OTHER_COUNCIL}/people")
    for path in (action, action.replace(COUNCIL, OTHER_COUNCIL)):
        post(client, path, status=404)
        post(client, path.replace("revoke", "send-again"), status=404)
    assert page_client(app).get(link).status_code == 200
