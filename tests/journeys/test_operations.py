"""What administrators see of the work behind the scenes, on a wide screen and on a phone."""

import pytest
from flask import Flask

from tests.journeys.conftest import NewVisit
from tests.journeys.test_layout import LAPTOP, PHONE, TOO_WIDE
from tests.slices.cells.steps import stored
from tests.slices.jobs.steps import ask_for, handling, work
from tests.slices.jobs.test_operations import refuse
from tests.support.people import TODAY, add_person
from tiex.accounts.commands import add_exchange_role
from tiex.domain.people import ExchangeRole


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_operations_can_be_read_and_what_was_given_up_is_tried_again(
    app: Flask, new_visit: NewVisit, viewport: dict[str, int]
) -> None:
    person = add_person(app, "Ad Min", council=None)
    with stored(app) as session:
        add_exchange_role(session=session, person_id=person.id, role=ExchangeRole.ADMINISTRATOR, now=TODAY)
        session.commit()
    ask_for(app, "a-name-without-any-space-in-it" * 4, "b")
    visit = new_visit(viewport=viewport)
    visit.enter_as(app, person)
    with handling(app, refuse):
        work(app)
        visit.go("/operations")
        visit.step("what was given up")
        assert visit.page.evaluate(TOO_WIDE) == []
        assert "TIEX_CLAMD" in visit.page.locator("#scanning").inner_text()
        visit.page.get_by_role("button", name="Try all jobs again").click()
        visit.page.get_by_text("2 jobs put back, to be tried again.").wait_for()
        visit.step("put back")
