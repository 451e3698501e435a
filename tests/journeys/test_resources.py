"""Finding a resource: by a slip of the finger, narrowed by three facets, shared, and come back to."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from search.words import folded
from tests.journeys.conftest import NewVisit
from tests.journeys.test_layout import PHONE, wide_parts
from tests.support.people import PASSWORD, add_person
from tests.support.resources import index_all
from tests.support.visit import Visit
from tiex.cli import bring_in, starter_rows
from tiex.domain.resources import Origin

MISSPELT, MEANT = "libarys", re.compile("librar", re.IGNORECASE)


@pytest.fixture(autouse=True)
def catalogue(app: Flask) -> None:
    with app.app_context():
        bring_in(starter_rows(), Origin.STARTER, "starter catalogue")
    index_all(app)


def count_on(page: Page) -> int:
    told = page.locator("#found h2").inner_text()
    found = re.match(r"[\d,]+", told)
    return int(found[0]) if found else 0


def titles(page: Page) -> list[str]:
    return page.locator("#results .resource__title").all_inner_texts()


def choose(page: Page, facet: str, label: str) -> None:
    """Tick a value; the facet may be folded."""
    fold = page.locator(f"#facet-{facet}")
    if fold.get_attribute("open") is None:
        fold.locator("> summary").click()
    fold.get_by_label(re.compile(f"^{label} ")).check()


def test_from_a_slip_to_a_resource_and_back(new_visit: NewVisit) -> None:
    visit = new_visit()
    page = visit.page
    visit.go("/")
    page.get_by_role("banner").get_by_role("link", name="Resources").click()
    expect(page.locator("#found")).to_have_text("306 resources")
    visit.step("front page of the hub")
    page.get_by_role("searchbox").press_sequentially(MISSPELT, delay=40)
    expect(page.locator("#found")).to_contain_text(f"for “{MISSPELT}”")
    expect(page.locator("#results mark").first).to_have_text(MEANT)
    expect(page).to_have_url(re.compile(f"/resources\\?q={MISSPELT}$"))
    visit.step("found by a slip")
    found = [count_on(page)]
    for facet, label in (("type", "Case studies"), ("stage", "Do"), ("change_mode", "Community focus")):
        choose(page, facet, label)
        expect(page.locator(".chosen")).to_contain_text(label)
        found.append(count_on(page))
    visit.step("narrowed by three facets")
    assert found == sorted(found, reverse=True)
    assert found[-1] > 0
    shared, narrowed, tab = page.url, titles(page), page.title()
    assert tab == f"{page.locator('#found h2').inner_text()} – Resources – Transformation and Innovation Exchange"
    assert shared.endswith(f"?q={MISSPELT}&change_mode=community&stage=do&type=case-study")

    other = new_visit()
    other.page.goto(shared)
    assert titles(other.page) == narrowed
    assert other.page.title() == tab
    assert other.page.get_by_role("searchbox").input_value() == MISSPELT
    expect(other.page.locator("#facets input:checked")).to_have_count(3)
    other.check()

    page.locator("#results .resource__title a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(narrowed[0])
    page.go_back()
    expect(page).to_have_url(shared)
    assert titles(page) == narrowed
    for step in (2, 1, 0):
        page.go_back()
        expect(page.locator("#facets input:checked")).to_have_count(step)
        expect(page.locator(".chosen__one")).to_have_count(step)
        assert count_on(page) == found[step]
    page.go_back()
    expect(page.locator("#found")).to_have_text("306 resources")
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.go_forward()
    expect(page.get_by_role("searchbox")).to_have_value(MISSPELT)
    visit.step("back and forth")


def test_whoever_signs_in_comes_back_to_the_narrowed_search(app: Flask, new_visit: NewVisit) -> None:
    visit, person = new_visit(), add_person(app, "Ada Moor")
    page = visit.page
    visit.go("/resources")
    choose(page, "type", "Case studies")
    expect(page.locator(".chosen")).to_contain_text("Case studies")
    narrowed = page.url
    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(narrowed)
    visit.step("come back")


def test_without_javascript(new_visit: NewVisit) -> None:
    visit = new_visit(java_script_enabled=False)
    page = visit.page
    visit.go("/resources")
    page.get_by_role("searchbox").fill(MISSPELT)
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#results mark").first).to_have_text(MEANT)
    for facet, label in (("type", "Case studies"), ("stage", "Do"), ("change_mode", "Community focus")):
        choose(page, facet, label)
        page.get_by_role("button", name="Show what is chosen").click()
        expect(page.locator(".chosen")).to_contain_text(label)
    narrowed = titles(page)
    assert narrowed
    other = new_visit(java_script_enabled=False)
    other.page.goto(page.url)
    assert titles(other.page) == narrowed
    page.get_by_role("link", name="Remove Stage: Do").click()
    expect(page.locator("#facets input:checked")).to_have_count(2)
    page.go_back()
    assert titles(page) == narrowed
    page.get_by_role("link", name="Remove all").click()
    page.get_by_role("searchbox").fill("zzyzxqwv")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="All resources, the newest first").click()
    expect(page.locator("#found")).to_have_text("306 resources")


def test_the_focus_stays_while_results_change(visit: Visit) -> None:
    page = visit.page
    visit.go("/resources")
    words = page.get_by_role("searchbox")
    words.press_sequentially("digital", delay=30)
    expect(page.locator("#found")).to_contain_text("for “digital”")
    expect(words).to_be_focused()
    page.keyboard.type(" skills")
    expect(page.locator("#found")).to_contain_text("for “digital skills”")
    expect(words).to_be_focused()
    expect(words).to_have_value("digital skills")
    tick = page.get_by_label(re.compile("^Reports "))
    tick.focus()
    page.keyboard.press("Space")
    expect(page.locator(".chosen")).to_contain_text("Reports")
    expect(tick).to_be_focused()
    expect(tick).to_be_checked()
    page.keyboard.press("Space")
    expect(page.locator(".chosen")).to_have_count(0)
    expect(tick).to_be_focused()
    publisher = page.locator("#facet-publisher > summary")
    publisher.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".chosen")).to_contain_text("Publisher")
    expect(page.locator("#facet-publisher")).to_have_attribute("open", "")
    expect(page.locator("#facet-publisher input:focus")).to_be_checked()
    visit.step("chosen by keyboard")


def test_an_older_answer_never_takes_the_place_of_a_newer_one(visit: Visit) -> None:
    page, held = visit.page, list[Route]()
    visit.go("/resources")
    page.route("**/resources?q=bins&*", lambda route: held.append(route))
    page.get_by_role("searchbox").fill("bins")
    page.wait_for_timeout(600)
    assert len(held) == 1
    page.get_by_role("searchbox").fill("digital skills")
    expect(page.locator("#found")).to_contain_text("for “digital skills”")
    newest = titles(page)
    held[0].continue_()
    page.wait_for_timeout(400)
    assert titles(page) == newest
    expect(page).to_have_url(re.compile(r"\?q=digital\+skills$"))


def test_the_number_found_is_told_in_a_region_that_stays(visit: Visit) -> None:
    """A live region is heard when its words change, not when it is another element."""
    page = visit.page
    visit.go("/resources")
    region = page.locator("#found[role=status]").element_handle()
    assert region is not None
    page.get_by_role("searchbox").fill("recycling")
    expect(page.locator("#found")).to_contain_text("for “recycling”")
    assert region.evaluate("node => node.isConnected")
    assert "for “recycling”" in region.inner_text()


def test_years_and_sort_narrow_by_themselves(visit: Visit) -> None:
    page = visit.page
    visit.go("/resources")
    page.get_by_label("Sort by").select_option(label="Title, A to Z")
    expect(page).to_have_url(re.compile(r"\?sort=title$"))
    page.get_by_label("From", exact=True).fill("2021")
    page.get_by_label("From", exact=True).press("Tab")
    expect(page.locator(".chosen")).to_contain_text("Since 2021")
    expect(page.get_by_label("to", exact=True)).to_be_focused()
    listed = titles(page)
    assert listed == sorted(listed, key=folded)
    visit.step("years and sort")


@pytest.mark.parametrize("has_javascript", [True, False])
def test_on_a_phone_facets_fold_and_nothing_sticks_out(new_visit: NewVisit, has_javascript: bool) -> None:
    visit = new_visit(viewport=PHONE, java_script_enabled=has_javascript)
    page = visit.page
    visit.go("/resources?q=digital")
    expect(page.get_by_label(re.compile("^Case studies "))).to_be_hidden()
    page.get_by_text("Narrow down").click()
    expect(page.get_by_label(re.compile("^Case studies "))).to_be_visible()
    page.locator("#facet-publisher > summary").click()
    page.locator("#more-publisher > summary").click()
    if has_javascript:
        assert wide_parts(page) == []
        visit.step("unfolded on a phone")
        page.get_by_label(re.compile("^Case studies ")).check()
        expect(page.locator(".chosen")).to_contain_text("Case studies")
        expect(page.locator("#more-publisher")).to_have_attribute("open", "")
        page.get_by_role("link", name="See the results").click()
        expect(page.locator("#found")).to_be_in_viewport()


@pytest.mark.parametrize(
    "path", ["?q=" + "averylongword" * 20, "?publisher=" + "x" * 100, "?q=bins&type=tool&region=Wales"]
)
def test_nothing_sticks_out_where_nothing_is_found(new_visit: NewVisit, path: str) -> None:
    visit = new_visit(viewport=PHONE)
    visit.go(f"/resources{path}")
    assert wide_parts(visit.page) == []
    visit.step("nothing found")
