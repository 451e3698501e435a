"""Waking the worker: huey carries the word that there is something to do, and what there is stands in the database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from structlog import get_logger

if TYPE_CHECKING:  # who wakes nobody need not spend its memory
    from huey import Huey

AT_ONCE = timedelta()
SEEN = "worker-seen"
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
    """`is_worked` says whether somebody listens: workers apart always may, the one inside a server once it starts.
    `failures` are the errors by which huey says that its file or its server cannot be reached.

    What is carried out takes no arguments, so that a word that is lost, late or said twice does no harm.
    """

    def __init__(self, huey: "Huey", *, is_apart: bool, failures: tuple[type[Exception], ...]) -> None:
        self.huey, self._failures = huey, failures
        self._unread: tuple[type[Exception], ...] = (*failures, ValueError)
        self.is_apart = self.is_worked = is_apart
        self._tasks: dict[Work, Any] = {}

    def carry_out(self, work: Work, do: Callable[[], None]) -> None:
        self._tasks[work] = self.huey.task(name=f"work_{work}")(do)

    def repeat(self, name: str, do: Callable[[], None], minute: str = "*") -> None:
        """Let it be done every minute, or once an hour in this minute, and when a worker starts in that."""
        from huey import crontab

        self.huey.periodic_task(crontab(minute=minute), name=name)(do)

    def wake(self, work: Work, after: timedelta = AT_ONCE) -> bool:
        if not self.is_worked:
            return False
        task = self._tasks[work]
        try:
            self.huey.enqueue(task.s(delay=after) if after else task.s())
        except self._failures as error:
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
        except self._unread as error:
            _log.warning("worker not seen", error=str(error))
            return None
        return datetime.fromisoformat(seen) if seen else None
