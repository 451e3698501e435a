"""From the signed result to each of its files, with and without JavaScript."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisit
from tests.papers.reading import text_of
from tests.support.agreeing import found_council, sign_off
from tests.support.people import Someone

FILES = 9
# Milliseconds: a click is over when the file begins to come, which takes a busy machine a while.
PATIENCE = 60_000


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without"])
def test_every_file_of_a_signed_result(
    app: Flask, new_visit: NewVisit, ada: Someone, tmp_path: Path, *, has_javascript: bool
) -> None:
    council = found_council(app, ada)
    sign_off(council)
    visit = new_visit(java_script_enabled=has_javascript)
    visit.enter_as(app, council.reader)
    visit.go(council.path("consensus/result"))
    visit.page.get_by_role("link", name="Take it away").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Take it away")
    visit.check()
    links = visit.page.locator(".take-away__offers a")
    expect(links).to_have_count(FILES)
    for link in links.all():
        with visit.page.expect_download(timeout=PATIENCE) as download:
            link.click(timeout=PATIENCE)
        name = download.value.suggested_filename
        assert name.startswith("fernmoor-borough-council-2026-27-self-assessment-")
        path = tmp_path / name
        download.value.save_as(path)
        assert "FernmoorBoroughCouncil" in text_of(path.read_bytes(), name)
