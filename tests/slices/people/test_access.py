"""Changing and ending access, what a limit limits, and for which council one acts."""

import pytest
from flask import Flask

from tests.access.routes import routes_of
from tests.slices.cells.steps import cell_path, enter, post, statement_path, stored, trail
from tests.slices.people.steps import PEOPLE, enter_as, members_with, role_of
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person, add_response
from tiex.accounts.commands import add_membership
from tiex.domain.people import Role
from tiex.gateways.mail import MemoryMailer
from tiex.models import MembershipRow


@pytest.mark.parametrize("role", list(Role))
def test_everybody_of_the_council_sees_who_has_access(app: Flask, ada: Someone, role: Role) -> None:
    _, client = enter_as(app, "Pat Part", role)
    page = client.page(PEOPLE)
    assert "Ada Moor" in page.text
    assert "Lead contributor" in page.text
    assert ("Invite people" in page.text) == (role in (Role.LEADER, Role.CHIEF_EXECUTIVE))


def test_a_signatory_changes_what_somebody_may_do(app: Flask, ada: Someone) -> None:
    _, client = enter_as(app, "Lea Der", Role.LEADER)
    client.page(f"{PEOPLE}/{ada.id}")
    page = client.submit("main form", role="contributor", role_group="officers", characteristics=["digital"])
    assert page.url == PEOPLE
    assert "The access of Ada Moor is changed." in page.text
    assert "Use of digital and technology" in page.text
    (subject, before, after), *_ = trail(app, "access changed")
    assert subject == f"person {ada.id}"
    assert (before["role"], after["role"], after["characteristics"]) == ("lead", "contributor", ["digital"])


def test_only_contributors_are_limited(app: Flask, ada: Someone) -> None:
    _, client = enter_as(app, "Lea Der", Role.LEADER)
    client.page(f"{PEOPLE}/{ada.id}")
    page = client.submit("main form", role="lead", characteristics=["digital"], status=422)
    assert "Only a contributor can be limited" in page.find(".govuk-error-summary").text
    assert trail(app, "access changed") == []


@pytest.mark.parametrize("taken", [Role.LEADER, Role.CHIEF_EXECUTIVE])
def test_the_last_signatory_stays(app: Flask, taken: Role) -> None:
    holder, own_client = enter_as(app, "Holder One", taken)
    other = Role.CHIEF_EXECUTIVE if taken is Role.LEADER else Role.LEADER
    _, client = enter_as(app, "Other One", other)
    for who in (client, own_client):
        page = who.page(f"{PEOPLE}/{holder.id}")
        assert not page.find_all("form[action$='/end']")
        answer = post(who, f"{PEOPLE}/{holder.id}/end", status=403)
        assert "needs a" in answer.text or "your own access" in answer.text
        post(who, f"{PEOPLE}/{holder.id}", status=422, role="reader")
    assert members_with(app, taken) == [holder.id]
    assert trail(app, "access ended") == []


def test_nobody_is_made_a_signatory_by_the_other(app: Flask, ada: Someone) -> None:
    _, client = enter_as(app, "Chief One", Role.CHIEF_EXECUTIVE)
    client.page(f"{PEOPLE}/{ada.id}")
    post(client, f"{PEOPLE}/{ada.id}", status=422, role="leader")
    assert role_of(app, ada.id) == "lead"


def test_access_ends_at_once_and_what_was_contributed_stays(app: Flask, ada: Someone, mailer: MemoryMailer) -> None:
    view, ada_client = add_response(app, ada), enter(app, ada)
    ada_client.page(cell_path(view))
    post(ada_client, statement_path(view), status=303, position="fully")
    _, client = enter_as(app, "Lea Der", Role.LEADER)
    client.page(f"{PEOPLE}/{ada.id}")
    page = client.submit("form[action$='/end']")
    assert "The access of Ada Moor has ended." in page.text
    assert "Ada Moor" not in page.find("table").text
    for path in (PEOPLE, cell_path(view), f"/responses/{view}"):
        assert ada_client.get(path).status_code == 404
    assert [mail.to for mail in mailer.sent] == [ada.email]
    assert "Your access to Fernmoor Borough Council" in mailer.sent[0].body
    assert len(trail(app, "answer recorded")) == 1
    post(client, f"{PEOPLE}/{ada.id}/end", status=404)


def test_a_contributor_cannot_call_what_manages_people(app: Flask, ada: Someone) -> None:
    for role in (Role.CONTRIBUTOR, Role.LEAD, Role.READER):
        _, client = enter_as(app, f"Some {role.value}", role)
        client.page(PEOPLE)
        for path in (f"{PEOPLE}/{ada.id}", f"{PEOPLE}/{ada.id}/end", f"/councils/{COUNCIL}/invitations"):
            assert "That is for the Leader or Chief Executive." in post(client, path, status=403).text
    assert role_of(app, ada.id) == "lead"


def test_people_of_another_council_cannot_be_reached_by_their_ids(app: Flask, ada: Someone) -> None:
    """A signatory of one council with the id of somebody of another, in their own council's address and in theirs."""
    _, client = enter_as(app, "Far Away", Role.LEADER, OTHER_COUNCIL)
    client.page(f"/councils/{OTHER_COUNCIL}/people")
    for council in (COUNCIL, OTHER_COUNCIL):
        for path in (f"/councils/{council}/people/{ada.id}", f"/councils/{council}/people/{ada.id}/end"):
            post(client, path, status=404, role="reader")
    assert role_of(app, ada.id) == "lead"
    assert client.get(f"/councils/{OTHER_COUNCIL}/people/{2**40}").status_code == 404


def limit(app: Flask, person: Someone, *characteristics: str) -> None:
    with stored(app) as session:
        session.get_one(MembershipRow, (person.id, COUNCIL)).characteristics = list(characteristics)
        session.commit()


def test_a_limited_contributor_answers_what_they_were_asked_and_reads_the_rest(app: Flask) -> None:
    person, client = enter_as(app, "Dig Ital", Role.CONTRIBUTOR)
    view = add_response(app, person)
    limit(app, person, "digital")
    page = client.page(cell_path(view))
    assert "You have been asked to answer about other characteristics" in page.text
    assert all(field.has("disabled") for field in page.find_all("fieldset.statement__answer"))
    assert "other characteristics" in post(client, statement_path(view), status=403, position="fully").text
    post(client, f"{cell_path(view)}/notes/impediments", status=403, text="No")
    post(client, f"/responses/{view}/success-factors/csf-change-case", status=403, position="agree")
    post(client, statement_path(view, "digital-service-plan"), status=303, position="fully")
    assert client.page(f"/responses/{view}/continue").url == cell_path(view, "digital-service")
    assert len(trail(app, "answer recorded")) == 1


def test_every_page_of_a_council_says_for_which_one_acts(app: Flask) -> None:
    """Somebody in two councils cannot mistake it: also on pages that do not have the council in their address."""
    person = add_person(app, "Sha Red", role=Role.LEADER)
    view = add_response(app, person)
    with stored(app) as session:
        add_membership(session=session, person_id=person.id, council_code=OTHER_COUNCIL, role=Role.LEADER, now=TODAY)
        session.commit()
    client, seen = enter(app, person), 0
    for route in routes_of(app):
        if route.method == "GET" and route.parts & {"council_code", "response_id", "assessment_id"}:
            answer = client.get(route.path(app, view))
            if answer.status_code == 200 and answer.mimetype == "text/html":
                assert "Sha Red, for Fernmoor" in answer.text, route
                seen += 1
    assert seen >= 6
    assert "Sha Red, for Saltwick" in client.page(f"/councils/{OTHER_COUNCIL}/people").text
    assert ", for " not in client.page("/my-council").find("header").text
