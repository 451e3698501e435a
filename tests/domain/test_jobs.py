"""Jobs wait longer from try to try, and in the end are given up; what is put off waits for ever."""

from datetime import timedelta

from tiex.domain.jobs import FIRST_PAUSE, LEAST_WAIT, MOST_ATTEMPTS, MOST_WAIT, pause_after, wait_of


def test_pauses_grow_until_a_job_is_given_up() -> None:
    pauses = [pause_after(attempts) for attempts in range(1, MOST_ATTEMPTS + 2)]
    assert pauses[0] == FIRST_PAUSE
    assert pauses[-2:] == [None, None]
    told = [pause for pause in pauses if pause is not None]
    assert told == sorted(set(told))
    assert sum(told, timedelta()) > timedelta(minutes=10), "longer than a restart takes"


def test_what_is_put_off_waits_as_long_again_within_bounds() -> None:
    assert wait_of(timedelta()) == LEAST_WAIT
    assert wait_of(timedelta(minutes=1)) == timedelta(minutes=1)
    assert wait_of(timedelta(days=1)) == MOST_WAIT
