"""When a job is tried again, and when it is given up."""

from datetime import timedelta
from enum import StrEnum

MOST_ATTEMPTS = 5
FIRST_PAUSE, TIMES_LONGER = timedelta(seconds=10), 4
# What is put off waits as long as it has waited already, within these.
LEAST_WAIT, MOST_WAIT = timedelta(seconds=10), timedelta(minutes=5)


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def pause_after(attempts: int) -> timedelta | None:
    """How long a job waits that has failed so many times; None where it is given up."""
    return None if attempts >= MOST_ATTEMPTS else FIRST_PAUSE * TIMES_LONGER ** (attempts - 1)


def wait_of(waited: timedelta) -> timedelta:
    """How long a job waits that was put off through no fault of its own, and has waited for so long already."""
    return min(max(waited, LEAST_WAIT), MOST_WAIT)
