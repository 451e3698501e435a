"""Who is named to a council, who is not, and the clear sentence where there is nobody."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import update

from tests.slices.cells.steps import enter, stored
from tests.slices.timeline.test_over_time import count_statements
from tests.support.agreeing import Council, agree, found_council
from tests.support.examples import CONTENT, add_example
from tests.support.page_client import Page, PageClient
from tests.support.people import CLOSED, COUNCIL, OPEN, TODAY, Someone, add_person
from tests.support.published import DAY, put_result, rings, same_answer, withdraw
from tests.support.resources import add_resource, set_resource
from tiex.benchmarks.commands import recount
from tiex.content.editions import load_edition
from tiex.domain.answers import Answer
from tiex.domain.examples import Review
from tiex.domain.publishing import Ring
from tiex.models import EditionRow

NOBODY = "Nobody yet: no council like yours has published that it rose"
# Unitary councils of the South West, like Fernmoor.
BATH, SWINDON, NORTH_SOMERSET, DORSET = "BAS", "SWD", "NSM", "DST"


@pytest.fixture
def council(app: Flask, ada: Someone) -> Council:
    """At 0 in the use of data, and wanting all of it."""
    found = found_council(app, ada)
    data = [key for key, s in load_edition(OPEN).statements.items() if s.cell_id.startswith("data-")]
    agree(found, [Answer(key, "not-yet", "fully") for key in data])
    return found


@pytest.fixture
def lead(app: Flask, council: Council) -> PageClient:
    return enter(app, council.lead)


Put = Callable[..., int]


@pytest.fixture
def put(app: Flask) -> Put:
    """A council publishes that it was at one level in 2019-20 and is at another now; returns its assessment of now."""

    def put(
        code: str,
        then: str = "not-yet",
        now: str = "partly",
        ring: Ring = Ring.COUNCILS,
        hold_until: date | None = None,
    ) -> int:
        with stored(app) as session:
            for edition, level in ((CLOSED, then), (OPEN, now)):
                chosen = same_answer(level, edition=edition)
                number = put_result(session, code, chosen, rings(ring), edition=edition, hold_until=hold_until)
                recount(session=session, assessment_id=number, today=DAY)
            session.commit()
        return number

    return put


def share(app: Flask, code: str, *, may_contact: bool = True, characteristics: tuple[str, ...] = ("data",)) -> str:
    """A published example of this council; returns the id of the resource."""
    number = 2_000_000 + sum(ord(letter) * 300**place for place, letter in enumerate(code[:2]))
    author = add_person(app, f"Author {code}", council=code)
    resource_id = add_resource(app, f"example-{code.lower()}", title=f"What {code} did", council_codes=(code,))
    content = CONTENT.stored() | {"may_contact": may_contact, "characteristics": list(characteristics)}
    columns = {"published": content, "published_at": TODAY, "resource_id": resource_id, "review": Review.PUBLISHED}
    add_example(app, author, number, council=code, **columns)
    return resource_id


def page_of(council: Council, client: PageClient) -> Page:
    return client.page(council.path("who-to-talk-to"))


def test_who_rose_from_there_and_agreed_to_be_asked(app: Flask, council: Council, lead: PageClient, put: Put) -> None:
    put(BATH)
    resource_id = share(app, BATH)
    page = page_of(council, lead)
    assert page.h1 == "Who to talk to"
    section = page.find(".talk").text
    assert "Use of data and intelligence You are at 0%, 12 of 12 agreed; your ambition is 100%." in section
    assert "Bath and North East Somerset Council" in section
    assert "0% in First edition, 2019-20; 50% in Second edition, 2026-27." in section
    assert page.find(".talk li a").get("href") == f"/resources/{resource_id}"
    lead.page(f"/resources/{resource_id}")


def test_three_at_most_in_the_order_of_the_alphabet(app: Flask, council: Council, lead: PageClient, put: Put) -> None:
    for code, now in ((SWINDON, "fully"), (NORTH_SOMERSET, "partly"), (DORSET, "partly"), (BATH, "partly")):
        put(code, now=now)
        share(app, code)
    names = [heading.text for heading in page_of(council, lead).find_all(".talk h3")]
    assert names == ["Bath and North East Somerset Council", "Dorset Council", "North Somerset Council"]


@pytest.mark.parametrize(("then", "now"), [("partly", "fully"), ("not-yet", "not-yet"), ("fully", "not-yet")])
def test_who_was_elsewhere_or_did_not_rise_is_not_named(
    app: Flask, council: Council, lead: PageClient, put: Put, then: str, now: str
) -> None:
    put(BATH, then, now)
    share(app, BATH)
    assert NOBODY in page_of(council, lead).find(".talk").text


def test_who_did_not_agree_or_says_nothing_on_it_is_not_named(
    app: Flask, council: Council, lead: PageClient, put: Put
) -> None:
    for code in (BATH, SWINDON, DORSET, NORTH_SOMERSET):
        put(code)
    share(app, BATH, may_contact=False)
    share(app, SWINDON, characteristics=("role",))
    hidden = share(app, DORSET)
    set_resource(app, hidden, is_hidden=True)
    text = page_of(council, lead).find(".talk").text
    assert NOBODY in text
    for name in ("Bath", "Swindon", "Dorset", "North Somerset"):
        assert name not in text


def test_what_is_not_for_other_councils_is_not_told(app: Flask, council: Council, lead: PageClient, put: Put) -> None:
    put(BATH, ring=Ring.OWN)
    put(SWINDON, hold_until=date(2027, 1, 1))
    withdrawn = put(DORSET)
    for code in (BATH, SWINDON, DORSET):
        share(app, code)
    with stored(app) as session:
        withdraw(session, withdrawn)
        session.commit()
    assert NOBODY in page_of(council, lead).find(".talk").text


def test_no_gap_and_nothing_agreed(app: Flask, ada: Someone) -> None:
    found = found_council(app, ada)
    client = enter(app, ada)
    assert "Nothing is agreed yet, so there is no gap" in page_of(found, client).text
    agree(found, [Answer("data-service-plan", "partly", "partly")])
    page = page_of(found, client)
    assert "the ambition is nowhere higher than the position" in page.text
    assert page.find_all(".talk") == []


def test_without_an_earlier_edition_it_is_said_once(app: Flask, council: Council, lead: PageClient) -> None:
    agree(council, [Answer("role-service-plan", "not-yet", "fully")])
    earlier = update(EditionRow).where(EditionRow.key == CLOSED)
    with stored(app) as session:
        number = session.get_one(EditionRow, CLOSED).number
        session.execute(earlier.values(number=-1))
        session.commit()
    try:
        page = page_of(council, lead)
    finally:
        with stored(app) as session:
            session.execute(earlier.values(number=number))
            session.commit()
    assert len(page.find_all(".talk")) > 1
    assert page.text.count("Nobody can have moved up yet, because there is no earlier edition") == 1
    assert NOBODY not in page.text
    assert "no earlier edition" not in page_of(council, lead).text


def test_everybody_in_the_council_reads_it_in_few_statements(
    app: Flask, council: Council, lead: PageClient, put: Put
) -> None:
    alone = count_statements(app, council.path("who-to-talk-to"), lead)
    for code in (BATH, SWINDON, DORSET):
        put(code)
        share(app, code)
    assert count_statements(app, council.path("who-to-talk-to"), lead) == alone <= 8
    assert page_of(council, enter(app, council.reader)).find_all(".talk h3")


def test_it_is_led_to_from_the_result_and_the_comparison(council: Council, lead: PageClient) -> None:
    address = council.path("who-to-talk-to")
    for place in ("consensus/result", "comparison"):
        assert address in [link.get("href") for link in lead.page(council.path(place)).find_all("main a")]
    assert f"/councils/{COUNCIL}/over-time" in lead.page(council.path("consensus/result")).response.text
