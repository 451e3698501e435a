"""Who counts by name, who hidden and who not yet; how cohorts are formed and what they add."""

from datetime import date, timedelta

import pytest

from tiex.domain.benchmark import Benchmark, named, summed
from tiex.domain.cohorts import (
    LEAST_FRESH,
    Counting,
    Joined,
    Kind,
    Own,
    Waiting,
    count_cohort,
    counting,
    form_cohorts,
    is_fresh,
    joins_cohorts,
    without_own,
)
from tiex.domain.publishing import Period, Ring

OWN, COUNCILS, EVERYONE = Ring
DAY = date(2026, 11, 23)
DISTRICT = Kind("district", "England", "South East")
NORTHERN = Kind("district", "England", "North West")
LONDON = Kind("london-borough", "England", "London")
WELSH = Kind("welsh-unitary", "Wales", "Wales")


def waiting(*kinds: Kind, since: date = DAY, fresh: int = 99, first: int = 1) -> list[Waiting]:
    return [Waiting(first + n, kind, n < fresh, since, {"a": n}) for n, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("in_force", "chosen", "councils", "everyone"),
    [
        (None, EVERYONE, Counting.NOT, Counting.NOT),
        (OWN, OWN, Counting.HIDDEN, Counting.HIDDEN),
        (COUNCILS, COUNCILS, Counting.NAMED, Counting.HIDDEN),
        (EVERYONE, EVERYONE, Counting.NAMED, Counting.NAMED),
        # What opens later would open in the midst of a cohort.
        (OWN, COUNCILS, Counting.NOT, Counting.NOT),
        (OWN, EVERYONE, Counting.NOT, Counting.NOT),
        (COUNCILS, EVERYONE, Counting.NAMED, Counting.NOT),
    ],
)
def test_how_a_ring_counts(in_force: Ring | None, chosen: Ring, councils: Counting, everyone: Counting) -> None:
    assert counting(in_force, chosen, COUNCILS) is councils
    assert counting(in_force, chosen, EVERYONE) is everyone
    assert joins_cohorts(in_force, chosen) is (Counting.HIDDEN in (councils, everyone))


def test_who_was_counted_or_seen_before_is_not_fresh() -> None:
    assert is_fresh(OWN, OWN, False)
    assert is_fresh(COUNCILS, COUNCILS, False)
    assert is_fresh(COUNCILS, OWN, False)
    assert not is_fresh(OWN, COUNCILS, False)
    assert not is_fresh(COUNCILS, EVERYONE, False)
    assert not is_fresh(OWN, OWN, True)


def test_six_of_a_type_and_region_are_taken_together_at_once() -> None:
    assert form_cohorts(waiting(*[DISTRICT] * (LEAST_FRESH - 1)), DAY) == ()
    [cohort] = form_cohorts(waiting(*[DISTRICT] * LEAST_FRESH, LONDON), DAY)
    assert cohort.kind == DISTRICT
    assert [member.id for member in cohort.members] == [1, 2, 3, 4, 5, 6]


def test_those_who_are_less_alike_wait_longer_first() -> None:
    same_type = waiting(*[DISTRICT, NORTHERN] * 3)
    same_region = waiting(*[DISTRICT, Kind("county", "England", "South East")] * 3)
    same_nation = waiting(*[DISTRICT, LONDON] * 3)
    anything = waiting(*[DISTRICT, WELSH] * 3)
    for days, members, kind in (
        (7, same_type, Kind("district", "England", "")),
        (14, same_region, Kind("", "England", "South East")),
        (21, same_nation, Kind("", "England", "")),
        (28, anything, Kind()),
    ):
        assert form_cohorts(members, DAY + timedelta(days=days - 1)) == ()
        [cohort] = form_cohorts(members, DAY + timedelta(days=days))
        assert cohort.kind == kind


def test_those_who_are_not_fresh_come_along_but_make_no_cohort() -> None:
    assert form_cohorts(waiting(*[DISTRICT] * 20, fresh=LEAST_FRESH - 1), DAY + timedelta(days=99)) == ()
    [cohort] = form_cohorts(waiting(*[DISTRICT] * 20, fresh=LEAST_FRESH), DAY)
    assert len(cohort.members) == 20


def test_none_is_formed_on_a_day_in_a_pre_election_period() -> None:
    six, ends = waiting(*[DISTRICT] * LEAST_FRESH), DAY + timedelta(days=20)
    periods = [Period("Local elections", DAY, ends), Period("Then", date(2019, 11, 6), date(2019, 12, 12))]
    assert form_cohorts(six, DAY, periods) == form_cohorts(six, ends, periods) == ()
    for day in (DAY - timedelta(days=1), ends + timedelta(days=1)):
        [cohort] = form_cohorts(waiting(*[DISTRICT] * LEAST_FRESH, since=day), day, periods)
        assert len(cohort.members) == LEAST_FRESH


def test_nobody_is_in_two_cohorts() -> None:
    kinds = [DISTRICT] * 7 + [NORTHERN] * 6 + [LONDON] * 5 + [WELSH] * 4
    formed = form_cohorts(waiting(*kinds), DAY + timedelta(days=99))
    ids = [member.id for cohort in formed for member in cohort.members]
    assert len(ids) == len(set(ids))
    assert [cohort.kind for cohort in formed] == [NORTHERN, DISTRICT, Kind()]


def test_a_cohort_counts_in_the_groups_that_hold_all_like_it() -> None:
    assert DISTRICT.groups == (
        "all",
        "nation:England",
        "type:district",
        "region:South East",
        "type:district|region:South East",
    )
    assert Kind("district", "England", "").groups == ("all", "nation:England", "type:district")
    assert Kind().groups == ("all",)


def test_a_measure_in_which_few_have_a_score_is_not_counted() -> None:
    few = [({"a": 10, "b": 20}, True)] * 5 + [({"a": 10}, True), ({"a": 10, "b": 30}, False)]
    found = count_cohort(few)
    assert found.councils == 7
    assert found.named == 0
    assert set(found.histograms) == {"a"}
    assert found.histograms["a"].total == 7


FIGURES = [{"a": 10 * number} for number in range(8)]
COHORT = Joined(1, DISTRICT, count_cohort((figures, number < LEAST_FRESH) for number, figures in enumerate(FIGURES)))
ALONE = named({"a": 95})


def owned(*numbers: int) -> list[Own]:
    """These members of the cohort; the first six are fresh."""
    return [Own(DISTRICT, FIGURES[number], False, COHORT, number < LEAST_FRESH) for number in numbers]


@pytest.mark.parametrize(
    ("own", "left"), [((), 8), ((0,), 7), ((7,), 7), ((0, 7), 6), ((6, 7), 6), ((0, 1), 0), ((0, 1, 7), 0)]
)
def test_five_fresh_members_are_left_besides_all_councils_of_a_reader(own: tuple[int, ...], left: int) -> None:
    found = without_own(COHORT.benchmark + ALONE, "type:district", owned(*own))
    rest = [figures for number, figures in enumerate(FIGURES) if number not in own] if left else []
    assert found == Benchmark(left, 0, summed(rest)) + ALONE


def test_all_named_councils_of_a_reader_are_left_out() -> None:
    mine = [Own(DISTRICT, FIGURES[1], True, COHORT, True), Own(LONDON, FIGURES[2], True)]
    sums = {"all": named(FIGURES[1]) + named(FIGURES[2]) + ALONE, "type:district": named(FIGURES[1]) + ALONE}
    for group, whole in sums.items():
        assert without_own(whole, group, mine) == ALONE


def test_cohorts_of_different_councils_of_a_reader_are_judged_apart() -> None:
    other = Joined(2, DISTRICT, COHORT.benchmark)
    mine = [*owned(0), Own(DISTRICT, FIGURES[1], False, other, True)]
    assert without_own(COHORT.benchmark + other.benchmark, "all", mine).councils == 14
