"""What belongs to a council is not there for anybody of another, whatever they are in their own."""

from itertools import product

import pytest
from flask import Flask

from tests.access.endpoints import ACCESS
from tests.access.routes import Route, ask, routes_of, token_for
from tests.isolation.test_responses import contents
from tests.slices.cells.steps import enter
from tests.support.people import OTHER_COUNCIL, TODAY, Someone, add_person, add_response
from tests.support.records import add_record
from tiex.access.permissions import Permission
from tiex.accounts.commands import add_exchange_role
from tiex.domain.people import ExchangeRole, Role
from tiex.extensions import db

OF_A_COUNCIL = {"assessment_id", "council_code"}
# Administrators look after all of them.
OPEN_TO_OTHERS = frozenset(
    name for name, access in ACCESS.items() if access.permission == Permission.COUNCIL_ADMINISTER
)


def routes_of_a_council(app: Flask) -> list[Route]:
    found = [route for route in routes_of(app) if route.parts & OF_A_COUNCIL and route.endpoint not in OPEN_TO_OTHERS]
    assert found
    return found


@pytest.mark.parametrize("role", list(Role))
def test_another_council_is_not_found(app: Flask, ada: Someone, role: Role) -> None:
    view = add_response(app, ada)
    add_record(app, view)
    client = enter(app, add_person(app, "Other Council", council=OTHER_COUNCIL, role=role))
    token, before = token_for(client), contents(app)
    for route, htmx in product(routes_of_a_council(app), (False, True)):
        assert ask(client, route, view, token=token, htmx=htmx).status_code == 404, (route, htmx)
    assert contents(app) == before


@pytest.mark.parametrize("role", list(ExchangeRole))
def test_the_exchange_itself_finds_no_council_of_its_own(app: Flask, ada: Someone, role: ExchangeRole) -> None:
    """Editors and administrators see what a council keeps to itself only where they belong to it."""
    view = add_response(app, ada)
    add_record(app, view)
    someone = add_person(app, "Ed Itor", council=None)
    with app.app_context():
        add_exchange_role(session=db.session(), person_id=someone.id, role=role, now=TODAY)
        db.session.commit()
    client = enter(app, someone)
    token = token_for(client)
    for route in routes_of_a_council(app):
        assert ask(client, route, view, token=token).status_code == 404, route
