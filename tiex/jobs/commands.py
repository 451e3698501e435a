"""Asking for a job in the transaction that needs it, and carrying out those that are due: each at most once."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from flask import Flask, current_app
from sqlalchemy import Engine, and_, delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from structlog import get_logger
from werkzeug.exceptions import NotFound

from tiex.domain.errors import Refusal
from tiex.domain.jobs import MOST_ATTEMPTS, JobState, pause_after, wait_of
from tiex.gateways import Gateways, current_gateways
from tiex.gateways.tasks import Work
from tiex.models import JobRow
from tiex.web.outbox import put_back
from tiex.web.trail import append_entry
from tiex.web.transaction import follow_up

J = JobRow
QUEUED, LONGEST_REASON = "jobs", 500
# Then the worker looks whether it is to stop, and others have their turn.
AT_ONCE = 20
# However alive its worker is: a job that takes longer is stuck, and somebody else may try.
LONGEST_RUN = timedelta(minutes=30)
KEPT_FOR = timedelta(days=30)
Handler = Callable[[Session, Gateways, str], None]
_log = get_logger(__name__)


class TryAgain(Exception):
    """Not now, and through no fault of the job: what it needs is away. It is put off as often as it takes."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class JobFailed(Exception):
    """Trying again would not help, so it is given up at once; the message says why."""


class ClaimLost(Exception):
    """It took so long that somebody else took the job up: what was done here is undone."""


# What may go wrong; whatever else a handler raises counts as well, and is passed on to be seen.
EXPECTED = (TryAgain, JobFailed, ClaimLost, Refusal, SQLAlchemyError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` is what those who run the exchange call it."""

    title: str
    handler: Handler


@dataclass(frozen=True, slots=True)
class Jobs:
    """`lease` is how long a job counts as running when nothing is heard of its worker."""

    lease: timedelta
    kinds: dict[str, Kind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    id: int
    kind: str
    subject: str
    attempts: int
    created_at: datetime
    claimed_at: datetime

    @property
    def is_held(self) -> Any:
        """Holds for the row for as long as nobody else has taken the job up."""
        token = (J.claimed_at == self.claimed_at, J.attempts == self.attempts)
        return and_(J.id == self.id, J.state == JobState.RUNNING, *token)


@dataclass(frozen=True, slots=True)
class Ran:
    """How many jobs were done, put off or given up; `is_more` where it stopped before nothing was due."""

    done: int = 0
    put_off: int = 0
    failed: int = 0
    is_more: bool = False


def init_jobs(app: Flask, lease: timedelta) -> None:
    app.extensions[QUEUED] = Jobs(lease)


def register_handler(app: Flask, kind: str, handler: Handler, *, title: str) -> None:
    """Let jobs of this kind be done by this; what it writes stands or falls with the job being done.

    It neither commits nor keeps the database waiting: whatever takes long comes before the first write. It may be
    called again for what it has begun before, so what it does elsewhere must bear that.
    """
    if len(kind) > J.kind.type.length:
        raise ValueError(f"“{kind}” is too long for the kind of a job")
    app.extensions[QUEUED].kinds[kind] = Kind(title, handler)


def queue_job(*, session: Session, kind: str, subject: str, now: datetime) -> None:
    """Let it be done once the running transaction stands."""
    session.add(J(kind=kind, subject=subject, created_at=now, next_try_at=now))
    session.info[QUEUED] = True


def wake_after_commit(session: Session) -> None:
    """Where this session asked for jobs, a worker is told; where there is none, they wait."""
    if session.info.pop(QUEUED, False):
        current_gateways().waker.wake(Work.JOBS)


def run_due(*, session: Session, gateways: Gateways, most: int = AT_ONCE) -> Ran:
    """Carry out what is due, the longest due first, up to so many; each commits on its own."""
    jobs: Jobs = current_app.extensions[QUEUED]
    counts: Counter[JobState | None] = Counter()
    for _ in range(most):
        claim = _claim(session, jobs, gateways.clock.now())
        if claim is None:
            break
        counts[_carry_out(session, gateways, jobs, claim)] += 1
    is_more = counts.total() == most
    return Ran(counts[JobState.DONE], counts[JobState.WAITING], counts[JobState.FAILED], is_more)


def _claim(session: Session, jobs: Jobs, now: datetime) -> Claim | None:
    """The one that is due for longest, ours from now on. A running one is due once its lease is over."""
    begun_or_not = J.state.in_((JobState.WAITING, JobState.RUNNING))
    due = and_(begun_or_not, J.next_try_at <= now, J.kind.in_(jobs.kinds))
    # Whoever claims at the same moment takes the next one instead of waiting for this.
    oldest = select(J.id).where(due).order_by(J.next_try_at, J.id).limit(1).with_for_update(skip_locked=True)
    values = {
        "state": JobState.RUNNING,
        "attempts": J.attempts + 1,
        "claimed_at": now,
        "next_try_at": now + jobs.lease,
    }
    claim = update(J).where(J.id == oldest.scalar_subquery(), due).values(values)
    claimed = claim.returning(J.id, J.kind, J.subject, J.attempts, J.created_at)
    row = session.execute(claimed, execution_options={"synchronize_session": False}).one_or_none()
    session.commit()
    return None if row is None else Claim(*row, claimed_at=now)


def _carry_out(session: Session, gateways: Gateways, jobs: Jobs, claim: Claim) -> JobState | None:
    """What became of it; None where somebody else has it."""
    attempt = _Attempt(session, gateways, claim)
    if claim.attempts > MOST_ATTEMPTS:
        # Each of them died over it: it may be what kills them.
        attempt.give_up("Whoever began it never came to an end of it.")
        return attempt.outcome
    with attempt, _held(session.get_bind(), gateways, claim, jobs.lease):
        jobs.kinds[claim.kind].handler(session, gateways, claim.subject)
        session.flush()
        _settle(session, claim, JobState.DONE, gateways.clock.now(), "")
        session.commit()
    if attempt.outcome is JobState.DONE:
        follow_up(session)
    session.close()
    return attempt.outcome


def _settle(session: Session, claim: Claim, state: JobState, now: datetime, reason: str) -> None:
    """In the transaction of its effect; ClaimLost where the job is no longer ours."""
    _change(session, claim, {"state": state, "settled_at": now, "last_error": reason})


def _change(session: Session, claim: Claim, values: Mapping[str, Any]) -> None:
    change = update(J).where(claim.is_held).values(values)
    if not session.execute(change, execution_options={"synchronize_session": False}).rowcount:  # type: ignore[attr-defined]
        raise ClaimLost(f"job {claim.id}")


@dataclass(slots=True)
class _Attempt:
    """Around carrying out a job: whatever ends it, the job is done, waits for its next try or is given up.

    What nobody expected is written down as well, and goes on to whoever called.
    """

    session: Session
    gateways: Gateways
    claim: Claim
    outcome: JobState | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            self.outcome = JobState.DONE
            return False
        self.session.rollback()
        try:
            self._write_down(error)
        except ClaimLost:
            _log.warning("job taken over", job=self.claim.id, kind=self.claim.kind)
        finally:
            self.session.close()
        return isinstance(error, EXPECTED)

    def _write_down(self, error: BaseException) -> None:
        now = self.gateways.clock.now()
        if isinstance(error, ClaimLost):
            raise error
        if isinstance(error, TryAgain):
            pause = error.after or wait_of(now - self.claim.created_at)
            self._put_off(str(error), pause, is_counted=False)
        elif not isinstance(error, Exception):
            # The worker is told to stop.
            self._put_off("", timedelta(), is_counted=False)
        elif isinstance(error, JobFailed) or (wait := pause_after(self.claim.attempts)) is None:
            self.give_up(_words_of(error))
        else:
            self._put_off(_words_of(error), wait, is_counted=True)

    def _put_off(self, reason: str, pause: timedelta, *, is_counted: bool) -> None:
        attempts = self.claim.attempts - (not is_counted)
        again = {"state": JobState.WAITING, "next_try_at": self.gateways.clock.now() + pause, "attempts": attempts}
        _change(self.session, self.claim, again | {"last_error": reason[:LONGEST_REASON], "claimed_at": None})
        self.session.commit()
        self.outcome = JobState.WAITING
        self.gateways.waker.wake(Work.JOBS, pause)
        _log.warning("job put off", job=self.claim.id, kind=self.claim.kind, attempts=attempts, error=reason)

    def give_up(self, reason: str) -> None:
        _settle(self.session, self.claim, JobState.FAILED, self.gateways.clock.now(), reason[:LONGEST_REASON])
        self.session.commit()
        self.outcome = JobState.FAILED
        attempts = self.claim.attempts
        _log.error("job given up", job=self.claim.id, kind=self.claim.kind, attempts=attempts, error=reason)


def _words_of(error: Exception) -> str:
    """Its first line: what SQLAlchemy says after that are the values it was to write."""
    words = str(error).strip().partition("\n")[0]
    return words if isinstance(error, JobFailed | Refusal) else f"{type(error).__name__}: {words}"


@contextmanager
def _held(engine: Any, gateways: Gateways, claim: Claim, lease: timedelta) -> Iterator[None]:
    """Lengthen the lease for as long as this goes on, so that the lease itself can be short."""
    over = Event()

    def hold() -> None:
        while not over.wait(lease.total_seconds() / 3):
            now = gateways.clock.now()
            if now > claim.claimed_at + LONGEST_RUN or not _lengthen(engine, claim, now + lease):
                return

    thread = Thread(target=hold, name=f"job-{claim.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _lengthen(engine: Engine, claim: Claim, until: datetime) -> bool:
    """Whether it is still ours; that cannot be told while the database is busy or away."""
    try:
        with Session(engine) as own:
            _change(own, claim, {"next_try_at": until})
            own.commit()
    except ClaimLost:
        return False
    except SQLAlchemyError as error:
        _log.warning("lease of a job not lengthened", job=claim.id, error=type(error).__name__)
    return True


def retry_failed(*, session: Session, now: datetime, job_id: int | None = None, actor_id: int | None = None) -> int:
    """Let one job that was given up wait again, or all of them, and how many they were; NotFound for no job at all."""
    if job_id is not None and session.get(J, job_id) is None:
        raise NotFound
    given_up = J.state == JobState.FAILED if job_id is None else and_(J.state == JobState.FAILED, J.id == job_id)
    again = {"state": JobState.WAITING, "attempts": 0, "next_try_at": now, "last_error": ""}
    again |= {"claimed_at": None, "settled_at": None}
    ids = sorted(session.scalars(update(J).where(given_up).values(again).returning(J.id)))
    if ids:
        subject = f"job {ids[0]}" if len(ids) == 1 else f"{len(ids)} jobs"
        append_entry(session, at=now, actor_id=actor_id, action="jobs put back", subject=subject)
        session.info[QUEUED] = True
    return len(ids)


def retry_mail(*, session: Session, now: datetime, actor_id: int) -> int:
    """Let the mail that was given up wait again, and how much it was."""
    number = put_back(session, now)
    if number:
        append_entry(session, at=now, actor_id=actor_id, action="mail put back", subject=f"{number} messages")
    return number


def forget_old_jobs(*, session: Session, now: datetime) -> int:
    """Throw out what was done long ago; commits."""
    old = delete(J).where(J.state == JobState.DONE, J.settled_at < now - KEPT_FOR)
    gone = int(session.execute(old).rowcount)  # type: ignore[attr-defined]
    session.commit()
    return gone
