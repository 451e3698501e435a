"""What is measured, distributions with their quartiles, and where one stands in them."""

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiex.content.editions import edition_keys, load_edition
from tiex.domain.answers import Answer
from tiex.domain.benchmark import (
    COUNTED,
    LEAST_COUNCILS,
    Benchmark,
    Histogram,
    Quartiles,
    Standing,
    Summing,
    Theme,
    figures_of,
    measures_of,
    named,
    summed,
)
from tiex.domain.edition import NOT_APPLICABLE
from tiex.domain.publishing import Part

scores = st.lists(st.integers(0, 100), min_size=1, max_size=60)
results = st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 100)), max_size=12)


def histogram(values: list[int]) -> Histogram:
    return Histogram({value: values.count(value) for value in values})


@pytest.mark.parametrize("key", edition_keys())
def test_everything_that_is_scored_is_measured_but_no_score_of_all(key: str) -> None:
    found = [measure.theme for measure in measures_of(load_edition(key))]
    sides = {theme: found.count(theme) for theme in Theme}
    assert sides == {Theme.CHARACTERISTIC: 12, Theme.MODE: 6, Theme.STAGE: 8, Theme.CELL: 36, Theme.FACTOR: 3}
    assert len({measure.id for measure in measures_of(load_edition(key))}) == len(found)


def test_what_has_no_score_is_left_out() -> None:
    edition = load_edition("2026-27")
    low, _, high = (level.key for level in edition.scale.levels)
    cell = edition.cells[0]
    answers = {s.id: Answer(s.id, NOT_APPLICABLE, rationale="No.") for s in cell.statements}
    other = edition.cells[1].statements
    answers |= {other[0].id: Answer(other[0].id, high, high), other[1].id: Answer(other[1].id, low)}
    found = figures_of(edition, answers, Part.SCORES)
    assert f"cell:{cell.id}:position" not in found
    assert found[f"cell:{edition.cells[1].id}:position"] == 50
    assert found[f"cell:{edition.cells[1].id}:ambition"] == 100
    assert found[f"characteristic:{cell.characteristic}:position"] == 50
    assert not any(key.startswith("factor") for key in found)
    assert figures_of(edition, answers, Part.FACTORS) == {}


def test_success_factors_are_a_part_of_their_own() -> None:
    edition = load_edition("2026-27")
    best = edition.factor_sheet.scale.levels[-1].key
    key = max(edition.factor_sheet.scale.levels, key=lambda level: level.weight).key
    answers = {each: Answer(each, key) for each in edition.key_statements}
    found = figures_of(edition, answers, Part.FACTORS)
    assert set(found.values()) == {100}, best
    assert len(found) == 3
    assert figures_of(edition, answers, Part.SCORES) == {}
    assert set(COUNTED) == {Part.SCORES, Part.FACTORS}


@given(scores)
def test_quartiles_are_those_of_the_councils_in_order(values: list[int]) -> None:
    found = histogram(values).quartiles
    assert found is not None
    in_order = sorted(values)
    for quarter, quartile in zip((1, 2, 3), (found.lower, found.middle, found.upper), strict=True):
        place = Fraction(len(values) * quarter, 4)
        if place.denominator == 1:
            expected = Fraction(in_order[int(place) - 1] + in_order[int(place)], 2)
        else:
            expected = Fraction(in_order[ceil(place) - 1])
        assert quartile == expected
        assert sum(value <= quartile for value in values) * 4 >= quarter * len(values)
        assert sum(value >= quartile for value in values) * 4 >= (4 - quarter) * len(values)


def test_quartiles_of_nothing() -> None:
    assert Histogram().quartiles is None


def test_a_standing_is_said_in_quarters() -> None:
    quartiles = Quartiles(Fraction(40), Fraction(50), Fraction(121, 2))
    assert [quartiles.standing_of(score) for score in (39, 40, 60, 61)] == [
        Standing.BELOW,
        Standing.WITHIN,
        Standing.WITHIN,
        Standing.ABOVE,
    ]


@given(scores)
def test_bands_count_every_council_once(values: list[int]) -> None:
    bands = histogram(values).in_bands()
    assert sum(bands) == len(values)
    assert bands[9] == sum(value >= 90 for value in values)
    assert bands[5] == sum(50 <= value < 60 for value in values)


@given(results, results)
def test_what_is_added_can_be_taken_away_again(first: list[dict[str, int]], second: list[dict[str, int]]) -> None:
    whole, other = (sum(map(named, many), Benchmark()) for many in (first, second))
    assert whole + other - other == whole
    assert whole + other == other + whole
    assert (whole + other).histograms == summed([*first, *second])
    summing = Summing()
    for figures in first:
        summing.add_named(figures)
    summing.add(other)
    assert summing.benchmark == whole + other


@pytest.mark.parametrize(("councils", "is_shown"), [(LEAST_COUNCILS - 1, False), (LEAST_COUNCILS, True)])
def test_no_figure_of_fewer_than_five(councils: int, is_shown: bool) -> None:
    found = sum((named({"a": 50}) for _ in range(councils)), Benchmark())
    assert (found.shown("a") is not None) is is_shown
    many = found + sum((named({"b": 50}) for _ in range(9)), Benchmark())
    assert many.is_enough
    assert (many.shown("a") is not None) is is_shown
    assert many.shown("c") is None
