"""Administrators keep the pre-election periods."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.slices.cells.steps import enter, stored, trail
from tests.slices.people.test_administration import administrator
from tests.support.page_client import Page, PageClient
from tests.support.people import OPEN, add_person
from tests.support.published import publish, same_answer
from tiex.benchmarks.queries import list_benchmarks
from tiex.domain.benchmark import Benchmark
from tiex.domain.people import ExchangeRole, Role
from tiex.domain.publishing import Part, Ring
from tiex.extensions import db
from tiex.models import CouncilRow, ElectionPeriodRow, JobRow
from tiex.worker import do_all

PLACE = "/administration/pre-election-periods"


@pytest.fixture
def client(app: Flask) -> PageClient:
    return administrator(app)[1]


def add(client: PageClient, name: str, first: str, last: str, *, status: int = 200) -> Page:
    client.page(PLACE)
    return client.submit(f"form[action='{PLACE}']", status=status, name=name, starts_on=first, ends_on=last)


def kept(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        rows = db.session.scalars(select(ElectionPeriodRow).order_by(ElectionPeriodRow.starts_on))
        return [(row.name, row.starts_on.isoformat(), row.ends_on.isoformat()) for row in rows]


def test_a_period_is_kept_and_removed(app: Flask, client: PageClient) -> None:
    assert client.page("/administration/councils").find(f"main a[href='{PLACE}']").text == "pre-election periods"
    assert "None is kept yet." in client.page(PLACE).text
    page = add(client, " Local  elections ", "2027-03-22", "6 May 2027")
    assert "The period is kept. Nothing new becomes public in it." in page.text
    row = page.find("tbody tr").text
    assert "22 March 2027 to 6 May 2027" in row
    assert "To come" in row
    assert kept(app) == [("Local elections", "2027-03-22", "2027-05-06")]
    assert "what became public within it waits" in add(client, "Now", "2026-11-01", "2026-11-30").text
    assert "It is over, so it changes nothing" in add(client, "Then", "2019-11-06", "2019-12-12").text
    states = [line.find_all("td")[1].text for line in client.page(PLACE).find_all("tbody tr")]
    assert states == ["To come", "Now", "Over"]
    page = remove(client, "Local elections")
    assert "“Local elections” is removed. Nothing becomes public today because of that." in page.text
    assert [name for name, _, _ in kept(app)] == ["Then", "Now"]
    assert len(trail(app, "election period added")) == 3
    assert len(trail(app, "election period removed")) == 1


def test_the_same_period_is_not_kept_twice(app: Flask, client: PageClient) -> None:
    add(client, "Local elections", "2027-03-22", "2027-05-06")
    page = add(client, "Local  elections", "22 March 2027", "2027-05-06", status=422)
    assert "This period is kept already" in page.find(".govuk-error-summary").text
    add(client, "Mayoral elections", "2027-03-22", "2027-05-06")
    assert len(kept(app)) == 2


def test_what_becomes_public_by_removing_is_counted(app: Flask, client: PageClient) -> None:
    """Of three councils: one chose before the other period began, one within both, and one for councils only."""
    with stored(app) as session:
        other = session.scalars(select(CouncilRow.code).filter_by(is_invented=False).limit(1)).one()
        for code, ring, day in (
            ("X-SALT", Ring.EVERYONE, date(2026, 11, 10)),
            ("X-FERN", Ring.EVERYONE, date(2026, 11, 21)),
            (other, Ring.COUNCILS, date(2026, 11, 10)),
        ):
            publish(session, code, same_answer("partly"), ring, day)
        session.commit()
    add(client, "Long", "2026-11-01", "2026-11-30")
    add(client, "Short", "2026-11-20", "2026-11-26")
    assert "“Short” is removed. Nothing becomes public" in remove(client, "Short").text
    add(client, "Short", "2026-11-20", "2026-11-26")
    assert "It alone held results of 1 council, which are public now." in remove(client, "Long").text
    assert "It alone held results of 1 council, which are public now." in remove(client, "Short").text


def ask_to_remove(client: PageClient, name: str) -> Page:
    [row] = [line for line in client.page(PLACE).find_all("tbody tr") if name in line.text]
    return client.page(str(row.find("a").get("href")))


def remove(client: PageClient, name: str) -> Page:
    ask_to_remove(client, name)
    return client.submit("main form")


def test_removing_asks_first_and_says_what_becomes_public(app: Flask, client: PageClient) -> None:
    add(client, "Now", "2026-11-01", "2026-11-30")
    add(client, "Later", "2027-03-22", "2027-05-06")
    page = ask_to_remove(client, "Now")
    assert page.h1 == "Remove “Now”?"
    assert page.find("#opens").text == "Nothing becomes public today by removing it."
    with stored(app) as session:
        for code in ("X-SALT", "X-FERN"):
            publish(session, code, same_answer("partly"), Ring.EVERYONE)
        session.commit()
    assert "Nothing becomes public" in ask_to_remove(client, "Later").find("#opens").text
    page = ask_to_remove(client, "Now")
    assert "1 November 2026 to 30 November 2026. Now." in page.text
    assert "2 councils have results that this period alone holds back now." in page.find("#opens").text
    assert len(kept(app)) == 2
    assert "It alone held results of 2 councils, which are public now." in client.submit("main form").text
    assert [name for name, _, _ in kept(app)] == ["Later"]


def test_figures_follow_a_period_at_once(app: Flask, client: PageClient) -> None:
    def public() -> int:
        with stored(app) as session:
            assert do_all().failed == 0
            return list_benchmarks(session, OPEN).get((Part.SCORES, Ring.EVERYONE, "all"), Benchmark()).councils

    with stored(app) as session:
        publish(session, "X-SALT", same_answer("partly"), Ring.EVERYONE)
        session.commit()
    assert public() == 1
    add(client, "By-election", "2026-11-01", "2026-11-30")
    assert queued(app) == 1
    assert public() == 0
    remove(client, "By-election")
    assert queued(app) == 1
    assert public() == 1


def queued(app: Flask) -> int:
    """Jobs that nobody has asked for but the request before."""
    with stored(app) as session:
        return session.scalars(select(func.count()).select_from(JobRow).filter_by(state="waiting")).one()


def test_what_is_gone_already_is_not_found(app: Flask, client: PageClient) -> None:
    add(client, "Now", "2026-11-01", "2026-11-30")
    page = ask_to_remove(client, "Now")
    with stored(app) as session:
        session.query(ElectionPeriodRow).delete()
        session.commit()
    client.submit("main form", status=404)
    client.page(page.url, status=404)


@pytest.mark.parametrize(
    ("name", "first", "last", "sentence"),
    [
        ("", "2027-03-22", "2027-05-06", "Say which election it is"),
        ("x" * 121, "2027-03-22", "2027-05-06", "Field cannot be longer"),
        ("Local", "", "2027-05-06", "Enter the first day"),
        ("Local", "2027-03-22", "", "Enter the last day"),
        ("Local", "22 Marz 2027", "2027-05-06", "Enter a date, like 7/12/2026"),
        ("Local", "2027-05-06", "2027-03-22", "The last day of a period cannot be before its first."),
        ("Local", "2027-01-01", "2027-05-06", "A pre-election period is three months at most."),
    ],
)
def test_what_is_no_period_is_said(
    app: Flask, client: PageClient, name: str, first: str, last: str, sentence: str
) -> None:
    page = add(client, name, first, last, status=422)
    assert sentence in page.find(".govuk-error-summary").text
    assert kept(app) == []


def test_nobody_else_keeps_them(app: Flask) -> None:
    for browser in (
        enter(app, add_person(app, "Lea Der", role=Role.LEADER)),
        administrator(app, ExchangeRole.EDITOR)[1],
    ):
        assert browser.get(PLACE).status_code == 403
