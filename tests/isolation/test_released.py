"""Individual answers are released by closing the round, and to those who run the assessment only."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.slices.cells.steps import enter
from tests.slices.rounds.steps import Answering, add_answering, begin
from tests.support.given_answers import give_note
from tests.support.page_client import page_client
from tests.support.people import CLOSED, OTHER_COUNCIL, TODAY, Someone, add_person, add_response
from tiex.accounts.commands import add_exchange_role
from tiex.domain.answers import Note
from tiex.domain.people import RUNNING, ExchangeRole, Role
from tiex.extensions import db

SECRET = "zanzibar-lighthouse"


@pytest.fixture
def answering(app: Flask, ada: Someone) -> Answering:
    return begin(app, ada)


@pytest.fixture
def view(app: Flask, answering: Answering) -> int:
    """Somebody's answers in the round, with a note that nobody else has."""
    author, response_id = add_answering(app, "Secretive Author", "not-applicable")
    give_note(app, author, response_id, Note("role-service", "impediments", SECRET))
    return response_id


def pages(answering: Answering, view: int) -> Iterator[str]:
    """Every page on which something of it could be."""
    for page in ("responses", f"responses/{view}", "agenda", "agenda/role-service-plan", "meeting", "meeting/screen"):
        yield answering.path(page)
    yield answering.path("meeting/run")


@pytest.mark.parametrize("role", list(Role))
def test_before_closing_nobody_reads_them(app: Flask, answering: Answering, view: int, role: Role) -> None:
    client = enter(app, add_person(app, "Pat Part", role=role))
    for path in pages(answering, view):
        response = client.get(path)
        assert SECRET not in response.text
        assert "Others do this for us." not in response.text
        assert "role-service" not in response.text.replace(path, ""), path
    for path in (answering.path("responses"), answering.path(f"responses/{view}")):
        page = client.page(path, status=403)
        if role in RUNNING:
            assert "The answering round is still open" in page.text


@pytest.mark.parametrize("role", sorted(RUNNING))
def test_after_closing_those_who_run_the_assessment_read_them(
    app: Flask, answering: Answering, view: int, role: Role
) -> None:
    answering.close()
    client = enter(app, add_person(app, "Pat Part", role=role))
    assert "Secretive Author" in client.page(answering.path("responses")).text
    page = client.page(answering.path(f"responses/{view}"))
    assert SECRET in page.text
    assert "Others do this for us." in page.text
    assert page.find_all("main form") == []
    assert SECRET in client.page(answering.path("agenda/role-service-plan")).text


@pytest.mark.parametrize("role", sorted(set(Role) - RUNNING))
def test_after_closing_nobody_else_in_the_council_reads_them(
    app: Flask, answering: Answering, view: int, role: Role
) -> None:
    answering.close()
    client = enter(app, add_person(app, "Pat Part", role=role))
    for path in pages(answering, view):
        response = client.get(path)
        assert SECRET not in response.text
        assert response.status_code == (200 if "/meeting" in path and role is Role.CONTRIBUTOR else 403) or (
            path.endswith("/run") and response.status_code == 403
        )


def test_after_closing_nobody_of_another_council_reads_them(app: Flask, answering: Answering, view: int) -> None:
    answering.close()
    editor = add_person(app, "Ed Itor", council=None)
    with app.app_context():
        add_exchange_role(session=db.session(), person_id=editor.id, role=ExchangeRole.ADMINISTRATOR, now=TODAY)
        db.session.commit()
    for person in (add_person(app, "Other Leader", council=OTHER_COUNCIL, role=Role.LEADER), editor):
        for path in pages(answering, view):
            assert enter(app, person).get(path).status_code == 404, path
    for path in pages(answering, view):
        assert page_client(app).get(path).status_code == 302, path


def test_a_response_is_read_in_its_own_assessment_only(app: Flask, answering: Answering, view: int) -> None:
    """Neither one of another council nor one of another edition comes in by its number."""
    answering.close()
    mia = add_person(app, "Mia Salt", council=OTHER_COUNCIL)
    elsewhere = add_response(app, mia, council=OTHER_COUNCIL)
    earlier = add_response(app, answering.lead, edition=CLOSED)
    for response_id in (elsewhere, earlier, 0, 2**31, 10**30):
        answering.client.page(answering.path(f"responses/{response_id}"), status=404)
