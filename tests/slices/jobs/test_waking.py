"""A worker is woken after a commit, by a file and by Redis; where nobody can be woken, nothing is lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Running
from tests.slices.cells.steps import stored
from tests.slices.jobs.steps import ask_for, handling, jobs_in
from tests.support.counted import count_up, read_counts
from tests.support.killing import wait_until
from tests.support.nursery import Program
from tests.support.people import TODAY
from tests.support.programs import environment_of
from tests.support.resources import add_resource
from tiex.app import create_app
from tiex.config import Settings
from tiex.extensions import db
from tiex.gateways import Gateways, queues
from tiex.gateways.finder import memory_finder
from tiex.gateways.mail import Mail
from tiex.gateways.queues import ConsumerInside, make_waker
from tiex.gateways.tasks import SEEN, HueyWaker, Work
from tiex.indexing.commands import queue_index
from tiex.jobs.commands import queue_job
from tiex.web.outbox import queue_mail
from tiex.web.transaction import follow_up
from tiex.worker import working_inside

PATIENCE = 30.0


@pytest.fixture(params=["file", "redis"])
def redis_url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("redis").url if request.param == "redis" else ""


@pytest.fixture
def wakers(running: Running, tmp_path: Path, redis_url: str, counting: Flask) -> Iterator[Flask]:
    """The application with a worker that could be started inside it."""
    waker = make_waker(tmp_path / "jobs.sqlite3", redis_url, "secret", is_apart=False)
    with beside(running, waker) as app:
        waker.huey.flush()
        yield app


@contextmanager
def beside(running: Running, waker: HueyWaker) -> Iterator[Flask]:
    """Another application on the same database, in which jobs count as well."""
    settings: Settings = running.app.extensions["settings"]
    app = create_app(settings, Gateways(running.clock, running.mailer, finder=memory_finder(), waker=waker))
    app.extensions["jobs"].kinds.update(running.app.extensions["jobs"].kinds)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    waker.close()


def ask_for_everything(app: Flask) -> None:
    """A job, a message and a change that the index is to know, as a request does that asks for them."""
    resource = add_resource(app)
    with stored(app) as session:
        queue_job(session=session, kind="count", subject="a", now=TODAY)
        queue_mail(session, Mail("x@council.example", "Hello", "One\n"), TODAY)
        queue_index(session, [resource], TODAY)
        session.commit()
        follow_up(session)


def is_everything_done(app: Flask, running: Running) -> bool:
    stored_documents = app.extensions["gateways"].finder.home.stored()
    return read_counts(app) == {"a": 1} and len(running.mailer.sent) == 1 and len(stored_documents) == 1


def test_a_worker_inside_does_what_was_asked_for(wakers: Flask, running: Running) -> None:
    with working_inside(wakers):
        began = time.monotonic()
        ask_for_everything(wakers)
        assert wait_until(lambda: is_everything_done(wakers, running), PATIENCE, every=0.01)
        print(f"done after {time.monotonic() - began:.2f} s")
    assert {job.state for job in jobs_in(wakers)} == {"done"}


def test_without_a_worker_the_request_does_what_it_can_and_the_next_worker_the_rest(
    wakers: Flask, running: Running
) -> None:
    ask_for_everything(wakers)
    assert len(running.mailer.sent) == 1
    assert len(wakers.extensions["gateways"].finder.home.stored()) == 1
    assert read_counts(wakers) == {}
    with working_inside(wakers):
        assert wait_until(lambda: is_everything_done(wakers, running), PATIENCE)


class SlowToStart(ConsumerInside):
    """Its threads have swept before the thread that starts them goes on, as on a busy machine."""

    def start(self) -> None:
        super().start()
        assert wait_until(lambda: self.huey.get(SEEN, peek=True) is not None, PATIENCE)


@pytest.mark.parametrize("consumer", [ConsumerInside, SlowToStart])
def test_what_nobody_was_woken_for_is_found_by_a_sweep(
    wakers: Flask, running: Running, consumer: type[ConsumerInside], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a crash between the commit and the word: the rows are all there is."""
    monkeypatch.setattr(queues, "ConsumerInside", consumer)
    resource = add_resource(wakers)
    with stored(wakers) as session:
        queue_job(session=session, kind="count", subject="a", now=TODAY)
        queue_mail(session, Mail("x@council.example", "Hello", "One\n"), TODAY)
        queue_index(session, [resource], TODAY)
        session.commit()
    with working_inside(wakers):
        assert wait_until(lambda: is_everything_done(wakers, running), PATIENCE)
        assert wakers.extensions["gateways"].waker.seen_at() == TODAY


def test_a_worker_goes_on_after_what_nobody_expected(wakers: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """The clock of the test stands, so that what was put off is not due again."""

    def slip(session: object, gateways: object, subject: str) -> None:
        if subject == "bad":
            raise KeyError(subject)
        count_up(session, gateways, subject)  # type: ignore[arg-type]

    with handling(wakers, slip), working_inside(wakers):
        ask_for(wakers, "bad", "a", "b")
        wakers.extensions["gateways"].waker.wake(Work.JOBS)
        assert wait_until(lambda: read_counts(wakers) == {"a": 1, "b": 1}, PATIENCE)
    assert [job.state for job in jobs_in(wakers)] == ["waiting", "done", "done"]
    assert "KeyError: 'bad'" in caplog.text


def test_a_server_that_is_away_makes_no_answer_wait_or_fail(counting: Flask, running: Running) -> None:
    """Mail and the index are then told by the request, and a sweep finds the rest."""
    url = "redis://127.0.0.1:9"  # the port at which nobody listens
    waker = make_waker(Path(), url, "secret", is_apart=True)
    with beside(running, waker) as app:
        began = time.monotonic()
        ask_for_everything(app)
        assert time.monotonic() - began < 3
        assert len(running.mailer.sent) == 1
        assert waker.seen_at() is None
        assert {job.state for job in jobs_in(app)} == {"waiting"}


def test_words_of_strangers_are_not_listened_to(wakers: Flask) -> None:
    """What huey takes off its queue is unpickled, so it must be signed with the secret."""
    waker: HueyWaker = wakers.extensions["gateways"].waker
    waker.is_worked = True
    waker.huey.storage.enqueue(b"cos\nsystem\n(S'exit 1'\ntR.:0000")
    with pytest.raises(ValueError, match="mismatch"):
        waker.huey.dequeue()


def test_a_worker_that_is_asked_to_stop_ends_what_it_is_at(counting: Flask, running: Running, tmp_path: Path) -> None:
    environment = {**environment_of(running.app.extensions["settings"]), "TIEX_DATA_DIR": str(tmp_path)}
    ask_for(counting, *(f"job-{number}" for number in range(30)))
    with Program("tests.support.programs:counting_worker", environment, tmp_path / "log") as program:
        program.start()
        assert wait_until(lambda: len(read_counts(counting)) >= 3, PATIENCE, every=0.01), program.log.read_text()
        program.terminate()
    counts, states = read_counts(counting), [job.state for job in jobs_in(counting)]
    assert set(states) <= {"done", "waiting"}, "nothing is left begun"
    assert states.count("done") == len(counts)
    assert set(counts.values()) == {1}
