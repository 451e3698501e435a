"""Naming a deputy, ending it, and for whom somebody may sign."""

from datetime import timedelta
from typing import Any

from flask import Flask

from tests.slices.cells.steps import post, stored, trail
from tests.slices.people.steps import PEOPLE, enter_as
from tests.support.people import COUNCIL, TODAY, Someone, add_person
from tiex.access.scope import Scope
from tiex.accounts.commands import disable_person
from tiex.domain.people import Role
from tiex.gateways.mail import MemoryMailer
from tiex.people.queries import signing_roles_of
from tiex.signoff.queries import list_deputies

NEW = f"/councils/{COUNCIL}/deputies/new"
DAY = TODAY.date()
DAYS: dict[str, Any] = {
    "starts_on": DAY.isoformat(),
    "ends_on": (DAY + timedelta(days=3)).isoformat(),
    "reason": "On leave",
}


def roles(app: Flask, person: Someone, after: int = 0) -> set[Role]:
    with stored(app) as session:
        day = DAY + timedelta(days=after)
        return set(signing_roles_of(Scope(person.id, frozenset({COUNCIL})), session, COUNCIL, day))


def test_a_deputy_signs_for_one_on_the_days_that_were_named(app: Flask, ada: Someone, mailer: MemoryMailer) -> None:
    leader, client = enter_as(app, "Lea Der", Role.LEADER)
    client.page(NEW)
    page = client.submit("main form", person=str(ada.id), **DAYS)
    assert "Ada Moor can sign for Lea Der, Leader: 23 November 2026 to 26 November 2026." in page.text
    assert [mail.to for mail in mailer.sent] == [ada.email]
    assert [roles(app, ada, after) for after in (0, 3, 4)] == [{Role.LEADER}, {Role.LEADER}, set()]
    assert roles(app, leader) == {Role.LEADER}
    client.submit("#deputies form")
    assert roles(app, ada) == set()
    assert len(trail(app, "deputy named")) == len(trail(app, "deputy revoked")) == 1


def test_nobody_stands_in_for_both(app: Flask, ada: Someone) -> None:
    leader, leaders = enter_as(app, "Lea Der", Role.LEADER)
    _, chiefs = enter_as(app, "Chief One", Role.CHIEF_EXECUTIVE)
    leaders.page(NEW)
    leaders.submit("main form", person=str(ada.id), **DAYS)
    chiefs.page(NEW)
    page = chiefs.submit("main form", person=str(ada.id), **DAYS, status=422)
    assert "nobody signs for both" in page.find(".govuk-error-summary").text
    assert page.find("#reason").raw_text.strip() == "On leave"
    post(chiefs, f"/councils/{COUNCIL}/deputies", status=422, person=leader.id, **DAYS)
    assert roles(app, ada) == {Role.LEADER}


def test_a_delegation_is_ended_by_whoever_named_it(app: Flask, ada: Someone) -> None:
    _, leaders = enter_as(app, "Lea Der", Role.LEADER)
    _, chiefs = enter_as(app, "Chief One", Role.CHIEF_EXECUTIVE)
    leaders.page(NEW)
    path = leaders.submit("main form", person=str(ada.id), **DAYS).find("#deputies form").get("action")
    chiefs.page(PEOPLE)
    post(chiefs, path, status=404)
    assert roles(app, ada) == {Role.LEADER}


def test_it_ends_with_the_access_of_the_deputy(app: Flask) -> None:
    deputy = add_person(app, "Dep Uty", role=Role.READER)
    _, client = enter_as(app, "Lea Der", Role.LEADER)
    client.page(NEW)
    client.submit("main form", person=str(deputy.id), **DAYS)
    client.page(f"{PEOPLE}/{deputy.id}")
    client.submit("form[action$='/end']")
    assert roles(app, deputy) == set()


def test_what_is_missing_is_said(app: Flask, ada: Someone) -> None:
    _, client = enter_as(app, "Lea Der", Role.LEADER)
    client.page(NEW)
    page = client.submit("main form", person="0", starts_on="", ends_on="", reason="", status=422)
    said = [link.text for link in page.find_all(".govuk-error-summary a")]
    assert said == ["Choose who stands in for you", "Enter the first day", "Enter the last day"]
    page = client.submit("main form", person=str(ada.id), **(DAYS | {"reason": ""}), status=422)
    assert "Say why" in page.find(".govuk-error-summary").text


def close_account(app: Flask, person: Someone) -> None:
    with stored(app) as session:
        disable_person(session=session, person_id=person.id, now=TODAY)
        session.commit()


def test_nobody_signs_for_somebody_whose_account_is_closed(app: Flask, ada: Someone) -> None:
    leader, client = enter_as(app, "Lea Der", Role.LEADER)
    client.page(NEW)
    client.submit("main form", person=str(ada.id), **DAYS)
    close_account(app, leader)
    assert roles(app, ada) == set()
    with stored(app) as session:
        assert list_deputies(session, COUNCIL, DAY) == ()


def test_nobody_whose_account_is_closed_is_named(app: Flask, ada: Someone) -> None:
    _, client = enter_as(app, "Lea Der", Role.LEADER)
    client.page(NEW)
    close_account(app, ada)
    post(client, f"/councils/{COUNCIL}/deputies", status=422, person=ada.id, **DAYS)
    assert "Nobody else has access" in client.page(NEW).text
    assert trail(app, "deputy named") == []
