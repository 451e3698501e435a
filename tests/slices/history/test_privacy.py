"""Individual views stay private in the history too: until the round is closed, and then for those who run it."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import insert

from tests.slices.cells.steps import stored
from tests.slices.history.conftest import HISTORY, Council
from tests.support.given_answers import Given, give, give_note
from tests.support.people import COUNCIL, TODAY, add_response, assessment_of
from tiex.domain.answers import Note
from tiex.models import AssessmentResponseRow, ResponseKind

ANSWER, NOTE = "answered “The council understands", "a note on impediments"
STARTED = "started an individual view"


@pytest.fixture
def view(app: Flask, council: Council) -> int:
    """The contributor's view with an answer and a note in it."""
    response_id = add_response(app, council.contributor)
    give(app, council.contributor, response_id, {"role-service-understand": Given("partly", "fully")})
    give_note(app, council.contributor, response_id, Note("role-service", "impediments", "Two systems"))
    return response_id


def test_its_author_sees_it_and_that_nobody_else_does(council: Council, view: int) -> None:
    text = council.text(council.contributor)
    for words in (ANSWER, NOTE, STARTED):
        assert words in text
    assert text.count("Only you can see this entry.") == 3


def test_nobody_else_sees_anything_of_it_before_the_round_is_closed(council: Council, view: int) -> None:
    for person in (council.lead, council.leader, council.reader):
        for path in (HISTORY, f"{HISTORY}?about=answers"):
            text = council.text(person, path)
            for words in (ANSWER, NOTE, STARTED):
                assert words not in text
    for person in (council.lead, council.leader):
        assert "answer recorded" not in council.browser(person).get(f"{HISTORY}.csv").text


def test_once_it_is_closed_those_who_run_it_see_it(council: Council, view: int) -> None:
    council.close_round()
    for person in (council.lead, council.leader):
        text, file = council.text(person), council.browser(person).get(f"{HISTORY}.csv").text
        assert "gave or changed an answer to “The council understands" in text
        assert "wrote or changed a note on impediments" in text
        assert "answer recorded" in file
        for words in ("partly", "fully"):
            assert words not in file, "how its author came to what was released stays theirs"
    assert ANSWER not in council.text(council.reader)
    assert "gave or changed" not in council.text(council.reader)
    own = council.text(council.contributor)
    assert ANSWER in own
    assert "Only you" not in own


def test_another_contributor_sees_it_neither_before_nor_after(app: Flask, council: Council) -> None:
    response_id = add_response(app, council.lead)
    give(app, council.lead, response_id, {"role-service-understand": Given("partly")})
    council.close_round()
    assert ANSWER not in council.text(council.contributor)


def test_an_entry_that_does_not_say_which_response_it_is_about_is_nobodys(council: Council, view: int) -> None:
    council.close_round()
    council.write("answer recorded", f"response {view}: role-service-do", after=["fully", None, 0])
    for person in (council.lead, council.contributor, council.reader):
        assert "fully true" not in council.text(person).replace("ambition fully true", "")


def test_the_consensus_is_for_everybody(app: Flask, council: Council, view: int) -> None:
    assessment_id = assessment_of(app, view)
    with stored(app) as session:
        values = {"assessment_id": assessment_id, "kind": ResponseKind.CONSENSUS.value, "created_at": TODAY}
        added = session.execute(insert(AssessmentResponseRow).values(values).returning(AssessmentResponseRow.id))
        consensus_id = added.scalar_one()
        session.commit()
    council.write(
        "consensus answer recorded",
        f"response {consensus_id}: role-service-understand",
        assessment_id=assessment_id,
        response_id=consensus_id,
        before=["partly", "fully", 0],
        after=["fully", "fully", 12],
    )
    for person in (council.lead, council.contributor, council.reader):
        assert "changed “The council understands" in council.text(person)
        assert "from partly true to fully true" in council.text(person)


def test_readers_and_contributors_get_no_file(council: Council) -> None:
    for person in (council.contributor, council.reader):
        page = council.browser(person).page(f"{HISTORY}.csv", status=403)
        assert "You are here as" in page.text
        assert "Download" not in council.text(person)
    assert "Download" in council.text(council.lead)


def test_the_file_holds_what_its_reader_sees_and_no_more(council: Council, view: int) -> None:
    response = council.browser(council.leader).get(f"{HISTORY}.csv")
    assert response.headers["Content-Disposition"] == f"attachment; filename=history-{COUNCIL}.csv"
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"), newline="")))
    assert {row["action"] for row in rows} == {"membership added"}
    assert [int(row["number"]) for row in rows] == sorted((int(row["number"]) for row in rows), reverse=True)
    assert all(len(row["seal"]) == 64 for row in rows)


@pytest.mark.parametrize("action", ["invitation sent", "join request declined"])
def test_addresses_of_those_outside_are_for_those_who_decide(council: Council, action: str) -> None:
    council.write(action, "invitation 1", after=["stranger@fernmoor.example", "reader", ""], reason="Not one of ours")
    for person in (council.reader, council.contributor):
        assert "stranger@" not in council.text(person)
        assert "Not one of ours" not in council.text(person)
    for person in (council.lead, council.leader):
        assert council.text(person).count("Ada Moor") > council.text(council.reader).count("Ada Moor")
