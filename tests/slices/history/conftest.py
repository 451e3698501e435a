"""A council with a leader, a contributor and a reader beside Ada, its lead contributor."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import update

from tests.slices.cells.steps import enter, stored
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, TODAY, Someone, add_person
from tiex.domain.people import Role
from tiex.models import AssessmentRow
from tiex.web.trail import append_entry

HISTORY = f"/councils/{COUNCIL}/history"


@dataclass(frozen=True, slots=True)
class Council:
    app: Flask
    lead: Someone
    leader: Someone
    contributor: Someone
    reader: Someone

    def browser(self, person: Someone) -> PageClient:
        return enter(self.app, person)

    def text(self, person: Someone, path: str = HISTORY) -> str:
        return self.browser(person).page(path).find("main").text

    def close_round(self) -> None:
        with stored(self.app) as session:
            session.execute(update(AssessmentRow).values(closed_at=TODAY))
            session.commit()

    def write(self, action: str, subject: str = "it", **facts: object) -> None:
        """An entry as another part of the application would write it."""
        with stored(self.app) as session:
            given = {"at": TODAY, "actor_id": self.lead.id, "council_code": COUNCIL} | facts
            append_entry(session, action=action, subject=subject, **given)  # type: ignore[arg-type]
            session.commit()


@pytest.fixture
def council(app: Flask, ada: Someone) -> Council:
    leader = add_person(app, "Dana Whit", role=Role.LEADER)
    contributor = add_person(app, "Tom Ash", role=Role.CONTRIBUTOR)
    return Council(app, ada, leader, contributor, add_person(app, "Lewis Hart", role=Role.READER))
