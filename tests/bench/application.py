"""The application as it is measured: on SQLite in a folder, on a day when the edition is open."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from tiex.app import create_app
from tiex.config import Mode, Settings
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.finder import make_finder
from tiex.gateways.mail import MemoryMailer
from tiex.gateways.parts import PartFolder
from tiex.gateways.press import SubprocessPress
from tiex.gateways.storage import make_storage

EDITION = "2026-27"
DAY = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def make_app(folder: Path) -> Flask:
    """Two processes that name the same folder share its database, and so the people signed in."""
    settings = Settings(
        mode=Mode.TEST,
        secret_key="bench",
        database_url=f"sqlite:///{folder / 'tiex.sqlite3'}",
        data_dir=folder,
        mail="memory",
        base_url="http://localhost",
    )
    finder = replace(make_finder(folder / "search", "", ""), is_tended=False)
    storage, parts = make_storage(settings.files_place), PartFolder(folder / "uploads")
    gateways = Gateways(SetClock(DAY), MemoryMailer(), finder=finder, storage=storage, parts=parts)
    return create_app(settings, replace(gateways, press=SubprocessPress()))
