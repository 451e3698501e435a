"""The page after signing in: what is mine to do now, in each of my councils."""

from datetime import UTC, datetime

from flask import Flask

from tests.slices.cells.steps import cell_path, enter, factor_path, raw_post, statement_path
from tests.support.page_client import PageClient
from tests.support.people import CLOSED, COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person, add_response
from tiex.accounts.commands import add_membership
from tiex.domain.people import Role
from tiex.extensions import db
from tiex.gateways.clock import SetClock


def test_a_new_person_can_start(ada_client: PageClient) -> None:
    page = ada_client.page("/my-council")
    assert page.h1 == "My council"
    assert "Fernmoor Borough Council" in page.text
    assert "You are here as Lead contributor." in page.text
    assert "Invented for the demonstration" in page.text
    assert page.find("form[action$='/start'] button").text == "Start your view"
    assert "closed" in page.text


def test_progress_counts_answers_and_not_ambitions_alone(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    view = add_response(app, ada)
    ada_client.page(cell_path(view))
    raw_post(ada_client, statement_path(view), {"position": "dont-know"})
    raw_post(ada_client, statement_path(view, "role-service-do"), {"position": "fully"})
    raw_post(ada_client, statement_path(view, "role-service-review"), {"ambition": "fully"})
    raw_post(ada_client, factor_path(view), {"position": "agree"})
    page = ada_client.page("/my-council")
    assert "3 of 90 statements answered" in page.text
    assert page.find("main a.govuk-button").get("href") == f"/responses/{view}/continue"


def test_an_older_view_can_be_read(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    closed = add_response(app, ada, edition=CLOSED)
    page = ada_client.page("/my-council")
    assert "your own view, 0 of 90 answered" in page.text
    assert page.find_all(f"a[href='/responses/{closed}/result']")


def test_each_council_has_its_own_part(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    with app.app_context():
        session = db.session()
        add_membership(session=session, person_id=ada.id, council_code=OTHER_COUNCIL, role=Role.READER, now=TODAY)
        session.commit()
    page = ada_client.page("/my-council")
    assert page.h1 == "My councils"
    assert len(page.find_all("section.council")) == 2
    assert {title.text for title in page.find_all("section.panel h3")} == {
        "Second edition, 2026-27, Fernmoor Borough Council",
        "Second edition, 2026-27, Saltwick District Council",
    }
    assert len(page.find_all("form[action$='/start']")) == 1
    assert (
        "you have not been asked to give your own view" in page.find(f"[aria-labelledby=council-{OTHER_COUNCIL}]").text
    )
    assert page.find_all(f"[aria-labelledby=council-{COUNCIL}] form")


def test_without_a_council_it_says_how_to_ask(app: Flask) -> None:
    page = enter(app, add_person(app, "No Where", council=None)).page("/my-council")
    assert "You do not belong to a council. You can ask to join yours." in page.text


def test_between_editions_it_says_so(ada_client: PageClient, clock: SetClock) -> None:
    clock.at = datetime(2027, 6, 1, tzinfo=UTC)
    page = ada_client.page("/my-council")
    assert "No edition is open for answers now." in page.text
    assert page.find_all("form[action$='/start']") == []
