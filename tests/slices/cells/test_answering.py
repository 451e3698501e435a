"""Answering a statement: what is accepted, what is refused, and what stays on the page."""

from flask import Flask

from tests.slices.cells.steps import (
    CELL,
    KEY_STATEMENT,
    STATEMENT,
    answer_in,
    cell_path,
    chosen,
    enter,
    form,
    parts_of,
    post,
    raw_post,
    statement_path,
    trail,
    typed,
)
from tests.support.page_client import PageClient
from tests.support.people import CLOSED, COUNCIL, TODAY, Someone, add_response
from tiex.accounts.commands import add_membership
from tiex.domain.answers import RATIONALE_LIMIT
from tiex.domain.people import Role
from tiex.extensions import db

REASON = "A shared service of four councils does this for us."


def test_without_htmx_a_saved_answer_leads_back_to_its_statement(app: Flask, on_cell: PageClient, view: int) -> None:
    response = post(on_cell, statement_path(view), status=303, position="partly", ambition="fully")
    assert response.location == f"{cell_path(view)}#statement-{STATEMENT}"
    assert answer_in(app, view) == ("partly", "fully", "", 1)
    page = on_cell.page(cell_path(view))
    assert chosen(page, statement_path(view)) == "partly"
    assert page.find(f"#ambition-{STATEMENT} option[selected]").get("value") == "fully"
    assert page.find(f"#saved-{STATEMENT}").text == "✓ Saved"
    assert page.find(f"#hint-{STATEMENT}").text == "▲ 1 step to go"
    assert "1 of 72 statements answered" in page.find("#progress").text
    assert page.find(f"#figures-{CELL}").text.endswith("50% 100% 1 of 4")


def test_with_htmx_just_what_changed_comes_back(on_cell: PageClient, view: int) -> None:
    target = f"div#saved-{STATEMENT}"
    answer = on_cell.htmx_submit(form(statement_path(view)), target=target, position="fully", ambition="not-yet")
    parts = parts_of(answer)
    expected = {f"saved-{STATEMENT}", f"hint-{STATEMENT}", f"wheel-{CELL}", "wheel-figures", "progress"}
    assert set(parts) == expected | {f"figures-{CELL}"}
    assert [node.tag for node in answer.document.root.children] == ["hx-partial"] * len(parts), "nothing but parts"
    assert set(parts) <= set(on_cell.page(cell_path(view)).document.ids), "each has its place on the page"
    assert "✓ Saved" in parts[f"saved-{STATEMENT}"].text
    assert parts[f"saved-{STATEMENT}"].find("input[name=version]").get("value") == "1"
    assert parts[f"hint-{STATEMENT}"].text == "less than now, by choice"
    assert "1 of 72" in parts["progress"].text
    assert "1 of 4" in parts[f"figures-{CELL}"].text


def test_answers_to_htmx_are_small_and_never_mistaken_for_pages(on_cell: PageClient, view: int) -> None:
    assert on_cell.current is not None
    assert "HX-Request" in on_cell.current.response.headers["Vary"]
    headers = {"HX-Request": "true", "HX-Target": f"div#saved-{STATEMENT}", "Accept-Encoding": "br"}
    response = raw_post(on_cell, statement_path(view), {"position": "fully"}, headers)
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "br"
    assert {"HX-Request", "Accept-Encoding"} <= set(response.vary)
    assert len(response.data) <= 3000
    assert response.headers["Cache-Control"] == "no-store"


def test_a_target_that_is_not_the_views_own_gets_no_fragment(on_cell: PageClient, view: int) -> None:
    headers = {"HX-Request": "true", "HX-Target": "div#main"}
    assert on_cell.current is not None
    data = {"csrf_token": on_cell.current.find("#csrf-token").get("content"), "position": "fully"}
    assert on_cell.post(statement_path(view), data=data, headers=headers).status_code == 303


def test_each_position_is_kept(app: Flask, on_cell: PageClient, view: int) -> None:
    for version, position in enumerate(["not-yet", "partly", "fully", "dont-know"]):
        post(on_cell, statement_path(view), status=303, position=position, version=version)
        assert answer_in(app, view) == (position, None, "", version + 1)
    assert chosen(on_cell.page(cell_path(view)), statement_path(view)) == "dont-know"


def test_ambition_alone_is_not_an_answer(app: Flask, on_cell: PageClient, view: int) -> None:
    page = on_cell.submit(form(statement_path(view)), ambition="fully")
    assert answer_in(app, view) == (None, "fully", "", 1)
    assert "0 of 72" in page.find("#progress").text
    assert "no score yet 100% 0 of 4" in page.find(f"#figures-{CELL}").text


def test_i_dont_know_is_answered_but_not_scored(on_cell: PageClient, view: int) -> None:
    page = on_cell.submit(form(statement_path(view)), position="dont-know", ambition="fully")
    assert page.find(f"#figures-{CELL}").text.endswith("no score yet 100% 1 of 4")
    assert page.find(f"#hint-{STATEMENT}").text == ""


def test_an_answer_can_be_taken_back(app: Flask, on_cell: PageClient, view: int) -> None:
    on_cell.submit(form(statement_path(view)), position="partly", ambition="fully")
    page = on_cell.submit(form(statement_path(view)), position="", ambition="")
    assert answer_in(app, view) == (None, None, "", 2)
    assert chosen(page, statement_path(view)) == ""
    assert page.find(f"#saved-{STATEMENT}").text == ""
    assert "0 of 72" in page.find("#progress").text
    subject = f"response {view}: {STATEMENT}"
    saved, nothing = ["partly", "fully", 0], [None, None, 0]
    assert trail(app) == [(subject, nothing, saved), (subject, saved, nothing)]


def test_does_not_apply_needs_a_reason(app: Flask, on_cell: PageClient, view: int) -> None:
    path = statement_path(view)
    on_cell.submit(form(path), position="partly", ambition="fully")
    page = on_cell.submit(form(path), position="not-applicable", status=422)
    assert "Say why this statement does not apply" in page.find("#problems").text
    assert page.find("#problems a").get("href") == f"#why-{STATEMENT}"
    assert page.find(f"#why-{STATEMENT}").get("aria-invalid") == "true"
    assert page.find("title").text.startswith("Error: ")
    assert "Not saved." in page.find(f"#saved-{STATEMENT}").text
    assert chosen(page, path) == "not-applicable", "the choice stays"
    assert answer_in(app, view) == ("partly", "fully", "", 1), "what was saved stays"
    assert "1 of 72" in page.find("#progress").text
    page = on_cell.submit(form(path), rationale=REASON)
    assert answer_in(app, view) == ("not-applicable", None, REASON, 2)
    assert typed(page, path, "rationale") == REASON
    assert page.find(f"#figures-{CELL}").text.endswith("no score yet no score yet 1 of 4")


def test_with_htmx_a_missing_reason_changes_only_what_is_said(app: Flask, on_cell: PageClient, view: int) -> None:
    page = on_cell.htmx_submit(
        form(statement_path(view)), target=f"div#saved-{STATEMENT}", status=422, position="not-applicable"
    )
    parts = parts_of(page)
    assert list(parts) == [f"saved-{STATEMENT}"]
    assert "Say why this statement does not apply" in parts[f"saved-{STATEMENT}"].find("[role=alert]").text
    assert answer_in(app, view) is None


def test_a_reason_that_is_too_long_stays_on_the_page(app: Flask, on_cell: PageClient, view: int) -> None:
    long = "why " * RATIONALE_LIMIT
    page = on_cell.submit(form(statement_path(view)), position="not-applicable", rationale=long, status=422)
    assert "Use 2,000 characters or fewer." in page.find("#problems").text
    assert typed(page, statement_path(view), "rationale") == long
    assert answer_in(app, view) is None


NO_LEVELS: tuple[dict[str, str], ...] = (
    {"position": "mostly"},
    {"position": "agree"},
    {"position": "x" * 500},
    {"position": "nul\x00"},
    {"position": "partly", "ambition": "mostly"},
    {"position": "partly", "ambition": "not-applicable"},
    {"ambition": "x" * 500},
)


def test_a_level_that_does_not_exist_is_refused(app: Flask, on_cell: PageClient, view: int) -> None:
    for fields in NO_LEVELS:
        page = on_cell.htmx_post(statement_path(view), fields, f"div#saved-{STATEMENT}", status=422)
        assert list(parts_of(page)) == [f"saved-{STATEMENT}"], fields
        response = raw_post(on_cell, statement_path(view), fields)
        assert (response.status_code, "Choose one of the answers shown" in response.text) == (422, True), fields
    assert answer_in(app, view) is None


def test_the_rest_of_a_refused_form_stays_as_typed(on_cell: PageClient, view: int) -> None:
    path = statement_path(view)
    on_cell.current = on_cell._receive(post(on_cell, path, status=422, position="mostly", ambition="partly"), 422)
    assert on_cell.current.find(f"#ambition-{STATEMENT} option[selected]").get("value") == "partly"
    on_cell.submit(form(path), position="fully")


def test_a_statement_that_does_not_exist(app: Flask, on_cell: PageClient, view: int) -> None:
    for statement in ("no-such", KEY_STATEMENT, CELL, "x" * 300):
        response = post(on_cell, statement_path(view, statement), status=404, position="partly")
        assert "There is no such statement in this edition." in response.text
        target = f"div#saved-{STATEMENT}"
        page = on_cell.htmx_post(statement_path(view, statement), {"position": "partly"}, target, status=404)
        assert "There is no such statement in this edition." in parts_of(page)["alert"].text
    assert trail(app) == []


def test_a_cell_that_does_not_exist(on_cell: PageClient, view: int) -> None:
    page = on_cell.page(cell_path(view, "no-such"), status=404)
    assert "There is no such cell in this edition." in page.text


def test_a_form_posted_twice_is_saved_once(app: Flask, on_cell: PageClient, view: int) -> None:
    for _ in range(2):
        post(on_cell, statement_path(view), status=303, position="partly", version="0", tab="here")
    post(on_cell, statement_path(view), status=303, position="partly", version="0", tab="elsewhere")
    assert answer_in(app, view) == ("partly", None, "", 1)
    assert trail(app) == [(f"response {view}: {STATEMENT}", [None, None, 0], ["partly", None, 0])]


def test_a_version_or_tab_that_is_none_does_no_harm(app: Flask, on_cell: PageClient, view: int) -> None:
    post(on_cell, statement_path(view), status=303, position="partly", version="0", tab="first")
    for version in ("", "-1", "one", "1e3", "9" * 30, "²", "1\x00"):
        post(on_cell, statement_path(view), status=409, position="fully", version=version, tab="x" * 5000)
    assert answer_in(app, view) == ("partly", None, "", 1)
    for seen, tab in enumerate(("nul\x00", "x" * 5000, "²", ""), 1):
        position = ("fully", "not-yet")[seen % 2]
        post(on_cell, statement_path(view), status=303, position=position, version=seen, tab=tab)
    assert answer_in(app, view) == ("fully", None, "", 5)


def test_a_closed_edition_takes_no_answer(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    closed = add_response(app, ada, edition=CLOSED)
    page = ada_client.page(cell_path(closed))
    assert "is closed. You can read everything in it" in page.text
    controls = page.find_all("main form input, main form select, main form textarea")
    held = [control for control in controls if control.get("type") != "hidden"]
    assert held
    assert all(any(box.has("disabled") for box in control.ancestors()) for control in held)
    assert [button.text for button in page.find_all("main button")] == ["Share it with other councils"]
    assert page.find_all("[hx-post]") == []
    response = post(ada_client, statement_path(closed), status=403, position="partly")
    assert "This edition is not open for answers." in response.text
    fragment = ada_client.htmx_post(
        statement_path(closed), {"position": "partly"}, f"div#saved-{STATEMENT}", status=403
    )
    assert "not open for answers" in parts_of(fragment)["alert"].text
    assert answer_in(app, closed) is None
    assert trail(app) == []


def test_the_last_cell_leads_on_to_the_success_factors(ada_client: PageClient, view: int) -> None:
    page = ada_client.page(cell_path(view, "procurement-community"))
    assert page.find(".ways__before").get("href") == cell_path(view, "procurement-customer")
    assert page.find(".ways__after").get("href") == f"/responses/{view}/success-factors"


def test_a_reader_reads_an_earlier_view_and_is_told_why_it_cannot_change(app: Flask, ada: Someone, view: int) -> None:
    with app.app_context():
        add_membership(session=db.session(), person_id=ada.id, council_code=COUNCIL, role=Role.READER, now=TODAY)
        db.session.commit()
    page = enter(app, ada).page(cell_path(view))
    assert "you have not been asked to give your own view" in page.text
    assert page.find_all("[hx-post]") == []
    assert page.find("fieldset.statement__answer").has("disabled")
