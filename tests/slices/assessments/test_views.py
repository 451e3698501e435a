"""Starting one's own view, its overview, and going on with it."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.slices.cells.steps import cell_path, enter, factor_path, post, raw_post, statement_path, stored, trail
from tests.support.page_client import PageClient
from tests.support.people import CLOSED, COUNCIL, OPEN, OTHER_COUNCIL, Someone, add_person, add_response
from tiex.accounts.commands import add_membership
from tiex.content.editions import load_edition
from tiex.domain.people import Role
from tiex.gateways.clock import SetClock
from tiex.models import AssessmentResponseRow, AssessmentRow

NOWHERE = "There is no page at this address, or it is not yours to see."
START_BUTTON = "form[action$='/start']"


def start_path(council: str = COUNCIL, edition: str = OPEN) -> str:
    return f"/my-council/{council}/editions/{edition}/start"


def responses_in(app: Flask) -> int:
    with stored(app) as session:
        return session.scalars(select(func.count()).select_from(AssessmentResponseRow)).one()


def test_starting_leads_to_the_overview(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    ada_client.page("/my-council")
    page = ada_client.submit(START_BUTTON)
    assert page.h1 == "Your individual view"
    assert "0 of 72 statements answered" in page.text
    assert len(page.find_all("table.grid td a")) == 18
    with stored(app) as session:
        response = session.scalars(select(AssessmentResponseRow)).one()
        assessment = session.scalars(select(AssessmentRow)).one()
    assert (response.kind, response.author_id, response.assessment_id) == ("individual", ada.id, assessment.id)
    assert (assessment.council_code, assessment.edition_key) == (COUNCIL, OPEN)
    assert trail(app, "response started") == [(f"response {response.id}", None, None)]
    assert ada_client.page("/my-council").find_all(START_BUTTON) == []


def test_starting_twice_is_starting_once(app: Flask, ada_client: PageClient) -> None:
    ada_client.page("/my-council")
    first, second = (post(ada_client, start_path(), status=303).location for _ in range(2))
    assert first == second
    assert responses_in(app) == 1
    assert len(trail(app, "response started")) == 1


def test_starting_works_through_htmx_as_well(ada_client: PageClient) -> None:
    ada_client.page("/my-council")
    response = raw_post(ada_client, start_path(), {}, {"HX-Request": "true", "HX-Target": "div#main"})
    assert response.status_code == 303


def test_people_of_one_council_share_an_assessment(app: Flask, ada: Someone) -> None:
    add_response(app, ada)
    add_response(app, add_person(app, "Ben Vale"))
    with stored(app) as session:
        assert session.scalars(select(func.count()).select_from(AssessmentRow)).one() == 1


def test_a_closed_edition_cannot_be_started(app: Flask, ada_client: PageClient) -> None:
    ada_client.page("/my-council")
    response = post(ada_client, start_path(edition=CLOSED), status=403)
    assert "This edition is not open for answers." in response.text
    assert responses_in(app) == 0


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (datetime(2026, 3, 31, 22, 59, tzinfo=UTC), 403),
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), 303),
        (datetime(2027, 3, 31, 22, 59, tzinfo=UTC), 303),
        (datetime(2027, 3, 31, 23, 0, tzinfo=UTC), 403),
    ],
    ids=["before midnight in summer time", "the first minute", "the last minute", "after midnight"],
)
def test_an_edition_opens_and_closes_at_midnight_in_the_united_kingdom(
    ada_client: PageClient, clock: SetClock, at: datetime, status: int
) -> None:
    ada_client.page("/my-council")
    clock.at = at
    post(ada_client, start_path(), status=status)


def test_places_that_cannot_be_started(app: Flask, ada_client: PageClient) -> None:
    ada_client.page("/my-council")
    for council, edition in (
        (COUNCIL, "1999-00"),
        (COUNCIL, "%00"),
        (COUNCIL, "x" * 500),
        (OTHER_COUNCIL, OPEN),
        ("E99999", OPEN),
        ("%00", OPEN),
        (COUNCIL.lower(), OPEN),
    ):
        assert NOWHERE in post(ada_client, start_path(council, edition), status=404).text
    assert responses_in(app) == 0


def test_a_reader_is_told_why_not(app: Flask) -> None:
    client = enter(app, add_person(app, "Rae Read", role=Role.READER))
    page = client.page("/my-council")
    assert page.find_all(START_BUTTON) == []
    reason = "you have not been asked to give your own view"
    assert reason in page.text
    assert reason in post(client, start_path(), status=403).text
    assert responses_in(app) == 0


def test_a_view_stays_readable_to_somebody_who_became_a_reader(app: Flask, ada: Someone) -> None:
    view = add_response(app, ada)
    add_role(app, ada, Role.READER)
    client = enter(app, ada)
    client.page(cell_path(view))
    response = post(client, statement_path(view), status=403, position="fully")
    assert "you have not been asked to give your own view" in response.text
    assert trail(app) == []


def add_role(app: Flask, person: Someone, role: Role) -> None:
    with stored(app) as session:
        at = datetime(2026, 11, 23, tzinfo=UTC)
        add_membership(session=session, person_id=person.id, council_code=COUNCIL, role=role, now=at)
        session.commit()


def test_going_on_leads_to_the_first_unanswered_statement(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    view = add_response(app, ada)
    ada_client.page(cell_path(view))
    onward = f"/responses/{view}/continue"
    first = ada_client.get(onward)
    assert (first.status_code, first.location) == (303, f"{cell_path(view)}#statement-role-service-understand")
    statements = list(load_edition(OPEN).statements)
    for statement_id in statements[:5]:
        raw_post(ada_client, statement_path(view, statement_id), {"position": "dont-know"})
    place = cell_path(view, "role-customer")
    assert ada_client.get(onward).location == f"{place}#statement-role-customer-plan"
    for statement_id in statements[5:]:
        raw_post(ada_client, statement_path(view, statement_id), {"position": "partly"})
    assert ada_client.get(onward).location == f"/responses/{view}/success-factors"
    for statement_id in load_edition(OPEN).key_statements:
        raw_post(ada_client, factor_path(view, statement_id), {"position": "agree"})
    assert ada_client.get(onward).location == f"/responses/{view}"
    page = ada_client.page(f"/responses/{view}")
    assert "72 of 72 statements answered" in page.find("#progress").text
    assert page.find("#progress a").get("href") == f"/responses/{view}/result"


def test_a_closed_view_can_be_read(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    closed = add_response(app, ada, edition=CLOSED)
    page = ada_client.page(f"/responses/{closed}")
    assert "is closed. You can read everything in it; nothing can be changed." in page.text
    assert page.find_all("a.govuk-button") == []
    ada_client.page(f"/responses/{closed}/result")


def test_ids_of_views_that_cannot_be(ada_client: PageClient) -> None:
    for impossible in ("0", "-1", "999999", "2147483648", "9" * 19, "9" * 40, "one", "1.5", "%00"):
        for path in (f"/responses/{impossible}", cell_path(0).replace("/0/", f"/{impossible}/")):
            page = ada_client.page(path, status=404)
            assert NOWHERE in page.text, path
