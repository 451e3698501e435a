"""Entries are numbered and sealed one after the other, however many people write at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.slices.cells.steps import enter, raw_post, statement_path, stored
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person, add_response
from tiex.domain.audit import EXCHANGE_CHAIN
from tiex.extensions import db
from tiex.models import AuditChainRow, AuditEntryRow
from tiex.web.trail import append_entry, verify_trail

WRITERS, EACH = 6, 5


def lengths(session: Session) -> dict[str, int]:
    """Length by chain, of all chains, which are as they were written."""
    checked = list(verify_trail(session))
    assert [chain for chain in checked if chain.broken_at is not None] == []
    heads = dict(session.execute(select(AuditChainRow.key, AuditChainRow.length)).all())
    assert {chain.chain: chain.length for chain in checked} == heads
    return heads


def append(session: Session, council_code: str | None, subject: str = "it") -> None:
    append_entry(session, at=TODAY, actor_id=None, action="changed", subject=subject, council_code=council_code)


def test_each_council_has_a_chain_and_so_has_the_exchange(session: Session) -> None:
    before = lengths(session).get(EXCHANGE_CHAIN, 0)
    for chain in (COUNCIL, None, COUNCIL, OTHER_COUNCIL, COUNCIL):
        append(session, chain)
    session.commit()
    assert lengths(session) == {COUNCIL: 3, EXCHANGE_CHAIN: before + 1, OTHER_COUNCIL: 1}


def test_the_same_entry_twice_has_two_seals(session: Session) -> None:
    append(session, COUNCIL)
    append(session, COUNCIL)
    one, two = session.scalars(select(AuditEntryRow.seal).order_by(AuditEntryRow.seq))
    assert len(one) == len(two) == 64
    assert one != two


@pytest.mark.parametrize(
    "value", [None, "Ünïcode “quoted” 🏛", ["partly", None, 12], {"b": [1, {"z": True}], "a": 1.5, "": None}]
)
def test_whatever_json_can_say_is_read_as_it_was_sealed(session: Session, value: object) -> None:
    append_entry(
        session,
        at=TODAY,
        actor_id=None,
        action="changed",
        subject="it",
        council_code=COUNCIL,
        before=value,
        after=value,
    )
    session.commit()
    assert lengths(session)[COUNCIL] == 1


def test_what_is_rolled_back_leaves_no_gap(session: Session) -> None:
    append(session, COUNCIL)
    session.commit()
    append(session, COUNCIL)
    append(session, OTHER_COUNCIL)
    session.rollback()
    append(session, COUNCIL)
    session.commit()
    assert lengths(session)[COUNCIL] == 2
    assert OTHER_COUNCIL not in lengths(session)


def test_saving_an_answer_writes_an_entry_that_names_the_response(app: Flask, ada: Someone) -> None:
    view = add_response(app, ada)
    client = enter(app, ada)
    client.page("/account")
    raw_post(client, statement_path(view), {"position": "partly"})
    with stored(app) as session:
        entry = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.id.desc()).limit(1)).one()
        assert (entry.chain, entry.response_id, entry.actor_id) == (COUNCIL, view, ada.id)
        assert (entry.action, entry.subject) == ("answer recorded", f"response {view}: role-service-plan")
        assert (entry.before, entry.after) == ([None, None, 0], ["partly", None, 0])
        assert lengths(session)[COUNCIL] == entry.seq


def at_once(app: Flask, write: Callable[[Session, int], None]) -> None:
    """All writers begin at the same moment, each with a connection of its own."""
    barrier = Barrier(WRITERS, timeout=60)
    with app.app_context():
        engine = db.engine

    def run(writer: int) -> None:
        barrier.wait()
        for _ in range(EACH):
            with app.app_context(), Session(engine, autoflush=False) as own, own.begin():
                write(own, writer)

    with ThreadPoolExecutor(WRITERS) as pool:
        for future in [pool.submit(run, writer) for writer in range(WRITERS)]:
            future.result()


@pytest.mark.parametrize("is_begun", [False, True], ids=["new chain", "existing chain"])
def test_many_at_once_make_one_chain(app: Flask, is_begun: bool) -> None:
    if is_begun:
        with stored(app) as session:
            append(session, COUNCIL, "first")
            session.commit()
    at_once(app, lambda session, writer: append(session, COUNCIL, f"writer {writer}"))
    with stored(app) as session:
        assert lengths(session)[COUNCIL] == WRITERS * EACH + is_begun
        subjects = session.scalars(select(AuditEntryRow.subject)).all()
        assert {subjects.count(f"writer {writer}") for writer in range(WRITERS)} == {EACH}


def test_writers_who_read_first_are_no_exception(app: Flask) -> None:
    """A transaction that has begun to read before somebody else writes still seals on top of them."""
    add_person(app)

    def write(session: Session, writer: int) -> None:
        session.execute(select(AuditEntryRow.id)).all()
        append(session, COUNCIL)
        append(session, None)

    at_once(app, write)
    with stored(app) as session:
        found = lengths(session)
        assert found[COUNCIL] == WRITERS * EACH + 1
        assert found[EXCHANGE_CHAIN] == WRITERS * EACH + 1
