"""Those who run the exchange."""

import pytest
from flask import Flask

from tests.slices.cells.steps import enter
from tests.support.page_client import PageClient
from tests.support.people import TODAY, add_person
from tiex.accounts.commands import add_exchange_role
from tiex.domain.people import ExchangeRole
from tiex.extensions import db


@pytest.fixture
def editor(app: Flask) -> PageClient:
    person = add_person(app, "Ed Itor", council=None)
    with app.app_context():
        role = {"person_id": person.id, "role": ExchangeRole.EDITOR, "now": TODAY}
        add_exchange_role(session=db.session(), **role)  # type: ignore[arg-type]
        db.session.commit()
    return enter(app, person)
