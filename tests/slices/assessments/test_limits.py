"""Somebody who is asked about some characteristics only: progress is out of what they are asked, wherever it stands."""

from dataclasses import dataclass

import pytest
from flask import Flask

from tests.slices.cells.steps import enter, parts_of, stored
from tests.slices.rounds.steps import Answering, add_answering, begin
from tests.support.given_answers import Given, edition, give, plan
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, Someone
from tiex.extensions import db
from tiex.gateways.mail import MemoryMailer
from tiex.models import MembershipRow

ASKED = ("data", "digital")
OUTSIDE, INSIDE = "role-service-plan", "digital-service-plan"


@dataclass(frozen=True, slots=True)
class Limited:
    """Ravi, who has answered one statement in the limits that he got afterwards, and one outside."""

    answering: Answering
    person: Someone
    client: PageClient
    response_id: int

    def path(self, rest: str = "") -> str:
        return f"/responses/{self.response_id}{rest}"


@pytest.fixture
def ravi(app: Flask, ada: Someone) -> Limited:
    answering = begin(app, ada)
    person, response_id = add_answering(app, "Ravi Patel", "fully", statement_id=OUTSIDE)
    give(app, person, response_id, {INSIDE: Given("partly")})
    with stored(app) as session:
        session.get_one(MembershipRow, (person.id, COUNCIL)).characteristics = list(ASKED)
        session.commit()
    return Limited(answering, person, enter(app, person), response_id)


def test_the_overview_counts_what_is_asked_and_says_what_that_is(ravi: Limited) -> None:
    page = ravi.client.page(ravi.path())
    assert page.find("#progress progress").get("max") == "24"
    assert "1 of 24 statements answered" in page.find("#progress").text
    assert "1 of 24" in page.find("#wheel-figures").text
    assert "You have been asked about: Use of data and intelligence; Use of digital" in page.text
    assert "Critical success factors" not in page.find("main").text
    cells = {link.get("href").rpartition("/")[2]: link.text for link in page.find_all("a.grid__cell")}
    assert "1 of 4 answered" in cells["digital-service"]
    assert "1 of 4 answered" in cells["role-service"]
    assert "not asked" in cells["income-customer"]
    assert "0 of 4 answered" in cells["data-customer"]
    titles = [title.text for title in page.find_all("svg.wheel title")]
    assert sum(title.endswith(": not asked") for title in titles) == 18 - 6 - 1
    assert sum(title.endswith(" of 4 answered") for title in titles) == 6 + 1


def test_a_saved_answer_brings_progress_of_what_is_asked(ravi: Limited) -> None:
    ravi.client.page(ravi.path("/cells/digital-customer"))
    form = "form[action$='/statements/digital-customer-plan']"
    parts = parts_of(ravi.client.htmx_submit(form, target="div#saved-digital-customer-plan", position="partly"))
    assert "2 of 24 statements answered" in parts["progress"].text
    assert "2 of 24" in parts["wheel-figures"].text


def test_with_everything_asked_they_are_finished_everywhere(app: Flask, ravi: Limited) -> None:
    asked = {key: given for key, given in plan().items() if key in edition().asked_of(frozenset(ASKED))}
    give(app, ravi.person, ravi.response_id, asked)
    assert "24 of 24 statements answered · read your result" in ravi.client.page(ravi.path()).find("#progress").text
    result = ravi.client.page(ravi.path("/result"))
    assert "24 of 24 answered" in result.find("#summary").text
    assert "not answered" not in result.find("#summary").text
    assert result.find_all("#factors") == []
    assert "The 9 cells" in result.text, "what was said before the limit stands there too"
    assert ravi.client.get(ravi.path("/continue")).headers["Location"].endswith(ravi.path())
    assert "Nothing for you to do now" in ravi.client.page("/my-council").text
    assert ravi.person.name in ravi.answering.client.page(ravi.answering.path()).find("ul.govuk-list").text


def test_answers_from_before_the_limit_do_not_count_as_asked(ravi: Limited) -> None:
    assert "1 of 24 statements answered." in ravi.client.page("/my-council").text
    assert "1 of 24" in ravi.answering.client.page(ravi.answering.path()).find("#progress").text


def test_the_reminder_says_how_many_are_left_of_those(ravi: Limited, mailer: MemoryMailer) -> None:
    client = ravi.answering.client
    client.page(ravi.answering.path())
    client.submit("form[action$='/dates']", meets_on="2026-12-07")
    client.submit("form[action$='/reminders']")
    sent = {mail.to: mail.body for mail in mailer.sent}
    assert "You have answered 1 of 24 statements." in sent[ravi.person.email]


def test_on_the_agenda_nobody_is_without_an_answer_that_they_were_not_asked_for(ravi: Limited) -> None:
    """Ada and Ravi have begun: a statement outside his limits is asked of her alone, unless he answered it before."""
    ravi.answering.close()
    page = ravi.answering.client.page(ravi.answering.path("agenda"))
    words = {item.get("id"): item.find(".agenda__words").text for item in page.find_all(".agenda__item")}
    assert words["statement-income-service-plan"] == "1 no answer"
    assert words["statement-data-service-plan"] == "2 no answer"
    assert words[f"statement-{OUTSIDE}"] == "1 fully true, 1 no answer"
    assert words[f"statement-{INSIDE}"] == "1 partly true, 1 no answer"
    statement = ravi.answering.client.page(ravi.answering.path("agenda/income-service-plan"))
    assert "1 no answer" in statement.text


def test_the_released_view_shows_what_was_asked_and_what_was_answered_before(ravi: Limited) -> None:
    ravi.answering.close()
    client = ravi.answering.client
    assert "1 of 24" in client.page(ravi.answering.path("responses")).text
    page = client.page(ravi.answering.path(f"responses/{ravi.response_id}"))
    assert "1 of 24 statements answered." in page.text
    assert len(page.find_all("section.part")) == 6 + 1
    assert "Critical success factors" not in page.text


def test_a_round_that_was_closed_before_is_counted_again(app: Flask, ravi: Limited) -> None:
    ravi.answering.close()
    with app.app_context():
        db.session.execute(db.text("UPDATE assessment SET tally = :old"), {"old": '{"responses": 2, "counts": {}}'})
        db.session.commit()
    assert "1 fully true, 1 no answer" in ravi.answering.client.page(ravi.answering.path("agenda")).text
