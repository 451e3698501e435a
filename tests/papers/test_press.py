"""The press that works in a process of its own makes what its twin makes."""

from dataclasses import replace

import pytest

from tests.papers.made import DAY, DAY_WRITTEN, agreed_report
from tests.papers.reading import text_of
from tiex.gateways.press import AT_ONCE, DirectPress, SubprocessPress
from tiex.papers.blocks import Paper, Picture
from tiex.papers.formats import OFFERS, order_of
from tiex.papers.typeset import NotMade, pictures_order, typeset

RED = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="red"/></svg>'
FLAT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 0"></svg>'
ORDER = order_of(agreed_report(), OFFERS[0], DAY_WRITTEN)


@pytest.mark.parametrize("name", ["summary.pdf", "summary.docx", "data.xlsx"])
def test_both_make_the_same_file(name: str) -> None:
    offer = next(offer for offer in OFFERS if offer.name == name)
    order = order_of(agreed_report(), offer, DAY_WRITTEN)
    direct, apart = (each.make(order) for each in (DirectPress(), SubprocessPress()))
    assert text_of(direct, name) == text_of(apart, name)
    assert len(direct) == len(apart)


@pytest.mark.parametrize("press", [DirectPress(), SubprocessPress()], ids=["direct", "process"])
def test_what_cannot_be_made_is_said(press: DirectPress | SubprocessPress) -> None:
    """A chart that is not as high as anything."""
    broken = replace(ORDER, work=Paper("", "", "", "", "", DAY, (Picture(FLAT, ""),)))
    with pytest.raises(NotMade):
        press.make(broken)


def test_it_gets_so_much_time_and_no_more() -> None:
    with pytest.raises(NotMade, match="seconds"):
        SubprocessPress(clock=0.001).make(ORDER)


def test_where_its_process_does_not_start_that_is_said_and_the_next_gets_its_place() -> None:
    press = SubprocessPress(python="/nonexistent/python")
    for _ in range(AT_ONCE + 1):
        with pytest.raises(NotMade, match="did not start"):
            press.make(ORDER)


def test_no_more_than_two_are_made_at_a_time_and_who_waits_too_long_is_told() -> None:
    press = SubprocessPress(clock=0.05)
    with press.places, press.places, pytest.raises(NotMade, match="2 others were still being made"):
        press.make(ORDER)
    with pytest.raises(NotMade, match="not done in"):
        press.make(ORDER)


def test_pictures_are_what_they_show() -> None:
    pictures = typeset(pictures_order([RED, RED]))
    assert [picture[:8] for picture in pictures] == [b"\x89PNG\r\n\x1a\n"] * 2
    with pytest.raises(NotMade):
        typeset(pictures_order(["this is no picture"]))
