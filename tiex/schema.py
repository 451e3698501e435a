"""The tables, brought up to date by their migrations; alembic and what it brings are loaded by those who do that."""

from typing import Any

import click
from flask import Flask, current_app

from tiex.config import ROOT
from tiex.extensions import db


def init_schema(app: Flask) -> None:
    app.cli.add_command(_Migrations(app))


def upgrade(revision: str = "head") -> None:
    _prepare(current_app._get_current_object())  # type: ignore[attr-defined]
    from flask_migrate import upgrade as run

    run(revision=revision)


def downgrade(revision: str) -> None:
    _prepare(current_app._get_current_object())  # type: ignore[attr-defined]
    from flask_migrate import downgrade as run

    run(revision=revision)


class _Migrations(click.Command):
    """`flask db`, which is the package's own group of commands once it is asked for."""

    def __init__(self, app: Flask) -> None:
        super().__init__("db", help="Perform database migrations.")
        self._app = app

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        _prepare(self._app)
        from flask_migrate.cli import db as group

        context: click.Context = group.make_context(info_name, args, parent, **extra)
        return context


def _prepare(app: Flask) -> None:
    """11 MB that a web worker does without."""
    if "migrate" not in app.extensions:
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
