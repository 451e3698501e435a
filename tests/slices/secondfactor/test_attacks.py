"""A thousand wrong passwords or codes, and the same code twice at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from structlog.testing import capture_logs

from tests.isolation.test_responses import contents
from tests.slices.accounts.steps import stored
from tests.slices.cells.test_at_once import meeting_before
from tests.slices.secondfactor.steps import Phone, actions_about, half_way, is_signed_in
from tests.support.page_client import PageClient, page_client
from tests.support.people import PASSWORD, Someone
from tiex.domain.people import DECIDING, FAILURES_BEFORE_LOCKOUT
from tiex.extensions import db
from tiex.gateways.clock import SetClock
from tiex.models import PersonRow, RecoveryCodeRow, SecondFactorRow

TRIES = 1000
Addresses = Callable[[int], str]
ADDRESSES: dict[str, Addresses] = {
    "one address": lambda turn: "192.0.2.1",
    "many addresses": lambda turn: f"198.51.{turn // 250}.{turn % 250 + 1}",
}
CHANGED_BY_FAILURES = {"person", "audit_entry", "audit_chain"}


@pytest.fixture(params=list(ADDRESSES))
def address(request: pytest.FixtureRequest) -> Addresses:
    return ADDRESSES[request.param]


@pytest.fixture
def quick(app: Flask, ada: Someone) -> None:
    """A password that is hashed weakly, so that a thousand tries take seconds."""
    with stored(app) as session:
        hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        session.get_one(PersonRow, ada.id).password_hash = hasher.hash(PASSWORD)


@contextmanager
def counted(app: Flask) -> Iterator[list[int]]:
    """Statements so far, as the only item."""
    seen = [0]

    def count(*_args: Any) -> None:
        seen[0] += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    yield seen
    event.remove(engine, "before_cursor_execute", count)


def token_on(client: PageClient) -> str:
    assert client.current is not None
    return client.current.find("main input[name=csrf_token]").get("value")


def send(client: PageClient, path: str, address: str, **fields: str) -> int:
    """Without reading what comes back, which is a page like the others."""
    data = {"csrf_token": token_on(client), **fields}
    return FlaskClient.open(
        client, path, method="POST", data=data, environ_overrides={"REMOTE_ADDR": address}
    ).status_code


def kept(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in contents(app).items() if name not in CHANGED_BY_FAILURES}


@pytest.mark.usefixtures("quick")
def test_a_thousand_wrong_passwords(app: Flask, ada: Someone, address: Addresses) -> None:
    client, before = page_client(app), kept(app)
    client.page("/sign-in")
    with counted(app) as statements:
        for turn in range(TRIES):
            wrong = f"a wrong password {turn}"
            assert send(client, "/sign-in", address(turn), email=ada.email, password=wrong) == 422
    assert statements[0] < 3 * TRIES, "the work of each try is bounded"
    assert send(client, "/sign-in", address(TRIES), email=ada.email, password=PASSWORD) == 422, "locked"
    assert not is_signed_in(client)
    assert kept(app) == before
    assert actions_about(app, ada).count("sign-in locked") == 1, "written down, and not a thousand times"


def test_a_thousand_wrong_codes(app: Flask, ada: Someone, phone: Phone, address: Addresses) -> None:
    client, before = half_way(app, ada), kept(app)
    with counted(app) as statements:
        for turn in range(TRIES):
            code = phone.wrong_code() if turn % 2 else f"aaaa-bbbb-cccc-{turn:04}"
            assert send(client, "/sign-in/code", address(turn), code=code) == 422
    assert statements[0] < 3 * TRIES
    for right in (phone.code(), phone.recovery_codes[0]):
        assert send(client, "/sign-in/code", address(TRIES), code=right) == 422, "locked"
    assert not is_signed_in(client)
    assert kept(app) == before
    assert actions_about(app, ada).count("sign-in locked") == 1


def test_the_same_code_twice_at_once_signs_in_one(app: Flask, ada: Someone, phone: Phone) -> None:
    browsers, code = (half_way(app, ada), half_way(app, ada)), phone.code()
    with meeting_before(app, "UPDATE second_factor"):
        assert sorted(at_once(browsers, code)) == [303, 422]
    assert sorted(is_signed_in(browser) for browser in browsers) == [False, True]
    with stored(app) as session:
        assert session.get_one(SecondFactorRow, ada.id).last_step == int(phone.clock.now().timestamp()) // 30
        assert session.get_one(PersonRow, ada.id).failures <= 1


def test_the_same_recovery_code_twice_at_once_signs_in_one(app: Flask, ada: Someone, phone: Phone) -> None:
    browsers, code = (half_way(app, ada), half_way(app, ada)), phone.recovery_codes[3]
    with meeting_before(app, "UPDATE recovery_code"):
        assert sorted(at_once(browsers, code)) == [303, 422]
    assert sorted(is_signed_in(browser) for browser in browsers) == [False, True]
    with stored(app) as session:
        used = session.query(RecoveryCodeRow).filter(RecoveryCodeRow.used_at.is_not(None)).count()
    assert used == 1
    assert actions_about(app, ada).count("recovery code used") == 1


def test_twenty_wrong_codes_at_once_lock(app: Flask, ada: Someone, phone: Phone) -> None:
    """Of tries that are made at once none is lost, and the lock that they make is written down once."""
    browsers = [half_way(app, ada) for _ in range(20)]
    with capture_logs() as logged:
        assert set(at_once(browsers, phone.wrong_code())) == {422}
    compared = [entry for entry in logged if entry["event"] == "wrong password or code"]
    assert len(compared) == FAILURES_BEFORE_LOCKOUT, "a lock stands before the others are looked at"
    assert actions_about(app, ada).count("sign-in locked") == 1
    assert send(browsers[0], "/sign-in/code", "192.0.2.1", code=phone.code()) == 422


@pytest.mark.parametrize("password", [PASSWORD, "not my password at all"])
def test_two_clicks_after_four_wrong_passwords(app: Flask, ada: Someone, password: str) -> None:
    """The one that meets the other while it is compared waits for it, and is not called wrong with it."""
    browsers = [at_the_door(app) for _ in range(2)]
    for _ in range(FAILURES_BEFORE_LOCKOUT - 1):
        assert send(browsers[0], "/sign-in", "192.0.2.1", email=ada.email, password="a wrong password") == 422
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda it: send(it, "/sign-in", "192.0.2.1", email=ada.email, password=password), browsers)
        assert set(answers) == {303 if password == PASSWORD else 422}
    assert actions_about(app, ada).count("sign-in locked") == (password != PASSWORD)


def test_whoever_dies_over_a_password_locks_nobody_out(app: Flask, ada: Someone, clock: SetClock) -> None:
    with stored(app) as session:
        person = session.get_one(PersonRow, ada.id)
        person.failures, person.locked_until = FAILURES_BEFORE_LOCKOUT, clock.now() + DECIDING
    clock.at += DECIDING
    assert send(at_the_door(app), "/sign-in", "192.0.2.1", email=ada.email, password=PASSWORD) == 303


def at_the_door(app: Flask) -> PageClient:
    client = page_client(app)
    client.page("/sign-in")
    return client


def at_once(browsers: Any, code: str) -> list[int]:
    """What each is answered."""
    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(lambda browser: send(browser, "/sign-in/code", "192.0.2.1", code=code), browsers))
