"""By keyboard alone: where the focus goes, and where it stays."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.cell_page import Card
from tests.support.visit import Visit

FOCUSED = """() => {
  const at = document.activeElement;
  const name = at.labels?.[0]?.textContent || at.getAttribute("aria-label") || at.textContent || at.id;
  return [at.localName, name.trim()];
}"""


def focused(page: Page) -> tuple[str, str]:
    """Tag and words of what has the focus."""
    tag, words = page.evaluate(FOCUSED)
    return tag, words


def tab_through(page: Page, count: int) -> list[tuple[str, str]]:
    found = []
    for _ in range(count):
        page.keyboard.press("Tab")
        found.append(focused(page))
    return found


@pytest.fixture
def cell(ada_visit: Visit, response_id: int) -> Visit:
    """The first cell, with nothing answered."""
    ada_visit.go(f"/responses/{response_id}/cells/role-service")
    return ada_visit


def test_the_focus_stays_on_the_choice(cell: Visit) -> None:
    card = Card(cell.page, "role-service-understand")
    card.radio("No answer").focus()
    for label in ("Not yet true", "Partly true", "Fully true"):
        with card.saving():
            cell.page.keyboard.press("ArrowRight")
        card.expect_chosen(label)
        expect(card.radio(label)).to_be_focused()
    cell.step("a level chosen with the keyboard")
    card.ambition.focus()
    with card.saving():
        cell.page.keyboard.press("P")
    expect(card.ambition).to_have_value("partly")
    expect(card.ambition).to_be_focused()


def test_the_focus_stays_in_a_note_while_it_is_saved(cell: Visit) -> None:
    text = cell.page.locator("#note-impediments textarea")
    text.press_sequentially("Contract runs")
    expect(cell.page.locator("#saved-role-service-impediments")).to_have_text("✓ Saved")
    expect(text).to_be_focused()
    cell.page.keyboard.type(" until 2028")
    expect(text).to_have_value("Contract runs until 2028")


def test_tab_goes_down_the_page(cell: Visit) -> None:
    names = [words for _, words in tab_through(cell.page, 21)]
    assert names[:2] == ["Skip to main content", "Transformation and Innovation Exchange"]
    start = names.index("No answer")
    assert "Sign out" in names[:start]
    assert names[start : start + 6] == [
        "No answer",
        "Ambition",
        "What would show this is true: Understand",
        "No answer",
        "Ambition",
        "What would show this is true: Plan",
    ]


def test_every_stop_is_in_the_order_of_the_page(cell: Visit) -> None:
    places = []
    for _ in range(45):
        cell.page.keyboard.press("Tab")
        places.append(cell.page.evaluate("() => [...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert places == sorted(set(places))


def test_the_wheel_is_walked_in_the_order_of_its_table(cell: Visit) -> None:
    page = cell.page
    wanted = page.eval_on_selector_all("#emerging table a", "links => links.map(a => a.getAttribute('href'))")
    page.locator("#emerging .wheel a").first.focus()
    walked = []
    for _ in wanted:
        walked.append(page.evaluate("() => document.activeElement.getAttribute('href')"))
        page.keyboard.press("Tab")
    assert len(wanted) == 18
    assert walked == wanted


def test_a_segment_leads_to_its_cell(cell: Visit) -> None:
    cell.page.locator("#emerging .wheel a").nth(4).focus()
    cell.page.keyboard.press("Enter")
    expect(cell.page).to_have_url(cell.page.url.replace("role-service", "income-customer"))


def test_the_skip_link_skips(cell: Visit) -> None:
    page = cell.page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    cell.step("skip link shown")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_tabs_of_notes_by_arrow_keys(cell: Visit) -> None:
    page = cell.page
    page.locator("#tab-note-impediments").focus()
    page.keyboard.press("ArrowRight")
    practice = page.get_by_role("tab", name="Notable practice")
    expect(practice).to_be_focused()
    expect(practice).to_have_attribute("aria-selected", "true")
    expect(page.locator("#note-notable-practice")).to_be_visible()
    expect(page.locator("#note-impediments")).to_be_hidden()
    cell.step("second tab of notes")
    page.keyboard.press("Tab")
    expect(page.locator("#note-notable-practice textarea")).to_be_focused()


def test_the_summary_of_a_refused_answer_has_the_focus(cell: Visit) -> None:
    """Sent without htmx, as where it was late to load."""
    cell.expect("status of 422")
    page, card = cell.page, Card(cell.page, "role-service-plan")
    card.choose("Does not apply")
    card.root.locator("form").evaluate("form => HTMLFormElement.prototype.submit.call(form)")
    expect(page.locator("#problems")).to_be_focused()
    cell.step("cell with an error summary")
    page.locator("#problems a").press("Enter")
    assert "#why-role-service-plan" in page.url
    expect(card.why).to_be_focused()


def test_the_summary_of_a_refused_sign_in_has_the_focus(visit: Visit) -> None:
    visit.expect("status of 422")
    visit.go("/sign-in")
    visit.page.get_by_role("button", name="Sign in").click()
    summary = visit.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(visit.page.get_by_label("E-mail address")).to_be_focused()
