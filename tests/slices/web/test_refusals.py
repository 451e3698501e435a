"""Whoever is refused something is written down, without what must not stand in a log."""

from typing import Any

import pytest
from flask import Flask
from structlog.testing import capture_logs

from tests.access.routes import token_for
from tests.slices.cells.steps import enter, raw_post
from tests.support.agreeing import found_council
from tests.support.page_client import PageClient, page_client
from tests.support.people import COUNCIL, OTHER_COUNCIL, Someone, add_person
from tiex.domain.people import Role


def written_by(client: PageClient, path: str, **fields: str) -> dict[str, Any]:
    """The only line about a request, which is a GET where it has no fields."""
    with capture_logs() as logged:
        raw_post(client, path, fields) if fields else client.get(path)
    (line,) = [line for line in logged if line["event"] == "refused"]
    return {name: line[name] for name in line if name not in ("event", "log_level")}


def test_who_was_refused_what(app: Flask, ada_client: PageClient, ada: Someone) -> None:
    reader = add_person(app, "Rae Read", role=Role.READER)
    client = enter(app, reader)
    client.page("/account")
    found = written_by(client, f"/councils/{COUNCIL}/invitations", lines="Secret Person, secret@fernmoor.example")
    assert found == {
        "status": 403,
        "why": "Forbidden",
        "endpoint": "invitations.send",
        "method": "POST",
        "person": reader.id,
        "address": "127.0.0.1",
        "council": COUNCIL,
        "ids": {},
    }
    found = written_by(ada_client, f"/councils/{OTHER_COUNCIL}/people")
    assert (found["status"], found["person"], found["council"]) == (404, ada.id, OTHER_COUNCIL)
    found = written_by(ada_client, "/responses/77")
    assert (found["status"], found["endpoint"], found["ids"]) == (404, "assessments.overview", {"response_id": 77})


@pytest.mark.parametrize(
    ("path", "status", "why", "endpoint"),
    [
        ("/account", 302, "signed out", "accounts.account"),
        ("/invitations/a-token", 410, "", "invitations.invitation"),
        ("/join/a-token", 410, "", "joining.confirm"),
        ("/reset-password/a-token", 410, "", "accounts.new_password"),
    ],
)
def test_signed_out_and_with_dead_links(client: PageClient, path: str, status: int, why: str, endpoint: str) -> None:
    found = written_by(client, path)
    assert (found["status"], found["why"], found["endpoint"], found["person"]) == (status, why, endpoint, None)
    assert "a-token" not in str(found)


def test_a_wrong_password(app: Flask, ada: Someone) -> None:
    client = page_client(app)
    fields = {"email": ada.email, "password": "not this one at all", "csrf_token": token_for(client)}
    with capture_logs() as logged:
        client.post("/sign-in", data=fields)
    assert [line["event"] for line in logged] == ["wrong password or code", "refused"]
    assert (logged[0]["person"], logged[1]["why"]) == (ada.id, "WrongPassword")
    assert "not this one at all" not in str(logged)
    assert ada.email not in str(logged)


def test_what_a_view_itself_answers(app: Flask, ada: Someone) -> None:
    council = found_council(app, ada)
    leader = enter(app, council.leader)
    leader.page("/account")
    found = written_by(leader, council.path("sign-off/return"), reason="Something is odd")
    assert (found["status"], found["why"]) == (409, "NothingSent")


def test_a_form_without_a_token(ada_client: PageClient, ada: Someone) -> None:
    with capture_logs() as logged:
        assert ada_client.post("/account/sign-out-everywhere").status_code == 400
    (line,) = logged
    assert (line["status"], line["why"], line["person"]) == (400, "CSRFError", ada.id)


def test_what_is_not_refused_and_what_is_not_there(ada_client: PageClient) -> None:
    with capture_logs() as logged:
        ada_client.page("/my-council")
        ada_client.page("/nowhere", status=404)
    assert logged == []
