"""Ada is signed in without the form for it, which takes a while and has tests of its own."""

import pytest
from flask import Flask

from tests.slices.cells.steps import enter
from tests.support.page_client import PageClient
from tests.support.people import Someone


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)
