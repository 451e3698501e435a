"""Waking the worker: huey carries the word that there is something to do, and what there is stands in the database."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from huey import Huey, RedisHuey, crontab
from huey.serializer import SignedSerializer
from huey.storage import SqliteStorage
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from structlog import get_logger

AT_ONCE = timedelta()
NAME, SEEN = "tiex", "worker-seen"
# An answer waits for the word to be passed on, so not for long.
REDIS_PATIENCE = 2.0
UNREACHABLE = (sqlite3.Error, RedisError, OSError)
_log = get_logger(__name__)


class Work(StrEnum):
    """What a worker can be woken for."""

    JOBS = "jobs"
    MAIL = "mail"
    INDEX = "index"


class Waker(Protocol):
    def wake(self, work: Work, after: timedelta = AT_ONCE) -> bool:
        """Let a worker look what there is to do; it must not raise, as the answer is on its way.

        False where nobody was woken. Nothing is lost then: a sweep finds it, or whoever asks does it.
        """

    def seen_at(self) -> datetime | None:
        """When a worker was last at work; None where none ever was, or nobody can tell."""


class NoWorker:
    """The twin: nobody to be woken."""

    def wake(self, work: Work, after: timedelta = AT_ONCE) -> bool:
        return False

    def seen_at(self) -> datetime | None:
        return None


class HueyWaker:
    """`is_worked` says whether somebody listens: workers apart always may, the one inside a server once it is started.

    What is carried out takes no arguments, so that a word that is lost, late or said twice does no harm.
    """

    def __init__(self, huey: Huey, *, is_apart: bool) -> None:
        self.huey = huey
        self.is_apart = self.is_worked = is_apart
        self._tasks: dict[Work, Any] = {}

    def carry_out(self, work: Work, do: Callable[[], None]) -> None:
        self._tasks[work] = self.huey.task(name=f"work_{work}")(do)

    def repeat(self, name: str, do: Callable[[], None], minute: str = "*") -> None:
        """Let it be done every minute, or once an hour in this minute, and when a worker starts in that."""
        self.huey.periodic_task(crontab(minute=minute), name=name)(do)

    def wake(self, work: Work, after: timedelta = AT_ONCE) -> bool:
        if not self.is_worked:
            return False
        task = self._tasks[work]
        try:
            self.huey.enqueue(task.s(delay=after) if after else task.s())
        except UNREACHABLE as error:
            _log.warning("worker not woken", work=work.value, error=str(error))
            return False
        return True

    def note_seen(self, now: datetime) -> None:
        self.huey.put(SEEN, now.isoformat())

    def close(self) -> None:
        """Let go of the file or the server, to be reached anew when it is needed."""
        self.huey.storage.close()

    def seen_at(self) -> datetime | None:
        try:
            seen = self.huey.get(SEEN, peek=True)
        except (*UNREACHABLE, ValueError) as error:
            _log.warning("worker not seen", error=str(error))
            return None
        return datetime.fromisoformat(seen) if seen else None


class _SqliteStorage(SqliteStorage):  # type: ignore[misc]
    """A word may be lost when the power fails, so no answer waits for the disk; the file itself stays sound."""

    def _create_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._create_connection()
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection


def make_waker(file: Path, redis_url: str, secret: str, *, is_apart: bool) -> HueyWaker:
    """By a Redis server where there is an address of one, else by this file.

    What is passed on is signed, as huey unpickles it.
    """
    options: dict[str, Any] = {"results": False, "serializer": SignedSerializer(secret=secret)}
    if redis_url:
        patience = {"socket_connect_timeout": REDIS_PATIENCE, "socket_timeout": REDIS_PATIENCE}
        # Once more at once, as a connection that lay idle may have been closed at its other end.
        pool = ConnectionPool.from_url(redis_url, retry=Retry(NoBackoff(), 1), **patience)
        return HueyWaker(RedisHuey(NAME, connection_pool=pool, **options), is_apart=is_apart)
    return HueyWaker(Huey(NAME, storage_class=_SqliteStorage, filename=str(file), **options), is_apart=is_apart)
