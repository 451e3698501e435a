"""What several tests of the accounts do."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.orm import Session

from tests.support.page_client import PageClient
from tests.support.people import Someone
from tiex.domain.people import FAILURES_BEFORE_LOCKOUT
from tiex.extensions import db
from tiex.passwords.commands import WrongPassword

FORM = "main form"
WRONG = WrongPassword.sentence


@contextmanager
def stored(app: Flask) -> Iterator[Session]:
    """A session that is over before the next request: within an open application context requests would share it."""
    with app.app_context():
        yield db.session()
        db.session.commit()


def try_password(client: PageClient, email: str, password: str = "not my password at all") -> str:
    """The sentence that a refused sign-in shows."""
    client.page("/sign-in")
    page = client.submit(FORM, email=email, password=password, status=422)
    assert page.find(".govuk-error-summary a").get("href") == "#email"
    assert page.find("#email").get("value") == email
    return page.find(".govuk-error-summary a").text


def lock(client: PageClient, someone: Someone) -> str:
    """Fail as often as it takes; the last sentence."""
    return [try_password(client, someone.email) for _ in range(FAILURES_BEFORE_LOCKOUT)][-1]
