"""Too many tries from one network, or files from one person, are refused, outside of the other tests."""

from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import run
from tests.slices.cells.steps import enter
from tests.slices.uploads.steps import Sender, add_example
from tests.support.page_client import page_client
from tests.support.people import add_person
from tiex.app import create_app
from tiex.config import Mode, Settings
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.web.tries import TOO_MANY_FILES


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


def test_a_person_begins_two_hundred_files_in_ten_minutes_and_others_there_go_on(tmp_path: Path) -> None:
    app = run(f"sqlite:///{tmp_path / 'tiex.sqlite3'}", tmp_path).app
    app.testing = False
    ada, other = (add_person(app, name) for name in ("Ada Moor", "Rae Read"))
    sender = Sender.of(enter(app, ada), add_example(app, ada))
    for _ in range(199):
        assert sender.create(length=0).status_code == 422
    sender.post((b"one", "one.txt"), status=303)
    refused = sender.create()
    assert (refused.status_code, refused.mimetype) == (429, "text/plain")
    assert refused.text.strip() == TOO_MANY_FILES
    assert TOO_MANY_FILES in sender.post((b"two", "two.txt"), status=429).text
    assert Sender.of(enter(app, other), add_example(app, other)).create().status_code == 201
