"""Writing about what is gone, or stands elsewhere by now: what was typed is on the page that says so."""

import pytest
from flask import Flask

from tests.slices.cells.steps import enter, token_on
from tests.slices.people.steps import enter_as
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, Someone
from tests.support.resources import RESOURCE, add_resource, set_resource
from tiex.domain.people import Role

LIST, LEAF = f"/councils/{COUNCIL}/resources", f"/resources/{RESOURCE}"
SAVE, NOTE, REMOVE = f"form[action='{LIST}']", f"form[action='{LIST}/{RESOURCE}/note']", f"{LIST}/{RESOURCE}/remove"
TRIED = f"{LIST}/{RESOURCE}/tried"
GONE = "This resource is no longer in the catalogue. What you wrote about it is not saved."
LONG = "Worth a look " * 100


@pytest.fixture(autouse=True)
def resource(app: Flask) -> str:
    return add_resource(app)


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


@pytest.mark.parametrize("note", ["Ask Leeds first", LONG])
def test_a_note_on_what_was_hidden_meanwhile_is_on_the_page_that_says_so(
    app: Flask, ada_client: PageClient, note: str
) -> None:
    ada_client.page(LEAF)
    set_resource(app, is_hidden=True)
    page = ada_client.submit(SAVE, note=note, status=404)
    assert GONE in page.text
    assert [text.text.strip() for text in page.find_all("blockquote.typed")] == [note.strip()]


@pytest.mark.parametrize("worked", ["partly", None])
def test_a_report_on_what_was_hidden_meanwhile_is_on_the_page_that_says_so(
    app: Flask, ada_client: PageClient, worked: str | None
) -> None:
    ada_client.page(TRIED)
    set_resource(app, is_hidden=True)
    page = ada_client.submit(f"form[action='{TRIED}']", worked=worked, what_changed="Fewer missed bins", status=404)
    assert GONE in page.text
    assert [text.text for text in page.find_all("blockquote.typed")] == ["Fewer missed bins"]


def test_a_note_of_one_word_is_kept_too(app: Flask, ada_client: PageClient) -> None:
    ada_client.page(LEAF)
    set_resource(app, is_hidden=True)
    page = ada_client.submit(SAVE, note="Interesting", status=404)
    assert "Interesting" in [text.text for text in page.find_all("blockquote.typed")]


def test_a_note_that_is_too_long_for_what_was_listed_meanwhile_stays_on_the_list(
    app: Flask, ada_client: PageClient
) -> None:
    ada_client.page(LEAF)
    _, ben = enter_as(app, "Ben Vale", Role.CONTRIBUTOR)
    ben.page(LEAF)
    ben.submit(SAVE, note="From Ben")
    page = ada_client.submit(SAVE, note=LONG, status=422)
    assert page.find("#problems a").get("href") == f"#note-{RESOURCE}"
    assert "Use 1,000 characters or fewer for the note" in page.find("#problems").text
    assert page.find(f"{NOTE} textarea").raw_text.strip() == LONG.strip()
    assert "From Ben" in page.find("details .use__note").text
    assert "From Ada" in ada_client.submit(NOTE, note="From Ada").text


@pytest.mark.parametrize("note", ["Second thoughts", LONG])
def test_a_changed_note_on_what_was_taken_off_meanwhile_is_on_the_page_that_says_so(
    app: Flask, ada_client: PageClient, note: str
) -> None:
    ada_client.page(LEAF)
    page = ada_client.submit(SAVE, note="First")
    ada_client.post(REMOVE, data={"csrf_token": token_on(page)})
    page = ada_client.submit(NOTE, note=note, status=404)
    assert "Somebody may have taken it off meanwhile." in page.text
    assert [text.text.strip() for text in page.find_all("blockquote.typed")] == [note.strip()]
