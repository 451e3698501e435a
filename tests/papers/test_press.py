"""The press that works in a process of its own makes what its twin makes."""

from dataclasses import replace

import pytest

from tests.papers.made import MAKING, agreed_report
from tests.papers.reading import text_of
from tiex.gateways.press import AT_ONCE, DirectPress, SubprocessPress
from tiex.papers.formats import OFFERS
from tiex.papers.report import Chart
from tiex.papers.typeset import NotMade, pictures_order, typeset

RED = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="red"/></svg>'


@pytest.mark.parametrize("name", ["summary.pdf", "summary.docx", "data.xlsx", "data.csv", "data.json"])
def test_both_make_the_same_file(name: str) -> None:
    offer = next(offer for offer in OFFERS if offer.name == name)
    direct, apart = (b"".join(each.make(agreed_report(), offer, MAKING)) for each in (DirectPress(), SubprocessPress()))
    assert text_of(direct, name) == text_of(apart, name)
    assert len(direct) == len(apart)


@pytest.mark.parametrize("press", [DirectPress(), SubprocessPress()], ids=["direct", "process"])
def test_what_cannot_be_made_is_said(press: DirectPress | SubprocessPress) -> None:
    """A chart that is not as high as anything."""
    broken = Chart('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 0"></svg>', "", "")
    with pytest.raises(NotMade):
        press.make(replace(agreed_report(), wheel=broken), OFFERS[0], MAKING)


def test_it_gets_so_much_time_and_no_more() -> None:
    with pytest.raises(NotMade, match="seconds"):
        SubprocessPress(clock=0.001).make(agreed_report(), OFFERS[0], MAKING)


def test_where_its_process_does_not_start_that_is_said_and_the_next_gets_its_place() -> None:
    press = SubprocessPress(python="/nonexistent/python")
    for _ in range(AT_ONCE + 1):
        with pytest.raises(NotMade, match="did not start"):
            press.make(agreed_report(), OFFERS[0], MAKING)


def test_no_more_than_two_are_made_at_a_time_and_who_waits_too_long_is_told() -> None:
    press = SubprocessPress(clock=0.05)
    with press.places, press.places:
        with pytest.raises(NotMade, match="2 others were still being made"):
            press.make(agreed_report(), OFFERS[0], MAKING)
        plain = next(offer for offer in OFFERS if offer.format.is_plain)
        assert b"".join(press.make(agreed_report(), plain, MAKING))
    with pytest.raises(NotMade, match="not done in"):
        press.make(agreed_report(), OFFERS[0], MAKING)


def test_pictures_are_what_they_show() -> None:
    pictures = typeset(pictures_order([RED, RED]))
    assert [picture[:8] for picture in pictures] == [b"\x89PNG\r\n\x1a\n"] * 2
    with pytest.raises(NotMade):
        typeset(pictures_order(["this is no picture"]))
