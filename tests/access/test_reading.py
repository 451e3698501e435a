"""Reading changes nothing: no GET writes or commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event, func, select

from tests.access.routes import ask, routes_of
from tests.support.examples import add_example
from tests.support.page_client import PageClient
from tests.support.people import Someone, add_response
from tests.support.records import add_record
from tests.support.resources import add_resource
from tiex.extensions import db
from tiex.models import Base


@contextmanager
def watched(app: Flask) -> Iterator[list[str]]:
    """Statements that are not reading, and commits."""
    seen: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip("( ").upper().startswith(("SELECT", "PRAGMA", "WITH")):
            seen.append(statement)

    def hear_commit(_connection: Any) -> None:
        seen.append("COMMIT")

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    event.listen(engine, "commit", hear_commit)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", hear)
        event.remove(engine, "commit", hear_commit)


def row_counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {
            table.name: db.session.scalars(select(func.count()).select_from(table)).one()
            for table in Base.metadata.sorted_tables
        }


def test_no_get_writes(app: Flask, ada: Someone, ada_client: PageClient, client: PageClient) -> None:
    view = add_response(app, ada)
    add_record(app, view)
    add_resource(app)
    add_example(app, ada)
    before = row_counts(app)
    reading = [route for route in routes_of(app) if route.method == "GET"]
    assert len(reading) > 15
    for browser in (ada_client, client):
        for route in reading:
            with watched(app) as seen:
                ask(browser, route, view)
            assert seen == [], route
    assert row_counts(app) == before
