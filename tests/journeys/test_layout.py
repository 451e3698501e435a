"""No page needs scrolling sideways: on a phone, at 400 % zoom, and on a small laptop."""

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.journeys.conftest import NewVisit
from tests.support.every_page import every_page
from tests.support.given_answers import edition, give, give_note, plan
from tests.support.people import Someone
from tests.support.visit import Visit
from tiex.domain.answers import Note

PHONE = {"width": 320, "height": 640}
ZOOMED = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %
LAPTOP = {"width": 1366, "height": 768}
DEAD_LINK = "/no-longer-working"
PRIVATE = ("/responses", "/assessments", "/my-council", "/account", "/councils")
LONG = "https://council.example/" + "averylongaddresswithoutanybreak" * 5

# What sticks out to the right and is neither cut off by design nor hidden from view.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const inScroller = node => node.closest('.scroll, .wheel-frame, .govuk-visually-hidden, svg, thead');
  return [...document.body.querySelectorAll('*')]
    .filter(node => !inScroller(node) && node.checkVisibility() && node.getBoundingClientRect().right > width + 1)
    .slice(0, 3).map(node => node.outerHTML.slice(0, 120));
}"""


# Long words in the tables of scores that stand in two lines.
BROKEN_WORDS = """() => [...document.querySelectorAll('.score-table tbody th')].flatMap(cell => {
  const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode(), range = document.createRange();
  return [...text.data.matchAll(/[a-z]{9,}/gi)].filter(({0: word, index}) => {
    range.setStart(text, index); range.setEnd(text, index + word.length);
    return range.getClientRects().length > 1;
  }).map(found => found[0]);
})"""


def wide_parts(page: Page) -> list[str]:
    """What makes this page scroll sideways, or would if it were not cut off."""
    found: list[str] = page.evaluate(TOO_WIDE)
    wide, narrow = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [f"{page.url}: {part}" for part in found] + ([f"{page.url}: {wide} > {narrow}"] if wide > narrow else [])


@pytest.fixture
def filled(app: Flask, ada: Someone, response_id: int) -> int:
    """Ada's response with every answer and with a note that is hard to break."""
    give(app, ada, response_id, plan())
    give_note(app, ada, response_id, Note("role-service", "impediments", LONG))
    return response_id


@pytest.mark.parametrize("is_signed_in", [False, True], ids=["signed out", "signed in"])
@pytest.mark.parametrize("size", [PHONE, ZOOMED, LAPTOP], ids=["phone", "400 % zoom", "laptop"])
def test_no_page_scrolls_sideways(
    app: Flask, new_visit: NewVisit, ada: Someone, filled: int, size: dict[str, int], is_signed_in: bool
) -> None:
    visit = new_visit(viewport=size, device_scale_factor=4 if size is ZOOMED else 1)
    if is_signed_in:
        visit.enter_as(app, ada)
    found = []
    for path in every_page(app, [filled]):
        if is_signed_in or not path.startswith(PRIVATE):
            visit.go(path, status=410 if path.endswith(DEAD_LINK) else 200)
            found += wide_parts(visit.page)
    assert not found, "\n".join(found)


def test_long_texts_break_on_a_phone(app: Flask, new_visit: NewVisit, ada: Someone, filled: int) -> None:
    visit = new_visit(viewport=PHONE)
    visit.enter_as(app, ada)
    visit.go(f"/responses/{filled}/result")
    assert wide_parts(visit.page) == []
    make_note_conflict(visit, filled)
    assert wide_parts(visit.page) == []


def test_words_and_code_stay_whole_on_a_phone(app: Flask, new_visit: NewVisit, ada: Someone, filled: int) -> None:
    visit = new_visit(viewport=PHONE)
    visit.enter_as(app, ada)
    visit.go(f"/responses/{filled}/result")
    assert visit.page.evaluate(BROKEN_WORDS) == []
    visit.go("/data")
    codes = "() => [...document.querySelectorAll('.open-data__code')].every(n => n.scrollWidth <= n.clientWidth)"
    assert visit.page.evaluate(codes)


def make_note_conflict(visit: Visit, response_id: int) -> None:
    """The same cell in two tabs; on screen is what the second one is told."""
    other = visit.context.new_page()
    for page in (visit.page, other):
        page.goto(f"{visit.url}/responses/{response_id}/cells/role-service")
    visit.expect("status of 409")
    for page in (other, visit.page):
        with page.expect_response("**/notes/*"):
            page.locator("#note-impediments textarea").fill(f"{LONG} {id(page)}")
    visit.page.locator(".saved__ways").wait_for()


@pytest.mark.parametrize("cell_id", [cell.id for cell in edition().cells if cell.id != "role-service"])
def test_no_cell_scrolls_sideways(app: Flask, new_visit: NewVisit, ada: Someone, filled: int, cell_id: str) -> None:
    visit = new_visit(viewport=PHONE)
    visit.enter_as(app, ada)
    visit.go(f"/responses/{filled}/cells/{cell_id}")
    assert wide_parts(visit.page) == []
