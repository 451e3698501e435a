"""From an example with files, over a line that drops twice, to another council that opens the page of a sentence."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import NewVisit
from tests.journeys.test_uploads import ADDRESS, DROPPED, Line, choose, file, leave
from tests.reading import made
from tests.slices.cells.steps import stored
from tests.support.people import OTHER_COUNCIL, TODAY, Someone, add_person
from tests.support.visit import Visit
from tiex.accounts.commands import add_exchange_role
from tiex.domain.people import ExchangeRole, Role
from tiex.worker import do_all

SENTENCE = "Lorries follow the peregrine timetable on wet Tuesdays."
TITLE = "Bin rounds planned with sensors"
WRITTEN = {
    "Title": TITLE,
    "What was the problem?": "Lorries drove to bins that were half empty.",
    "What did you do?": "We put sensors into 400 bins and planned the rounds each night.",
    "What changed?": "A fifth fewer miles.",
}


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def chosen(tmp_path: Path) -> list[Path]:
    contents = {
        "plan.pdf": made.pdf("Our plan for the rounds", SENTENCE, "Thank you"),
        "paper.docx": made.word("The report to cabinet"),
        "figures.csv": b"month,missed\nJanuary,40\nJune,12\n",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in contents]


def look(visit: Visit, name: str, has_script: bool) -> None:
    """Axe is a script: without JavaScript only what the browser complains of is looked at."""
    visit.step(name) if has_script else visit.check()


def work(app: Flask) -> None:
    """As the worker does it: files are scanned and read, and the index is told."""
    with app.app_context():
        do_all()


def editor_of(app: Flask) -> Someone:
    person = add_person(app, "Ed Itor", council=None)
    with stored(app) as session:
        add_exchange_role(session=session, person_id=person.id, role=ExchangeRole.EDITOR, now=TODAY)
        session.commit()
    return person


def write(page: Page) -> None:
    page.get_by_role("button", name="Begin an example").click()
    for label, words in WRITTEN.items():
        page.get_by_label(label).fill(words)
    for name in ("Use of data and intelligence", "Service focus", "Do", "Waste", "My council may share all of this"):
        page.get_by_label(name, exact=True).check()
    page.get_by_label("Who may read it").select_option("All councils")


def send(page: Page) -> None:
    """Once the page has been painted: until then Chromium takes no clicks."""
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Send it to the editors").click()


def add(page: Page, chosen: list[Path], has_script: bool) -> None:
    line = Line(drops=(1, 3))
    page.route(ADDRESS, line.carry)
    if not has_script:
        page.get_by_role("button", name="Save the draft and add files").click()
    choose(page, chosen)
    if not has_script:
        page.get_by_role("button", name="Upload").click()
    for path in chosen:
        expect(file(page, path.name)).to_contain_text("Being checked")
    page.unroute_all(behavior="ignoreErrors")
    assert not has_script or len(line.offsets) > len(chosen)
    if not has_script:
        page.get_by_role("link", name="Go on writing the example").click()


def test_what_it_lacks_is_said_at_once_where_it_is_missing_and_goes_as_it_is_mended(
    app: Flask, ada_visit: Visit
) -> None:
    page = ada_visit.page
    ada_visit.go("/examples")
    page.get_by_role("button", name="Begin an example").click()
    page.get_by_label("Title").fill(TITLE)
    expect(page.locator("#saved-example")).to_contain_text("Saved at")
    send(page)
    summary = page.locator("#missing .asked")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Say what the problem was")
    problem = page.get_by_label("What was the problem?")
    expect(problem).to_have_accessible_description(re.compile(r"Error:\s+Say what the problem was"))
    expect(page.get_by_label("My council may share")).to_have_accessible_description(re.compile(r"Error:\s+Confirm"))
    expect(page.locator("#title-error")).to_have_count(0)
    ada_visit.step("what it lacks")
    page.get_by_role("link", name="Say what the problem was").click()
    expect(problem).to_be_focused()
    page.keyboard.type("Lorries drove to bins that were half empty.", delay=5)
    expect(page.locator("#problem-error")).to_have_count(0)
    expect(summary).not_to_contain_text("Say what the problem was")
    expect(problem).to_be_focused()
    expect(problem).to_have_value("Lorries drove to bins that were half empty.")
    page.get_by_label("Do", exact=True).check()
    expect(page.locator("#stages-error")).to_have_count(0)
    expect(page.get_by_label("Do", exact=True)).to_be_checked()
    ada_visit.step("some of it mended")


def test_what_is_typed_while_an_answer_is_on_its_way_stays(app: Flask, ada_visit: Visit) -> None:
    page = ada_visit.page
    ada_visit.go("/examples")
    page.get_by_role("button", name="Begin an example").click()
    page.wait_for_load_state("networkidle")
    held: list[Route] = []
    page.route("**/edit", lambda route: route.continue_() if held else held.append(route))
    page.get_by_label("Title").fill("Bins")
    send(page)
    while not held:
        page.wait_for_timeout(20)
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("What did you do?").fill("We put sensors into 400 bins.")
    page.get_by_label("Service focus").check()
    held[0].continue_()
    expect(page.locator("#missing .asked")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value(TITLE)
    expect(page.get_by_label("What did you do?")).to_have_value("We put sensors into 400 bins.")
    expect(page.get_by_label("Service focus")).to_be_checked()
    expect(page.locator("#saved-example")).to_contain_text("Saved at")
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value(TITLE)


def test_an_example_is_shared_reviewed_found_and_opened_at_the_page(
    app: Flask, new_visit: NewVisit, ada: Someone, chosen: list[Path], has_script: bool
) -> None:
    ada_visit, editor, other, public = (new_visit(java_script_enabled=has_script) for _ in range(4))
    ada_visit.enter_as(app, ada)
    editor.enter_as(app, editor_of(app))
    other.enter_as(app, add_person(app, "Os Other", council=OTHER_COUNCIL, role=Role.CONTRIBUTOR))
    page = ada_visit.page
    page.on("dialog", leave)
    ada_visit.expect(DROPPED)
    ada_visit.go("/examples")
    write(page)
    if has_script:
        expect(page.locator("#saved-example")).to_contain_text("Saved at")
    add(page, chosen, has_script)
    look(ada_visit, "written, with files", has_script)
    work(app)
    page.reload()
    for path in chosen:
        expect(file(page, path.name)).to_contain_text("Ready")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("main")).to_contain_text("With the editors")
    look(ada_visit, "sent", has_script)

    editor.go("/editor/examples")
    look(editor, "the queue", has_script)
    editor.page.get_by_role("link", name=TITLE).click()
    look(editor, "on the desk", has_script)
    editor.page.get_by_label("What its author should know").fill("Please say what it cost.")
    editor.page.get_by_role("button", name="Ask for changes").click()
    expect(editor.page.locator("main")).to_contain_text("Changes asked for")

    ada_visit.go("/examples")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator(".asked")).to_contain_text("Please say what it cost.")
    page.get_by_role("link", name="Go on writing").click()
    page.get_by_label("What did it cost?").fill("£40,000 once")
    send(page)
    expect(page.locator("main")).to_contain_text("With the editors")
    editor.page.reload()
    editor.page.get_by_role("button", name="Publish it as it is").click()
    expect(editor.page.locator("main")).to_contain_text("Published")
    look(editor, "published", has_script)
    work(app)

    other.go("/resources?q=peregrine+timetable")
    hit = other.page.locator(".results .resource", has_text=TITLE)
    expect(hit.locator(".resource__in-file")).to_contain_text("plan.pdf, page 2")
    expect(hit.locator(".resource__in-file mark")).to_have_text(["peregrine", "timetable"])
    look(other, "found by a sentence inside the file", has_script)
    address = hit.locator(".resource__in-file a").get_attribute("href") or ""
    assert re.fullmatch(r"/files/\d+/plan\.pdf\?view=1#page=2", address)
    opened = other.context.request.get(other.url + address)
    assert (opened.status, opened.headers["content-type"]) == (200, "application/pdf")
    assert opened.body() == chosen[0].read_bytes()
    hit.get_by_role("link", name=TITLE).click()
    expect(other.page.locator(".attached")).to_contain_text("plan.pdf")
    expect(other.page.locator("main")).to_contain_text("£40,000 once")
    look(other, "what another council reads", has_script)
    other.page.get_by_role("link", name="Report a problem").click()
    look(other, "the form for a problem", has_script)

    public.go("/resources?q=peregrine+timetable")
    expect(public.page.locator(".resource__in-file")).to_have_count(0)
    expect(public.page.get_by_text(TITLE)).to_have_count(0)
    public.go("/resources/bin-rounds-planned-with-sensors", status=404)
    assert public.context.request.get(public.url + address).status == 404
