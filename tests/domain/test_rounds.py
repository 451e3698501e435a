"""Due dates, meeting dates and reminders of an answering round."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.domain.errors import DateInThePast, DueAfterMeeting, MeetingTooSoon, NoDueDate, RemindedToday
from tiex.domain.rounds import Dates, check_reminding, is_working_day, settle_dates, working_days_before

TODAY = date(2026, 11, 23)  # a Monday
DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("meets_on", "due_on"),
    [
        (date(2026, 12, 7), date(2026, 11, 30)),
        (date(2026, 12, 11), date(2026, 12, 4)),
        (date(2026, 12, 12), date(2026, 12, 7)),
        (date(2026, 12, 13), date(2026, 12, 7)),
    ],
)
def test_people_answer_five_working_days_before_the_meeting(meets_on: date, due_on: date) -> None:
    assert working_days_before(meets_on, 5) == due_on
    assert settle_dates(Dates(), Dates(None, meets_on), TODAY) == Dates(due_on, meets_on)


@given(DAYS, st.integers(1, 30))
def test_working_days_before_a_day_are_working_days(day: date, count: int) -> None:
    before = working_days_before(day, count)
    between = [before + timedelta(days=step) for step in range((day - before).days)]
    assert is_working_day(before)
    assert sum(map(is_working_day, between)) == count


def test_a_day_of_ones_own_is_taken() -> None:
    wanted = Dates(date(2026, 12, 4), date(2026, 12, 7))
    assert settle_dates(Dates(), wanted, TODAY) == wanted
    assert settle_dates(Dates(), Dates(TODAY, TODAY), TODAY) == Dates(TODAY, TODAY)
    assert settle_dates(wanted, Dates(), TODAY) == Dates()


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (Dates(date(2026, 12, 8), date(2026, 12, 7)), DueAfterMeeting),
        (Dates(date(2026, 11, 22), date(2026, 12, 7)), DateInThePast),
        (Dates(date(2026, 11, 22), None), DateInThePast),
        (Dates(None, date(2026, 11, 20)), DateInThePast),
        (Dates(None, date(2026, 11, 27)), MeetingTooSoon),
    ],
)
def test_days_that_cannot_be(wanted: Dates, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        settle_dates(Dates(), wanted, TODAY)


def test_a_due_date_that_has_passed_stays_when_the_meeting_moves() -> None:
    current = Dates(date(2026, 11, 16), date(2026, 11, 23))
    assert settle_dates(current, Dates(current.due_on, date(2026, 12, 1)), TODAY).due_on == current.due_on


@given(DAYS, st.none() | DAYS, st.none() | DAYS)
def test_whatever_is_settled_is_in_order(today: date, due_on: date | None, meets_on: date | None) -> None:
    try:
        settled = settle_dates(Dates(), Dates(due_on, meets_on), today)
    except (DateInThePast, DueAfterMeeting, MeetingTooSoon):
        return
    assert settled.meets_on == meets_on
    assert settled.due_on is None or settled.due_on >= today
    assert meets_on is None or (settled.due_on is not None and settled.due_on <= meets_on)


def test_reminding_needs_a_day_and_happens_once_a_day() -> None:
    dates = Dates(date(2026, 12, 4))
    assert check_reminding(dates, None, TODAY) == dates.due_on
    assert check_reminding(dates, TODAY - timedelta(days=1), TODAY) == dates.due_on
    with pytest.raises(RemindedToday):
        check_reminding(dates, TODAY, TODAY)
    with pytest.raises(NoDueDate):
        check_reminding(Dates(), None, TODAY)
