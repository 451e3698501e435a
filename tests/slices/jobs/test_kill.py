"""Web and workers killed with -9 at random: what was acknowledged is done exactly once, and every job is settled."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.slices.cells.steps import stored
from tests.slices.jobs.steps import jobs_in
from tests.support.counted import drop_table, make_table, read_counts
from tests.support.killing import Killer, ask, wait_until
from tests.support.nursery import Program
from tests.support.programs import environment_of, free_port
from tests.support.redis import find_redis
from tiex.extensions import db
from tiex.models import JobRow

JOBS, FEWEST_KILLS, SEED = 300, 20, 20261128


@pytest.fixture
def table(app: Flask) -> Iterator[Flask]:
    make_table(app)
    yield app
    drop_table(app)


def left(app: Flask) -> int:
    with stored(app) as session:
        unsettled = JobRow.state.in_(("waiting", "running"))
        return session.scalars(select(func.count()).select_from(JobRow).where(unsettled)).one()


def asked_for(url: str, number: int, killer: Killer) -> tuple[list[str], list[str]]:
    """Which subjects were acknowledged, and which were sent but never answered."""
    acknowledged: list[str] = []
    unknown: list[str] = []
    turn = 0
    while len(acknowledged) < number:
        turn += 1
        subject = f"{url.rpartition('/')[2]}-{turn}"
        answer = ask(f"{url}-{turn}", method="POST", body=b"")
        if answer is None:
            unknown.append(subject)
            wait_until(lambda: ask(url, method="HEAD") is not None, 20, every=0.02)
            continue
        assert answer[0] == 200, answer
        acknowledged.append(subject)
        killer.tick()
    return acknowledged, unknown


@pytest.fixture
def redis_url(app: Flask, request: pytest.FixtureRequest) -> str:
    """With PostgreSQL comes Redis, where there is one: so both ways are tried that people will run."""
    with app.app_context():
        is_large = db.engine.dialect.name == "postgresql" and find_redis() is not None
    return request.getfixturevalue("redis").url if is_large else ""


def test_killed_at_random_nothing_is_lost_or_done_twice(table: Flask, tmp_path: Path, redis_url: str) -> None:
    app, port = table, free_port()
    own = {"TIEX_DATA_DIR": str(tmp_path), "TIEX_REDIS_URL": redis_url}
    environment = {**environment_of(app.extensions["settings"], port=port), **own}
    names = ("counting_web", "counting_worker", "counting_worker")
    with ExitStack() as stack:
        logs = [tmp_path / f"{number}-{name}.log" for number, name in enumerate(names)]
        programs = [
            stack.enter_context(Program(f"tests.support.programs:{name}", environment, log))
            for name, log in zip(names, logs, strict=True)
        ]
        with Killer(programs, every=9, seed=SEED) as killer, ThreadPoolExecutor(3) as pool:
            urls = [f"http://127.0.0.1:{port}/count/{name}" for name in "abc"]
            found = list(pool.map(lambda url: asked_for(url, JOBS // 3, killer), urls))
        assert wait_until(lambda: left(app) == 0, 120), f"{left(app)} left"
    acknowledged = [subject for mine, _ in found for subject in mine]
    unknown = {subject for _, theirs in found for subject in theirs}
    counts = read_counts(app)
    assert sum(killer.kills) >= FEWEST_KILLS
    assert len(acknowledged) == JOBS
    assert [subject for subject in acknowledged if counts.get(subject) != 1] == []
    assert {subject for subject in counts if subject not in set(acknowledged)} <= unknown
    assert set(counts.values()) == {1}
    jobs = jobs_in(app)
    assert {job.state for job in jobs} == {"done"}
    assert sorted(job.subject for job in jobs) == sorted(counts)
    print(f"{killer.kills} kills, {len(jobs)} jobs, {sum(job.attempts > 1 for job in jobs)} of them begun again")
    shutil.rmtree(tmp_path)
