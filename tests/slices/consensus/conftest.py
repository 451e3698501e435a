"""A council with its people, and browsers in which they are signed in."""

import pytest
from flask import Flask

from tests.slices.cells.steps import enter
from tests.support.agreeing import Council, close_round, found_council
from tests.support.page_client import PageClient
from tests.support.people import Someone


@pytest.fixture
def council(app: Flask, ada: Someone) -> Council:
    return found_council(app, ada)


@pytest.fixture
def closed(council: Council) -> None:
    """Nobody but the lead has begun a view, and the round is closed."""
    close_round(council)


@pytest.fixture
def lead(app: Flask, council: Council) -> PageClient:
    return enter(app, council.lead)
