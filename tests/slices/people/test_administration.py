"""Administrators confirm signatories and keep e-mail domains, and see nothing else of a council."""

import pytest
from flask import Flask

from tests.slices.cells.steps import enter, post, stored, trail
from tests.slices.people.steps import enter_as, let_wait, links, meanwhile, members_with, reasons, role_of
from tests.support.page_client import PageClient, page_client
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person
from tiex.accounts.commands import add_exchange_role, add_membership
from tiex.domain.people import ExchangeRole, Role
from tiex.gateways.mail import MemoryMailer

PLACE = f"/administration/councils/{COUNCIL}"
PASSWORD = "four quiet garden chairs"


def administrator(app: Flask, role: ExchangeRole = ExchangeRole.ADMINISTRATOR) -> tuple[Someone, PageClient]:
    person = add_person(app, f"Ex {role.value}", council=None)
    with stored(app) as session:
        add_exchange_role(session=session, person_id=person.id, role=role, now=TODAY)
        session.commit()
    return person, enter(app, person)


def test_editors_may_not(app: Flask) -> None:
    _, client = administrator(app, ExchangeRole.EDITOR)
    for path in ("/administration/councils", PLACE):
        assert client.get(path).status_code == 403
    client.page("/account")
    post(client, f"{PLACE}/signatories", status=403, role="leader", name="Me", email="me@fernmoor.example")


def test_the_first_leader_comes_by_an_administrator(app: Flask, mailer: MemoryMailer) -> None:
    _, client = administrator(app)
    assert "Fernmoor Borough Council" in client.page("/administration/councils?name=fern").text
    client.page(PLACE)
    page = client.submit("form[action$='/signatories']", role="leader", name="New Lea", email="lea@fernmoor.example")
    assert "New Lea becomes the Leader on accepting it." in page.text
    assert members_with(app, Role.LEADER) == []
    visitor = page_client(app)
    visitor.page(links(mailer, "/invitations/")[-1])
    visitor.submit("main form", password=PASSWORD)
    assert len(members_with(app, Role.LEADER)) == 1
    assert visitor.page(f"/councils/{COUNCIL}/people").status == 200


def test_a_new_leader_takes_over_and_the_one_before_reads_on(app: Flask, mailer: MemoryMailer) -> None:
    before, _ = enter_as(app, "Old Lea", Role.LEADER)
    successor, their_client = enter_as(app, "New Lea", Role.CONTRIBUTOR)
    _, client = administrator(app)
    client.page(PLACE)
    client.submit("form[action$='/signatories']", role="leader", name="New Lea", email=successor.email)
    their_client.page(links(mailer, "/invitations/")[-1])
    their_client.submit("main form")
    assert members_with(app, Role.LEADER) == [successor.id]
    assert role_of(app, before.id) == "reader"
    assert mailer.sent[-1].to == before.email
    assert len(trail(app, "signatory succeeded")) == 1


def test_nobody_becomes_both_or_confirms_themselves(app: Flask) -> None:
    chief, _ = enter_as(app, "Chief One", Role.CHIEF_EXECUTIVE)
    own, client = administrator(app)
    client.page(PLACE)
    for address, sentence in ((chief.email, "needs a Chief Executive"), (own.email, "cannot confirm yourself")):
        page = client.submit("form[action$='/signatories']", role="leader", name="X", email=address, status=422)
        assert sentence in page.find(".govuk-error-summary").text


def test_domains_are_kept_and_checked(app: Flask) -> None:
    _, client = administrator(app)
    client.page(PLACE)
    page = client.submit("form[action$='/domains']", domains="@Fernmoor.example\nmoor.gov.uk")
    assert "The e-mail domains are saved." in page.text
    assert page.find("#domains").raw_text.split() == ["fernmoor.example", "moor.gov.uk"]
    page = client.submit("form[action$='/domains']", domains="not a domain!", status=422)
    assert "is not a domain" in page.find(".govuk-error-summary").text
    page = client.submit("form[action$='/signatories']", role="leader", name="X", email="x@gmail.example", status=422)
    assert "is not an address of the council" in page.find(".govuk-error-summary").text
    assert trail(app, "e-mail domains changed") == [
        (f"council {COUNCIL}", [], ["fernmoor.example", "moor.gov.uk"]),
    ]


def test_only_administrators_send_such_an_invitation_again_or_take_it_back(app: Flask, mailer: MemoryMailer) -> None:
    _, client = administrator(app)
    _, chiefs = enter_as(app, "Chief One", Role.CHIEF_EXECUTIVE)
    client.page(PLACE)
    page = client.submit("form[action$='/signatories']", role="leader", name="Lea", email="lea@fernmoor.example")
    again = page.find("form[action$='/send-again']").get("action")
    chiefs.page(f"/councils/{COUNCIL}/people")
    post(chiefs, again.replace("/administration", ""), status=403)
    post(client, again.replace(COUNCIL, OTHER_COUNCIL), status=404)
    client.submit("form[action$='/send-again']")
    first, second = links(mailer, "/invitations/")
    assert page_client(app).get(first).status_code == 410
    assert page_client(app).get(second).status_code == 200
    client.submit("form[action$='/revoke']")
    assert page_client(app).get(second).status_code == 410
    assert members_with(app, Role.LEADER) == []


def confirm(client: PageClient, name: str, email: str, role: str = "leader") -> str:
    """The path of the invitation's send-again form."""
    client.page(PLACE)
    page = client.submit("form[action$='/signatories']", role=role, name=name, email=email)
    return page.find("form[action$='/send-again']").get("action")


@pytest.mark.parametrize("role", list(Role))
def test_nobody_looks_after_a_council_that_they_belong_to(app: Flask, mailer: MemoryMailer, role: Role) -> None:
    """A Leader who is an administrator too would else choose the Chief Executive, and sign for both."""
    _, other = administrator(app)
    again = confirm(other, "Chi Ef", "chief@fernmoor.example", "chief-executive")
    person, _ = enter_as(app, "Both One", role)
    with stored(app) as session:
        add_exchange_role(session=session, person_id=person.id, role=ExchangeRole.ADMINISTRATOR, now=TODAY)
        session.commit()
    client = enter(app, person)
    page = client.page(PLACE)
    assert "look after a council that you belong to" in page.find("main").text
    assert page.find_all("main form") == []
    before = len(mailer.sent)
    fields = {"role": "chief-executive", "name": "Me Again", "email": "again@fernmoor.example", "domains": "x.example"}
    for path in (f"{PLACE}/signatories", f"{PLACE}/domains", again, again.replace("send-again", "revoke")):
        assert "look after a council that you belong to" in post(client, path, status=403, **fields).text
    assert len(mailer.sent) == before
    assert trail(app, "e-mail domains changed") == trail(app, "invitation revoked") == []
    client.page(PLACE.replace(COUNCIL, OTHER_COUNCIL))
    client.submit("form[action$='/domains']", domains="saltwick.example")


def test_whoever_comes_to_a_council_meanwhile_no_longer_looks_after_it(app: Flask, mailer: MemoryMailer) -> None:
    person, client = administrator(app)
    client.page(PLACE)

    def come() -> None:
        with stored(app) as session:
            add_membership(session=session, person_id=person.id, council_code=COUNCIL, role=Role.READER, now=TODAY)
            session.commit()

    with meanwhile(app, come):
        post(client, f"{PLACE}/signatories", status=422, role="leader", name="Lea", email="lea@fernmoor.example")
    assert mailer.sent == []


def test_what_an_administrator_sent_is_void_once_they_belong_to_the_council(app: Flask, mailer: MemoryMailer) -> None:
    one, their_client = administrator(app)
    confirm(their_client, "Chi Ef", "chief@fernmoor.example", "chief-executive")
    person, client = enter_as(app, "Another One", Role.READER, OTHER_COUNCIL)
    with stored(app) as session:
        add_exchange_role(session=session, person_id=person.id, role=ExchangeRole.ADMINISTRATOR, now=TODAY)
        session.commit()
    confirm(client, "Ex Administrator", one.email)
    chief, own = links(mailer, "/invitations/")
    their_client.page(own)
    their_client.submit("main form")
    assert members_with(app, Role.LEADER) == [one.id]
    assert page_client(app).get(chief).status_code == 410
    assert reasons(app, "invitation revoked") == ["The administrator who sent it belongs to the council now."]


def test_who_is_confirmed_last_is_the_only_one_invited(app: Flask, mailer: MemoryMailer) -> None:
    _, client = administrator(app)
    confirm(client, "Chi Ef", "chief@fernmoor.example", "chief-executive")
    confirm(client, "Al One", "al@fernmoor.example")
    confirm(client, "Bo Two", "bo@fernmoor.example")
    chief, first, second = links(mailer, "/invitations/")
    assert [page_client(app).get(link).status_code for link in (chief, first, second)] == [200, 410, 200]
    assert [before for _, before, _ in trail(app, "invitation revoked")] == ["al@fernmoor.example"]
    assert reasons(app, "invitation revoked") == ["Another invitation took its place."]


def test_taking_over_ends_what_waits_for_others_and_the_time_of_deputies(
    app: Flask, ada: Someone, mailer: MemoryMailer
) -> None:
    _, leader = enter_as(app, "Old Lea", Role.LEADER)
    leader.page(f"/councils/{COUNCIL}/deputies/new")
    day = TODAY.date().isoformat()
    leader.submit("main form", person=str(ada.id), starts_on=day, ends_on=day, reason="On leave")
    _, client = administrator(app)
    confirm(client, "New Lea", "new@fernmoor.example")
    for email, role in (("al@fernmoor.example", Role.LEADER), ("bo@fernmoor.example", Role.CHIEF_EXECUTIVE)):
        let_wait(app, email, role)
    visitor = page_client(app)
    visitor.page(links(mailer, "/invitations/")[-1])
    visitor.submit("main form", password=PASSWORD)
    assert [before for _, before, _ in trail(app, "invitation revoked")] == ["al@fernmoor.example"]
    assert [before for _, before, _ in trail(app, "deputy revoked")] == [ada.id]
    for action in ("invitation revoked", "deputy revoked"):
        assert reasons(app, action) == ["There is a new Leader."]
    assert len(members_with(app, Role.LEADER)) == 1
