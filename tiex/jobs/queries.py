"""What waits for a worker, what runs, what was given up and why: jobs, mail and the search index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, literal, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from tiex.domain.jobs import JobState
from tiex.indexing.queries import read_waiting
from tiex.models import JobRow, OutboxMessageRow
from tiex.web.outbox import CLAIM_LASTS, GIVEN_UP, MAIL

J, M = JobRow, OutboxMessageRow
LATELY = timedelta(days=1)
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """How one kind of work stands. `done` counts the last day, None where that is not kept.

    `trouble` is what the last try of something that still waits has met.
    """

    kind: str
    waiting: int = 0
    since: datetime | None = None
    running: int = 0
    failed: int = 0
    done: int | None = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class GivenUp:
    id: int
    kind: str
    subject: str
    attempts: int
    asked_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Operations:
    """`failed` and `mail_given_up` name the newest, however many there are."""

    jobs: tuple[Standing, ...]
    mail: Standing
    index: Standing
    failed: tuple[GivenUp, ...]
    mail_given_up: tuple[GivenUp, ...]


def read_operations(session: Session, now: datetime) -> Operations:
    """Of all councils: for those who run the exchange. Seven statements, however much there is."""
    waiting = read_waiting(session)
    index = Standing("index", waiting.count, waiting.oldest, done=None, trouble=waiting.last_error)
    mail_given_up = _list_mail_given_up(session)
    return Operations(_list_jobs(session, now), _read_mail(session, now), index, _list_failed(session), mail_given_up)


def _list_jobs(session: Session, now: datetime) -> tuple[Standing, ...]:
    """A row for each kind that there is, in the order of their names."""
    is_waiting = J.state == JobState.WAITING
    counts = (
        _number(is_waiting),
        func.min(case((is_waiting, J.created_at))),
        _number(J.state == JobState.RUNNING),
        _number(J.state == JobState.FAILED),
        _number(J.state == JobState.DONE),
        func.max(case((is_waiting, J.last_error), else_="")),
    )
    counted = or_(J.state != JobState.DONE, J.settled_at >= now - LATELY)
    rows = session.execute(select(J.kind, *counts).where(counted).group_by(J.kind).order_by(J.kind))
    return tuple(Standing(*row) for row in rows)


def _read_mail(session: Session, now: datetime) -> Standing:
    """What was refused or put off has been claimed for a time to come, so that it waits."""
    is_left = and_(M.kind == MAIL, M.delivered_at.is_(None))
    is_running = and_(is_left, M.claimed_at <= now, M.claimed_at >= now - CLAIM_LASTS)
    is_waiting = and_(is_left, or_(M.claimed_at.is_(None), M.claimed_at > now, M.claimed_at < now - CLAIM_LASTS))
    counts = (
        _number(is_waiting),
        func.min(case((is_waiting, M.created_at))),
        _number(is_running),
        _number(and_(M.kind == GIVEN_UP, M.delivered_at.is_(None))),
        _number(M.delivered_at >= now - LATELY),
        func.max(case((is_waiting, M.last_error), else_="")),
    )
    counted = or_(M.delivered_at.is_(None), M.delivered_at >= now - LATELY)
    row = session.execute(select(*counts).where(counted)).one()
    waiting, since, running, failed, done, trouble = row
    return Standing(MAIL, waiting, since, running, failed, done, trouble or "")


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _list_failed(session: Session) -> tuple[GivenUp, ...]:
    columns = (J.id, J.kind, J.subject, J.attempts, J.created_at, J.last_error)
    query = select(*columns).where(J.state == JobState.FAILED).order_by(J.settled_at.desc(), J.id.desc())
    return _given_up(session.execute(query.limit(MOST_LISTED)).all())


def _list_mail_given_up(session: Session) -> tuple[GivenUp, ...]:
    columns = (M.id, M.kind, literal(""), M.attempts, M.created_at, M.last_error)
    query = select(*columns).where(M.kind == GIVEN_UP, M.delivered_at.is_(None)).order_by(M.id.desc())
    return _given_up(session.execute(query.limit(MOST_LISTED)).all())


def _given_up(rows: Sequence[Sequence[object]]) -> tuple[GivenUp, ...]:
    return tuple(GivenUp(*row) for row in rows)  # type: ignore[arg-type]
