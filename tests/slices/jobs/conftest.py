"""A table in which jobs count and a kind of job that does, and a Redis server where there is one."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.slices.jobs.steps import handling
from tests.support.counted import count_up, drop_table, make_table
from tests.support.redis import ADVICE, ThrowawayRedis, find_redis


@pytest.fixture
def counting(app: Flask) -> Iterator[Flask]:
    make_table(app)
    with handling(app, count_up):
        yield app
    drop_table(app)


@pytest.fixture(scope="session")
def redis() -> Iterator[ThrowawayRedis]:
    program = find_redis()
    if program is None:
        pytest.skip(ADVICE)
    with ThrowawayRedis(program) as server:
        yield server
