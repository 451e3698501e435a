"""The routes of an application, and asking for one of them as it would be asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.access.endpoints import OWN_PARTS, PARTS
from tests.support.page_client import PageClient
from tests.support.people import assessment_of

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True, slots=True)
class Route:
    endpoint: str
    method: str
    parts: frozenset[str]

    @property
    def is_unsafe(self) -> bool:
        return self.method in UNSAFE

    def path(self, app: Flask, response_id: int = 1, odd: Mapping[str, Any] | None = None) -> str:
        """Its address with a value for each part, `odd` ones first; KeyError where PARTS has none for a new part."""
        known: dict[str, Any] = {**PARTS, **OWN_PARTS.get(self.endpoint, {}), "response_id": response_id}
        if "assessment_id" in self.parts:
            known["assessment_id"] = assessment_of(app, response_id)
        known |= odd or {}
        with app.test_request_context():
            return url_for(self.endpoint, **{part: known[part] for part in self.parts})


def routes_of(app: Flask) -> list[Route]:
    """Every endpoint with each of its methods, but for the HEAD and OPTIONS that come along."""
    return sorted(
        (
            Route(rule.endpoint, method, frozenset(rule.arguments))
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        ),
        key=lambda route: (route.endpoint == "accounts.sign_out", route.endpoint, route.method),
    )


def ask(
    client: PageClient,
    route: Route,
    response_id: int = 1,
    *,
    token: str | None = None,
    htmx: bool = False,
    odd: Mapping[str, Any] | None = None,
) -> TestResponse:
    """As a browser or as htmx; a POST carries `token`, and nothing else where it is empty."""
    headers = {"HX-Request": "true", "HX-Target": "div#main"} if htmx else {}
    data = {"csrf_token": token} if route.is_unsafe and token else None
    path = route.path(client.application, response_id, odd)
    if htmx:
        return FlaskClient.open(client, path, method=route.method, data=data, headers=headers)
    return client.open(path, method=route.method, data=data, headers=headers)


def token_for(client: PageClient) -> str:
    """A token of this browser's session."""
    with client.session_transaction() as session:
        signed_in = "_user_id" in session
    page = client.page("/account" if signed_in else "/sign-in")
    return page.find("main input[name=csrf_token]").get("value")
