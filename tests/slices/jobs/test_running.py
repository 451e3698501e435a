"""A job is done once with effect, whoever else is at it, whatever goes wrong and whoever dies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import sleep

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.slices.cells.steps import stored
from tests.slices.jobs.steps import ask_for, elsewhere, handling, job_in, jobs_in, work
from tests.support.counted import count_up, read_counts
from tests.support.people import TODAY
from tiex.domain.jobs import FIRST_PAUSE, LEAST_WAIT, MOST_ATTEMPTS, MOST_WAIT, JobState, pause_after
from tiex.gateways import Gateways, current_gateways
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import Mail, MemoryMailer
from tiex.jobs.commands import (
    KEPT_FOR,
    QUEUED,
    JobFailed,
    Ran,
    TryAgain,
    _claim,
    forget_old_jobs,
    queue_job,
    register_handler,
    retry_failed,
)
from tiex.web.outbox import queue_mail

LEASE = timedelta(seconds=60)


class Died(BaseException):
    """As if the process had been killed."""


def test_what_is_asked_for_is_done_once(counting: Flask) -> None:
    ask_for(counting, "a", "b")
    assert work(counting) == Ran(done=2)
    assert work(counting) == Ran()
    assert read_counts(counting) == {"a": 1, "b": 1}
    assert {(job.state, job.attempts, job.settled_at, job.last_error) for job in jobs_in(counting)} == {
        ("done", 1, TODAY, "")
    }


def test_it_stops_in_between_and_says_so(counting: Flask) -> None:
    ask_for(counting, "a", "b", "c")
    assert work(counting, most=2) == Ran(done=2, is_more=True)
    assert work(counting, most=2) == Ran(done=1)


def test_what_is_rolled_back_is_never_done(counting: Flask) -> None:
    with stored(counting) as session:
        queue_job(session=session, kind="count", subject="a", now=TODAY)
        session.flush()
        session.rollback()
    assert work(counting) == Ran()


def test_jobs_that_nobody_here_can_do_wait_for_somebody_who_can(counting: Flask) -> None:
    ask_for(counting, "a", kind="newer")
    assert work(counting) == Ran()
    with handling(counting, count_up, "newer"):
        assert work(counting) == Ran(done=1)


def test_a_kind_must_fit_its_column(app: Flask) -> None:
    with pytest.raises(ValueError, match="too long"):
        register_handler(app, "k" * 21, count_up, title="")


def test_many_workers_at_once_do_each_job_once(counting: Flask) -> None:
    subjects, at_once = [f"job-{number:03}" for number in range(60)], Barrier(4)
    ask_for(counting, *subjects)

    def run(_: int) -> int:
        at_once.wait()
        return work(counting).done

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 60
    assert read_counts(counting) == dict.fromkeys(subjects, 1)
    assert {job.attempts for job in jobs_in(counting)} == {1}


def test_what_a_worker_died_over_is_taken_up_when_its_lease_is_over(counting: Flask, clock: SetClock) -> None:
    ask_for(counting, "a")
    claim_and_die(counting)
    assert (job_in(counting).state, read_counts(counting)) == ("running", {})
    clock.advance(LEASE - timedelta(seconds=1))
    assert work(counting) == Ran(), "as far as anybody knows, somebody is at it"
    clock.advance(timedelta(seconds=1))
    assert work(counting) == Ran(done=1)
    assert (job_in(counting).attempts, read_counts(counting)) == (2, {"a": 1})


def claim_and_die(app: Flask) -> None:
    """Like `kill -9` after the claim: nothing is written down any more."""
    with stored(app) as session:
        assert _claim(session, app.extensions[QUEUED], current_gateways().clock.now()) is not None


def test_what_kills_its_workers_is_given_up_in_the_end(counting: Flask, clock: SetClock) -> None:
    ask_for(counting, "a")
    for _ in range(MOST_ATTEMPTS):
        claim_and_die(counting)
        clock.advance(LEASE)
    assert work(counting) == Ran(failed=1)
    assert (job_in(counting).state, read_counts(counting)) == ("failed", {})
    assert "never came to an end" in job_in(counting).last_error


def test_a_lease_goes_on_while_its_worker_lives(counting: Flask, clock: SetClock) -> None:
    """Its worker is slower than the lease; whoever looks meanwhile finds nothing to do."""
    jobs = counting.extensions["jobs"]
    counting.extensions["jobs"] = type(jobs)(timedelta(seconds=0.3), jobs.kinds)

    def slow(session: Session, gateways: Gateways, subject: str) -> None:
        for _ in range(6):
            clock.advance(timedelta(seconds=0.15))
            sleep(0.15)
            assert elsewhere(counting) == Ran()
        count_up(session, gateways, subject)

    ask_for(counting, "a")
    try:
        with handling(counting, slow):
            assert work(counting) == Ran(done=1)
    finally:
        counting.extensions["jobs"] = jobs
    assert read_counts(counting) == {"a": 1}


def test_who_comes_back_after_the_lease_leaves_nothing(counting: Flask, clock: SetClock) -> None:
    """The first worker stands still for so long that a second does the job; what the first did is undone."""
    turns = []

    def stand_still(session: Session, gateways: Gateways, subject: str) -> None:
        turns.append(subject)
        if len(turns) == 1:
            clock.advance(LEASE)
            assert elsewhere(counting) == Ran(done=1)
        count_up(session, gateways, subject)

    ask_for(counting, "a")
    with handling(counting, stand_still):
        assert work(counting) == Ran()
    assert (turns, read_counts(counting)) == (["a", "a"], {"a": 1})
    assert (job_in(counting).state, job_in(counting).attempts) == ("done", 2)


def test_effect_and_done_are_one_transaction(counting: Flask) -> None:
    def write_and_fail(session: Session, gateways: Gateways, subject: str) -> None:
        count_up(session, gateways, subject)
        queue_mail(session, Mail("x@council.example", "Hello", "One\n"), TODAY)
        queue_job(session=session, kind="count", subject="next", now=TODAY)
        session.flush()
        raise ValueError("no good\nwith words of a person")

    ask_for(counting, "a")
    with handling(counting, write_and_fail):
        assert work(counting) == Ran(put_off=1)
    assert read_counts(counting) == {}
    job = job_in(counting)
    assert (job.state, job.attempts, job.last_error) == ("waiting", 1, "ValueError: no good")
    assert job.next_try_at == TODAY + FIRST_PAUSE


def test_it_waits_longer_and_longer_and_is_given_up(counting: Flask, clock: SetClock) -> None:
    def fail(session: Session, gateways: Gateways, subject: str) -> None:
        raise OSError("disk full")

    ask_for(counting, "a")
    with handling(counting, fail):
        for attempt in range(1, MOST_ATTEMPTS):
            assert work(counting) == Ran(put_off=1)
            pause = pause_after(attempt)
            assert pause is not None
            clock.advance(pause - timedelta(seconds=1))
            assert work(counting) == Ran(), "not before its time"
            clock.advance(timedelta(seconds=1))
        assert work(counting) == Ran(failed=1)
        clock.advance(timedelta(days=1))
        assert work(counting) == Ran()
    job = job_in(counting)
    assert (job.state, job.attempts, job.last_error) == ("failed", MOST_ATTEMPTS, "OSError: disk full")


def test_what_was_given_up_can_be_put_back(counting: Flask) -> None:
    def refuse(session: Session, gateways: Gateways, subject: str) -> None:
        raise JobFailed("It is no document.")

    ask_for(counting, "a", "b")
    with handling(counting, refuse):
        assert work(counting) == Ran(failed=2)
    assert {job.last_error for job in jobs_in(counting)} == {"It is no document."}
    with stored(counting) as session:
        assert retry_failed(session=session, now=TODAY, job_id=jobs_in(counting)[0].id) == 1
        session.commit()
    with handling(counting, count_up):
        assert work(counting) == Ran(done=1)
    with stored(counting) as session:
        assert retry_failed(session=session, now=TODAY) == 1
        session.commit()
    with handling(counting, count_up):
        assert work(counting) == Ran(done=1)
    assert read_counts(counting) == {"a": 1, "b": 1}


def test_what_it_needs_may_be_away_for_long(counting: Flask, clock: SetClock) -> None:
    """Putting off is no failure of the job, so it is never given up."""
    turns = []

    def be_away(session: Session, gateways: Gateways, subject: str) -> None:
        turns.append(subject)
        raise TryAgain("The scanner does not answer.")

    ask_for(counting, "a")
    with handling(counting, be_away):
        for turn in range(1, 20):
            assert work(counting) == Ran(put_off=1)
            assert len(turns) == turn
            clock.advance(min(max(clock.at - TODAY, LEAST_WAIT), MOST_WAIT))
    job = job_in(counting)
    assert (job.state, job.attempts, job.last_error) == ("waiting", 0, "The scanner does not answer.")


def test_what_nobody_expected_is_seen_and_leaves_the_job_waiting(counting: Flask, clock: SetClock) -> None:
    def slip(session: Session, gateways: Gateways, subject: str) -> None:
        count_up(session, gateways, subject)
        raise KeyError(subject)

    ask_for(counting, "a")
    with handling(counting, slip), pytest.raises(KeyError):
        work(counting)
    assert (job_in(counting).state, job_in(counting).last_error) == ("waiting", "KeyError: 'a'")
    clock.advance(FIRST_PAUSE)
    with handling(counting, count_up):
        assert work(counting) == Ran(done=1)
    assert read_counts(counting) == {"a": 1}


def test_a_worker_that_is_told_to_stop_gives_its_job_back(counting: Flask) -> None:
    def stop(session: Session, gateways: Gateways, subject: str) -> None:
        raise Died

    ask_for(counting, "a")
    with handling(counting, stop), pytest.raises(Died):
        work(counting)
    assert (job_in(counting).state, job_in(counting).attempts) == ("waiting", 0)
    with handling(counting, count_up):
        assert work(counting) == Ran(done=1)


def test_a_job_may_ask_for_mail_and_for_jobs(counting: Flask, mailer: MemoryMailer) -> None:
    def go_on(session: Session, gateways: Gateways, subject: str) -> None:
        count_up(session, gateways, subject)
        queue_mail(session, Mail("x@council.example", subject, "One\n"), TODAY)
        if subject == "first":
            queue_job(session=session, kind="count", subject="second", now=TODAY)

    ask_for(counting, "first")
    with handling(counting, go_on):
        assert work(counting) == Ran(done=2)
    assert read_counts(counting) == {"first": 1, "second": 1}
    assert [mail.subject for mail in mailer.sent] == ["first", "second"]


def test_what_was_done_long_ago_is_forgotten(counting: Flask, clock: SetClock) -> None:
    ask_for(counting, "a")
    work(counting)
    ask_for(counting, "b")
    with stored(counting) as session:
        assert forget_old_jobs(session=session, now=TODAY + KEPT_FOR) == 0
        assert forget_old_jobs(session=session, now=TODAY + KEPT_FOR + timedelta(seconds=1)) == 1
    assert [(job.subject, job.state) for job in jobs_in(counting)] == [("b", JobState.WAITING)]
