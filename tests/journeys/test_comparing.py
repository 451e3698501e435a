"""Comparing: another group at once or with a button, an address to share, and a group of one's own."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisit
from tests.journeys.test_from_gap_to_list import look
from tests.papers.reading import text_of
from tests.slices.comparison.test_comparing import LOW, let_publish, name_of, unitaries
from tests.support.people import Someone, assessment_of
from tiex.domain.publishing import Ring


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without"])
def test_from_the_result_to_a_group_of_ones_own(
    app: Flask, new_visit: NewVisit, ada: Someone, response_id: int, tmp_path: Path, has_script: bool
) -> None:
    codes = unitaries(app, 6)
    let_publish(app, codes[:5], Ring.COUNCILS, LOW)
    place = f"/assessments/{assessment_of(app, response_id)}"
    visit = new_visit(java_script_enabled=has_script)
    visit.enter_as(app, ada)
    page = visit.page
    visit.go(f"{place}/consensus/result")
    page.get_by_role("link", name="Compare with other councils").click()
    expect(page.locator("#comparison")).to_contain_text("5 other councils counted")
    look(visit, "the comparison with one’s own type", has_script)

    page.get_by_label("Compare with").focus()
    page.get_by_label("Compare with").select_option("like-mine")
    if has_script:
        expect(page.get_by_label("Compare with")).to_be_focused()
    else:
        page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("#comparison-title")).to_have_text("Councils like yours")
    expect(page).to_have_url(f"{visit.url}{place}/comparison?with=like-mine")
    look(visit, "councils like mine", has_script)
    page.go_back()
    expect(page.locator("#comparison-title")).to_have_text("Unitary councils, as yours")

    page.get_by_role("link", name="Choose a group of councils yourself").click()
    page.get_by_label("Name of the group").fill("Neighbours")
    page.get_by_label("Councils", exact=True).fill(
        "\n".join([*(name_of(app, code) for code in codes), "Nowhere at all"])
    )
    visit.expect("status of 422")
    page.get_by_role("button", name="Save this group").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("“Nowhere at all” names no council")
    look(visit, "a name that is not known", has_script)
    page.get_by_label("Councils", exact=True).fill("\n".join(name_of(app, code) for code in codes))
    page.get_by_role("button", name="Save this group").click()
    expect(page.locator("#comparison-title")).to_have_text("Neighbours")
    expect(page.locator("#comparison")).to_contain_text("5 councils of these 6")
    look(visit, "a group of one’s own", has_script)

    links = page.locator("#take-away a")
    expect(links).to_have_count(5)
    for link in links.all():
        with page.expect_download() as download:
            link.click()
        name = download.value.suggested_filename
        assert name.startswith("comparison-fernmoor-borough-council-2026-27-neighbours.")
        path = tmp_path / name
        download.value.save_as(path)
        assert "Neighbours" in text_of(path.read_bytes(), name)
