"""What passes the word on to workers: huey, by a file or by a Redis server."""

import sqlite3
from pathlib import Path
from typing import Any

from huey import Huey, RedisHuey
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from huey.storage import SqliteStorage
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from tiex.gateways.tasks import HueyWaker

NAME = "tiex"
# An answer waits for the word to be passed on, so not for long.
REDIS_PATIENCE = 2.0
UNREACHABLE = (sqlite3.Error, RedisError, OSError)


class ConsumerInside(Consumer):  # type: ignore[misc]
    def _set_signal_handlers(self) -> None:
        """Signals are for the server."""


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
        return HueyWaker(RedisHuey(NAME, connection_pool=pool, **options), is_apart=is_apart, failures=UNREACHABLE)
    huey = Huey(NAME, storage_class=_SqliteStorage, filename=str(file), **options)
    return HueyWaker(huey, is_apart=is_apart, failures=UNREACHABLE)
