"""A stale token, or a session that ended in the middle of answering: nothing typed is lost."""

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
    token_on,
)
from tests.support.page_client import PageClient
from tests.support.people import PASSWORD, Someone, add_person

FORM = "main form"
TEXT = 'Two "words"\r\nand <b>more</b> – Größe & co'
KEPT = 'Two "words"\nand <b>more</b> – Größe & co'


def sign_out_elsewhere(client: PageClient) -> None:
    """The session is gone; the page on screen stays."""
    client.delete_cookie("tiex")


def test_a_missing_token_offers_to_try_again(app: Flask, on_cell: PageClient, view: int) -> None:
    for stale in ("", "made-up"):
        on_cell.page(cell_path(view))
        page = on_cell.submit(
            form(note_path(view)), text=TEXT, statements=["role-service-do"], csrf_token=stale, status=400
        )
        assert page.h1 == "This page was out of date"
        assert "It is not saved yet." in page.text
        assert page.find("blockquote.typed").text == " ".join(TEXT.split())
        assert note_in(app, view) is None
    page = on_cell.submit(FORM)
    assert page.url == cell_path(view)
    stored = note_in(app, view)
    assert stored is not None
    assert (stored.text, stored.statement_ids, stored.version) == (KEPT, ["role-service-do"], 1)


def test_with_htmx_a_fresh_token_comes_along(app: Flask, on_cell: PageClient, view: int) -> None:
    target = f"div#saved-{STATEMENT}"
    page = on_cell.htmx_submit(
        form(statement_path(view)), target=target, position="fully", csrf_token="stale", status=400
    )
    parts = parts_of(page)
    assert set(parts) == {"alert", "csrf-token"}
    assert "open too long, so nothing was saved" in parts["alert"].text
    assert answer_in(app, view) is None
    fresh = page.find("#csrf-token").get("content")
    on_cell.htmx_submit(form(statement_path(view)), target=target, position="fully", csrf_token=fresh)
    assert answer_in(app, view) == ("fully", None, "", 1)


def test_a_token_in_the_header_counts(app: Flask, on_cell: PageClient, view: int) -> None:
    """What the script sends: the form's own token may be older than the page's."""
    assert on_cell.current is not None
    headers = {"X-CSRFToken": token_on(on_cell.current)}
    response = on_cell.post(statement_path(view), data={"position": "fully"}, headers=headers)
    assert response.status_code == 303
    assert answer_in(app, view) == ("fully", None, "", 1)


def test_somebody_elses_token_is_refused(app: Flask, on_cell: PageClient, client: PageClient, view: int) -> None:
    foreign = client.page("/sign-in").find("main input[name=csrf_token]").get("value")
    post(on_cell, statement_path(view), status=400, position="fully", csrf_token=foreign)
    assert answer_in(app, view) is None


def test_a_page_of_another_site_cannot_save(app: Flask, on_cell: PageClient, view: int) -> None:
    response = on_cell.post(
        statement_path(view), data={"position": "fully"}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 400
    assert answer_in(app, view) is None


def test_signed_out_in_the_middle_of_a_note(app: Flask, on_cell: PageClient, ada: Someone, view: int) -> None:
    sign_out_elsewhere(on_cell)
    page = on_cell.submit(form(note_path(view)), text=TEXT, statements=["role-service-plan"], status=401)
    assert page.h1 == "You are signed out"
    assert page.find("blockquote.typed").text == " ".join(TEXT.split())
    assert note_in(app, view) is None
    page = on_cell.submit(FORM)
    assert page.h1 == "Sign in"
    page = on_cell.submit(FORM, email=ada.email, password=PASSWORD)
    assert page.find("blockquote.typed").text == " ".join(TEXT.split())
    page = on_cell.submit(FORM)
    assert page.url == cell_path(view)
    stored = note_in(app, view)
    assert stored is not None
    assert (stored.text, stored.statement_ids) == (KEPT, ["role-service-plan"])


def test_signed_out_in_the_middle_of_an_answer(app: Flask, on_cell: PageClient, ada: Someone, view: int) -> None:
    sign_out_elsewhere(on_cell)
    on_cell.submit(form(statement_path(view)), position="partly", ambition="fully", status=401)
    on_cell.submit(FORM)
    on_cell.submit(FORM, email=ada.email, password=PASSWORD)
    page = on_cell.submit(FORM)
    assert chosen(page, statement_path(view)) == "partly"
    assert answer_in(app, view) == ("partly", "fully", "", 1)


def test_what_changed_while_signed_out_is_told(app: Flask, on_cell: PageClient, ada: Someone, view: int) -> None:
    sign_out_elsewhere(on_cell)
    on_cell.submit(form(statement_path(view)), position="partly", status=401)
    other = enter(app, ada)
    other.page(cell_path(view))
    other.submit(form(statement_path(view)), position="fully")
    on_cell.submit(FORM)
    on_cell.submit(FORM, email=ada.email, password=PASSWORD)
    page = on_cell.submit(FORM, status=409)
    assert page.find(f"#saved-{STATEMENT} q").text == "Fully true"
    assert chosen(page, statement_path(view)) == "partly"


def test_somebody_else_who_signs_in_cannot_save_it(app: Flask, on_cell: PageClient, view: int) -> None:
    eve = add_person(app, "Eve Hill")
    sign_out_elsewhere(on_cell)
    on_cell.submit(form(note_path(view)), text=TEXT, status=401)
    on_cell.submit(FORM)
    on_cell.submit(FORM, email=eve.email, password=PASSWORD)
    on_cell.submit(FORM, status=404)
    assert note_in(app, view) is None


def test_with_htmx_signed_out_leads_to_signing_in(app: Flask, on_cell: PageClient, ada: Someone, view: int) -> None:
    sign_out_elsewhere(on_cell)
    target = f"div#saved-{CELL}-impediments"
    page = on_cell.htmx_submit(form(note_path(view)), target=target, text=TEXT, status=401)
    assert page.response.headers["HX-Redirect"] == f"/sign-in?next={cell_path(view)}&kept=yes"
    assert page.response.text == ""
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.response.headers, "arriving late, it would end the form for signing in"
    signing_in = on_cell.page(page.response.headers["HX-Redirect"])
    assert "What you chose or typed is kept in this tab" in signing_in.text
    page = on_cell.submit(FORM, email=ada.email, password=PASSWORD)
    assert page.url == cell_path(view), "where the script puts back what was typed"


def test_where_a_page_was_opened_from_another_site_signing_in_leads_home(on_cell: PageClient, view: int) -> None:
    sign_out_elsewhere(on_cell)
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/responses/1"}
    response = on_cell.post(statement_path(view), data={"position": "fully"}, headers=headers)
    assert (response.status_code, response.headers["HX-Redirect"]) == (401, "/sign-in?next=/&kept=yes")
