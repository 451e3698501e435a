"""`flask audit verify` finds whatever was done to the trail behind the application's back, and says where."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Connection, event, text

from tests.slices.cells.steps import stored
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person, add_response
from tiex.extensions import db
from tiex.web import trail
from tiex.web.trail import append_entry

ENTRIES = 5


@pytest.fixture
def written(app: Flask, ada: Someone) -> Flask:
    """Two councils with a trail; that of Ada's council has seven entries."""
    add_response(app, ada)
    with stored(app) as session:
        for number in range(ENTRIES):
            for code in (COUNCIL, OTHER_COUNCIL):
                append_entry(
                    session, at=TODAY, actor_id=ada.id, action="changed", subject="it", council_code=code, after=number
                )
        session.commit()
    return app


@contextmanager
def behind_its_back(app: Flask) -> Iterator[Connection]:
    """A connection that minds no foreign key, as somebody has it who can do anything to the database."""
    with app.app_context(), db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        off, on = ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON") if is_sqlite else (REPLICA, ORIGIN)
        connection.exec_driver_sql(off)
        if not is_sqlite:
            connection.commit()
        yield connection
        connection.commit()
        connection.exec_driver_sql(on)
        connection.commit()


REPLICA, ORIGIN = "SET session_replication_role = replica", "SET session_replication_role = origin"


def tamper(app: Flask, *statements: str) -> None:
    with behind_its_back(app) as connection:
        for statement in statements:
            connection.execute(text(statement), {"council": COUNCIL})


def verify(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", "verify", *arguments])


def test_a_trail_as_it_was_written(written: Flask) -> None:
    found = verify(written)
    assert found.exit_code == 0
    assert found.output.endswith(" chains are as they were written.\n")
    found = verify(written, "--council", COUNCIL)
    assert found.exit_code == 0
    assert f"{ENTRIES + 2} entries in 1 chains are as they were written." in found.output
    with stored(written) as session:
        newest = "SELECT seal FROM audit_entry WHERE chain = :chain ORDER BY seq DESC LIMIT 1"
        assert session.scalar(text(newest), {"chain": COUNCIL}) in found.output


def test_it_is_read_in_batches(written: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "READ_AT_ONCE", 2)
    statements: list[str] = []
    with written.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert verify(written).exit_code == 0
    assert len(statements) == 2


THIRD = "WHERE chain = :council AND seq = 3"
NEW = (
    "INSERT INTO audit_entry (chain, seq, at, actor_id, action, subject, reason, seal)"
    " SELECT chain, {seq}, at, actor_id, action, subject, reason, seal FROM audit_entry"
    " WHERE chain = :council AND seq = 3"
)
TAMPERINGS = {
    "action edited": ([f"UPDATE audit_entry SET action = 'nothing' {THIRD}"], 3),
    "time edited": ([f"UPDATE audit_entry SET at = '2020-01-01 00:00:00.000000' {THIRD}"], 3),
    "actor edited": ([f"UPDATE audit_entry SET actor_id = NULL {THIRD}"], 3),
    "subject edited": ([f"UPDATE audit_entry SET subject = 'another' {THIRD}"], 3),
    "content edited": ([f"UPDATE audit_entry SET after = '[9]' {THIRD}"], 3),
    "reason edited": ([f"UPDATE audit_entry SET reason = 'because' {THIRD}"], 3),
    "seal edited": ([f"UPDATE audit_entry SET seal = 'f' {THIRD}"], 3),
    "response edited": (["UPDATE audit_entry SET response_id = NULL WHERE chain = :council AND seq = 2"], 2),
    "one removed": ([f"DELETE FROM audit_entry {THIRD}"], 3),
    "first removed": (["DELETE FROM audit_entry WHERE chain = :council AND seq = 1"], 1),
    "newest removed": (["DELETE FROM audit_entry WHERE chain = :council AND seq > 5"], 6),
    "removed and closed up": (
        [
            f"DELETE FROM audit_entry {THIRD}",
            *(f"UPDATE audit_entry SET seq = {seq - 1} WHERE chain = :council AND seq = {seq}" for seq in range(4, 8)),
            "UPDATE audit_chain SET length = 6 WHERE key = :council",
        ],
        3,
    ),
    "all removed": (["DELETE FROM audit_entry WHERE chain = :council"], 1),
    "all removed with the head": (
        ["DELETE FROM audit_entry WHERE chain = :council", "DELETE FROM audit_chain WHERE key = :council"],
        1,
    ),
    "added at the end": ([NEW.format(seq=8)], 8),
    "added with the head": ([NEW.format(seq=8), "UPDATE audit_chain SET length = 8 WHERE key = :council"], 8),
    "added before the first": ([NEW.format(seq=0)], 0),
    "head says less": (["UPDATE audit_chain SET length = 6 WHERE key = :council"], 7),
    "head removed": (["DELETE FROM audit_chain WHERE key = :council"], 1),
    "two exchanged": (
        [
            "UPDATE audit_entry SET seq = -1 WHERE chain = :council AND seq = 3",
            "UPDATE audit_entry SET seq = 3 WHERE chain = :council AND seq = 5",
            "UPDATE audit_entry SET seq = 5 WHERE chain = :council AND seq = -1",
        ],
        3,
    ),
    "moved to another council": (
        [
            "UPDATE audit_entry SET chain = 'X-SALT', seq = 6 WHERE chain = :council AND seq = 7",
            "UPDATE audit_chain SET length = length + 1 WHERE key = 'X-SALT'",
        ],
        7,
    ),
}


@pytest.mark.parametrize(("statements", "at"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_what_was_tampered_with_is_found(written: Flask, statements: list[str], at: int) -> None:
    tamper(written, *statements)
    found = verify(written)
    assert found.exit_code == 1
    assert f"{COUNCIL}: entry {at} " in found.output
    assert "The trail is broken in" in found.output
    assert verify(written, "--council", COUNCIL).exit_code == 1


def test_another_council_is_not_to_blame(written: Flask) -> None:
    tamper(written, f"UPDATE audit_entry SET action = 'nothing' {THIRD}")
    assert OTHER_COUNCIL not in verify(written).output
    assert verify(written, "--council", OTHER_COUNCIL).exit_code == 0


def test_removing_an_entry_stops_nobody_from_going_on(app: Flask, written: Flask) -> None:
    """The application goes on writing, and the gap stays."""
    tamper(written, "DELETE FROM audit_entry WHERE chain = :council AND seq = 7")
    with stored(app) as session:
        append_entry(session, at=TODAY, actor_id=None, action="changed", subject="it", council_code=COUNCIL)
        session.commit()
    assert f"{COUNCIL}: entry 7 is missing." in verify(app).output


def test_a_council_without_a_trail(app: Flask) -> None:
    add_person(app, council=None)
    found = verify(app, "--council", COUNCIL)
    assert found.exit_code == 1
    assert f"There is no trail of {COUNCIL}." in found.output
