"""Adding a row unless it is there: in one statement, as a savepoint on SQLite would commit at once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_new(session: Session, table: Any, values: Mapping[str, Any]) -> bool:
    """Whether it was added. Somebody else who adds it at the same moment is waited for."""
    assert isinstance(table, Table)
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    key = next(iter(table.primary_key))
    added = make(table).values(values).on_conflict_do_nothing().returning(key)
    return session.execute(added).one_or_none() is not None
