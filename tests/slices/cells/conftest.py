"""Ada's view in the open edition, and a browser on the page of its first cell."""

import pytest
from flask import Flask

from tests.slices.cells.steps import cell_path, enter
from tests.support.page_client import PageClient
from tests.support.people import Someone, add_response


@pytest.fixture
def view(app: Flask, ada: Someone) -> int:
    """The id of Ada's response."""
    return add_response(app, ada)


@pytest.fixture
def on_cell(ada_client: PageClient, view: int) -> PageClient:
    ada_client.page(cell_path(view))
    return ada_client


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)
