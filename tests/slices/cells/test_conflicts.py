"""Two tabs, or two people, on the same answer or note: the second is told, and nothing is lost."""

import pytest
from flask import Flask

from tests.slices.cells.steps import (
    CELL,
    STATEMENT,
    answer_in,
    cell_path,
    chosen,
    enter,
    form,
    note_in,
    note_path,
    parts_of,
    post,
    statement_path,
    trail,
    typed,
)
from tests.support.page_client import PageClient
from tests.support.people import Someone

CHANGED = "This answer was changed somewhere else after you opened this page."
TARGET = f"div#saved-{STATEMENT}"


@pytest.fixture
def other_tab(app: Flask, ada: Someone, view: int) -> PageClient:
    """A second browser of Ada's, on the same page and opened before anything was saved."""
    other = enter(app, ada)
    other.page(cell_path(view))
    return other


def test_the_second_tab_is_told_what_was_saved(
    app: Flask, on_cell: PageClient, other_tab: PageClient, view: int
) -> None:
    path = statement_path(view)
    on_cell.submit(form(path), position="partly", ambition="fully")
    page = other_tab.submit(form(path), position="not-yet", status=409)
    assert CHANGED in page.find("#problems").text
    assert page.find(f"#saved-{STATEMENT} q").text == "Partly true, ambition fully true"
    assert page.find(f"#saved-{STATEMENT} a").get("href") == f"{cell_path(view)}#statement-{STATEMENT}"
    assert chosen(page, path) == "not-yet", "the own choice stays on the page"
    assert answer_in(app, view) == ("partly", "fully", "", 1), "and what was saved stays saved"
    page = other_tab.submit(form(path))
    assert answer_in(app, view) == ("not-yet", None, "", 2)
    assert [after for _, _, after in trail(app)] == [["partly", "fully", 0], ["not-yet", None, 0]]
    assert trail(app)[1][1] == ["partly", "fully", 0]


def test_with_htmx_the_second_tab_is_told_and_keeps_its_form(
    app: Flask, on_cell: PageClient, other_tab: PageClient, view: int
) -> None:
    path = statement_path(view)
    on_cell.htmx_submit(form(path), target=TARGET, position="not-applicable", rationale="Shared with others")
    page = other_tab.htmx_submit(form(path), target=TARGET, position="fully", status=409)
    parts = parts_of(page)
    assert list(parts) == [f"saved-{STATEMENT}"]
    assert CHANGED in parts[f"saved-{STATEMENT}"].find("[role=alert]").text
    assert parts[f"saved-{STATEMENT}"].find("q").text == "Does not apply: Shared with others"
    told = parts[f"saved-{STATEMENT}"].find("input[name=version]").get("value")
    assert told == "1"
    other_tab.htmx_post(path, {"position": "fully", "version": told, "tab": "another"}, TARGET)
    assert answer_in(app, view) == ("fully", None, "", 2)


def test_the_same_choice_in_both_tabs_is_no_conflict(
    app: Flask, on_cell: PageClient, other_tab: PageClient, view: int
) -> None:
    for tab in (on_cell, other_tab):
        tab.htmx_submit(form(statement_path(view)), target=TARGET, position="fully")
    assert answer_in(app, view) == ("fully", None, "", 1)
    assert len(trail(app)) == 1


def test_an_answer_taken_back_elsewhere_is_told(on_cell: PageClient, other_tab: PageClient, view: int) -> None:
    path = statement_path(view)
    on_cell.submit(form(path), position="partly")
    on_cell.submit(form(path), position="")
    page = other_tab.htmx_submit(form(path), target=TARGET, position="fully", status=409)
    assert page.find("q").text == "No answer"


def test_a_page_that_never_got_its_answer_goes_on(app: Flask, on_cell: PageClient, view: int) -> None:
    """The response to a saving is lost, so the page still has version 0."""
    path = statement_path(view)
    for position in ("partly", "fully", "not-yet"):
        on_cell.htmx_submit(form(path), target=TARGET, position=position)
    assert answer_in(app, view) == ("not-yet", None, "", 3)
    assert [after[0] for _, _, after in trail(app)] == ["partly", "fully", "not-yet"]


def test_different_statements_never_meet(app: Flask, on_cell: PageClient, other_tab: PageClient, view: int) -> None:
    on_cell.htmx_submit(form(statement_path(view)), target=TARGET, position="fully")
    path = statement_path(view, "role-service-do")
    other_tab.htmx_submit(form(path), target="div#saved-role-service-do", position="partly")
    assert answer_in(app, view) == ("fully", None, "", 1)
    assert answer_in(app, view, "role-service-do") == ("partly", None, "", 1)


def test_the_second_tab_of_a_note_sees_both_texts(
    app: Flask, on_cell: PageClient, other_tab: PageClient, view: int
) -> None:
    path = note_path(view)
    on_cell.submit(form(path), text="What was typed first.")
    page = other_tab.submit(form(path), text="What was typed second.", status=409)
    assert "This note was changed somewhere else" in page.find("#problems").text
    assert page.find(f"#saved-{CELL}-impediments q").text == "What was typed first."
    assert typed(page, path) == "What was typed second."
    other_tab.submit(form(path))
    stored = note_in(app, view)
    assert stored is not None
    assert (stored.text, stored.version) == ("What was typed second.", 2)
    assert [(before, after) for _, before, after in trail(app, "note recorded")] == [(0, 21), (21, 22)]


def test_with_htmx_the_second_tab_of_a_note_keeps_its_form(
    on_cell: PageClient, other_tab: PageClient, view: int
) -> None:
    target = f"div#saved-{CELL}-impediments"
    on_cell.htmx_submit(form(note_path(view)), target=target, text="First")
    page = other_tab.htmx_submit(form(note_path(view)), target=target, text="Second", status=409)
    assert list(parts_of(page)) == [f"saved-{CELL}-impediments"]
    assert page.find("q").text == "First"
    assert page.find("a").get("href") == f"{cell_path(view)}#note-impediments"


def test_a_note_that_is_typed_on_and_on_is_no_conflict(app: Flask, on_cell: PageClient, view: int) -> None:
    for text in ("One", "One two", "One two three"):
        on_cell.htmx_submit(form(note_path(view)), target=f"div#saved-{CELL}-impediments", text=text)
    stored = note_in(app, view)
    assert stored is not None
    assert (stored.text, stored.version) == ("One two three", 3)


def test_a_note_posted_twice_is_saved_once(app: Flask, on_cell: PageClient, view: int) -> None:
    for _ in range(2):
        post(on_cell, note_path(view), status=303, text="Once", version="0", tab="here")
    assert trail(app, "note recorded") == [(f"response {view}: {CELL} impediments", 0, 4)]


def test_a_version_that_never_was_is_a_conflict(app: Flask, on_cell: PageClient, view: int) -> None:
    """Nothing is saved there yet, and that is what the page says."""
    page = on_cell.submit(form(statement_path(view)), position="partly", version="5", status=409)
    assert "No answer" in page.find(f"#saved-{STATEMENT}").text
    assert answer_in(app, view) is None
