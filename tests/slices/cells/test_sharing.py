"""A note of what worked becomes the draft of an example, for its author alone."""

from flask import Flask

from tests.slices.cells.steps import CELL, cell_path, enter, note_path, post
from tests.slices.people.steps import enter_as
from tests.support.people import Someone, add_response
from tiex.domain.people import Role

WORDS = "Crews plan their own rounds now. Overtime is down by a third.\nIt took a year."


def test_it_begins_with_the_words_of_the_note_and_what_the_cell_is_about(app: Flask, ada: Someone) -> None:
    view, client = add_response(app, ada), enter(app, ada)
    path = note_path(view, "notable-practice")
    client.page(cell_path(view))
    client.submit(f"form[action='{path}']", text=WORDS, statements=[f"{CELL}-do"])
    page = client.submit(f"form[action='{cell_path(view)}/example']")
    assert page.find("input[name=title]").get("value") == "Crews plan their own rounds now"
    assert page.find("textarea[name=done]").raw_text.strip() == WORDS
    ticked = [(box.get("name"), box.get("value")) for box in page.find_all(".ticks input[checked]")]
    assert ticked == [("characteristics", "role"), ("change_modes", "service"), ("stages", "do")]


def test_without_a_note_it_begins_empty(app: Flask, ada: Someone) -> None:
    view, client = add_response(app, ada), enter(app, ada)
    client.page(cell_path(view))
    page = client.submit(f"form[action='{cell_path(view)}/example']")
    assert page.find("textarea[name=done]").raw_text.strip() == ""


def test_nobody_shares_somebody_elses_note(app: Flask, ada: Someone) -> None:
    view = add_response(app, ada)
    _, leader = enter_as(app, "Lea Der", Role.LEADER)
    leader.page("/examples")
    post(leader, f"{cell_path(view)}/example", status=404)
