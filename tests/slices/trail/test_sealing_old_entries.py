"""Entries from before there were seals are put in their chains, and name the response that they are about."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.support.people import TODAY
from tiex.app import create_app
from tiex.config import Mode, Settings
from tiex.extensions import db
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import AuditEntryRow
from tiex.schema import downgrade, upgrade
from tiex.web.trail import verify_trail

ROWS = {
    "council": "(code, name, short_name, type, nation, region, is_invented)"
    " VALUES ('X', 'X', 'X', 'u', 'E', 'W', {no})",
    "edition": "(key, number, title, statement_count, starts_on, ends_on, sha256, document, stored_at)"
    " VALUES ('E', 1, 'E', 72, '2026-01-01', '2026-12-31', '', '', '2026-01-01')",
    "person": "(id, email, name, job_title, password_hash, session_key, is_demo, failures, created_at)"
    " VALUES (1, 'a@b.c', 'Ada', '', '', 'k', {no}, 0, '2026-01-01')",
    "assessment": "(id, council_code, edition_key, created_at) VALUES (1, 'X', 'E', '2026-01-01')",
    "assessment_response": "(id, assessment_id, kind, author_id, created_at)"
    " VALUES (12, 1, 'individual', 1, '2026-01-01')",
}
ENTRIES = (
    ("person created", "person 1", None, "null"),
    ("response started", "response 12", 1, "null"),
    ("answer recorded", "response 12: role-service-plan", 1, '["partly", null, 0]'),
    ("membership added", "person 1", None, '{"role": "lead", "council": "X"}'),
    ("answer recorded", "response 123: role-service-plan", 1, "null"),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database as it was before."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres")
        cluster.drop_database("old")
        url = cluster.create_database("old")
    settings = Settings(Mode.TEST, "test", url, tmp_path, "memory", "http://localhost")
    app = create_app(settings, Gateways(SetClock(TODAY), MemoryMailer()))
    with app.app_context():
        upgrade(revision="0001")
        fill(ENTRIES)
        yield app
        db.session.remove()
        db.engine.dispose()


def fill(entries: tuple[tuple[Any, ...], ...]) -> None:
    no = "false" if db.engine.dialect.name == "postgresql" else "0"
    for table, values in ROWS.items():
        db.session.execute(text(f"INSERT INTO {table} {values.format(no=no)}"))
    insert = (
        "INSERT INTO audit_entry (id, at, actor_id, assessment_id, action, subject, before, after)"
        " VALUES (:id, '2026-01-02 03:04:05.000006', 1, :assessment, :action, :subject, 'null', :after)"
    )
    for number, (action, subject, assessment, after) in enumerate(entries, 1):
        entry = {"id": number, "action": action, "subject": subject, "assessment": assessment, "after": after}
        db.session.execute(text(insert), entry)
    db.session.commit()


def test_old_entries_are_sealed_as_new_ones_are(old: Flask) -> None:
    upgrade()
    chains = {chain.chain: (chain.length, chain.broken_at) for chain in verify_trail(db.session())}
    assert chains == {"X": (3, None), "exchange": (2, None)}
    rows = db.session.execute(select(AuditEntryRow.chain, AuditEntryRow.seq, AuditEntryRow.response_id)).all()
    assert sorted(tuple(row) for row in rows if row.chain == "X") == [("X", 1, 12), ("X", 2, 12), ("X", 3, None)]
    db.session.rollback()


def test_the_way_back_keeps_the_entries(old: Flask) -> None:
    upgrade()
    db.session.remove()
    downgrade(revision="0001")
    assert db.session.scalar(text("SELECT count(*) FROM audit_entry")) == len(ENTRIES)
    db.session.rollback()
