"""Suggestions on the result and for a cell: for the gaps of this view, for this council, and quickly."""

from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tests.domain.test_recommending import CATALOGUE, EDITION, STAGES
from tests.slices.cells.steps import enter
from tests.slices.people.steps import enter_as
from tests.slices.results.test_result import count_statements
from tests.support.given_answers import Given, give
from tests.support.page_client import Page, PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_response, assessment_of
from tests.support.resources import add_resource, merge, set_resource
from tiex.access.scope import Scope
from tiex.cli import bring_in, starter_rows
from tiex.content.catalogue import load_catalogue
from tiex.domain.people import Role
from tiex.domain.recommending import Aim, suggest
from tiex.domain.resources import Origin
from tiex.domain.uses import Worked
from tiex.extensions import db
from tiex.suggestions.queries import read_pool
from tiex.uses.commands import Report, Using, report_trial

CELL = EDITION.cell("digital-service")
GAP = {"digital-service-understand": Given("fully"), "digital-service-plan": Given("not-yet", "fully")}
WIDE: dict[str, Any] = {"characteristics": ("digital",), "change_modes": ("service",), "stages": ("plan",)}


@pytest.fixture
def view(app: Flask, ada: Someone) -> int:
    """Ada's view with one gap, in planning for digital."""
    response_id = add_response(app, ada)
    give(app, ada, response_id, GAP)
    return response_id


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


def result(client: PageClient, view: int) -> Page:
    return client.page(f"/responses/{view}/result")


def titles(page: Page) -> list[str]:
    return [title.text for title in page.find_all("main .shelf__title")]


def test_the_result_suggests_three_for_the_widest_gap_and_says_why(
    app: Flask, ada_client: PageClient, view: int
) -> None:
    for number in range(5):
        add_resource(app, f"r{number}", title=f"Number {number}", year=2020 + number, **WIDE)
    add_resource(app, "other", title="Of data", characteristics=("data",))
    page = result(ada_client, view)
    assert titles(page) == ["Number 4", "Number 3", "Number 2"]
    assert (
        page.find(".shelf__why").text == "For the step from understand to plan in digital and technology, service focus"
    )
    assert "Case study, Fernmoor Borough Council, 2024" in page.find(".shelf__about").text
    assert "Resources for them" in page.find("#contents").text


def test_a_view_without_gaps_has_no_suggestions(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    add_resource(app, **WIDE)
    view = add_response(app, ada)
    assert result(ada_client, view).find_all("#suggestions") == []
    give(app, ada, view, {"digital-service-plan": Given("fully", "fully")})
    assert result(ada_client, view).find_all("#suggestions") == []


def test_not_for_us_takes_it_out_for_the_whole_council(
    app: Flask, ada: Someone, ada_client: PageClient, view: int
) -> None:
    add_resource(app, "no", title="Not this", year=2025, **WIDE)
    add_resource(app, "yes", title="This one", **WIDE)
    assert titles(result(ada_client, view)) == ["Not this", "This one"]
    button = f"form[action='/councils/{COUNCIL}/resources/no/not-for-us']"
    page = ada_client.submit(button)
    assert page.url == f"/responses/{view}/result"
    assert titles(page) == ["This one"]
    someone, other = enter_as(app, "Os Other", Role.LEAD, OTHER_COUNCIL)
    theirs = add_response(app, someone, council=OTHER_COUNCIL)
    assert titles(other.page(f"/responses/{theirs}/cells/{CELL.id}/resources")) == ["Not this", "This one"]
    ada_client.page(f"/councils/{COUNCIL}/resources")
    ada_client.submit(f"form[action='/councils/{COUNCIL}/resources/no/for-us']")
    assert titles(result(ada_client, view)) == ["Not this", "This one"]


def test_not_for_us_holds_after_a_merge_and_is_undone_on_the_page_of_the_one_that_stays(
    app: Flask, ada_client: PageClient, view: int
) -> None:
    add_resource(app, "gone", title="The one that goes", **WIDE)
    add_resource(app, "stays", title="The one that stays", **WIDE)
    result(ada_client, view)
    ada_client.submit(f"form[action='/councils/{COUNCIL}/resources/gone/not-for-us']")
    merge(app, "gone", "stays")
    assert titles(result(ada_client, view)) == []
    ada_client.page("/resources/stays")
    ada_client.submit(f"form[action='/councils/{COUNCIL}/resources/stays/for-us']")
    assert titles(result(ada_client, view)) == ["The one that stays"]


def test_everything_set_aside_leaves_the_cell_with_a_sentence(app: Flask, ada_client: PageClient, view: int) -> None:
    page = ada_client.page(f"/responses/{view}/cells/{CELL.id}/resources")
    assert "The catalogue has nothing for it that is not set aside." in page.text


def test_nothing_that_the_council_may_not_read_is_suggested(app: Flask, ada_client: PageClient, view: int) -> None:
    add_resource(app, "theirs", title="Theirs", audience=f"council:{OTHER_COUNCIL}", **WIDE)
    add_resource(app, "ours", title="Ours", audience=f"council:{COUNCIL}", **WIDE)
    add_resource(app, "hidden", **WIDE)
    set_resource(app, "hidden", is_hidden=True)
    add_resource(app, "merged", **WIDE)
    set_resource(app, "merged", merged_into="ours")
    assert titles(result(ada_client, view)) == ["Ours"]


def test_no_answer_stands_in_an_address(app: Flask, ada_client: PageClient, view: int) -> None:
    add_resource(app, **WIDE)
    for path in (f"/responses/{view}/result", f"/responses/{view}/cells/{CELL.id}/resources"):
        page = ada_client.page(path)
        links = [link.get("href") for link in page.find_all("main .shelf__rows a")]
        assert links
        assert not any(urlsplit(link).query for link in links)


def test_a_cell_asks_for_its_part_with_htmx_and_is_a_page_without(
    app: Flask, ada_client: PageClient, view: int
) -> None:
    add_resource(app, **WIDE)
    cell = f"/responses/{view}/cells/{CELL.id}"
    page = ada_client.page(cell)
    link = page.find("#resources a")
    assert link.get("href") == link.get("hx-get") == f"{cell}/resources"
    assert titles(page) == []
    part = ada_client.htmx_get(f"{cell}/resources", "div#suggested")
    assert part.find("hx-partial").get("hx-target") == "#suggested"
    whole = ada_client.page(f"{cell}/resources")
    assert [title.text for title in part.find_all(".shelf__title")] == titles(whole) == ["Bin collections by sensor"]
    assert whole.h1 == "Resources for this cell"
    ada_client.page(f"/responses/{view}/cells/made-up/resources", status=404)


def test_the_page_of_a_cell_does_no_more_work_for_it(app: Flask, ada_client: PageClient, view: int) -> None:
    add_resource(app, **WIDE)
    assert count_statements(app, ada_client, f"/responses/{view}/cells/{CELL.id}") <= 4


def test_the_agreed_result_suggests_too(app: Flask, ada: Someone, ada_client: PageClient, view: int) -> None:
    add_resource(app, **WIDE)
    assessment_id = assessment_of(app, view)
    assert (
        "Bin collections" in ada_client.page(f"/assessments/{assessment_id}/consensus/cells/{CELL.id}/resources").text
    )
    assert ada_client.page(f"/assessments/{assessment_id}/consensus/result").find_all("#suggestions") == []


def test_the_page_of_an_agreed_cell_asks_for_its_resources_too(app: Flask, ada_client: PageClient, view: int) -> None:
    add_resource(app, **WIDE)
    cell = f"/assessments/{assessment_of(app, view)}/consensus/cells/{CELL.id}"
    link = ada_client.page(cell).find("#resources a")
    assert link.get("href") == link.get("hx-get") == f"{cell}/resources"
    part = ada_client.htmx_get(f"{cell}/resources", "div#suggested")
    assert [title.text for title in part.find_all(".shelf__title")] == ["Bin collections by sensor"]
    assert ada_client.page(f"{cell}/resources").find(".crumbs a").get("href") == cell


def test_readers_see_suggestions_and_set_nothing_aside(app: Flask, ada_client: PageClient, view: int) -> None:
    add_resource(app, **WIDE)
    _, reader = enter_as(app, "Rae Read", Role.READER)
    page = reader.page(f"/assessments/{assessment_of(app, view)}/consensus/cells/{CELL.id}/resources")
    assert titles(page) == ["Bin collections by sensor"]
    assert page.find_all("main form") == []


def test_statements_do_not_grow_with_gaps_or_resources(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    view = add_response(app, ada)
    give(app, ada, view, GAP)
    few = count_statements(app, ada_client, f"/responses/{view}/result")
    load_starter(app)
    give(app, ada, view, {f"{cell.id}-do": Given("not-yet", "fully") for cell in EDITION.cells})
    assert count_statements(app, ada_client, f"/responses/{view}/result") == few <= 8


def load_starter(app: Flask) -> None:
    with app.app_context():
        bring_in(starter_rows(), Origin.STARTER, "starter catalogue")


def test_the_few_that_are_looked_at_fit_as_well_as_the_whole_catalogue(app: Flask, ada: Someone) -> None:
    load_starter(app)
    scope = Scope(ada.id, frozenset({COUNCIL}))
    with app.app_context():
        for cell, stage in product(EDITION.cells, STAGES):
            aim = Aim(cell, stage)
            pool = read_pool(scope, db.session(), COUNCIL, [aim])
            found = suggest(aim, pool.candidates, pool.regions)
            best = suggest(aim, CATALOGUE, pool.regions)
            assert [one.fit for one in found] >= [one.fit for one in best]
            assert len({one.candidate.type for one in found}) >= 2


def test_the_own_region_comes_before_what_worked_elsewhere(app: Flask, session: Session, ada: Someone) -> None:
    scope, aim = Scope(ada.id, frozenset({COUNCIL})), Aim(CELL, "plan")
    add_resource(app, "a", **WIDE, regions=())
    [region] = read_pool(scope, session, COUNCIL, [aim]).regions
    add_resource(app, "b", **WIDE, regions=(region,))
    add_resource(app, "c", **WIDE, regions=())
    report_trial(
        using=Using(session, OTHER_COUNCIL, "c", ada.id, TODAY), version=0, report=Report(Worked.YES, "Yes", False)
    )
    pool = read_pool(scope, session, COUNCIL, [aim])
    found = suggest(aim, pool.candidates, pool.regions)
    assert [(one.candidate.id, one.is_near, one.candidate.worked) for one in found] == [
        ("b", True, 0),
        ("c", False, 1),
        ("a", False, 0),
    ]


def test_a_pool_is_for_the_own_council(app: Flask, session: Session, ada: Someone) -> None:
    for scope in (Scope(None, frozenset()), Scope(ada.id, frozenset({OTHER_COUNCIL}))):
        with pytest.raises(NotFound):
            read_pool(scope, session, COUNCIL, [Aim(CELL, "plan")])
    assert read_pool(Scope(ada.id, frozenset({COUNCIL})), session, COUNCIL, []).candidates == ()


def test_the_catalogue_of_these_tests_is_the_real_one() -> None:
    assert len(CATALOGUE) == len(load_catalogue())
