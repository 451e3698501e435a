"""A council with its people, and the register of councils to compare with."""

import pytest
from flask import Flask

from tests.slices.cells.steps import enter
from tests.support.agreeing import Council, found_council
from tests.support.page_client import PageClient
from tests.support.people import Someone


@pytest.fixture
def council(app: Flask, ada: Someone) -> Council:
    return found_council(app, ada)


@pytest.fixture
def lead(app: Flask, council: Council) -> PageClient:
    return enter(app, council.lead)
