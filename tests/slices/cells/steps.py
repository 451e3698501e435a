"""What tests of answering do: post a form as it stands, and look at what is stored."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support.document import Node
from tests.support.page_client import Page, PageClient, page_client
from tests.support.people import Someone
from tiex.extensions import db
from tiex.models import AnswerRow, AuditEntryRow, NoteRow, PersonRow

CELL, STATEMENT, OTHER_STATEMENT = "role-service", "role-service-plan", "role-service-do"
KEY_STATEMENT = "csf-change-case"
Answered = tuple[str | None, str | None, str, int]


@contextmanager
def stored(app: Flask) -> Iterator[Session]:
    """A session that is over before the next request: within an open application context requests would share it."""
    with app.app_context():
        yield db.session()


def enter(app: Flask, person: Someone) -> PageClient:
    """A browser in which this person is signed in, without the form for it: that has tests of its own."""
    client = page_client(app)
    with stored(app) as session:
        key = session.get_one(PersonRow, person.id).session_key
    with client.session_transaction() as cookie:
        cookie["_user_id"] = key
    return client


def answer_in(app: Flask, response_id: int, statement_id: str = STATEMENT) -> Answered | None:
    """Position, ambition, rationale and version as they are stored; None where there is no row."""
    with stored(app) as session:
        row = session.get(AnswerRow, (response_id, statement_id))
        return (row.position, row.ambition, row.rationale, row.version) if row else None


def note_in(app: Flask, response_id: int, kind: str = "impediments", cell: str = CELL) -> NoteRow | None:
    with stored(app) as session:
        return session.get(NoteRow, (response_id, cell, kind))


def trail(app: Flask, action: str = "answer recorded") -> list[tuple[str, Any, Any]]:
    """Subject, before and after of each entry, the oldest first."""
    columns = (AuditEntryRow.subject, AuditEntryRow.before, AuditEntryRow.after)
    with stored(app) as session:
        rows = session.execute(select(*columns).filter_by(action=action).order_by(AuditEntryRow.id))
        return [(subject, before, after) for subject, before, after in rows]


def cell_path(response_id: int, cell: str = CELL) -> str:
    return f"/responses/{response_id}/cells/{cell}"


def statement_path(response_id: int, statement_id: str = STATEMENT) -> str:
    return f"/responses/{response_id}/statements/{statement_id}"


def note_path(response_id: int, kind: str = "impediments", cell: str = CELL) -> str:
    return f"{cell_path(response_id, cell)}/notes/{kind}"


def factor_path(response_id: int, statement_id: str = KEY_STATEMENT) -> str:
    return f"/responses/{response_id}/success-factors/{statement_id}"


def form(path: str) -> str:
    return f"form[action='{path}']"


def chosen(page: Page, path: str) -> str:
    """The position that is chosen in the form for this address."""
    return page.find(f"{form(path)} input[name=position][checked]").get("value")


def typed(page: Page, path: str, name: str = "text") -> str:
    return page.find(f"{form(path)} textarea[name={name}]").raw_text


def token_on(page: Page) -> str:
    return page.find("meta[name=csrf-token]").get("content")


def post(client: PageClient, path: str, *, status: int, **fields: Any) -> TestResponse:
    """Post with the token of the current page, not through redirects."""
    assert client.current is not None
    data = {"csrf_token": token_on(client.current)} | fields
    headers = {"Referer": client.current.response.request.url}
    response = client.post(path, data=data, headers=headers)
    assert response.status_code == status, f"{path}: {response.status_code}: {response.text[:400]}"
    return response


def raw_post(
    client: PageClient, path: str, fields: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> TestResponse:
    """Post with the token of the current page; what comes back is not proof-read (it may be compressed)."""
    assert client.current is not None
    token = {"X-CSRFToken": token_on(client.current)}
    return FlaskClient.open(client, path, method="POST", data=dict(fields), headers=token | dict(headers or {}))


def parts_of(page: Page) -> dict[str, Node]:
    """What htmx would swap in, by the id it goes to; each must have that id itself."""
    found = {}
    for part in page.find_all("hx-partial"):
        target = part.get("hx-target").removeprefix("#")
        assert [child.get("id") for child in part.children] == [target], f"{part} holds {part.children}"
        found[target] = part
    return found
