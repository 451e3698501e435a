"""A database from before councils had one Leader and one Chief Executive at most."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.support.people import TODAY
from tiex.app import create_app
from tiex.config import Mode, Settings
from tiex.extensions import db
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.schema import downgrade, upgrade

LEADS = "INSERT INTO membership (person_id, council_code, role, role_group, characteristics, service_area)"
LEADS += " VALUES ({person}, '{council}', 'leader', '', '[]', '')"


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The council X has two Leaders, Y has one."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres")
        cluster.drop_database("old")
        url = cluster.create_database("old")
    settings = Settings(Mode.TEST, "test", url, tmp_path, "memory", "http://localhost")
    app = create_app(settings, Gateways(SetClock(TODAY), MemoryMailer()))
    with app.app_context():
        upgrade(revision="0002")
        fill()
        yield app
        db.session.remove()
        db.engine.dispose()


def fill() -> None:
    no = "false" if db.engine.dialect.name == "postgresql" else "0"
    for code in ("X", "Y"):
        values = f"('{code}', '{code}', '{code}', 'u', 'E', 'W', {no})"
        run(f"INSERT INTO council (code, name, short_name, type, nation, region, is_invented) VALUES {values}")
    for number in (1, 2):
        values = f"({number}, 'a{number}@b.c', 'A', '', '', 'k{number}', {no}, 0, '2026-01-01')"
        columns = "(id, email, name, job_title, password_hash, session_key, is_demo, failures, created_at)"
        run(f"INSERT INTO person {columns} VALUES {values}")
    for person, council in ((1, "X"), (2, "X"), (2, "Y")):
        run(LEADS.format(person=person, council=council))


def run(statement: str) -> None:
    db.session.execute(text(statement))
    db.session.commit()
    db.session.remove()


def test_councils_in_the_way_are_named_and_nothing_is_changed(old: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SystemExit):
        upgrade()
    assert "X has 2 with the role leader (the people 1, 2)." in caplog.text
    assert "Y has" not in caplog.text
    run("UPDATE membership SET role = 'reader' WHERE council_code = 'X' AND person_id = 1")
    upgrade()
    with pytest.raises(IntegrityError):
        run("UPDATE membership SET role = 'leader' WHERE council_code = 'X' AND person_id = 1")
    db.session.remove()


def test_there_is_a_way_back(old: Flask) -> None:
    run("UPDATE membership SET role = 'reader' WHERE person_id = 1")
    upgrade()
    downgrade(revision="0002")
    run("UPDATE membership SET role = 'leader' WHERE person_id = 1")
