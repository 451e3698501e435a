"""What a council notes about resources, what it set aside and what its people follow stands on its own pages alone."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.access.routes import routes_of
from tests.slices.cells.steps import enter, stored
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, add_person, add_response
from tests.support.resources import RESOURCE, add_resource, index_all
from tiex.domain.people import Role
from tiex.domain.uses import Worked
from tiex.follows.commands import follow_search
from tiex.follows.queries import read_search
from tiex.uses.commands import Report, Using, list_resource, report_trial, set_aside, take_down

MARK, NAME = "zanzibar-lighthouse", "Secretive Author"


@pytest.fixture
def response_id(app: Flask) -> int:
    """Somebody of Fernmoor has listed a resource, set it aside and followed a search; their report was taken down."""
    author = add_person(app, NAME, role=Role.LEAD)
    add_resource(app)
    index_all(app)
    with stored(app) as session:
        using = Using(session, COUNCIL, RESOURCE, author.id, TODAY)
        list_resource(using=using, note=f"Note {MARK}")
        set_aside(using=using)
        report_trial(using=using, version=0, report=Report(Worked.NO, f"Report {MARK}", may_contact=True))
        take_down(using=using, reason=f"Reason {MARK}")
        follow_search(session=session, person_id=author.id, query=read_search([("q", MARK)]), now=TODAY)
        session.commit()
    return add_response(app, author)


def pages_with(app: Flask, client: PageClient, response_id: int, mark: str) -> set[str]:
    """Endpoints of which what they show to this browser holds the mark, as a page or as a part."""
    found = set()
    for route in routes_of(app):
        for headers in ({}, {"HX-Request": "true", "HX-Target": "div#main"}) if route.method == "GET" else ():
            # Not proof-read: that is done elsewhere, and would take ten times as long here.
            body = FlaskClient.open(client, route.path(app, response_id), headers=headers).text
            found |= {route.endpoint} if mark in body else set()
    return found


def test_their_own_people_read_it(app: Flask, response_id: int) -> None:
    colleague = enter(app, add_person(app, "Ada Moor"))
    assert {"uses.council_list", "resources.resource", "uses.tried"} <= pages_with(app, colleague, response_id, MARK)


def test_nobody_else_reads_it(app: Flask, response_id: int, client: PageClient) -> None:
    other = enter(app, add_person(app, "Os Other", council=OTHER_COUNCIL))
    for browser in (client, other):
        for mark in (MARK, NAME):
            assert pages_with(app, browser, response_id, mark) == set()
