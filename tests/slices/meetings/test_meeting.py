"""A meeting: started, voted in silently, shown together, and followed by screens that ask whether anything is new."""

import json

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests.slices.cells.steps import enter, post, stored, trail
from tests.slices.cells.test_at_once import browser, happening_before, in_another_thread, saving
from tests.slices.rounds.steps import STATEMENT, Answering, add_answering, begin
from tests.support.page_client import PageClient
from tests.support.people import Someone, add_person
from tiex.domain.people import Role
from tiex.extensions import db
from tiex.models import VoteRow

VOTE, SCREEN, RUN = "meeting", "meeting/screen", "meeting/run"


@pytest.fixture
def answering(app: Flask, ada: Someone) -> Answering:
    """A closed round; the statement that lies apart the most comes first."""
    found = begin(app, ada)
    add_answering(app, "Ben Vale", "not-yet")
    add_answering(app, "Cy Hall", "fully")
    found.close()
    return found


@pytest.fixture
def voter(app: Flask, answering: Answering) -> PageClient:
    return enter(app, add_person(app, "Dee Wood", role=Role.CONTRIBUTOR))


def step(answering: Answering, name: str, *, status: int = 200, **fields: str) -> None:
    answering.client.page(answering.path(RUN))
    answering.client.submit("#steer", button=f"#step-{name}", status=status, **fields)


def ask_again(client: PageClient, path: str) -> int:
    """The status that the page's own part gets when it asks whether anything is new."""
    assert client.current is not None
    headers = json.loads(client.current.find("#newest").get("hx-headers"))
    return client.get(path, headers={"HX-Request": "true", "HX-Target": "section#live", **headers}).status_code


def test_a_meeting_cannot_start_in_an_open_round(app: Flask, ada: Someone) -> None:
    answering = begin(app, ada)
    page = answering.client.page(answering.path(RUN))
    assert page.find_all("#steer") == []
    refused = post(answering.client, answering.path(RUN), status=409, step="start", turn="0")
    assert "The answering round is still open." in refused.text


def test_it_starts_with_the_first_statement_of_the_agenda(answering: Answering, voter: PageClient) -> None:
    assert "has not started yet" in voter.page(answering.path(VOTE)).text
    step(answering, "start")
    page = voter.page(answering.path(VOTE))
    assert page.find("input[name=statement_id]").get("value") == STATEMENT
    assert page.find_all("input[name=position][checked]") == []


def test_a_vote_is_in_and_can_be_changed_until_all_are_shown(
    app: Flask, answering: Answering, voter: PageClient
) -> None:
    step(answering, "start")
    voter.page(answering.path(VOTE))
    part = voter.htmx_submit("form.ballot", target="div#saved-vote", position="fully")
    assert "Your vote is in." in part.text
    page = voter.submit("form.ballot", position="partly")
    assert page.find("input[name=position][checked]").get("value") == "partly"
    with stored(app) as session:
        assert session.scalars(select(VoteRow.position)).all() == ["partly"]
    assert "1 of 4 have voted" in answering.client.page(answering.path(SCREEN)).text
    step(answering, "reveal")
    refused = post(voter, answering.path("meeting/vote"), status=409, statement_id=STATEMENT, position="fully")
    assert "shown already" in refused.text
    assert "You chose: Partly true." in voter.page(answering.path(VOTE)).text
    assert "1 vote: 1 partly true" in answering.client.page(answering.path(SCREEN)).text


def test_a_vote_on_its_way_while_they_are_shown_is_not_taken(
    app: Flask, answering: Answering, voter: PageClient
) -> None:
    step(answering, "start")
    voter.page(answering.path(VOTE))
    fields = {"statement_id": STATEMENT, "position": "fully"}
    answering.client.page(answering.path(RUN))
    reveal = saving(answering.client, answering.path(RUN), {"step": "reveal", "turn": "1"})
    # The vote is written under a lock of the meeting where rows are locked, so what comes between comes before it.
    is_locking = app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
    before = "SELECT meeting.statement_id" if is_locking else "INSERT INTO vote"
    with happening_before(app, before, in_another_thread(reveal)):
        assert saving(voter, answering.path("meeting/vote"), fields)() == 409
    with stored(app) as session:
        assert session.scalars(select(VoteRow.position)).all() == []


def test_a_meeting_on_its_way_while_the_round_is_opened_again_does_not_start(app: Flask, answering: Answering) -> None:
    answering.client.page(answering.path(RUN))
    reopen = saving(answering.client, answering.path("round/reopen"), {"reason": "Two were ill."})
    with happening_before(app, "UPDATE assessment", in_another_thread(reopen)):
        start = saving(browser(app, answering.lead), answering.path(RUN), {"step": "start", "turn": "0"})
        assert start() == 409
    assert trail(app, "meeting started") == []


def test_votes_that_nobody_has_seen_are_not_asked_for_again(answering: Answering, voter: PageClient) -> None:
    step(answering, "start")
    voter.page(answering.path(VOTE))
    voter.submit("form.ballot", position="partly")
    answering.client.page(answering.path(RUN))
    assert saving(answering.client, answering.path(RUN), {"step": "again", "turn": "1"})() == 409
    assert trail(answering.client.application, "vote asked again") == []


def test_votes_are_told_by_nothing_before_they_are_shown(answering: Answering, voter: PageClient) -> None:
    step(answering, "start")
    voter.page(answering.path(VOTE))
    voter.submit("form.ballot", position="partly")
    for page in (SCREEN, RUN):
        text = answering.client.page(answering.path(page)).text
        assert "partly true" not in text.lower()
        assert "Dee Wood" not in text
    step(answering, "reveal")
    for page in (SCREEN, RUN):
        assert "Dee Wood" not in answering.client.page(answering.path(page)).text


def test_the_trail_keeps_how_many_voted_what_and_not_who(app: Flask, answering: Answering, voter: PageClient) -> None:
    step(answering, "start")
    voter.page(answering.path(VOTE))
    voter.submit("form.ballot", position="partly")
    step(answering, "reveal")
    assert trail(app, "votes shown")[0][2] == {"statement": STATEMENT, "votes": {"partly": 1}}
    assert trail(app, "vote cast") == []


def test_asking_again_empties_the_box(app: Flask, answering: Answering, voter: PageClient) -> None:
    step(answering, "start")
    voter.page(answering.path(VOTE))
    voter.submit("form.ballot", position="partly")
    step(answering, "reveal")
    step(answering, "again")
    with stored(app) as session:
        assert session.scalars(select(VoteRow)).all() == []
    assert voter.page(answering.path(VOTE)).find_all("input[name=position][checked]") == []


def test_the_next_statement_and_any_other_one(answering: Answering, voter: PageClient) -> None:
    step(answering, "start")
    step(answering, "skip")
    first = voter.page(answering.path(VOTE)).find("input[name=statement_id]").get("value")
    assert first != STATEMENT
    answering.client.page(answering.path(RUN))
    turn = answering.client.page(answering.path(RUN)).find("input[name=turn]").get("value")
    post(answering.client, answering.path(RUN), status=303, step="show", turn=turn, statement_id="data-service-do")
    assert voter.page(answering.path(VOTE)).find("input[name=statement_id]").get("value") == "data-service-do"
    refused = post(voter, answering.path("meeting/vote"), status=409, statement_id=first, position="fully")
    assert "gone on to another statement" in refused.text


def test_two_who_press_the_same_button_take_one_step(app: Flask, answering: Answering) -> None:
    step(answering, "start")
    answering.client.page(answering.path(RUN))
    sent = {"step": "next", "turn": "1"}
    post(answering.client, answering.path(RUN), status=303, **sent)
    refused = post(answering.client, answering.path(RUN), status=409, **sent)
    assert "moved the meeting on meanwhile" in refused.text
    assert len(trail(app, "statement shown")) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"step": "leap", "turn": "1"}, 422),
        ({"step": "", "turn": "1"}, 422),
        ({"step": "next", "turn": "one"}, 409),
        ({"step": "next", "turn": "9" * 40}, 409),
        ({"step": "start", "turn": "1"}, 409),
        ({"step": "show", "turn": "1", "statement_id": "nothing"}, 404),
        ({}, 409),
    ],
)
def test_steps_that_cannot_be(app: Flask, answering: Answering, fields: dict[str, str], status: int) -> None:
    step(answering, "start")
    entries = len(trail(app, "statement shown")), len(trail(app, "meeting started"))
    post(answering.client, answering.path(RUN), status=status, **fields)
    assert (len(trail(app, "statement shown")), len(trail(app, "meeting started"))) == entries


@pytest.mark.parametrize("position", ["", "perfect", "x" * 500])
def test_votes_that_cannot_be(app: Flask, answering: Answering, voter: PageClient, position: str) -> None:
    step(answering, "start")
    voter.page(answering.path(VOTE))
    post(voter, answering.path("meeting/vote"), status=422, statement_id=STATEMENT, position=position)
    with stored(app) as session:
        assert session.scalars(select(VoteRow)).all() == []


def test_an_ended_meeting_takes_no_votes_and_can_start_again(answering: Answering, voter: PageClient) -> None:
    step(answering, "start")
    step(answering, "end")
    page = voter.page(answering.path(VOTE))
    assert "The meeting has ended" in page.text
    assert page.find_all("[hx-get]") == []
    post(voter, answering.path("meeting/vote"), status=409, statement_id=STATEMENT, position="fully")
    step(answering, "start")
    assert voter.page(answering.path(VOTE)).find_all("form.ballot")


def test_opening_the_round_again_ends_the_meeting(answering: Answering, voter: PageClient) -> None:
    step(answering, "start")
    answering.client.page(answering.path())
    answering.client.submit("form[action$='/reopen']", reason="Two were on leave.")
    assert "The meeting has ended" in voter.page(answering.path(VOTE)).text


def test_screens_hear_of_what_is_new_and_of_nothing_else(answering: Answering, voter: PageClient) -> None:
    step(answering, "start")
    lead = answering.client
    voter.page(answering.path(VOTE))
    for page in (SCREEN, RUN):
        lead.page(answering.path(page))
        assert ask_again(lead, answering.path(page)) == 304
    assert ask_again(voter, answering.path(VOTE)) == 304
    lead.page(answering.path(SCREEN))
    voter.submit("form.ballot", position="fully")
    assert ask_again(lead, answering.path(SCREEN)) == 200
    assert ask_again(voter, answering.path(VOTE)) == 304
    step(answering, "reveal")
    assert ask_again(voter, answering.path(VOTE)) == 200
    part = voter.htmx_get(answering.path(VOTE), "section#live")
    assert part.find("hx-partial").get("hx-swap") == "outerMorph"
    assert len(part.find_all("svg.bars")) == 1


def test_asking_costs_two_statements(app: Flask, answering: Answering, voter: PageClient) -> None:
    step(answering, "start")
    voter.page(answering.path(VOTE))
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert ask_again(voter, answering.path(VOTE)) == 304
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(seen) == 2
