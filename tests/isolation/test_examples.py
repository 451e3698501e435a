"""A draft is its author's alone; and what was published, of those whom it is for."""

from itertools import product
from typing import Any

import pytest
from flask import Flask

from tests.access.routes import Route, ask, routes_of, token_for
from tests.isolation.test_responses import contents
from tests.slices.cells.steps import enter
from tests.support.examples import CONTENT, EXAMPLE, add_example
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person
from tests.support.resources import add_resource
from tiex.domain.examples import Content, Ring
from tiex.domain.people import Role


def routes_of_an_example(app: Flask) -> list[Route]:
    """Those for editors are refused to others before the example is looked for."""
    found = [route for route in routes_of(app) if "example_id" in route.parts]
    assert found
    return found


@pytest.mark.parametrize(("council", "role"), [*product((COUNCIL, OTHER_COUNCIL), (Role.LEADER, Role.READER))])
def test_somebody_elses_draft_is_not_found(app: Flask, ada: Someone, council: str, role: Role) -> None:
    add_example(app, ada)
    client = enter(app, add_person(app, "Any Body", council=council, role=role))
    token, before = token_for(client), contents(app)
    for route, htmx in product(routes_of_an_example(app), (False, True)):
        expected = 403 if route.endpoint.startswith("moderation.") else 404
        assert ask(client, route, token=token, htmx=htmx).status_code == expected, (route, htmx)
    assert contents(app) == before


def test_what_was_published_for_one_council_is_not_found_by_another(app: Flask, ada: Someone) -> None:
    content = Content.of(CONTENT.stored() | {"ring": Ring.OWN.value})
    add_resource(app, "rounds", audience=f"council:{COUNCIL}", title="Rounds")
    published: dict[str, Any] = {"published": content.stored() | {"files": []}, "review": "published", "sent_at": TODAY}
    add_example(app, ada, resource_id="rounds", **published)
    client = enter(app, add_person(app, "Os Other", council=OTHER_COUNCIL, role=Role.LEADER))
    token = token_for(client)
    for route in routes_of_an_example(app):
        expected = 403 if route.endpoint.startswith("moderation.") else 404
        assert ask(client, route, token=token).status_code == expected, route
    client.page("/resources/rounds", status=404)
    colleague = enter(app, add_person(app, "Rae Read", role=Role.READER))
    colleague.page(f"/examples/{EXAMPLE}/problem")
