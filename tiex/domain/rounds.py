"""The answering round: by when people answer, when the group meets, and what may be done in which state."""

from dataclasses import dataclass
from datetime import date, timedelta

from tiex.domain.errors import (
    DateInThePast,
    DueAfterMeeting,
    MeetingTooSoon,
    NoDueDate,
    RemindedToday,
)

WORKING_DAYS_BEFORE_MEETING = 5
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Dates:
    """By which day people answer, and on which day the group meets."""

    due_on: date | None = None
    meets_on: date | None = None


def is_working_day(day: date) -> bool:
    """Monday to Friday; bank holidays differ between the nations, so they are left to the council."""
    return day.weekday() < _SATURDAY


def working_days_before(day: date, count: int) -> date:
    """The last working day with at least `count` working days from it to `day`."""
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day


def settle_dates(current: Dates, wanted: Dates, today: date) -> Dates:
    """The dates as they may stand; a due date that is not given is five working days before the meeting.

    A day that stays as it was may have passed.
    """
    due_on = wanted.due_on
    if due_on is None and wanted.meets_on is not None:
        due_on = working_days_before(wanted.meets_on, WORKING_DAYS_BEFORE_MEETING)
        if due_on < today <= wanted.meets_on and due_on != current.due_on:
            raise MeetingTooSoon
    if wanted.meets_on is not None and wanted.meets_on != current.meets_on and wanted.meets_on < today:
        raise DateInThePast("The meeting cannot be on a day that has passed.")
    if due_on is not None and due_on != current.due_on and due_on < today:
        raise DateInThePast
    if due_on is not None and wanted.meets_on is not None and due_on > wanted.meets_on:
        raise DueAfterMeeting
    return Dates(due_on, wanted.meets_on)


def check_reminding(dates: Dates, reminded_on: date | None, today: date) -> date:
    """The day by which people are reminded to answer; or a refusal."""
    if dates.due_on is None:
        raise NoDueDate
    if reminded_on is not None and reminded_on >= today:
        raise RemindedToday
    return dates.due_on
