"""A council with its people, and browsers in which they are signed in."""

import pytest
from flask import Flask

from tests.slices.cells.steps import enter
from tests.support.agreeing import Council, agree_everything, found_council, send
from tests.support.page_client import PageClient
from tests.support.people import PASSWORD, Someone
from tiex.domain.people import Role

PAGE, SIGN, SEND = "sign-off", "sign-off/sign", "sign-off/send"
SENT, SIGNED = "sent-for-signoff", "signed"


def sign_fields(fingerprint: str, role: Role, password: str = PASSWORD) -> dict[str, str]:
    return {"fingerprint": fingerprint, "role": role.value, "password": password}


@pytest.fixture
def council(app: Flask, ada: Someone) -> Council:
    return found_council(app, ada)


@pytest.fixture
def lead(app: Flask, council: Council) -> PageClient:
    return enter(app, council.lead)


@pytest.fixture
def leader(app: Flask, council: Council) -> PageClient:
    return enter(app, council.leader)


@pytest.fixture
def chief(app: Flask, council: Council) -> PageClient:
    return enter(app, council.chief)


@pytest.fixture
def sent(council: Council) -> str:
    """Everything agreed and sent; the fingerprint."""
    agree_everything(council)
    return send(council)
