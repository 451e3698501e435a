"""The success factors: every answer on four points, refusals, conflicts and a closed edition."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import (
    KEY_STATEMENT,
    STATEMENT,
    answer_in,
    chosen,
    enter,
    factor_path,
    form,
    parts_of,
    post,
    raw_post,
    stored,
    trail,
)
from tests.support.page_client import PageClient
from tests.support.people import CLOSED, Someone, add_response
from tiex.content.editions import load_edition
from tiex.models import AnswerRow

EDITION = load_edition("2026-27")
TARGET = f"div#saved-{KEY_STATEMENT}"


@pytest.fixture
def view(app: Flask, ada: Someone) -> int:
    return add_response(app, ada)


@pytest.fixture
def on_factors(ada_client: PageClient, view: int) -> PageClient:
    ada_client.page(factors_page(view))
    return ada_client


def factors_page(view: int) -> str:
    return f"/responses/{view}/success-factors"


def test_every_key_statement_takes_each_of_four_points(app: Flask, on_factors: PageClient, view: int) -> None:
    levels = [level.key for level in EDITION.factor_sheet.scale.levels]
    assert levels == ["strongly-agree", "agree", "disagree", "strongly-disagree"]
    for version, level in enumerate(levels):
        for statement_id in EDITION.key_statements:
            post_fields = {"position": level, "version": version}
            response = raw_post(on_factors, factor_path(view, statement_id), post_fields)
            assert response.location == f"{factors_page(view)}#statement-{statement_id}"
    for statement_id in EDITION.key_statements:
        assert answer_in(app, view, statement_id) == ("strongly-disagree", None, "", 4)
    page = on_factors.page(factors_page(view))
    assert [section.find(".factor__figures").text for section in page.find_all("section.factor")] == [
        "0%, 6 of 6 answered"
    ] * 3
    assert "0 of 72 statements answered" in on_factors.page(f"/responses/{view}").text, "never mixed in"


def test_a_saved_answer_is_shown_with_its_figures(on_factors: PageClient, view: int) -> None:
    page = on_factors.submit(form(factor_path(view)), position="agree")
    assert chosen(page, factor_path(view)) == "agree"
    assert page.find(f"#saved-{KEY_STATEMENT}").text == "✓ Saved"
    assert page.find("#factor-figures-change").text == "67%, 1 of 6 answered"


def test_with_htmx_just_what_changed_comes_back(app: Flask, on_factors: PageClient, view: int) -> None:
    page = on_factors.htmx_submit(form(factor_path(view)), target=TARGET, position="strongly-agree")
    parts = parts_of(page)
    assert set(parts) == {f"saved-{KEY_STATEMENT}", "factor-figures-change"}
    assert parts["factor-figures-change"].text == "100%, 1 of 6 answered"
    assert "HX-Request" in page.response.vary
    assert trail(app) == [(f"response {view}: {KEY_STATEMENT}", [None, None, 0], ["strongly-agree", None, 0])]


def test_an_answer_can_be_taken_back(app: Flask, on_factors: PageClient, view: int) -> None:
    on_factors.submit(form(factor_path(view)), position="agree")
    page = on_factors.submit(form(factor_path(view)), position="")
    assert answer_in(app, view, KEY_STATEMENT) == (None, None, "", 2)
    assert page.find("#factor-figures-change").text == "no score yet, 0 of 6 answered"


def test_what_is_no_answer_is_refused(app: Flask, on_factors: PageClient, view: int) -> None:
    on_factors.submit(form(factor_path(view)), position="agree")
    wrong: tuple[dict[str, str], ...] = (
        {"position": "fully"},
        {"position": "dont-know"},
        {"position": "not-applicable", "rationale": "Shared"},
        {"position": "agree", "ambition": "strongly-agree"},
        {"position": "agree", "ambition": "mostly"},
        {"position": "agree", "ambition": "fully"},
        {"position": "agree", "rationale": "Because"},
        {"position": "x" * 500},
    )
    for fields in wrong:
        page = on_factors.htmx_post(factor_path(view), {"version": "1", **fields}, TARGET, status=422)
        assert list(parts_of(page)) == [f"saved-{KEY_STATEMENT}"], fields
        response = raw_post(on_factors, factor_path(view), {"version": "1", **fields})
        assert (response.status_code, "Choose one of the answers shown" in response.text) == (422, True), fields
    assert answer_in(app, view, KEY_STATEMENT) == ("agree", None, "", 1)


def test_a_refused_answer_does_not_count(on_factors: PageClient, view: int) -> None:
    response = post(on_factors, factor_path(view), status=422, position="fully")
    assert "1 of 6 answered" not in response.text


def test_key_statements_that_do_not_exist(app: Flask, on_factors: PageClient, view: int) -> None:
    for statement_id in ("csf-no-such", STATEMENT):
        response = post(on_factors, factor_path(view, statement_id), status=404, position="agree")
        assert "There is no such statement in this edition." in response.text
    assert trail(app) == []


def test_the_second_tab_is_told_what_was_saved(app: Flask, ada: Someone, on_factors: PageClient, view: int) -> None:
    path, other = factor_path(view), enter(app, ada)
    other.page(factors_page(view))
    on_factors.submit(form(path), position="agree")
    fragment = other.htmx_submit(form(path), target=TARGET, position="strongly-disagree", status=409)
    assert list(parts_of(fragment)) == [f"saved-{KEY_STATEMENT}"]
    page = other.submit(form(path), position="strongly-disagree", status=409)
    assert page.find(f"#saved-{KEY_STATEMENT} q").text == "Agree"
    assert page.find(f"#saved-{KEY_STATEMENT} a").get("href") == f"{factors_page(view)}#statement-{KEY_STATEMENT}"
    assert chosen(page, path) == "strongly-disagree"
    assert page.find("#factor-figures-change").text == "67%, 1 of 6 answered", "the figures are of what is saved"
    other.submit(form(path))
    assert [after[0] for _, _, after in trail(app)] == ["agree", "strongly-disagree"]


def test_rows_of_success_factors_are_marked(app: Flask, on_factors: PageClient, view: int) -> None:
    post(on_factors, factor_path(view), status=303, position="agree")
    post(on_factors, f"/responses/{view}/statements/{STATEMENT}", status=303, position="fully")
    post(on_factors, factor_path(view), status=303, position="disagree", version="1")
    with stored(app) as session:
        rows = {row.statement_id: row.is_key_statement for row in session.scalars(select(AnswerRow))}
    assert rows == {KEY_STATEMENT: True, STATEMENT: False}


def test_a_closed_edition_takes_no_answer(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    closed = add_response(app, ada, edition=CLOSED)
    page = ada_client.page(factors_page(closed))
    assert page.find_all("main button, [hx-post]") == []
    held = [control for control in page.find_all("main input") if control.get("type") != "hidden"]
    assert held
    assert all(any(box.has("disabled") for box in control.ancestors()) for control in held)
    response = post(ada_client, factor_path(closed), status=403, position="agree")
    assert "This edition is not open for answers." in response.text
    assert answer_in(app, closed, KEY_STATEMENT) is None
