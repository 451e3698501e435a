"""The agenda: what to discuss and for how long, what was answered by whom, and what is not told of small groups."""

import pytest
from flask import Flask

from tests.slices.rounds.steps import STATEMENT, Answering, add_answering, begin
from tests.support.given_answers import edition, give_note
from tests.support.people import Someone
from tiex.domain.answers import Note
from tiex.domain.people import RoleGroup


@pytest.fixture
def answering(app: Flask, ada: Someone) -> Answering:
    return begin(app, ada)


def test_before_closing_it_says_how_to_come_by_it(answering: Answering) -> None:
    page = answering.client.page(answering.path("agenda"))
    assert "The answering round is still open." in page.text
    assert answering.path() in [link.get("href") for link in page.find_all("main a")]


def test_what_lies_apart_comes_first_and_what_is_agreed_is_counted(app: Flask, answering: Answering) -> None:
    for name, position in (("Ben Vale", "not-yet"), ("Cy Hall", "fully")):
        add_answering(app, name, position)
    for name in ("Dee Wood", "Eve Lane"):
        add_answering(app, name, "partly", statement_id="role-service-do")
    answering.close()
    page = answering.client.page(answering.path("agenda"))
    assert "Discuss these 71 of 72; on 1 you already agree." in page.text
    first = page.find_all(".agenda__item")[0]
    assert first.get("id") == f"statement-{STATEMENT}"
    assert "1 not yet true, 1 fully true, 3 no answer" in first.text
    assert "minutes" in first.text
    assert page.find(".agreed li").get("id") == "statement-role-service-do"


def test_minutes_add_up_to_the_meeting(answering: Answering) -> None:
    answering.close()
    page = answering.client.page(answering.path("agenda?minutes=240"))
    times = [int(node.text.split()[0]) for node in page.find_all(".agenda__minutes")]
    assert sum(times) == 240
    assert min(times) >= 3
    page = answering.client.page(answering.path("agenda?minutes=30"))
    assert len(page.find_all(".agenda__minutes")) == 10
    assert "There is time for the first 10 of them" in page.text


@pytest.mark.parametrize("typed", ["", "0", "14", "481", "-5", "ninety", "9" * 40, "30.5", "٣٠"])
def test_lengths_that_cannot_be(answering: Answering, typed: str) -> None:
    answering.close()
    page = answering.client.page(answering.path(f"agenda?minutes={typed}"), status=422)
    assert "Enter a number of minutes between 15 and 480" in page.find(".govuk-error-summary").text
    assert page.find("#minutes").get("value") == typed


def test_groups_are_shown_from_three_people_on(app: Flask, answering: Answering) -> None:
    for number in range(3):
        add_answering(app, f"Member {'abc'[number]}", "fully", group=RoleGroup.MEMBERS)
        add_answering(app, f"Officer {'abc'[number]}", "partly", group=RoleGroup.OFFICERS)
    answering.close()
    page = answering.client.page(answering.path(f"agenda/{STATEMENT}"))
    assert [row.text for row in page.find_all("main tbody th")] == ["Everybody", "Members", "Officers"]
    assert len(page.find_all("main svg.bars")) == 1


def test_a_group_of_two_is_nowhere(app: Flask, answering: Answering) -> None:
    for number in range(3):
        add_answering(app, f"Member {'abc'[number]}", "fully", group=RoleGroup.MEMBERS)
    for number in range(2):
        add_answering(app, f"Partner {'ab'[number]}", "not-yet", group=RoleGroup.PARTNERS)
    answering.close()
    page = answering.client.page(answering.path(f"agenda/{STATEMENT}"))
    assert [row.text for row in page.find_all("main tbody th")] == ["Everybody"]
    assert "fewer than three people" in page.text


def test_notes_stand_side_by_side(app: Flask, answering: Answering) -> None:
    for name in ("Ben Vale", "Cy Hall"):
        person, view = add_answering(app, name)
        give_note(app, person, view, Note("role-service", "impediments", f"From {name}", (STATEMENT,)))
    answering.close()
    page = answering.client.page(answering.path(f"agenda/{STATEMENT}"))
    notes = [note.text for note in page.find_all(".side-by-side__note")]
    assert notes == ["Ben Vale about planFrom Ben Vale", "Cy Hall about planFrom Cy Hall"]


def test_statements_that_do_not_exist(answering: Answering) -> None:
    answering.close()
    assert "csf-change-case" in edition().key_statements
    for statement_id in ("csf-change-case", "nothing", "%00"):
        answering.client.page(answering.path(f"agenda/{statement_id}"), status=404)
