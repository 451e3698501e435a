"""Every role of a council against every permission in it: 403 with the reason exactly where the table says no."""

import pytest
from flask import Flask

from tests.access.endpoints import RELEASED
from tests.access.routes import ask, routes_of, token_for
from tests.slices.cells.steps import enter
from tests.support.people import Someone, add_person, add_response, close_round_of
from tests.support.records import add_record
from tiex.access.guard import permission_of
from tiex.access.permissions import Permission
from tiex.access.policy import AT_ROUTE, IN_COUNCIL
from tiex.domain.people import Role

OF_A_COUNCIL = {"assessment_id", "council_code"}


def test_whoever_is_signed_in_comes_as_far_as_the_council() -> None:
    assert {AT_ROUTE[permission].__name__ for permission in IN_COUNCIL} == {"_signed_in"}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_what_the_table_says(app: Flask, ada: Someone, role: Role) -> None:
    view = add_response(app, ada)
    add_record(app, view)
    client = enter(app, add_person(app, "Pat Part", role=role))
    token, tried = token_for(client), set()
    for route in sorted(routes_of(app), key=lambda route: route.endpoint in RELEASED):
        if route.endpoint in RELEASED:
            close_round_of(app, view)
        permission = permission_of(app.view_functions[route.endpoint])
        if permission is None or permission not in IN_COUNCIL or not route.parts & OF_A_COUNCIL:
            continue
        tried.add(permission)
        answer = ask(client, route, view, token=token)
        is_allowed = role in IN_COUNCIL[permission]
        assert (answer.status_code != 403) == is_allowed, (route, answer.status_code)
        if not is_allowed:
            assert "You are" in answer.text, route
    assert tried == set(IN_COUNCIL) - WITHOUT_A_ROUTE


# What is decided at an object other than the council, and tested with it.
WITHOUT_A_ROUTE: set[Permission] = set()
