"""Two editors who save at the same moment: one change stands, the other editor is told, and nothing is doubled."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.slices.cells.steps import stored, token_on
from tests.slices.cells.test_at_once import meeting_before
from tests.slices.resources.test_editing import DESK, EDIT, TYPED, keeper, row_of, trail
from tests.support.page_client import PageClient
from tests.support.resources import add_resource
from tiex.models import ResourceRow


def send(browser: PageClient, path: str, fields: dict[str, object]) -> int:
    assert browser.current is not None
    data = fields | {"csrf_token": token_on(browser.current)}
    return FlaskClient.open(browser, path, method="POST", data=data).status_code


def test_two_changes_of_one_version_are_one(app: Flask) -> None:
    add_resource(app)
    browsers = [keeper(app, "Ed Itor"), keeper(app, "Ot Her")]
    forms = [TYPED | {"title": title, "version": "1"} for title in ("Mine", "Theirs")]
    for browser in browsers:
        browser.page(EDIT)
    with meeting_before(app, "UPDATE resource"), ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(lambda browser, form: send(browser, EDIT, form), browsers, forms))
    assert found == [303, 409]
    assert row_of(app).version == 2
    assert len(trail(app)) == 1


def test_the_same_form_sent_twice_adds_one(app: Flask) -> None:
    browsers = [keeper(app, "Ed Itor"), keeper(app, "Ot Her")]
    for browser in browsers:
        browser.page(f"{DESK}/new")
    with meeting_before(app, "INSERT INTO resource"), ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(lambda browser: send(browser, DESK, TYPED), browsers))
    assert found == [303, 422]
    with stored(app) as session:
        assert session.scalar(select(func.count()).select_from(ResourceRow)) == 1
    assert len(trail(app)) == 1
