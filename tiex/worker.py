"""The worker: what huey carries out when it is woken, in the server itself or in processes apart."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import current_thread, main_thread
from types import FrameType

from flask import Flask
from structlog import get_logger

from tiex.benchmarks.commands import queue_recounts
from tiex.config import Settings
from tiex.extensions import db
from tiex.gateways import Gateways, current_gateways
from tiex.gateways.tasks import HueyWaker, Work
from tiex.indexing.commands import deliver_waiting as tell_engines
from tiex.jobs.commands import Ran, forget_old_jobs, run_due
from tiex.uploads.commands import sweep as sweep_files
from tiex.web.outbox import deliver_waiting as hand_over_mail
from tiex.web.transaction import follow_up

# Two, so that one job that takes long does not keep the mail.
THREADS_INSIDE, LONGEST_GOODBYE = 2, 10.0
# How often a worker looks for the word in the file, in seconds: some microseconds each time.
FIRST_LOOK, LAST_LOOK = 0.05, 0.5
AFTER_AN_ERROR = timedelta(seconds=5)
_log = get_logger(__name__)


def init_worker(app: Flask, settings: Settings) -> None:
    """Teach huey what to do, in every process alike: those who wake and those who work."""
    waker = app.extensions["gateways"].waker
    if not isinstance(waker, HueyWaker):
        return

    def in_app(do: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            with app.app_context():
                do()

        return run

    waker.carry_out(Work.JOBS, in_app(work_jobs))
    waker.carry_out(Work.MAIL, in_app(lambda: hand_over_mail(db.session(), current_gateways())))
    waker.carry_out(Work.INDEX, in_app(_tell_engines))
    waker.repeat("sweep", in_app(lambda: _sweep(waker, timedelta(seconds=settings.job_lease))))
    waker.repeat("forget", in_app(_forget), minute="17")
    waker.repeat("recount", in_app(_recount), minute="7")


def work_jobs() -> Ran | None:
    """Some of what is due; whatever happens meanwhile, somebody goes on with the rest."""
    gateways, ran = current_gateways(), None
    try:
        ran = run_due(session=db.session(), gateways=gateways)
    finally:
        if ran is None:
            gateways.waker.wake(Work.JOBS, AFTER_AN_ERROR)
        elif ran.is_more:
            gateways.waker.wake(Work.JOBS)
    return ran


def do_all() -> Ran:
    """Everything that is due now, without waiting for anybody."""
    session, gateways = db.session(), current_gateways()
    _recount()
    done = put_off = failed = 0
    is_more = True
    while is_more:
        ran = run_due(session=session, gateways=gateways)
        done, put_off, failed = done + ran.done, put_off + ran.put_off, failed + ran.failed
        is_more = ran.is_more
    hand_over_mail(session, gateways)
    _tell_engines()
    return Ran(done, put_off, failed)


@contextmanager
def working_inside(app: Flask) -> Iterator[None]:
    """A worker in threads of this process, for as long as it serves, where the settings say so."""
    waker = _gateways(app).waker
    if not isinstance(waker, HueyWaker) or waker.is_apart:
        yield
        return
    options = {"initial_delay": FIRST_LOOK, "max_delay": LAST_LOOK, "shutdown_timeout": LONGEST_GOODBYE}
    from tiex.gateways.queues import ConsumerInside

    consumer = ConsumerInside(waker.huey, workers=THREADS_INSIDE, **options)
    if current_thread() is main_thread():
        # As Ctrl-C does: the server closes, and what the worker is at comes to its end.
        signal.signal(signal.SIGTERM, _leave)
    # Before it starts: its first sweep is at once, and wakes nobody where nobody is thought to listen.
    waker.is_worked = True
    consumer.start()
    try:
        yield
    finally:
        waker.is_worked = False
        consumer.stop(graceful=True)


def work_apart(app: Flask, *, threads: int, processes: int) -> None:
    """Work until told to stop: SIGTERM lets it finish what it is at, Ctrl-C does not."""
    waker = _gateways(app).waker
    assert isinstance(waker, HueyWaker)
    waker.is_worked = True
    kind, number = ("process", processes) if processes else ("thread", threads)
    options = {"initial_delay": FIRST_LOOK, "max_delay": LAST_LOOK, "graceful_signal": "TERM"}
    # What processes inherit must not be a connection that they would share.
    db.session.remove()
    db.engine.dispose()
    waker.huey.create_consumer(workers=number, worker_type=kind, **options).run()


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _sweep(waker: HueyWaker, lease: timedelta) -> None:
    """Whatever nobody was woken for, and once more when the lease is over of what a worker died over just now."""
    waker.note_seen(current_gateways().clock.now())
    for work in Work:
        waker.wake(work)
    waker.wake(Work.JOBS, lease)


def _tell_engines() -> None:
    gateways = current_gateways()
    tell_engines(session=db.session(), finder=gateways.finder, now=gateways.clock.now)


def _recount() -> None:
    """What counts otherwise in benchmarks since the day has changed."""
    session, clock = db.session(), current_gateways().clock
    queued = queue_recounts(session=session, today=clock.today(), now=clock.now())
    session.commit()
    if queued:
        follow_up(session)


def _forget() -> None:
    gateways = current_gateways()
    now = gateways.clock.now()
    forgotten = forget_old_jobs(session=db.session(), now=now)
    swept = sweep_files(db.session(), gateways, now)
    if forgotten or swept:
        _log.info("old jobs and files forgotten", jobs=forgotten, files=swept)


def _gateways(app: Flask) -> Gateways:
    found: Gateways = app.extensions["gateways"]
    return found
