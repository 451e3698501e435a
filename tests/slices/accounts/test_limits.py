"""Too many tries from one network are refused, outside of the other tests."""

from datetime import UTC, datetime
from pathlib import Path

from tests.support.page_client import page_client
from tiex.app import create_app
from tiex.config import Mode, Settings
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer


def test_a_network_has_thirty_tries_a_minute(tmp_path: Path) -> None:
    settings = Settings(
        mode=Mode.DEMO,
        secret_key="limits",
        database_url=f"sqlite:///{tmp_path / 'tiex.sqlite3'}",
        data_dir=tmp_path,
        mail="memory",
        base_url="http://localhost",
    )
    app = create_app(settings, Gateways(SetClock(datetime(2026, 11, 23, tzinfo=UTC)), MemoryMailer()))
    client = page_client(app)
    client.page("/sign-in")
    for _ in range(29):
        client.submit("main form", email="", status=422)
    client.page("/reset-password")
    client.submit("main form", email="", status=422)
    page = client.submit("main form", email="", status=429)
    assert "Too many tries from your network." in page.text
    assert client.page("/sign-in").h1 == "Sign in", "reading stays free"
