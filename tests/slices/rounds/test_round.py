"""Running an answering round: its days, who has answered how much, reminders, closing it and opening it again."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import answer_in, cell_path, enter, note_path, post, statement_path, stored, trail
from tests.slices.cells.test_at_once import browser, happening_before, in_another_thread, saving
from tests.slices.rounds.steps import STATEMENT, Answering, add_answering, begin
from tests.support.page_client import PageClient
from tests.support.people import CLOSED, COUNCIL, OPEN, OTHER_COUNCIL, Someone, add_person
from tiex.domain.people import Role
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import AnswerRow, AssessmentResponseRow, AssessmentRow, MembershipRow, ResponseKind

CLOSE, REOPEN = "form[action$='/round/close']", "form[action$='/round/reopen']"
DATES, REMIND = "form[action$='/round/dates']", "form[action$='/round/reminders']"
START = "form[action$='/round']"


@pytest.fixture
def answering(app: Flask, ada: Someone) -> Answering:
    return begin(app, ada)


def row_of(app: Flask, answering: Answering) -> AssessmentRow:
    with stored(app) as session:
        return session.get_one(AssessmentRow, answering.assessment_id)


def test_the_lead_starts_the_round_before_anybody_answers(app: Flask, ada: Someone) -> None:
    client = enter(app, ada)
    client.page("/my-council")
    page = client.submit(START)
    assert page.h1 == "Answering round"
    with stored(app) as session:
        assessment = session.scalars(select(AssessmentRow)).one()
    assert trail(app, "round started") == [(f"assessment {assessment.id}", None, None)]
    assert client.page("/my-council").find_all(START) == []
    post(client, f"/councils/{COUNCIL}/editions/{OPEN}/round", status=303)
    assert len(trail(app, "round started")) == 1


def test_rounds_that_cannot_be_started(app: Flask, ada: Someone) -> None:
    client = enter(app, ada)
    client.page("/my-council")
    for council, edition, status in ((OTHER_COUNCIL, OPEN, 404), (COUNCIL, "1999-00", 404), (COUNCIL, CLOSED, 403)):
        post(client, f"/councils/{council}/editions/{edition}/round", status=status)
    with stored(app) as session:
        assert session.scalars(select(AssessmentRow)).all() == []


def test_a_contributor_is_offered_nothing_of_it(app: Flask, answering: Answering) -> None:
    ben, _ = add_answering(app, "Ben Vale")
    page = enter(app, ben).page("/my-council")
    assert page.find_all(START) == []
    assert page.find_all(f"a[href='{answering.path()}']") == []


def test_it_says_how_much_each_has_answered_and_never_what(app: Flask, answering: Answering) -> None:
    add_answering(app, "Ben Vale", "not-applicable")
    text = answering.client.page(answering.path()).find("#progress").text
    assert "1 of 90" in text
    assert "Others do this for us." not in answering.client.page(answering.path()).text


def test_somebody_limited_to_characteristics_is_asked_for_those(app: Flask, answering: Answering) -> None:
    ben, _ = add_answering(app, "Ben Vale", "fully")
    with stored(app) as session:
        session.get_one(MembershipRow, (ben.id, COUNCIL)).characteristics = ["role"]
        session.commit()
    assert "1 of 12" in answering.client.page(answering.path()).find("#progress").text


def test_a_meeting_date_alone_gives_people_until_five_working_days_before(app: Flask, answering: Answering) -> None:
    answering.client.page(answering.path())
    page = answering.client.submit(DATES, meets_on="2026-12-07")
    assert "The days are saved." in page.text
    row = row_of(app, answering)
    assert [str(row.due_on), str(row.meets_on)] == ["2026-11-30", "2026-12-07"]
    assert trail(app, "round dated")[0][1:] == ([None, None], ["2026-11-30", "2026-12-07"])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"meets_on": "soon"}, "Enter a date, like 7/12/2026"),
        ({"meets_on": "0001-01-01"}, "Enter a date, like 7/12/2026"),
        ({"meets_on": "7/12/2026", "due_on": "8/12/2026"}, "People must answer before the group meets."),
        ({"due_on": "2026-11-20"}, "People cannot be asked to answer by a day that has passed."),
        ({"meets_on": "2026-11-20"}, "The meeting cannot be on a day that has passed."),
        ({"meets_on": "2026-11-26"}, "The meeting is less than five working days away."),
    ],
)
def test_days_that_cannot_be_are_said_beside_what_was_typed(
    app: Flask, answering: Answering, typed: dict[str, str], sentence: str
) -> None:
    answering.client.page(answering.path())
    page = answering.client.submit(DATES, status=422, **typed)
    assert sentence in page.find(".govuk-error-summary").text
    for name, value in typed.items():
        assert page.find(f"input[name={name}]").get("value") == value
    assert row_of(app, answering).meets_on is None


def test_a_reminder_goes_once_a_day_to_those_who_have_not_finished(
    app: Flask, answering: Answering, mailer: MemoryMailer, clock: SetClock
) -> None:
    add_person(app, "Rae Read", role=Role.READER)
    ben, _ = add_answering(app, "Ben Vale", "fully")
    client = answering.client
    client.page(answering.path())
    client.submit(DATES, meets_on="2026-12-07")
    client.submit(REMIND)
    sent = {mail.to: mail.body for mail in mailer.sent}
    assert set(sent) == {ben.email, answering.lead.email}
    assert "You have answered 1 of 90 statements." in sent[ben.email]
    assert "by 30 November 2026" in sent[ben.email]
    assert "asked the exchange to remind everybody who has not finished" in sent[ben.email]
    assert client.page(answering.path()).find_all(f"{REMIND} button") == []
    post(client, answering.path("round/reminders"), status=409)
    clock.at += timedelta(days=1)
    post(client, answering.path("round/reminders"), status=303)
    assert len(mailer.sent) == 4


def test_a_reminder_needs_a_day(answering: Answering, mailer: MemoryMailer) -> None:
    answering.client.page(answering.path())
    assert (
        "Say by when people answer first." in post(answering.client, answering.path("round/reminders"), status=422).text
    )
    assert mailer.sent == []


def test_closing_asks_whether_it_is_meant(app: Flask, answering: Answering) -> None:
    answering.client.page(answering.path())
    page = answering.client.submit(CLOSE, status=422)
    assert "Tick the box" in page.find(".govuk-error-summary").text
    assert row_of(app, answering).closed_at is None
    page = answering.client.submit(CLOSE, confirmed="y")
    assert "The answering round is closed." in page.text
    assert row_of(app, answering).closed_at is not None
    post(answering.client, answering.path("round/close"), status=303, confirmed="y")
    assert len(trail(app, "round closed")) == 1


def test_after_closing_nobody_changes_an_individual_answer(app: Flask, answering: Answering) -> None:
    ben, view = add_answering(app, "Ben Vale", "fully")
    client = enter(app, ben)
    client.page(cell_path(view))
    answering.close()
    saved = answer_in(app, view)
    refused = post(client, statement_path(view), status=403, position="partly")
    assert "The answering round has been closed" in refused.text
    post(client, note_path(view), status=403, text="A late thought")
    post(client, f"/responses/{view}/success-factors/csf-change-case", status=403, position="agree")
    assert answer_in(app, view) == saved
    page = client.page(cell_path(view))
    assert "can no longer be changed" in page.find(".closed").text
    assert all(fieldset.has("disabled") for fieldset in page.find_all("fieldset.statement__answer"))
    assert "Only you can see your answers" not in client.page(f"/responses/{view}").text
    assert "Only you can see your answers" not in client.page("/my-council").text


def test_nobody_starts_a_view_in_a_closed_round(app: Flask, answering: Answering) -> None:
    answering.close()
    client = enter(app, add_person(app, "Late Comer", role=Role.CONTRIBUTOR))
    page = client.page("/my-council")
    assert "The individual views are in." in page.find("main").text
    assert not page.find_all("form[action$='/start']")
    post(client, f"/my-council/{COUNCIL}/editions/{OPEN}/start", status=403)


def test_a_round_is_opened_again_with_a_reason(app: Flask, answering: Answering) -> None:
    ben, view = add_answering(app, "Ben Vale", "fully")
    answering.close()
    page = answering.client.submit(REOPEN, status=422)
    assert "Say why" in page.find(".govuk-error-summary").text
    answering.client.submit(REOPEN, reason="Two people were on leave.")
    assert row_of(app, answering).closed_at is None
    assert len(trail(app, "round reopened")) == 1
    client = enter(app, ben)
    client.page(cell_path(view))
    post(client, statement_path(view), status=303, position="partly", version="1")
    answering.client.page(answering.path("responses"), status=403)


def test_it_stays_closed_once_something_was_agreed(app: Flask, answering: Answering) -> None:
    answering.close()
    record_consensus(app, answering)
    page = answering.client.page(answering.path())
    assert page.find_all(REOPEN) == []
    refused = post(answering.client, answering.path("round/reopen"), status=409, reason="Second thoughts")
    assert "stays closed" in refused.text
    assert row_of(app, answering).closed_at is not None


def record_consensus(app: Flask, answering: Answering) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    place = {"assessment_id": answering.assessment_id, "kind": ResponseKind.CONSENSUS, "created_at": at}
    with stored(app) as session:
        consensus = AssessmentResponseRow(**place)
        session.add(consensus)
        session.flush()
        answer = {"statement_id": "role-service-plan", "position": "fully", "version": 1, "tab": "", "changed_at": at}
        session.add(AnswerRow(response_id=consensus.id, **answer))
        session.commit()


def test_numbers_of_assessments_that_cannot_be(answering: Answering) -> None:
    client: PageClient = answering.client
    for impossible in ("0", "999999", "2147483648", "9" * 40, "one"):
        for page in ("round", "responses", "agenda", "meeting", "meeting/screen", "meeting/run"):
            client.page(f"/assessments/{impossible}/{page}", status=404)


def test_what_is_recorded_while_the_round_is_opened_again_keeps_it_closed(app: Flask, answering: Answering) -> None:
    add_answering(app, "Ben Vale", "not-yet")
    answering.close()
    recording = browser(app, answering.lead)
    record = saving(recording, answering.path(f"consensus/statements/{STATEMENT}"), {"position": "fully"})
    answering.client.page(answering.path())
    with happening_before(app, "UPDATE assessment", in_another_thread(record)):
        assert saving(answering.client, answering.path("round/reopen"), {"reason": "Two were ill."})() == 409
    assert row_of(app, answering).closed_at is not None
    assert len(trail(app, "consensus answer recorded")) == 1
