"""Asking for jobs, having them done, and looking at what became of them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import stored
from tests.support.people import TODAY
from tiex.gateways import current_gateways
from tiex.jobs.commands import QUEUED, Handler, Ran, queue_job, register_handler, run_due
from tiex.models import JobRow

KIND = "count"


@contextmanager
def handling(app: Flask, handler: Handler, kind: str = KIND) -> Iterator[None]:
    """Jobs of this kind are done by this for as long as the test takes."""
    kinds = app.extensions[QUEUED].kinds
    before = dict(kinds)
    register_handler(app, kind, handler, title="Counting")
    try:
        yield
    finally:
        kinds.clear()
        kinds.update(before)


def ask_for(app: Flask, *subjects: str, kind: str = KIND) -> None:
    with stored(app) as session:
        for subject in subjects:
            queue_job(session=session, kind=kind, subject=subject, now=TODAY)
        session.commit()


def work(app: Flask, most: int = 1000) -> Ran:
    with stored(app) as session:
        return run_due(session=session, gateways=current_gateways(), most=most)


def elsewhere(app: Flask) -> Ran:
    """The same by another worker, while this one is at something."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, app).result()


def jobs_in(app: Flask) -> list[JobRow]:
    with stored(app) as session:
        return list(session.scalars(select(JobRow).order_by(JobRow.id)))


def job_in(app: Flask) -> JobRow:
    (job,) = jobs_in(app)
    return job
