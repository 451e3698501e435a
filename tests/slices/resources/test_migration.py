"""The tables of the catalogue come and go with their migration, and are what the models say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect

from tests.support.people import TODAY
from tiex.app import create_app
from tiex.config import Mode, Settings
from tiex.extensions import db
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import Base
from tiex.schema import downgrade, upgrade

TABLES = {"resource", "index_task"}


@pytest.fixture(params=["sqlite", "postgresql"])
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database that nobody else uses."""
    url = f"sqlite:///{tmp_path / 'own.sqlite3'}"
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres")
        cluster.drop_database("own")
        url = cluster.create_database("own")
    settings = Settings(Mode.TEST, "test", url, tmp_path, "memory", "http://localhost")
    app = create_app(settings, Gateways(SetClock(TODAY), MemoryMailer()))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return TABLES & set(inspect(db.engine).get_table_names())


def test_the_tables_can_be_taken_away_and_made_again(own: Flask) -> None:
    upgrade(revision="0010")
    assert tables() == TABLES
    downgrade(revision="0010-1")
    assert tables() == set()
    upgrade(revision="0010")
    assert tables() == TABLES


def test_the_database_is_what_the_models_say(own: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
