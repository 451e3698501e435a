"""Notes on a cell: every kind of text is taken or refused with a sentence, and none is lost."""

from flask import Flask

from tests.slices.cells.steps import (
    CELL,
    cell_path,
    form,
    note_in,
    note_path,
    parts_of,
    post,
    raw_post,
    statement_path,
    trail,
    typed,
)
from tests.support.page_client import PageClient
from tests.support.people import CLOSED, Someone, add_response
from tiex.domain.answers import NOTE_LIMIT

SAVED = f"saved-{CELL}-impediments"
HTML = "<script>alert(1)</script> <b>bold</b> & “quoted” </textarea>"


def test_a_note_is_kept_with_the_statements_it_is_about(app: Flask, on_cell: PageClient, view: int) -> None:
    page = on_cell.submit(
        form(note_path(view)), text="Two systems.\nOne contract.", statements=["role-service-do", "role-service-plan"]
    )
    assert typed(page, note_path(view)) == "Two systems.\nOne contract."
    ticked = page.find_all(f"{form(note_path(view))} input[checked]")
    assert [tick.get("value") for tick in ticked] == ["role-service-plan", "role-service-do"]
    assert page.find(f"#{SAVED}").text == "✓ Saved"
    stored = note_in(app, view)
    assert stored is not None
    assert (stored.text, stored.statement_ids) == (
        "Two systems.\nOne contract.",
        ["role-service-plan", "role-service-do"],
    )
    assert "Two systems." in on_cell.page(f"/responses/{view}/result").text


def test_a_saved_note_leads_back_or_says_saved(on_cell: PageClient, view: int) -> None:
    response = post(on_cell, note_path(view), status=303, text="One")
    assert response.location == f"{cell_path(view)}#note-impediments"
    page = on_cell.htmx_post(note_path(view), {"text": "Two", "version": "1"}, f"div#{SAVED}")
    parts = parts_of(page)
    assert list(parts) == [SAVED]
    assert parts[SAVED].text == "✓ Saved"
    assert parts[SAVED].find("input").get("value") == "2"


def test_every_kind_has_its_own_note(app: Flask, on_cell: PageClient, view: int) -> None:
    kinds = ("impediments", "notable-practice", "rationale")
    for kind in kinds:
        post(on_cell, note_path(view, kind), status=303, text=f"About {kind}")
    page = on_cell.page(cell_path(view))
    assert [typed(page, note_path(view, kind)) for kind in kinds] == [f"About {kind}" for kind in kinds]
    assert "About" not in on_cell.page(cell_path(view, "role-customer")).text


def test_a_note_can_be_emptied(app: Flask, on_cell: PageClient, view: int) -> None:
    on_cell.submit(form(note_path(view)), text="Wrong")
    page = on_cell.submit(form(note_path(view)), text="")
    assert typed(page, note_path(view)) == ""
    assert page.find(f"#{SAVED}").text == ""
    stored = note_in(app, view)
    assert stored is not None
    assert (stored.text, stored.version) == ("", 2)
    assert "Wrong" not in on_cell.page(f"/responses/{view}/result").text


def test_control_characters_are_left_out(app: Flask, on_cell: PageClient, view: int) -> None:
    page = on_cell.submit(form(note_path(view)), text="a\x00b\x07c\x0bd\x1b[31me\x7f\x9f\ttab")
    assert typed(page, note_path(view)) == "abcd[31me\ttab"
    stored = note_in(app, view)
    assert stored is not None
    assert stored.text == "abcd[31me\ttab"


def test_html_is_shown_as_text(on_cell: PageClient, view: int) -> None:
    page = on_cell.submit(form(note_path(view)), text=HTML)
    assert typed(page, note_path(view)) == HTML
    assert page.find_all("main script, main b") == []
    result = on_cell.page(f"/responses/{view}/result")
    assert HTML in result.text
    assert result.find_all("#notes script, #notes b") == []
    why = {"position": "not-applicable", "rationale": HTML}
    page = on_cell._receive(raw_post(on_cell, statement_path(view), why), 303)
    page = on_cell.page(cell_path(view))
    assert typed(page, statement_path(view), "rationale") == HTML


def test_a_note_of_a_megabyte_is_refused_and_stays_on_the_page(app: Flask, on_cell: PageClient, view: int) -> None:
    megabyte = "many words " * 95_000
    page = on_cell.submit(form(note_path(view)), text=megabyte, status=422)
    assert "That is too long. Use 10,000 characters or fewer." in page.find("#problems").text
    assert typed(page, note_path(view)) == megabyte
    fragment = on_cell.htmx_submit(form(note_path(view)), target=f"div#{SAVED}", status=422, text=megabyte)
    assert list(parts_of(fragment)) == [SAVED]
    assert "10,000 characters" in fragment.find("[role=alert]").text
    assert note_in(app, view) is None
    on_cell.current = page
    on_cell.submit(form(note_path(view)), text=megabyte[:NOTE_LIMIT])
    assert trail(app, "note recorded") == [(f"response {view}: {CELL} impediments", 0, NOTE_LIMIT)]


def test_a_refused_note_with_control_characters_is_still_a_valid_page(on_cell: PageClient, view: int) -> None:
    page = on_cell.submit(form(note_path(view)), text="pasted\x0b\x00" + "x" * NOTE_LIMIT, status=422)
    assert "That is too long." in page.find("#problems").text


def test_a_form_larger_than_any_note_is_refused_with_a_sentence(app: Flask, on_cell: PageClient, view: int) -> None:
    huge = "x" * 3_000_000
    response = post(on_cell, note_path(view), status=413, text=huge)
    assert "That is more than the exchange can take in one go." in response.text
    fragment = on_cell.htmx_post(note_path(view), {"text": huge}, f"div#{SAVED}", status=413)
    assert "more than the exchange can take" in parts_of(fragment)["alert"].text
    assert note_in(app, view) is None


def test_places_for_notes_that_do_not_exist(app: Flask, on_cell: PageClient, view: int) -> None:
    wrong = {
        note_path(view, "praise"): "There is no such kind of note.",
        note_path(view, cell="no-such"): "There is no such cell in this edition.",
    }
    for path, sentence in wrong.items():
        assert sentence in post(on_cell, path, status=404, text="Lost?").text
        fragment = on_cell.htmx_post(path, {"text": "Lost?"}, f"div#{SAVED}", status=404)
        assert sentence in parts_of(fragment)["alert"].text
    response = post(on_cell, note_path(view), status=404, text="Lost?", statements="role-customer-do")
    assert "There is no such statement" in response.text
    assert trail(app, "note recorded") == []


def test_a_closed_edition_takes_no_note(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    closed = add_response(app, ada, edition=CLOSED)
    ada_client.page(cell_path(closed))
    response = post(ada_client, note_path(closed), status=403, text="Typed before it closed")
    assert "This edition is not open for answers." in response.text
    assert "Typed before it closed" in response.text, "what was typed is not lost"
    fragment = ada_client.htmx_post(note_path(closed), {"text": "Late"}, f"div#{SAVED}", status=403)
    assert list(parts_of(fragment)) == ["alert"]
    assert note_in(app, closed) is None
