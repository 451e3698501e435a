"""Runs migrations on the database of the application."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, DateTime

from tiex.models import Base, UtcDateTime

engine = current_app.extensions["migrate"].db.engine


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations stand for themselves, so they name SQLAlchemy's types and not ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        assert isinstance(item.impl_instance, DateTime)
        return "sa.DateTime(timezone=True)"
    return False


def check_references(connection: Connection, *, is_on: bool) -> None:
    """SQLite copies a table to change it: the old one cannot be dropped while others refer to it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA foreign_keys={'ON' if is_on else 'OFF'}")
        connection.commit()


with engine.connect() as connection:
    check_references(connection, is_on=False)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    check_references(connection, is_on=True)
