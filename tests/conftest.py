"""An application on each database, with the content loaded once and every other row gone between tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy.orm import Session

from tests.support.page_client import PageClient, page_client
from tests.support.people import TODAY, Someone, add_person, signed_in
from tests.support.postgres import ThrowawayCluster, find_or_install_postgres
from tests.support.resources import finder_of
from tiex.app import create_app
from tiex.cli import store_content
from tiex.config import Mode, Settings
from tiex.councils.commands import store_councils
from tiex.demo import COUNCILS
from tiex.extensions import db
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.finder import Finder, memory_finder
from tiex.gateways.mail import MemoryMailer
from tiex.gateways.parts import PartFolder
from tiex.gateways.storage import make_storage
from tiex.models import Base
from tiex.schema import upgrade

KEPT = {"council", "council_successor", "edition"}
_EMPTIED = (table.name for table in reversed(Base.metadata.sorted_tables) if table.name not in KEPT)
_INVENTED = ", ".join(f"'{council.code}'" for council in COUNCILS)
_EMPTYING = "".join(f'DELETE FROM "{name}"; ' for name in _EMPTIED)
_EMPTYING += f"DELETE FROM council WHERE is_invented AND code NOT IN ({_INVENTED}); "

# How long a test takes says how busy the machine is.
settings.register_profile("tiex", deadline=None)
settings.load_profile("tiex")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are processors: much of the time is spent waiting, for browsers and for disks."""
    return (os.cpu_count() or 1) + 1


@dataclass(frozen=True, slots=True)
class Running:
    """An application and the twins of the outside world that it was given."""

    app: Flask
    clock: SetClock
    mailer: MemoryMailer


Applications = Callable[[str], Running]


def run(database_url: str, data_dir: Path, finder: Finder | None = None) -> Running:
    """An application on an empty database, migrated and with the content in it; by default it searches in memory."""
    settings = Settings(
        mode=Mode.TEST,
        secret_key="test",
        database_url=database_url,
        data_dir=data_dir,
        mail="memory",
        base_url="http://localhost",
    )
    clock, mailer = SetClock(TODAY), MemoryMailer()
    storage, parts = make_storage(settings.files_place), PartFolder(data_dir / "uploads")
    gateways = Gateways(clock, mailer, finder=finder or memory_finder(), storage=storage, parts=parts)
    app = create_app(settings, gateways)
    with app.app_context():
        upgrade()
        store_content()
        store_councils(session=db.session(), councils=COUNCILS, is_invented=True)
        db.session.commit()
        db.session.remove()
    return Running(app, clock, mailer)


@pytest.fixture(scope="session")
def postgres() -> Iterator[ThrowawayCluster]:
    with ThrowawayCluster(find_or_install_postgres()) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def applications(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applications]:
    """One on each database, made when it is first asked for, in whatever order the tests come."""

    @cache
    def on(database: str) -> Running:
        folder = tmp_path_factory.mktemp(database)
        url = f"sqlite:///{folder / 'tiex.sqlite3'}"
        if database == "postgresql":
            url = request.getfixturevalue("postgres").create_database("tiex")
        made[folder] = run(url, folder)
        return made[folder]

    made: dict[Path, Running] = {}
    yield on
    for folder, found in made.items():
        with found.app.app_context():
            db.engine.dispose()
        shutil.rmtree(folder)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, applications: Applications) -> Running:
    return applications(request.param)


@pytest.fixture
def app(running: Running) -> Iterator[Flask]:
    running.clock.at = TODAY
    running.mailer.sent.clear()
    finder_of(running.app).home.rebuild([])
    finder_of(running.app).passages.home.rebuild([])
    yield running.app
    with running.app.app_context():
        db.session.rollback()
        _empty_tables()


def _empty_tables() -> None:
    """All at once: one statement after the other takes five times as long."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().executescript(f"BEGIN; {_EMPTYING}")
        else:
            connection.exec_driver_sql(_EMPTYING)


@pytest.fixture
def clock(running: Running) -> SetClock:
    return running.clock


@pytest.fixture
def mailer(running: Running) -> MemoryMailer:
    return running.mailer


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser in which nobody is signed in."""
    return page_client(app)


@pytest.fixture
def ada(app: Flask) -> Someone:
    """The lead of the invented council of Fernmoor."""
    return add_person(app)


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    """A browser in which Ada is signed in."""
    return signed_in(app, ada)
