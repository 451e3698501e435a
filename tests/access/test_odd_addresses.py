"""Ids that no database can hold and control characters, in each part of each address: there is no such page."""

from itertools import product

import pytest
from flask import Flask

from tests.access.routes import ask, routes_of, token_for
from tests.slices.cells.steps import enter, stored
from tests.support.page_client import PageClient
from tests.support.people import TODAY, add_person, add_response
from tests.support.records import add_record
from tiex.accounts.commands import add_exchange_role
from tiex.domain.people import ExchangeRole, Role

NUMBERS = {
    "response_id",
    "assessment_id",
    "person_id",
    "invitation_id",
    "delegation_id",
    "request_id",
    "follow_id",
    "trial_id",
    "example_id",
    "problem_id",
    "file_id",
    "job_id",
    "group_id",
    "period_id",
}
ODD_NUMBERS = (2**31, 2**63, 10**40)
# Not allowed: where a page and a form share an address, the form is asked for at what is no address of the page.
NOT_THERE = (404, 405)
ODD_TEXTS = ("a\x00b", "\x00", "a\nb", "\x7f")


@pytest.fixture
def view(app: Flask) -> int:
    view = add_response(app, add_person(app))
    add_record(app, view)
    return view


@pytest.fixture
def everywhere(app: Flask) -> PageClient:
    """Somebody who comes as far as anybody does."""
    leader = add_person(app, "Lea Der", role=Role.LEADER)
    with stored(app) as session:
        add_exchange_role(session=session, person_id=leader.id, role=ExchangeRole.ADMINISTRATOR, now=TODAY)
        session.commit()
    return enter(app, leader)


def test_what_no_database_can_hold_is_not_found(app: Flask, everywhere: PageClient, view: int) -> None:
    token, tried = token_for(everywhere), set()
    for route in routes_of(app):
        for part in sorted(route.parts):
            for value in ODD_NUMBERS if part in NUMBERS else ODD_TEXTS:
                answer = ask(everywhere, route, view, token=token, odd={part: value})
                assert answer.status_code in NOT_THERE, (route, part, value)
                tried.add(part)
    assert tried > NUMBERS


@pytest.mark.parametrize("number", [0, 2**31 - 1])
def test_the_largest_id_is_one_that_is_not_there(app: Flask, everywhere: PageClient, view: int, number: int) -> None:
    token = token_for(everywhere)
    for route, part in product(routes_of(app), sorted(NUMBERS)):
        if part in route.parts:
            answer = ask(everywhere, route, view, token=token, odd={part: number})
            assert answer.status_code in (403, 404), (route, part)
