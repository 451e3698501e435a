"""An application as production runs it: no demonstration, and cookies and headers for TLS."""

from pathlib import Path

import pytest
from flask import Flask

from tests.access.endpoints import ACCESS, NOT_IN_PRODUCTION
from tests.access.routes import routes_of
from tests.support.page_client import page_client
from tests.support.people import PASSWORD, TODAY
from tiex.accounts.commands import create_person, disable_person
from tiex.app import create_app
from tiex.cli import demo
from tiex.config import ConfigError, Mode, Settings
from tiex.extensions import db
from tiex.gateways import Gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer

EMAIL = "ada@fernmoor.example"
TLS = "https://localhost"


def build(folder: Path, mode: Mode = Mode.PRODUCTION) -> Flask:
    settings = Settings(
        mode=mode,
        secret_key="k" * 64,
        database_url=f"sqlite:///{folder / 'tiex.sqlite3'}",
        data_dir=folder,
        mail="smtp://mail.example:25",
        base_url=TLS,
        require_second_factor=True,
    )
    return create_app(settings, Gateways(SetClock(TODAY), MemoryMailer()))


@pytest.fixture
def production(tmp_path: Path) -> Flask:
    app = build(tmp_path)
    with app.app_context():
        db.create_all()
    return app


def add_somebody(app: Flask, *, is_demo: bool) -> int:
    with app.app_context():
        person = {"email": EMAIL, "name": "Ada", "password": PASSWORD, "is_demo": is_demo}
        person_id = create_person(session=db.session(), now=TODAY, **person)  # type: ignore[arg-type]
        db.session.commit()
    return person_id


def test_it_starts_on_a_database_without_tables(tmp_path: Path) -> None:
    assert not build(tmp_path).debug


def test_it_refuses_demonstration_accounts_that_could_sign_in(tmp_path: Path, production: Flask) -> None:
    person_id = add_somebody(production, is_demo=True)
    with pytest.raises(ConfigError, match=f"demonstration accounts can sign in .*{EMAIL}"):
        build(tmp_path)
    with production.app_context():
        disable_person(session=db.session(), person_id=person_id, now=TODAY)
        db.session.commit()
    build(tmp_path)


def test_it_starts_with_real_people(tmp_path: Path, production: Flask) -> None:
    add_somebody(production, is_demo=False)
    build(tmp_path)


def test_it_does_not_load_the_demonstration(production: Flask) -> None:
    result = production.test_cli_runner().invoke(demo, ["load"])
    assert result.exit_code == 1
    assert "The demonstration is not for production." in result.output


def test_pages_of_the_demonstration_are_not_there(production: Flask) -> None:
    assert {route.endpoint for route in routes_of(production)} == set(ACCESS) - NOT_IN_PRODUCTION
    client = page_client(production)
    for path in ("/outbox", "/components"):
        client.page(path, status=404)
    assert "Demonstration" not in client.page("/guidance").text


def test_cookies_are_for_tls_and_not_for_scripts(production: Flask) -> None:
    add_somebody(production, is_demo=False)
    client = page_client(production)
    token = client.get("/sign-in", base_url=TLS).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    data = {"email": EMAIL, "password": PASSWORD, "remember": "y", "csrf_token": token}
    response = client.post("/sign-in", data=data, base_url=TLS, headers={"Referer": f"{TLS}/sign-in"})
    assert (response.status_code, response.location) == (303, "/my-council")
    cookies = {cookie.partition("=")[0]: cookie for cookie in response.headers.getlist("Set-Cookie")}
    assert set(cookies) == {"tiex", "remember_token"}
    for cookie in cookies.values():
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Expires" not in cookies["tiex"], "it ends with the browser"


def test_every_response_asks_for_tls_from_then_on(production: Flask) -> None:
    client = page_client(production)
    for path in ("/guidance", "/sign-in", "/my-council", "/nowhere"):
        headers = client.get(path).headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", path


def test_without_tls_nothing_is_said_of_it(app: Flask) -> None:
    client = page_client(app)
    response = client.get("/sign-in")
    assert "Strict-Transport-Security" not in response.headers
    assert "Secure" not in response.headers["Set-Cookie"].split("; ")
