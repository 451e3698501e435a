"""Nothing of another person's or council's answers is in any page that somebody can open."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.access.routes import routes_of, token_for
from tests.slices.cells.steps import cell_path, enter, note_path, raw_post, statement_path
from tests.support.page_client import PageClient, page_client
from tests.support.people import COUNCIL, OTHER_COUNCIL, add_person, add_response
from tiex.domain.people import Role

MARK = "zanzibar-lighthouse"
NAME = "Secretive Author"
# They say who belongs to the council, to others of the same council; the outbox of the demonstration keeps all mail.
NAMING_COLLEAGUES = ("history.", "people.", "outbox.")
# Those who run the assessment see who has answered how much, never what.
SAYS_WHO = {"rounds.answering_round", "rounds.set_dates", "rounds.close", "rounds.reopen"}


@dataclass(frozen=True, slots=True)
class Secret:
    """Somebody's view with marked texts in it, and figures that nobody else's has."""

    council: str
    response_id: int
    client: PageClient


@pytest.fixture(params=[COUNCIL, OTHER_COUNCIL])
def secret(app: Flask, request: pytest.FixtureRequest) -> Secret:
    author = add_person(app, NAME, council=request.param, role=Role.LEAD)
    response_id = add_response(app, author, council=request.param)
    client = enter(app, author)
    client.page(cell_path(response_id))
    raw_post(client, note_path(response_id), {"text": f"Note {MARK}"})
    raw_post(client, note_path(response_id, "rationale"), {"text": f"Rationale {MARK}"})
    why = {"position": "not-applicable", "rationale": f"Reason {MARK}"}
    raw_post(client, statement_path(response_id), why)
    raw_post(client, statement_path(response_id, "role-service-do"), {"position": "fully", "ambition": "fully"})
    return Secret(request.param, response_id, client)


def test_its_author_reads_it(secret: Secret) -> None:
    assert secret.client.page(cell_path(secret.response_id)).response.text.count(MARK) == 3
    assert MARK in secret.client.page(f"/responses/{secret.response_id}/result").text


@pytest.mark.parametrize("role", [Role.LEADER, Role.READER])
def test_nobody_else_reads_a_word_of_it(app: Flask, secret: Secret, role: Role) -> None:
    reader, is_colleague = add_person(app, "Some Body", role=role), secret.council == COUNCIL
    client = enter(app, reader)
    own = add_response(app, reader)
    assert own != secret.response_id
    assert_clean(app, client, own, may_be_named=is_colleague)
    assert_clean(app, client, secret.response_id, may_be_named=is_colleague)
    assert "0 of 72 statements answered" in client.page(f"/responses/{own}").text


def test_visitors_read_nothing_of_it(app: Flask, secret: Secret) -> None:
    assert_clean(app, page_client(app), secret.response_id)


def assert_clean(app: Flask, client: PageClient, response_id: int, *, may_be_named: bool = False) -> None:
    token = token_for(client)
    for route in routes_of(app):
        if route.endpoint == "accounts.sign_out":
            continue
        # Not proof-read: that is done elsewhere, and would take ten times as long here.
        data = {"csrf_token": token} if route.is_unsafe else None
        body = FlaskClient.open(client, route.path(app, response_id), method=route.method, data=data).text
        assert MARK not in body, route
        is_named = (may_be_named and route.endpoint.startswith(NAMING_COLLEAGUES)) or route.endpoint in SAYS_WHO
        assert NAME not in body or is_named, route
