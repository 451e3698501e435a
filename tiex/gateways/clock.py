"""What time it is: the domain never asks, it is told."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment, aware, in UTC."""

    def today(self) -> date:
        """The day in the United Kingdom, which is what editions open and close by."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(UK).date()


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.astimezone(UK).date()

    def advance(self, step: timedelta) -> None:
        self.at += step
