"""How much alike councils are: the same for everybody, and no more than the register says."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tiex.content.councils import load_councils
from tiex.domain.councils import Council
from tiex.domain.similarity import MOST_ALIKE, WEIGHTS, likeness_of, most_alike

COUNCILS = load_councils()
ADUR = next(council for council in COUNCILS if council.code == "ADU")
councils = st.sampled_from(COUNCILS)


@given(councils, councils)
def test_likeness_goes_both_ways_within_a_hundred_points(one: Council, other: Council) -> None:
    found = likeness_of(one, other)
    assert found.points == likeness_of(other, one).points
    assert set(found.points) == set(WEIGHTS)
    assert 0 <= found.total <= sum(WEIGHTS.values()) == 100


def test_a_twin_has_every_point_and_what_is_not_known_has_none() -> None:
    assert likeness_of(ADUR, replace(ADUR, code="TWIN")).total == 100
    unknown = likeness_of(ADUR, replace(ADUR, code="TWIN", population=None))
    assert unknown.points == WEIGHTS | {"population": 0, "density": 0}


def test_four_times_as_many_people_are_not_alike() -> None:
    assert ADUR.population is not None
    found = [
        likeness_of(ADUR, replace(ADUR, population=ADUR.population * times, area_km2=None)).points["population"]
        for times in (1, 2, 4, 9)
    ]
    assert found == [25, 12, 0, 0]


@given(councils, st.randoms(use_true_random=False))
def test_the_most_alike_are_the_same_in_whatever_order_they_come(own: Council, chance: Random) -> None:
    shuffled = list(COUNCILS)
    chance.shuffle(shuffled)
    found = most_alike(own, shuffled)
    assert found == most_alike(own, COUNCILS)
    assert len(found) == MOST_ALIKE
    assert own.code not in {each.council.code for each in found}
    totals = [each.total for each in found]
    assert totals == sorted(totals, reverse=True)
