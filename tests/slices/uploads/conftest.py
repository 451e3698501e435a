"""Ada writes an example, and sends files to it."""

import pytest
from flask import Flask

from tests.slices.cells.steps import enter
from tests.slices.uploads.steps import Sender, add_example, gateways_of
from tests.support.page_client import PageClient
from tests.support.people import Someone


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


@pytest.fixture
def example_id(app: Flask, ada: Someone) -> int:
    storage, parts = gateways_of(app).storage, gateways_of(app).parts
    for path in parts.folder.glob("*"):
        path.unlink()
    for sha256 in list(storage.ids()):
        storage.remove(sha256)
    return add_example(app, ada)


@pytest.fixture
def sender(ada_client: PageClient, example_id: int) -> Sender:
    return Sender.of(ada_client, example_id)
