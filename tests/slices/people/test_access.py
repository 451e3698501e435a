"""Changing and ending access, what a limit limits, and for which council one acts."""

from typing import Any

import pytest
from flask import Flask

from tests.access.routes import routes_of
from tests.slices.cells.steps import cell_path, enter, post, statement_path, stored, trail
from tests.slices.people.steps import (
    PEOPLE,
    add_domain,
    enter_as,
    let_wait,
    links,
    meanwhile,
    members_with,
    reasons,
    role_of,
)
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person, add_response
from tiex.accounts.commands import add_membership, disable_person
from tiex.domain.people import Role
from tiex.gateways.mail import MemoryMailer
from tiex.models import InvitationRow, MembershipRow


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


def test_nothing_that_waits_lets_somebody_back_in(app: Flask, ada: Someone, mailer: MemoryMailer) -> None:
    """An invitation, a request about which nobody decided, and a deputy's time end with the access."""
    person, client = enter_as(app, "Tom Ash", Role.CONTRIBUTOR, OTHER_COUNCIL)
    add_domain(app)
    client.page("/join")
    client.submit("main form", name="Tom Ash", email=person.email, job_title="Planner", why="I plan.", council=COUNCIL)
    client.page(links(mailer, "/join/")[-1])
    client.submit("main form")
    let_wait(app, person.email, Role.LEAD)
    let_wait(app, person.email, Role.LEAD, OTHER_COUNCIL)
    with stored(app) as session:
        add_membership(session=session, person_id=person.id, council_code=COUNCIL, role=Role.READER, now=TODAY)
        session.commit()
    _, leader = enter_as(app, "Lea Der", Role.LEADER)
    leader.page(f"/councils/{COUNCIL}/deputies/new")
    day = TODAY.date().isoformat()
    leader.submit("main form", person=str(person.id), starts_on=day, ends_on=day, reason="On leave")
    post(leader, f"{PEOPLE}/{person.id}/end", status=303)
    assert [before for _, before, _ in trail(app, "deputy revoked")] == [person.id]
    for action in ("invitation revoked", "join request settled"):
        assert [before for _, before, _ in trail(app, action)] == [person.email]
        assert reasons(app, action) == ["Their access has ended."]
    text = leader.page(PEOPLE).text
    assert "asks to join" not in text
    assert "Invited, not yet here" not in text
    with stored(app) as session:
        waiting = session.query(InvitationRow).filter_by(revoked_at=None).all()
        assert [row.council_code for row in waiting] == [OTHER_COUNCIL]


@pytest.mark.parametrize("what", ["end", "change", "invite", "revoke", "deputy"])
def test_a_signatory_who_was_just_replaced_changes_nothing(app: Flask, ada: Someone, what: str) -> None:
    leader, client = enter_as(app, "Old Lea", Role.LEADER)
    let_wait(app, "al@fernmoor.example", Role.READER)
    day = TODAY.date().isoformat()
    revoking = client.page(PEOPLE).find("form[action$='/revoke']").get("action")
    tried: dict[str, tuple[str, dict[str, Any]]] = {
        "end": (f"{PEOPLE}/{ada.id}/end", {}),
        "change": (f"{PEOPLE}/{ada.id}", {"role": "reader"}),
        "invite": (f"/councils/{COUNCIL}/invitations", {"lines": "Bo Two, bo@fernmoor.example, lead contributor"}),
        "revoke": (revoking, {}),
        "deputy": (
            f"/councils/{COUNCIL}/deputies",
            {"person": ada.id, "starts_on": day, "ends_on": day, "reason": "On leave"},
        ),
    }
    path, fields = tried[what]

    def replace() -> None:
        with stored(app) as session:
            add_membership(session=session, person_id=leader.id, council_code=COUNCIL, role=Role.READER, now=TODAY)
            session.commit()

    with meanwhile(app, replace):
        answer = post(client, path, status=403, **fields)
    assert "That is for the Leader or Chief Executive. You are here as Reader." in answer.text
    assert role_of(app, ada.id) == "lead"
    for action in ("access ended", "access changed", "invitation sent", "invitation revoked", "deputy named"):
        assert trail(app, action) == []


@pytest.mark.parametrize("number", [2**31, 2**63, 10**25])
def test_numbers_that_no_database_holds_are_not_found(app: Flask, number: int) -> None:
    _, client = enter_as(app, "Lea Der", Role.LEADER)
    client.page(PEOPLE)
    place = f"/councils/{COUNCIL}"
    for path in ("people/{}/end", "deputies/{}/end", "invitations/{}/revoke", "requests/{}/decline"):
        post(client, f"{place}/{path.format(number)}", status=404, reason="No")


def test_a_closed_account_is_said_to_be(app: Flask, ada: Someone) -> None:
    _, client = enter_as(app, "Lea Der", Role.LEADER)
    assert "Account closed" not in client.page(PEOPLE).text
    with stored(app) as session:
        disable_person(session=session, person_id=ada.id, now=TODAY)
        session.commit()
    rows = client.page(PEOPLE).find_all("tbody tr")
    assert ["Account closed" in row.text for row in rows if "Ada Moor" in row.text] == [True]


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
