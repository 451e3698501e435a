"""`flask audit verify` finds whatever was done to the trail behind the application's back, and says where."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Connection, event, select, text

from tests.slices.cells.steps import stored
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person, add_response
from tiex.extensions import db
from tiex.models import AuditEntryRow, MembershipRow
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
    assert len([statement for statement in statements if statement != "BEGIN"]) == 10


THIRD = "WHERE chain = :council AND seq = 3"
NEW = (
    "INSERT INTO audit_entry (chain, seq, at, actor_id, action, subject, reason, seal)"
    " SELECT chain, {seq}, at, actor_id, action, subject, reason, seal FROM audit_entry"
    " WHERE chain = :council AND seq = 3"
)
HEAD_SAYS_SIX = "UPDATE audit_chain SET length = 6 WHERE key = :council"
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
    "newest removed and the head with it": (
        ["DELETE FROM audit_entry WHERE chain = :council AND seq = 7", HEAD_SAYS_SIX],
        6,
    ),
    "newest removed and the step back": (
        [
            "DELETE FROM audit_entry WHERE chain = :council AND seq = 7",
            HEAD_SAYS_SIX,
            "UPDATE audit_chain SET nonce = nonce - 1 WHERE key = :council",
        ],
        6,
    ),
    "marks removed": (
        [
            "UPDATE audit_entry SET mark = '' WHERE chain = :council",
            "UPDATE audit_chain SET nonce = 0 WHERE key = :council",
        ],
        1,
    ),
    "nothing left": (
        ["DELETE FROM audit_entry WHERE chain = :council", "UPDATE audit_chain SET length = 0 WHERE key = :council"],
        1,
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


@pytest.mark.parametrize("column", ["at", "after"])
def test_what_cannot_be_read_is_reported(written: Flask, column: str) -> None:
    with written.app_context():
        if db.engine.dialect.name == "postgresql":
            pytest.skip("It stores nothing that cannot be read.")
    tamper(
        written,
        f"UPDATE audit_entry SET action = 'nothing' {THIRD}",
        f"UPDATE audit_entry SET {column} = 'x' WHERE chain = 'exchange'",
    )
    found = verify(written)
    assert isinstance(found.exception, SystemExit)
    assert found.exit_code == 1
    assert f"{COUNCIL}: entry 3 is not as it was written." in found.output
    assert "Then comes what cannot be read: " in found.output


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


def append(app: Flask) -> None:
    with stored(app) as session:
        append_entry(session, at=TODAY, actor_id=None, action="changed", subject="it", council_code=COUNCIL)
        session.commit()


def test_what_was_cut_off_stays_cut_off_whatever_is_written_then(written: Flask) -> None:
    tamper(written, "DELETE FROM audit_entry WHERE chain = :council AND seq = 7", HEAD_SAYS_SIX)
    append(written)
    append(written)
    assert (
        f"{COUNCIL}: entry 7 was written after others had been removed or edited, or the key" in verify(written).output
    )


def test_a_trail_of_people_alone_is_missed(app: Flask) -> None:
    """Without an assessment as well: somebody belongs to the council, of which the exchange may have told of old."""
    add_person(app)
    tamper(app, "DELETE FROM audit_entry WHERE chain = :council", "DELETE FROM audit_chain WHERE key = :council")
    found = verify(app)
    assert found.exit_code == 1
    assert "belongs to it, of which the trail knows nothing." in found.output
    with stored(app) as session:
        person_id = session.scalars(select(MembershipRow.person_id)).one()
        append_entry(session, at=TODAY, actor_id=None, action="membership added", subject=f"person {person_id}")
        session.commit()
    assert verify(app).exit_code == 0


def test_a_trail_that_began_anew_does_not_know_what_there_is(written: Flask) -> None:
    tamper(written, "DELETE FROM audit_entry WHERE chain = :council", "DELETE FROM audit_chain WHERE key = :council")
    append(written)
    found = verify(written)
    assert found.exit_code == 1
    assert "it has a response of which the trail knows nothing." in found.output
    assert "belongs to it, of which the trail knows nothing." in found.output


def test_after_another_secret_key_the_ends_are_marked_anew(written: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "secret_key", "another")
    append(written)
    found = verify(written)
    assert f"{COUNCIL}: entry 8 was written after others" in found.output
    assert f"{OTHER_COUNCIL}: entry {ENTRIES} is not the end that the exchange wrote." in found.output
    result = written.test_cli_runner().invoke(args=["audit", "renew"])
    assert result.output == "The ends of 3 chains are marked anew.\n"
    assert verify(written).exit_code == 0
    append(written)
    assert verify(written).exit_code == 0
    assert written.test_cli_runner().invoke(args=["audit", "renew"]).output.startswith("The ends of 0 chains")


def test_an_entry_edited_long_ago_keeps_no_end_from_being_marked(
    written: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tamper(
        written,
        f"UPDATE audit_entry SET action = 'nothing' {THIRD}",
        f"DELETE FROM audit_entry WHERE chain = '{OTHER_COUNCIL}' AND seq = {ENTRIES}",
    )
    monkeypatch.setattr(written, "secret_key", "another")
    result = written.test_cli_runner().invoke(args=["audit", "renew"])
    assert result.output == (
        "The ends of 2 chains are marked anew.\n"
        f"{OTHER_COUNCIL}: entry {ENTRIES} is missing. Its end was left as it is.\n"
    )
    append(written)
    with stored(written) as session:
        newest = select(AuditEntryRow).order_by(AuditEntryRow.id.desc()).limit(3)
        entry, *renewed = session.scalars(newest).all()
        assert (entry.chain, bool(entry.mark)) == (COUNCIL, True)
        assert [row.chain for row in renewed] == [COUNCIL, "exchange"], "that of the exchange first"
        assert renewed[0].before == [3, "is not as it was written"]
    found = verify(written)
    assert f"{COUNCIL}: entry 3 is not as it was written." in found.output
    assert "The trail is broken in 2 of 3 chains." in found.output


def test_what_is_renewed_says_what_was_wrong(written: Flask) -> None:
    tamper(written, "DELETE FROM audit_entry WHERE chain = :council AND seq = 7", HEAD_SAYS_SIX)
    written.test_cli_runner().invoke(args=["audit", "renew"])
    with stored(written) as session:
        entry = session.scalars(select(AuditEntryRow).filter_by(action="trail marked anew")).one()
        assert (entry.chain, entry.before) == (COUNCIL, [6, "is not the end that the exchange wrote"])


def test_a_council_without_a_trail(app: Flask) -> None:
    add_person(app, council=None)
    found = verify(app, "--council", COUNCIL)
    assert found.exit_code == 1
    assert f"There is no trail of {COUNCIL}." in found.output
