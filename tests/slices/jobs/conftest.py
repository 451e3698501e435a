"""A table in which jobs count, and a kind of job that does."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.slices.jobs.steps import handling
from tests.support.counted import count_up, drop_table, make_table


@pytest.fixture
def counting(app: Flask) -> Iterator[Flask]:
    make_table(app)
    with handling(app, count_up):
        yield app
    drop_table(app)
