"""Adding a row that may be there: in one statement, as a savepoint on SQLite would commit at once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_new(session: Session, table: Any, values: Mapping[str, Any]) -> bool:
    """Whether it was added. Somebody else who adds it at the same moment is waited for."""
    key = next(iter(table.primary_key))
    added = _insert(session, table).values(values).on_conflict_do_nothing().returning(key)
    return session.execute(added).one_or_none() is not None


def put_row(session: Session, table: Any, identity: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Add the row with this identity, or give the one that is there these values."""
    row = _insert(session, table).values({**identity, **values})
    session.execute(row.on_conflict_do_update(index_elements=list(identity), set_=dict(values)))


def _insert(session: Session, table: Any) -> Any:
    """Of the database in use: both know what to do on a conflict, each in its own way."""
    assert isinstance(table, Table)
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return make(table)
