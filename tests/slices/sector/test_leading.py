"""The cells that the sector's view names first: those that are level with the last of them are named too."""

from fractions import Fraction

from tiex.domain.benchmark import Theme
from tiex.domain.sector import Strength
from tiex.sector.presenters import _strongest, _widest


def cells(*figures: tuple[int, int]) -> list[Strength]:
    return [
        Strength(Theme.CELL, f"key-{place}", f"Cell {place}", 5, Fraction(position), Fraction(ambition))
        for place, (position, ambition) in enumerate(figures)
    ]


def test_no_cell_is_left_out_for_standing_later_in_the_table() -> None:
    found = cells((50, 60), (75, 75), (75, 90), (50, 60), (25, 25))
    assert _strongest(found) == "Cell 1 (75%); Cell 2 (75%); Cell 0 (50%); Cell 3 (50%)"
    assert _widest(found) == "Cell 2 (15 points); Cell 0 (10 points); Cell 3 (10 points)"


def test_of_very_many_some_are_named_and_the_others_counted() -> None:
    found = cells(*[(50, 60)] * 18)
    assert _strongest(found).endswith("Cell 5 (50%); and 12 more as high, in the table")
    assert _widest(found).endswith("Cell 5 (10 points); and 12 more as wide, in the table")
    assert (_strongest([]), _widest([])) == ("", "")
