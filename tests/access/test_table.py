"""Every endpoint stands in the table of access, and the application answers each visitor as the table says."""

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.access.endpoints import ACCESS, WITHOUT_TRANSACTION
from tests.access.routes import Route, ask, routes_of, token_for
from tests.slices.cells.steps import enter
from tests.support.examples import add_example
from tests.support.page_client import PageClient, page_client
from tests.support.people import Someone, add_person, add_response, assessment_of
from tests.support.records import add_record
from tests.support.resources import add_resource
from tiex.access.guard import permission_of
from tiex.access.permissions import Permission
from tiex.access.policy import AT_ROUTE
from tiex.domain.people import Role
from tiex.web.transaction import commits

VISITORS = ("signed out", "no council", "reader", "contributor")


def test_the_table_holds_every_endpoint_and_no_other(app: Flask) -> None:
    assert {route.endpoint for route in routes_of(app)} == set(ACCESS)


def test_every_endpoint_has_one_method(app: Flask) -> None:
    routes = routes_of(app)
    assert len({route.endpoint for route in routes}) == len(routes)


def test_each_view_asks_for_the_permission_in_the_table(app: Flask) -> None:
    asked = {name: permission_of(app.view_functions[name]) for name in ACCESS}
    assert asked == {name: access.permission for name, access in ACCESS.items()}


def test_every_permission_has_a_rule_and_a_use() -> None:
    assert set(AT_ROUTE) == set(Permission)
    assert {access.permission for access in ACCESS.values()} == set(Permission)


@pytest.mark.parametrize("visitor", VISITORS)
def test_each_visitor_gets_what_the_table_says(app: Flask, visitor: str) -> None:
    author = add_person(app, "Con Tribute", role=Role.CONTRIBUTOR)
    view = add_response(app, author)
    add_record(app, view)
    add_resource(app)
    add_example(app, author)
    client = browser_of(app, visitor, author)
    token = token_for(client)
    ids = named_ids(app, view)
    found = {route.endpoint: in_words(ask(client, route, view, token=token), ids) for route in routes_of(app)}
    column = VISITORS.index(visitor)
    assert found == {endpoint: access.all()[column] for endpoint, access in ACCESS.items()}


def browser_of(app: Flask, visitor: str, author: Someone) -> PageClient:
    if visitor == "signed out":
        return page_client(app)
    if visitor == "no council":
        return enter(app, add_person(app, "No Where", council=None))
    if visitor == "reader":
        return enter(app, add_person(app, "Rae Read", role=Role.READER))
    return enter(app, author)


def named_ids(app: Flask, view: int) -> dict[str, str]:
    return {f"/responses/{view}": "/responses/ID", f"/assessments/{assessment_of(app, view)}": "/assessments/ID"}


def in_words(response: TestResponse, ids: dict[str, str]) -> str:
    if not response.location:
        return str(response.status_code)
    place = response.location.partition("?")[0].partition("#")[0]
    for known, named in ids.items():
        place = place.replace(known, named)
    place = re.sub(r"/examples/\d+", "/examples/ID", place)
    return f"{response.status_code} {place}"


def test_no_endpoint_takes_a_post_without_a_token(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    view = add_response(app, ada)
    unsafe = [route for route in routes_of(app) if route.is_unsafe]
    assert unsafe
    found = {route.endpoint: ask(ada_client, route, view).status_code for route in unsafe}
    assert found == {route.endpoint: 400 for route in unsafe}
    found = {route.endpoint: ask(ada_client, route, view, htmx=True).status_code for route in unsafe}
    assert found == {route.endpoint: 400 for route in unsafe}


def test_signed_out_no_post_is_taken_without_a_token(app: Flask, client: PageClient) -> None:
    found = {route.endpoint: ask(client, route).status_code for route in routes_of(app) if route.is_unsafe}
    assert set(found.values()) <= {400, 401}


def test_views_for_unsafe_methods_run_in_a_transaction_and_no_others(app: Flask) -> None:
    unsafe = {route.endpoint for route in routes_of(app) if route.is_unsafe}
    assert {name for name in ACCESS if has_transaction(app, name)} == unsafe - WITHOUT_TRANSACTION


def has_transaction(app: Flask, endpoint: str) -> bool:
    """Whether `commits` is among the decorators of this view."""
    wrapper = next(const for const in commits.__code__.co_consts if hasattr(const, "co_name"))
    view: Any = app.view_functions[endpoint]
    while view is not None:
        if view.__code__ is wrapper:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_other_methods_are_refused_with_those_that_are_allowed(app: Flask, ada_client: PageClient) -> None:
    token = token_for(ada_client)
    response = ada_client.post("/my-council", data={"csrf_token": token})
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "That cannot be done at this address." in response.text
    route = Route("cells.save_answer", "POST", frozenset({"response_id", "statement_id"}))
    assert ada_client.get(route.path(app)).status_code == 405
