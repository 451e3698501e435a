"""Whoever changes who is in a council takes its row first and writes to the trail last, so nobody waits in a circle."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.slices.cells.steps import post
from tests.slices.people.steps import PEOPLE, add_domain, enter_as, let_wait, links
from tests.slices.people.test_administration import PASSWORD, PLACE, administrator
from tests.support.page_client import PageClient, page_client
from tests.support.people import COUNCIL, TODAY, Someone, add_person
from tiex.domain.people import Role
from tiex.extensions import db
from tiex.gateways.mail import MemoryMailer

DAY = TODAY.date().isoformat()
DEPUTY = {"starts_on": DAY, "ends_on": DAY, "reason": "On leave"}
WRITES = re.compile(r"(?:UPDATE|INSERT INTO|DELETE FROM) (\w+)")
# Mail waits for nobody, and what the trail says comes with its chain.
ASIDE = {"outbox_message", "audit_entry"}


@contextmanager
def written(app: Flask) -> Iterator[list[str]]:
    """The tables that are written to, in their order."""
    tables: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found = WRITES.match(statement)
        if found and found[1] not in ASIDE:
            tables.append(found[1])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield tables
    finally:
        event.remove(engine, "before_cursor_execute", note)


def check_order(tables: list[str]) -> None:
    first_entry = tables.index("audit_chain")
    assert tables[0] == "council", tables
    assert set(tables[first_entry:]) == {"audit_chain"}, tables


@contextmanager
def in_order(app: Flask) -> Iterator[None]:
    with written(app) as tables:
        yield
    check_order(tables)


@pytest.fixture
def leader(app: Flask) -> PageClient:
    add_domain(app)
    client = enter_as(app, "Lea Der", Role.LEADER)[1]
    client.page(PEOPLE)
    return client


def test_of_signatories(app: Flask, ada: Someone, leader: PageClient) -> None:
    let_wait(app, "bo@fernmoor.example", Role.READER)
    place = f"/councils/{COUNCIL}"
    invitation = leader.page(PEOPLE).find("form[action$='/revoke']").get("action")
    with in_order(app):
        post(leader, invitation.replace("revoke", "send-again"), status=303)
    for path, fields in (
        (
            f"{place}/invitations",
            {"lines": "Ann Lee, ann@fernmoor.example, reader\nCy Hall, cy@fernmoor.example, lead"},
        ),
        (invitation, {}),
        (f"{PEOPLE}/{ada.id}", {"role": "reader"}),
        (f"{place}/deputies", {"person": ada.id, **DEPUTY}),
    ):
        with in_order(app):
            post(leader, path, status=303, **fields)
    ending = leader.page(PEOPLE).find("#deputies form").get("action")
    with in_order(app):
        post(leader, ending, status=303)
    post(leader, f"{place}/deputies", status=303, person=ada.id, **DEPUTY)
    let_wait(app, ada.email, Role.LEAD)
    with in_order(app):
        post(leader, f"{PEOPLE}/{ada.id}/end", status=303)


def test_of_administrators_and_of_who_takes_over(app: Flask, leader: PageClient, mailer: MemoryMailer) -> None:
    _, client = administrator(app)
    client.page(PLACE)
    let_wait(app, "bo@fernmoor.example", Role.LEADER)
    fields = {"role": "leader", "name": "New Lea", "email": "new@fernmoor.example", "domains": "x.example"}
    for path in (f"{PLACE}/signatories", f"{PLACE}/domains"):
        with in_order(app):
            post(client, path, status=303, **fields)
    let_wait(app, "cy@fernmoor.example", Role.LEADER)
    link, visitor = links(mailer, "/invitations/")[-1], page_client(app)
    visitor.page(link)
    with written(app) as tables:
        visitor.submit("main form", password=PASSWORD)
        first_entry = tables.index("audit_chain")
        assert tables[0] == "council", tables
        # A new account is an entry of the exchange, and comes before everything that is one of the council.
        assert tables[first_entry - 1] == "person", tables
        check_order(["council", *tables[first_entry + 1 :]])


def test_of_those_who_ask_to_join(app: Flask, ada: Someone, leader: PageClient, mailer: MemoryMailer) -> None:
    kit = add_person(app, "Kit Rowe", council=None)
    for what, fields in (("decline", {"reason": "No"}), ("accept", {"role": "reader"})):
        visitor = page_client(app)
        visitor.page("/join")
        visitor.submit("main form", name=kit.name, email=kit.email, job_title="Planner", why="I plan.")
        visitor.page(links(mailer, "/join/")[-1])
        with in_order(app):
            visitor.submit("main form")
        with in_order(app):
            post(leader, f"{links(mailer, '/requests/')[-1]}/{what}", status=303, **fields)
