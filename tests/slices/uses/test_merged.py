"""What councils made of a resource is carried over to the one that it was merged into."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import enter, stored, trail
from tests.slices.people.steps import enter_as
from tests.support.page_client import Page, PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone
from tests.support.resources import RESOURCE, add_resource, is_index_true, merge
from tiex.domain.people import Role
from tiex.gateways.clock import SetClock
from tiex.indexing.queries import tried_counts
from tiex.models import TrialRow

STAYS = "stays"
LIST, LEAF = f"/councils/{COUNCIL}/resources", f"/resources/{STAYS}"
SAVE = f"form[action='{LIST}']"
AGAIN = f"form[action='{LIST}/{STAYS}/for-us']"
TRIED = f"{LIST}/{STAYS}/tried"
FORM, WITHDRAW = f"form[action='{TRIED}']", f"form[action='{TRIED}/withdraw']"


@pytest.fixture(autouse=True)
def resources(app: Flask) -> None:
    add_resource(app)
    add_resource(app, STAYS, title="The one that stays")


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


def tell(client: PageClient, resource_id: str, worked: str, text: str, council: str = COUNCIL) -> Page:
    path = f"/councils/{council}/resources/{resource_id}/tried"
    client.page(path)
    return client.submit(f"form[action='{path}']", worked=worked, what_changed=text)


def counted(app: Flask) -> dict[str, int]:
    with stored(app) as session:
        return dict(tried_counts(session))


def reports(app: Flask) -> list[tuple[str, str]]:
    with stored(app) as session:
        rows = session.execute(select(TrialRow.resource_id, TrialRow.worked))
        return sorted((row.resource_id, row.worked) for row in rows)


def test_what_was_listed_is_listed_for_the_one_that_stays(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(f"/resources/{RESOURCE}")
    ada_client.submit(SAVE, note="Ask Leeds")
    merge(app, RESOURCE, STAYS)
    page = ada_client.page(LEAF)
    assert "On your council’s list, saved by Ada Moor on 23 November 2026." in page.text
    assert page.find("main .use__note").text == "Ask Leeds"
    assert page.find_all(SAVE) == []
    _, other = enter_as(app, "Os Other", Role.LEAD, OTHER_COUNCIL)
    assert "Ask Leeds" not in other.page(LEAF).text


def test_with_both_on_the_list_the_page_shows_what_was_added_last(
    app: Flask, ada_client: PageClient, clock: SetClock
) -> None:
    for number, name in enumerate((RESOURCE, STAYS)):
        clock.at = TODAY + timedelta(days=number)
        ada_client.page(f"/resources/{name}")
        ada_client.submit(SAVE, note=f"On {name}")
    merge(app, RESOURCE, STAYS)
    page = ada_client.page(LEAF)
    assert [note.text for note in page.find_all("main .use__note")] == [f"On {STAYS}"]
    assert len(page.find_all("main .use")) == 1


def test_not_for_us_holds_for_the_one_that_stays_and_is_undone_there(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(f"/resources/{RESOURCE}")
    ada_client.submit(f"form[action='{LIST}/{RESOURCE}/not-for-us']")
    merge(app, RESOURCE, STAYS)
    assert "Not for your council, said Ada Moor on 23 November 2026" in ada_client.page(LEAF).text
    page = ada_client.submit(AGAIN)
    assert "Not for your council" not in page.text
    assert page.find_all(AGAIN) == []
    assert len(trail(app, "resource suggested again")) == 1
    assert ada_client.page(LIST).find_all("#not-for-us") == []


def test_a_report_is_changed_from_the_page_of_the_one_that_stays(app: Flask, ada_client: PageClient) -> None:
    tell(ada_client, RESOURCE, "partly", "Somewhat")
    merge(app, RESOURCE, STAYS)
    assert "Change what you said came of it" in ada_client.page(LEAF).text
    assert "Somewhat" in ada_client.page(TRIED).find("textarea").raw_text
    page = tell(ada_client, STAYS, "yes", "In the end it did")
    assert page.find("#tried h2").text == "1 council tried this: 1 yes"
    assert reports(app) == [(RESOURCE, "yes")]
    assert [len(trail(app, f"trial {done}")) for done in ("reported", "report changed")] == [1, 1]
    assert counted(app) == {STAYS: 1}
    assert is_index_true(app)


def test_a_first_report_on_what_others_reported_meanwhile_is_a_conflict(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(TRIED)
    _, ben = enter_as(app, "Ben Vale", Role.CHIEF_EXECUTIVE)
    tell(ben, RESOURCE, "partly", "From Ben")
    merge(app, RESOURCE, STAYS)
    page = ada_client.submit(FORM, worked="yes", what_changed="From Ada", status=409)
    assert "From Ben" in page.find(".desk__conflict").text
    assert page.find(f"{FORM} textarea").raw_text == "From Ada"
    assert reports(app) == [(RESOURCE, "partly")]


def test_a_report_is_withdrawn_from_the_page_of_the_one_that_stays(app: Flask, ada_client: PageClient) -> None:
    tell(ada_client, RESOURCE, "yes", "Fewer bins")
    merge(app, RESOURCE, STAYS)
    ada_client.page(TRIED)
    assert ada_client.submit(WITHDRAW).find_all("#tried") == []
    assert (reports(app), counted(app)) == ([], {})
    assert is_index_true(app)


def test_the_newest_of_two_reports_counts_and_both_are_withdrawn(
    app: Flask, ada_client: PageClient, client: PageClient, clock: SetClock
) -> None:
    tell(ada_client, RESOURCE, "yes", "At first it did")
    clock.at = TODAY + timedelta(days=1)
    tell(ada_client, STAYS, "no", "It did not last")
    tell(enter_as(app, "Os Other", Role.LEAD, OTHER_COUNCIL)[1], STAYS, "yes", "Fine", OTHER_COUNCIL)
    merge(app, RESOURCE, STAYS)
    page = client.page(LEAF)
    assert page.find("#tried h2").text == "2 councils tried this: 1 yes, 1 no"
    assert "At first it did" not in page.text
    assert counted(app) == {STAYS: 1}
    ada_client.page(TRIED)
    page = ada_client.submit(WITHDRAW)
    assert page.find("#tried h2").text == "1 council tried this: 1 yes"
    assert counted(app) == {STAYS: 1}
    assert reports(app) == [(STAYS, "yes")]
    withdrawn = [(subject, before["worked"]) for subject, before, _ in trail(app, "trial report withdrawn")]
    assert withdrawn == [(f"resource {STAYS}", "no"), (f"resource {RESOURCE}", "yes")]
    assert is_index_true(app)


def test_with_the_newest_taken_down_the_older_one_stands_for_everybody(
    app: Flask, ada_client: PageClient, client: PageClient, clock: SetClock
) -> None:
    tell(ada_client, RESOURCE, "yes", "At first it did")
    clock.at = TODAY + timedelta(days=1)
    tell(ada_client, STAYS, "no", "Buy from my cousin")
    with stored(app) as session:
        session.query(TrialRow).filter_by(resource_id=STAYS).one().taken_down_at = clock.at
        session.commit()
    merge(app, RESOURCE, STAYS)
    assert counted(app) == {STAYS: 1}
    for browser in (client, ada_client):
        page = browser.page(LEAF)
        assert page.find("#tried h2").text == "1 council tried this: 1 yes"
        assert "At first it did" in page.text
    assert "cousin" not in client.page(LEAF).text
    assert "cousin" in ada_client.page(LEAF).text
