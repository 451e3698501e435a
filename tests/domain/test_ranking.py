"""Which come first, and who is level with them."""

import pytest

from tiex.domain.ranking import leading


@pytest.mark.parametrize(
    ("worths", "shown", "level"),
    [
        ([], 0, 0),
        ([4, 4], 2, 0),
        ([4, 3, 2, 1], 3, 0),
        ([4, 3, 2, 2, 1], 4, 0),
        ([4, 4, 4, 4, 4, 4, 1], 6, 0),
        ([4, 3, 3, 3, 3, 3, 3, 3, 1], 6, 2),
        ([1] * 18, 6, 12),
    ],
)
def test_those_level_with_the_last_are_shown_or_counted(worths: list[int], shown: int, level: int) -> None:
    found = leading(worths, lambda worth: worth, least=3)
    assert (found.shown, len(found.level)) == (tuple(worths[:shown]), level)


def test_as_many_as_are_asked_for_are_shown_even_if_they_are_more() -> None:
    assert leading([2] * 9, lambda worth: worth, least=8, most=6).shown == (2,) * 8
