"""The spread of answers, the agenda made of it, its minutes, and groups that never tell of fewer than three people."""

from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.content.editions import load_edition
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE
from tiex.domain.people import RoleGroup
from tiex.domain.spread import (
    LEAST_IN_A_GROUP,
    MINUTES_EACH,
    Distribution,
    Standing,
    agenda_order,
    distribution_of,
    share_minutes,
    split_by_group,
    standing_of,
)

SCALE = load_edition("2026-27").scale
LEVELS = [level.key for level in SCALE.levels]
LOW, MIDDLE, HIGH = LEVELS
ANSWERS = (*LEVELS, DONT_KNOW, NOT_APPLICABLE)
answers = st.lists(st.sampled_from(ANSWERS), max_size=60)
levels = st.lists(st.sampled_from(LEVELS), max_size=60)
grouped = st.lists(st.tuples(st.sampled_from(["", *RoleGroup]), st.sampled_from(ANSWERS)), max_size=40)


def counted(given_answers: Sequence[str], asked: int | None = None) -> Distribution:
    counts = {key: given_answers.count(key) for key in ANSWERS}
    return distribution_of(SCALE, counts, len(given_answers) if asked is None else asked)


@given(answers)
def test_spread_lies_between_nothing_and_one(given_answers: list[str]) -> None:
    assert 0 <= counted(given_answers).spread <= 1


@given(answers, st.randoms())
def test_spread_does_not_depend_on_the_order(given_answers: list[str], chance: Random) -> None:
    shuffled = list(given_answers)
    chance.shuffle(shuffled)
    first, second = counted(given_answers), counted(shuffled)
    assert first.spread == second.spread
    counts, weights_of = (dict(reversed([*given.items()])) for given in (first.counts, first.levels))
    backwards = Distribution(counts, weights_of, first.asked)
    assert backwards.spread == first.spread


@given(answers)
def test_spread_is_nothing_where_all_agree_and_only_there(given_answers: list[str]) -> None:
    named = {answer for answer in given_answers if answer in LEVELS}
    assert (counted(given_answers).spread == 0) == (len(named) <= 1)


@given(levels.filter(lambda given_levels: MIDDLE in given_levels))
def test_spread_grows_when_somebody_leaves_the_middle_for_the_far_end(given_levels: list[str]) -> None:
    weights = [SCALE.weights[level] for level in given_levels]
    mean = sum(weights) / len(weights)
    moved = list(given_levels)
    moved[moved.index(MIDDLE)] = LOW if mean >= SCALE.weights[MIDDLE] else HIGH
    if len(given_levels) > 1:
        assert counted(moved).spread > counted(given_levels).spread


@given(levels, st.integers(2, 5))
def test_spread_is_the_same_for_a_council_many_times_as_large(given_levels: list[str], times: int) -> None:
    assert counted(given_levels * times).spread == pytest.approx(counted(given_levels).spread)


@pytest.mark.parametrize(
    ("given_levels", "spread"),
    [([LOW, HIGH], 1), ([LOW, MIDDLE], 0.5), ([LOW, MIDDLE, HIGH], 0.8165), ([MIDDLE] * 3, 0), ([], 0)],
)
def test_spread_in_figures(given_levels: list[str], spread: float) -> None:
    assert counted(given_levels).spread == pytest.approx(spread, abs=1e-4)


def test_who_said_what_is_counted() -> None:
    found = counted([LOW, HIGH, HIGH, DONT_KNOW, NOT_APPLICABLE], asked=7)
    assert (found.answered, found.levelled, found.unsure, found.inapplicable, found.not_answered) == (5, 3, 1, 1, 2)


@pytest.mark.parametrize(
    ("given_answers", "standing"),
    [
        ([HIGH, HIGH], Standing.AGREED),
        ([HIGH], Standing.DISCUSS),
        ([], Standing.DISCUSS),
        ([HIGH, HIGH, DONT_KNOW], Standing.DISCUSS),
        ([HIGH] * 9 + [DONT_KNOW], Standing.NEAR),
        ([HIGH] * 9 + [NOT_APPLICABLE], Standing.DISCUSS),
        ([NOT_APPLICABLE] * 4, Standing.DISCUSS),
        ([HIGH, HIGH, HIGH, MIDDLE], Standing.NEAR),
        ([HIGH, HIGH, MIDDLE, MIDDLE], Standing.DISCUSS),
    ],
)
def test_what_the_meeting_does_with_a_statement(given_answers: list[str], standing: Standing) -> None:
    assert standing_of(counted(given_answers)) is standing


@given(answers)
def test_what_is_agreed_has_no_spread_and_nobody_unsure(given_answers: list[str]) -> None:
    found = counted(given_answers)
    if found.is_agreed:
        assert (found.spread, found.unsure, found.inapplicable) == (0, 0, 0)
        assert not found.needs_discussion


def test_the_agenda_goes_by_spread_then_by_those_who_do_not_know_then_by_the_table() -> None:
    given_answers = {
        "first": counted([HIGH, HIGH]),
        "second": counted([HIGH, MIDDLE]),
        "third": counted([HIGH, MIDDLE, DONT_KNOW]),
        "fourth": counted([LOW, HIGH]),
        "fifth": counted([MIDDLE, MIDDLE]),
    }
    assert agenda_order(given_answers) == ("fourth", "third", "second", "first", "fifth")


weights = st.lists(st.floats(0.1, 2.1), max_size=90)


@given(st.integers(15, 480), weights)
def test_minutes_keep_their_bounds_and_fill_the_meeting(length: int, given_weights: list[float]) -> None:
    minutes = share_minutes(length, given_weights)
    least, most = MINUTES_EACH[0], MINUTES_EACH[-1]
    assert len(minutes) == len(given_weights)
    assert all(each == 0 or least <= each <= most for each in minutes)
    served = [each for each in minutes if each]
    assert list(minutes[: len(served)]) == served
    assert sum(minutes) == min(length, most * len(served))
    assert len(served) == min(len(given_weights), length // least)


@given(st.integers(15, 480), weights)
def test_more_weight_has_no_less_time(length: int, given_weights: list[float]) -> None:
    ordered = sorted(given_weights, reverse=True)
    minutes = share_minutes(length, ordered)
    assert list(minutes) == sorted(minutes, reverse=True)


def triples(given_answers: Sequence[tuple[str, str]]) -> list[tuple[str, str, int]]:
    return [(group, answer, 1) for group, answer in given_answers]


@given(grouped)
def test_no_group_of_fewer_than_three_is_shown_or_can_be_reckoned(given_answers: list[tuple[str, str]]) -> None:
    split = split_by_group(SCALE, triples(given_answers))
    sizes = [part.distribution.answered for part in split]
    if not split:
        return
    total = len(given_answers)
    assert sum(sizes) == total
    for count in range(1, len(sizes) + 1):
        for chosen in combinations(sizes, count):
            assert sum(chosen) >= LEAST_IN_A_GROUP
            assert total - sum(chosen) == 0 or total - sum(chosen) >= LEAST_IN_A_GROUP


@given(grouped)
def test_each_group_that_is_shown_is_what_it_answered(given_answers: list[tuple[str, str]]) -> None:
    for part in split_by_group(SCALE, triples(given_answers)):
        if part.group is not None:
            own = [answer for group, answer in given_answers if group == part.group]
            assert part.distribution.counts == counted(own).counts


@given(grouped, st.randoms())
def test_groups_do_not_depend_on_the_order(given_answers: list[tuple[str, str]], chance: Random) -> None:
    shuffled = list(given_answers)
    chance.shuffle(shuffled)
    assert split_by_group(SCALE, triples(given_answers)) == split_by_group(SCALE, triples(shuffled))


def people(**sizes: int) -> list[tuple[str, str]]:
    return [(key.replace("_", "-"), HIGH) for key, size in sizes.items() for _ in range(size)]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"members": 3, "officers": 4}, [("Members", 3), ("Officers", 4)]),
        ({"members": 2, "officers": 4, "partners": 5}, [("Partners", 5), ("others", 6)]),
        ({"members": 2, "chief_officers": 1, "officers": 4}, [("Officers", 4), ("others", 3)]),
        ({"members": 2, "officers": 4}, []),
        ({"members": 2, "officers": 2}, []),
        ({"members": 9}, []),
        ({}, []),
    ],
)
def test_groups_that_are_shown(sizes: dict[str, int], shown: list[tuple[str, int]]) -> None:
    split = split_by_group(SCALE, triples(people(**sizes)))
    found = [(part.group.label if part.group else "others", part.distribution.answered) for part in split]
    assert found == shown
