"""A view without a permission is refused, and views in a transaction keep nothing that was not accepted."""

from pathlib import Path

import pytest
from flask import Flask, Response
from sqlalchemy import select

from tests.support.page_client import PageClient, page_client
from tests.support.people import TODAY
from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.app import create_app
from tiex.config import Mode, Settings
from tiex.extensions import csrf, db
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import AuditEntryRow
from tiex.web.trail import append_entry
from tiex.web.transaction import commits


@pytest.fixture
def bare(tmp_path: Path) -> Flask:
    """An application of its own, to which a test can add views."""
    settings = Settings(
        Mode.DEMO, "secret", f"sqlite:///{tmp_path / 'a.sqlite3'}", tmp_path, "memory", "http://localhost"
    )
    app = create_app(settings, Gateways(SetClock(TODAY), MemoryMailer()))
    with app.app_context():
        db.create_all()
    return app


def browser(app: Flask) -> PageClient:
    return page_client(app)


def test_a_view_without_a_permission_is_refused(bare: Flask) -> None:
    bare.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    response = browser(bare).get("/forgotten")
    assert response.status_code == 403
    assert "secret" not in response.text
    assert "You are not allowed to do that." in response.text


def test_the_static_files_of_flask_itself_are_not_served(bare: Flask) -> None:
    assert "static" not in bare.view_functions


def test_only_what_was_accepted_is_committed(bare: Flask) -> None:
    @requires(Permission.PAGE_READ)
    @commits
    def change(status: int) -> Response:
        append_entry(db.session(), at=TODAY, actor_id=None, action="tried", subject=str(status))
        return Response("", status, mimetype="text/plain")

    bare.add_url_rule("/change/<int:status>", "change", csrf.exempt(change), methods=["POST"])
    for status in (200, 303, 400, 409, 422):
        assert browser(bare).post(f"/change/{status}").status_code == status
    with bare.app_context():
        assert db.session.scalars(select(AuditEntryRow.subject)).all() == ["200", "303"]


def test_what_fails_is_rolled_back_and_said(bare: Flask) -> None:
    @requires(Permission.PAGE_READ)
    @commits
    def fail() -> Response:
        append_entry(db.session(), at=TODAY, actor_id=None, action="tried", subject="it")
        raise ZeroDivisionError

    bare.add_url_rule("/fail", "fail", csrf.exempt(fail), methods=["POST"])
    response = browser(bare).post("/fail")
    assert response.status_code == 500
    assert "Something went wrong on our side." in response.text
    assert response.headers["Cache-Control"] == "no-store"
    with bare.app_context():
        assert db.session.scalars(select(AuditEntryRow)).all() == []
