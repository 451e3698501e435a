"""Two who accept the same invitation at the same moment: one membership, and one account."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.slices.cells.steps import enter, raw_post, stored, trail
from tests.slices.cells.test_at_once import meeting_before
from tests.slices.people.steps import enter_as, links, members_with
from tests.support.page_client import PageClient, page_client
from tests.support.people import COUNCIL, OTHER_COUNCIL, Someone, add_person
from tiex.domain.people import Role
from tiex.gateways.mail import MemoryMailer
from tiex.models import PersonRow

NEWCOMER = {"name": "Ann Lee", "password": "four quiet garden chairs"}


@pytest.fixture
def leader(app: Flask) -> PageClient:
    return enter_as(app, "Lea Der", Role.LEADER)[1]


def invite(client: PageClient, email: str, mailer: MemoryMailer) -> str:
    client.page(f"/councils/{COUNCIL}/invitations/new")
    client.submit("main form", lines=f"Ann Lee, {email}, reader")
    client.submit("form[action$='/invitations']")
    return links(mailer, "/invitations/")[-1]


def accept_at_once(app: Flask, link: str, browsers: list[PageClient], fields: dict[str, str]) -> list[int]:
    tokens = [browser.page(link).find("main input[name=csrf_token]").get("value") for browser in browsers]
    forms = [fields | {"csrf_token": token} for token in tokens]
    with meeting_before(app, "UPDATE council"), ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(lambda browser, form: post(browser, link, form), browsers, forms))


def post(browser: PageClient, link: str, form: dict[str, str]) -> int:
    return FlaskClient.open(browser, link, method="POST", data=form).status_code


def test_two_newcomers_are_one(app: Flask, leader: PageClient, mailer: MemoryMailer) -> None:
    link = invite(leader, "ann@fernmoor.example", mailer)
    browsers = [page_client(app), page_client(app)]
    assert accept_at_once(app, link, browsers, NEWCOMER) == [303, 410]
    assert len(members_with(app, Role.READER)) == 1
    with stored(app) as session:
        assert session.scalars(select(func.count()).where(PersonRow.email == "ann@fernmoor.example")).one() == 1


def test_the_same_click_twice_is_one(app: Flask, leader: PageClient, mailer: MemoryMailer) -> None:
    person: Someone = add_person(app, "Far Away", council=OTHER_COUNCIL, role=Role.READER)
    link = invite(leader, person.email, mailer)
    assert accept_at_once(app, link, [enter(app, person), enter(app, person)], {}) == [303, 410]
    assert members_with(app, Role.READER) == [person.id]
    assert len(trail(app, "invitation accepted")) == 1


@pytest.mark.parametrize("what", ["revoke", "send-again"])
def test_accepting_what_is_changed_at_the_same_moment(
    app: Flask, leader: PageClient, mailer: MemoryMailer, what: str
) -> None:
    """Whoever comes second waits, and finds it done: nobody waits for somebody who waits for them."""
    link, visitor = invite(leader, "ann@fernmoor.example", mailer), page_client(app)
    path = leader.page(f"/councils/{COUNCIL}/people").find(f"form[action$='/{what}']").get("action")
    form = NEWCOMER | {"csrf_token": visitor.page(link).find("main input[name=csrf_token]").get("value")}
    tasks = (lambda: post(visitor, link, form), lambda: raw_post(leader, path, {}).status_code)
    with meeting_before(app, "UPDATE council"), ThreadPoolExecutor(2) as pool:
        accepted, changed = [future.result() for future in [pool.submit(task) for task in tasks]]
    assert (accepted, changed) in ((303, 404), (410, 303))
    assert len(members_with(app, Role.READER)) == (accepted == 303)
