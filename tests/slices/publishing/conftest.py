"""A council whose consensus is signed off, and browsers of its people."""

import pytest
from flask import Flask

from tests.slices.cells.steps import enter
from tests.support.agreeing import Council, found_council, sign_off
from tests.support.page_client import PageClient
from tests.support.people import Someone

PAGE, CHECK, PUBLISH, WITHDRAW = "publishing", "publishing/check", "publishing", "publishing/withdraw"


@pytest.fixture
def council(app: Flask, ada: Someone) -> Council:
    return found_council(app, ada)


@pytest.fixture
def signed(council: Council) -> str:
    """Signed off by both; the fingerprint."""
    return sign_off(council)


@pytest.fixture
def leader(app: Flask, council: Council) -> PageClient:
    return enter(app, council.leader)


@pytest.fixture
def lead(app: Flask, council: Council) -> PageClient:
    return enter(app, council.lead)
