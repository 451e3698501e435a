"""The typesetter that works in a process of its own does what its twin does."""

import pytest

from tests.papers.made import agreed_report
from tiex.gateways.typesetter import DirectTypesetter, SubprocessTypesetter
from tiex.papers.compose import Shape, compose
from tiex.papers.pdf import paper_data
from tiex.papers.typeset import TypesettingFailed, paper_order, pictures_order

ORDER = paper_order(paper_data(compose(agreed_report(), Shape.SUMMARY), "23 November 2026"))
RED = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="red"/></svg>'


def test_both_set_the_same_paper() -> None:
    made = [each.typeset(ORDER) for each in (DirectTypesetter(), SubprocessTypesetter())]
    assert made[0] == made[1]
    assert made[0][0].startswith(b"%PDF-1.")


def test_both_draw_the_same_pictures() -> None:
    made = [each.typeset(pictures_order([RED, RED])) for each in (DirectTypesetter(), SubprocessTypesetter())]
    assert made[0] == made[1]
    assert [picture[:8] for picture in made[0]] == [b"\x89PNG\r\n\x1a\n"] * 2


@pytest.mark.parametrize("typesetter", [DirectTypesetter(), SubprocessTypesetter()], ids=["direct", "process"])
def test_what_cannot_be_set_is_said(typesetter: DirectTypesetter | SubprocessTypesetter) -> None:
    with pytest.raises(TypesettingFailed):
        typesetter.typeset(pictures_order(["this is no picture"]))


def test_it_gets_so_much_time_and_no_more() -> None:
    with pytest.raises(TypesettingFailed, match="seconds"):
        SubprocessTypesetter(clock=0.001).typeset(ORDER)
