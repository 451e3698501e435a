"""A response is its author's alone: for anybody else every route that takes its id says that it is not there."""

import re
from itertools import product

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.access.endpoints import PARTS, RELEASED
from tests.access.routes import Route, ask, routes_of, token_for
from tests.slices.cells.steps import enter
from tests.support.page_client import PageClient
from tests.support.people import (
    CLOSED,
    COUNCIL,
    OTHER_COUNCIL,
    TODAY,
    Someone,
    add_person,
    add_response,
)
from tiex.access.permissions import Permission
from tiex.access.policy import AT_ROUTE
from tiex.accounts.commands import add_membership, disable_person
from tiex.domain.people import Role
from tiex.extensions import db
from tiex.models import Base, MembershipRow

MISSING = 2_000_000
TOKENS = re.compile(r'(name="csrf_token" value|name="csrf-token" content)="[^"]*"')


def routes_with_a_response(app: Flask) -> list[Route]:
    found = [route for route in routes_of(app) if "response_id" in route.parts and route.endpoint not in RELEASED]
    assert len(found) >= 8
    return found


@pytest.fixture
def view(app: Flask, ada: Someone) -> int:
    return add_response(app, ada)


def test_each_part_of_an_address_has_a_value_for_these_tests(app: Flask) -> None:
    unknown = {part for route in routes_of(app) for part in route.parts} - set(PARTS) - {"response_id", "assessment_id"}
    assert not unknown, "add a value to tests/access/endpoints.py"


def test_the_author_gets_something_on_each_route(app: Flask, ada_client: PageClient, view: int) -> None:
    """Or the tests below would show nothing: the address itself must be right."""
    token = token_for(ada_client)
    for route in routes_with_a_response(app):
        assert ask(ada_client, route, view, token=token).status_code < 400, route


OTHERS = [
    ("Same Council", COUNCIL, Role.CONTRIBUTOR),
    ("Same Leader", COUNCIL, Role.LEADER),
    ("Same Reader", COUNCIL, Role.READER),
    ("Other Council", OTHER_COUNCIL, Role.LEAD),
]


@pytest.mark.parametrize(("name", "council", "role"), OTHERS, ids=[name for name, _, _ in OTHERS])
def test_nobody_else_can_tell_that_it_is_there(app: Flask, view: int, name: str, council: str, role: Role) -> None:
    client = enter(app, add_person(app, name, council=council, role=role))
    token, before = token_for(client), contents(app)
    for route, htmx in product(routes_with_a_response(app), (False, True)):
        theirs, missing = (ask(client, route, id_, token=token, htmx=htmx) for id_ in (view, MISSING))
        assert theirs.status_code == 404, (route, htmx)
        assert said(theirs, view) == said(missing, MISSING), (route, htmx)
    assert contents(app) == before


def test_somebody_without_a_council_can_tell_as_little(app: Flask, view: int) -> None:
    client = enter(app, add_person(app, "No Where", council=None))
    token = token_for(client)
    for route, htmx in product(routes_with_a_response(app), (False, True)):
        theirs, missing = (ask(client, route, id_, token=token, htmx=htmx) for id_ in (view, MISSING))
        assert theirs.status_code == 404, (route, htmx)
        assert said(theirs, view) == said(missing, MISSING), (route, htmx)


def said(response: TestResponse, response_id: int) -> tuple[int, str, str | None]:
    """Status, body and location, but for tokens and the id."""
    body = TOKENS.sub("", response.text).replace(f"/responses/{response_id}", "/responses/ID")
    return response.status_code, body, response.location


def contents(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.app_context():
        return {
            table.name: sorted((tuple(row) for row in db.session.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in ("council", "council_successor", "edition")
        }


def test_signed_out_all_ids_look_the_same(app: Flask, client: PageClient, view: int) -> None:
    token = token_for(client)
    for route, htmx in product(routes_with_a_response(app), (False, True)):
        answer = ask(client, route, view, token=token, htmx=htmx)
        assert answer.status_code == (401 if route.is_unsafe or htmx else 302), (route, htmx)
        if answer.location:
            assert answer.location.startswith("/sign-in?next=")


def test_a_membership_taken_away_closes_every_route_at_once(
    app: Flask, ada: Someone, ada_client: PageClient, view: int
) -> None:
    """What they contributed stays, and opens again with the membership."""
    with app.app_context():
        other = {"person_id": ada.id, "council_code": OTHER_COUNCIL}
        add_membership(session=db.session(), role=Role.LEAD, now=TODAY, **other)  # type: ignore[arg-type]
        db.session.commit()
    token = token_for(ada_client)
    take_away(app, ada)
    for route, htmx in product(routes_with_a_response(app), (False, True)):
        assert ask(ada_client, route, view, token=token, htmx=htmx).status_code == 404, (route, htmx)
    assert "Fernmoor" not in ada_client.page("/my-council").find("main").text
    with app.app_context():
        add_membership(session=db.session(), person_id=ada.id, council_code=COUNCIL, role=Role.LEAD, now=TODAY)
        db.session.commit()
    ada_client.page(f"/responses/{view}")


def take_away(app: Flask, person: Someone) -> None:
    with app.app_context():
        db.session.delete(db.session.get_one(MembershipRow, (person.id, COUNCIL)))
        db.session.commit()


def test_the_only_membership_taken_away_closes_every_route_at_once(
    app: Flask, ada: Someone, ada_client: PageClient, view: int
) -> None:
    token = token_for(ada_client)
    take_away(app, ada)
    for route in routes_with_a_response(app):
        assert ask(ada_client, route, view, token=token).status_code == 404, route
    assert "You do not belong to a council." in ada_client.page("/my-council").text


def test_a_disabled_person_is_signed_out_at_once(app: Flask, ada: Someone, ada_client: PageClient, view: int) -> None:
    token = token_for(ada_client)
    with app.app_context():
        disable_person(session=db.session(), person_id=ada.id, now=TODAY)
        db.session.commit()
    before = contents(app)
    for route, htmx in product(routes_with_a_response(app), (False, True)):
        answer = ask(ada_client, route, view, token=token, htmx=htmx)
        assert answer.status_code == (401 if route.is_unsafe or htmx else 302), (route, htmx)
    assert contents(app) == before


def test_routes_with_a_response_need_somebody_signed_in(app: Flask) -> None:
    """A new permission that anybody has would let the tests above pass by luck."""
    for route in routes_with_a_response(app):
        permission: Permission = app.view_functions[route.endpoint].__dict__["permission"]
        assert AT_ROUTE[permission].__name__ == "_signed_in", route


def test_own_views_in_two_editions_are_kept_apart(app: Flask, ada: Someone, ada_client: PageClient, view: int) -> None:
    closed = add_response(app, ada, edition=CLOSED)
    for response_id, title in ((view, "2026-27"), (closed, "2019-20")):
        assert title in ada_client.page(f"/responses/{response_id}").text
