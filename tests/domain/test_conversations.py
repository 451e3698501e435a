"""Who to talk to: where the widest gaps are, what counts as a rise, and what does not."""

from dataclasses import replace

import pytest

from tiex.content.editions import load_edition
from tiex.domain.answers import Answer
from tiex.domain.conversations import Score, rise_from, unchanged_characteristics, widest_characteristics
from tiex.domain.edition import Edition

OLD, NEW = load_edition("2019-20"), load_edition("2026-27")
OLDER = replace(OLD, key="2017-18", number=0)


def scores(*given: tuple[Edition, int]) -> list[Score]:
    return [Score(edition, percent) for edition, percent in given]


@pytest.mark.parametrize(
    ("own", "then", "now", "is_rise"),
    [
        (40, 40, 55, True),
        (40, 40, 54, False),
        (40, 30, 45, True),
        (40, 29, 90, False),
        (40, 50, 65, True),
        (40, 51, 90, False),
        (0, 0, 100, True),
        (90, 85, 100, True),
        (90, 86, 100, False),
    ],
)
def test_a_rise_begins_near_ones_own_score_and_is_clear(own: int, then: int, now: int, is_rise: bool) -> None:
    assert (rise_from(own, Score(NEW, now), scores((OLD, then))) is not None) == is_rise


def test_the_newest_time_that_fits_is_told() -> None:
    found = rise_from(40, Score(NEW, 80), scores((OLDER, 38), (OLD, 41)))
    assert found is not None
    assert found.then == Score(OLD, 41)
    found = rise_from(40, Score(NEW, 80), scores((OLDER, 38), (OLD, 70)))
    assert found is not None
    assert found.then == Score(OLDER, 38)
    assert rise_from(40, Score(NEW, 80), []) is None


def test_scores_of_other_words_or_on_another_scale_are_no_rise() -> None:
    everything = {characteristic.key for characteristic in NEW.characteristics}
    assert unchanged_characteristics(OLD, NEW) == everything
    first = NEW.cells[0]
    changed = replace(first, statements=(replace(first.statements[0], text="Other words."), *first.statements[1:]))
    reworded = replace(NEW, cells=(changed, *NEW.cells[1:]))
    assert unchanged_characteristics(OLD, reworded) == everything - {first.characteristic}
    assert unchanged_characteristics(replace(OLD, cells=OLD.cells[3:]), NEW) == everything - {first.characteristic}
    levels = tuple(replace(level, weight=level.weight * 2) for level in NEW.scale.levels)
    assert unchanged_characteristics(OLD, replace(NEW, scale=replace(NEW.scale, levels=levels))) == frozenset()


def test_each_characteristic_is_named_once_the_widest_gap_first() -> None:
    wanted = {"data-service": "fully", "data-community": "fully", "role-customer": "partly"}
    answers = {
        s.id: Answer(s.id, "not-yet", wanted[cell.id])
        for cell in NEW.cells
        if cell.id in wanted
        for s in cell.statements
    }
    assert widest_characteristics(NEW, answers) == ("data", "role")
    assert widest_characteristics(NEW, {}) == ()
