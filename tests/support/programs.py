"""Programs of ours for tests that kill them: the server and the worker as they are, and some whose jobs only count."""

import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from flask import Flask, Response
from sqlalchemy.orm import Session
from waitress import serve

from tests.support.counted import count_up
from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.app import create_app
from tiex.config import Settings
from tiex.extensions import csrf, db
from tiex.gateways import Gateways, current_gateways
from tiex.gateways.reader import DirectReader
from tiex.jobs.commands import queue_job, register_handler
from tiex.web.transaction import commits
from tiex.worker import work_apart

THREADS = 2
LEASE_SECONDS = 2


def environment_of(settings: Settings, *, port: int = 0, **more: str) -> Mapping[str, str]:
    """What makes a program work on the database and in the folder of these settings, with leases that end soon."""
    return {
        "TIEX_MODE": "test",
        "TIEX_SECRET_KEY": settings.secret_key,
        "TIEX_DATABASE_URL": settings.database_url,
        "TIEX_DATA_DIR": str(settings.data_dir),
        "TIEX_MAIL": str(Path(settings.data_dir) / "mail"),
        "TIEX_BASE_URL": settings.base_url,
        "TIEX_PORT": str(port or 8000),
        "TIEX_WORKER": "apart",
        "TIEX_JOB_LEASE": str(LEASE_SECONDS),
        **more,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def web() -> Callable[[], None]:
    """The server; it listens at TIEX_PORT."""
    return _serving(create_app())


def worker() -> Callable[[], None]:
    """It reads files itself, as starting a process for each takes longer than it is let live."""
    app = create_app()
    app.extensions["gateways"] = replace(app.extensions["gateways"], reader=DirectReader())
    return _working(app)


def counting_web() -> Callable[[], None]:
    """The server, with an address at which anybody asks for a job that counts."""
    app = create_app()

    @csrf.exempt  # type: ignore[untyped-decorator]
    @requires(Permission.PAGE_READ)
    @commits
    def count(subject: str) -> Response:
        queue_job(session=db.session(), kind="count", subject=subject, now=current_gateways().clock.now())
        return Response(subject)

    app.add_url_rule("/count/<subject>", view_func=count, methods=["POST"])
    return _serving(app)


def counting_worker() -> Callable[[], None]:
    app = create_app()
    register_handler(app, "count", _count_slowly, title="Counting")
    return _working(app)


def _count_slowly(session: Session, gateways: Gateways, subject: str) -> None:
    """So that a random moment is likely to be before, between or after what is written."""
    time.sleep(0.005)
    count_up(session, gateways, subject)
    time.sleep(0.005)


def _serving(app: Flask) -> Callable[[], None]:
    return lambda: serve(app, host="127.0.0.1", port=int(os.environ["TIEX_PORT"]), threads=4, _quiet=True)


def _working(app: Flask) -> Callable[[], None]:
    def run() -> None:
        with app.app_context():
            work_apart(app, threads=THREADS, processes=0)

    return run
