"""Gaps that are as wide as each other: none is left out for standing later in the table."""

from dataclasses import replace

import pytest

from tests.papers.made import agreed_report
from tiex.papers.blocks import Heading, Points
from tiex.papers.committee import committee_blocks
from tiex.papers.compose import summary
from tiex.papers.parts import overall
from tiex.papers.report import Gap, Report
from tiex.papers.words import WORDS


def with_gaps(*steps: int) -> Report:
    gaps = tuple(Gap(number, f"Cell {place}", (), "Plan") for place, number in enumerate(steps))
    return replace(agreed_report(), gaps=gaps)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((3, 2), "The widest gap is 3 steps, in Cell 0."),
        ((1, 1), "The widest gaps are 1 step each, in Cell 0; Cell 1."),
        ((4,) * 8, "The widest gaps are 4 steps each, in Cell 0; Cell 1; Cell 2; Cell 3; Cell 4; Cell 5; and 2 more."),
    ],
)
def test_the_widest_are_named_together(steps: tuple[int, ...], said: str) -> None:
    report = with_gaps(*steps)
    assert WORDS.widest_gap(report.gaps) == said
    assert said in str(overall(report))


@pytest.mark.parametrize(
    ("steps", "named"),
    [
        ((4, 3, 2, 1), "come first: Cell 0; Cell 1; Cell 2;"),
        ((4, 3, 2, 2, 1), "come first: Cell 0; Cell 1; Cell 2; Cell 3;"),
        (
            (4, 3) + (2,) * 6 + (1,),
            "Cell 4; Cell 5; and 2 more as wide, under “Widest gaps between position and ambition”;",
        ),
    ],
)
def test_a_committee_is_told_of_all_that_are_as_wide(steps: tuple[int, ...], named: str) -> None:
    blocks = committee_blocks(with_gaps(*steps))
    asked = next(block for block in blocks if isinstance(block, Points) and block.is_numbered)
    assert asked.items[1].text.endswith(named)


def test_the_summary_names_what_is_as_wide_and_nothing_else() -> None:
    blocks = summary(with_gaps(4, 3, *(2,) * 6, 1))
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert [heading for heading in headings if "in Cell" in heading] == [
        *("4 steps in Cell 0", "3 steps in Cell 1"),
        *(f"2 steps in Cell {place}" for place in range(2, 6)),
    ]
    more = blocks[blocks.index(Heading("2 more gaps as wide", 2)) + 1]
    assert isinstance(more, Points)
    assert [item.text for item in more.items] == ["2 steps in Cell 6: Plan", "2 steps in Cell 7: Plan"]
    assert not any(
        "more gap" in heading.text for heading in summary(with_gaps(4, 3, 2, 1)) if isinstance(heading, Heading)
    )
