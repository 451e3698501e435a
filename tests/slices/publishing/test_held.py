"""How the own council's pages speak of a choice while nobody outside the council sees anything of it."""

from datetime import date

from flask import Flask

from tests.slices.cells.steps import enter, form
from tests.slices.publishing.conftest import PAGE, WITHDRAW
from tests.slices.publishing.test_choosing import MIXED, PUBLIC, go_through
from tests.support.agreeing import Council
from tests.support.people import COUNCIL, TODAY
from tests.support.publishing import OWN, publish, withdraw
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer


def test_what_nobody_outside_sees_yet_is_not_called_published(
    app: Flask, council: Council, signed: str, mailer: MemoryMailer
) -> None:
    leader, place = enter(app, council.leader), council.path(PAGE)
    page = go_through(leader, council, {**MIXED, "hold_until": "1/12/2026"})
    state = page.find("#state").text
    assert "chosen by Dana Whit on 23 November 2026; others see it from 1 December 2026." in state
    assert "Open the published result" not in page.text
    summary = leader.page(PUBLIC).find("#summary").text
    assert "Chosen on 23 November 2026; others see it from 1 December 2026." in summary
    assert "Published on" not in summary
    history = leader.page(f"/councils/{COUNCIL}/history?about=publishing").text
    assert "critical success factors: own council; held until 1 December 2026" in history
    leader.page(place)
    page = leader.submit(form(council.path(WITHDRAW)), reason="A figure was wrong.")
    state = page.find("#state").text
    assert "Version 1 was withdrawn by Dana Whit on 23 November 2026. Nobody outside your council sees it." in state
    told = next(mail for mail in mailer.sent if mail.subject == "Your council’s result is withdrawn")
    assert "no longer" not in state + told.body


def test_what_is_for_the_own_council_is_not_called_shown(app: Flask, council: Council, signed: str) -> None:
    publish(council, signed, OWN)
    leader = enter(app, council.leader)
    page = leader.page(council.path(PAGE))
    assert "chose on 23 November 2026 that nobody outside your council sees version 1." in page.find("#state").text
    assert "Open the published result" not in page.text
    assert "Chosen on 23 November 2026; others do not see it." in leader.page(PUBLIC).find("#summary").text


def test_once_a_hold_is_over_it_is_published_on_that_day(council: Council, signed: str, clock: SetClock) -> None:
    publish(council, signed, hold_until=date(2026, 12, 1))
    clock.at = TODAY.replace(month=12, day=2)
    leader = enter(council.app, council.leader)
    assert "Published on 1 December 2026." in leader.page(PUBLIC).find("#summary").text
    assert "Open the published result" in leader.page(council.path(PAGE)).text
    withdraw(council)
    assert "Others no longer see it." in leader.page(council.path(PAGE)).find("#state").text
