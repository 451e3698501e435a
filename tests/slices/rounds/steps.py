"""A council in which people are answering, and what tests of its round do."""

from dataclasses import dataclass

from flask import Flask

from tests.slices.cells.steps import enter
from tests.support.given_answers import Given, give
from tests.support.page_client import PageClient
from tests.support.people import Someone, add_person, add_response, assessment_of
from tiex.domain.people import Role, RoleGroup
from tiex.extensions import db
from tiex.models import MembershipRow

STATEMENT = "role-service-plan"


@dataclass(frozen=True, slots=True)
class Answering:
    """The lead with her browser, and the assessment that she runs."""

    assessment_id: int
    lead: Someone
    client: PageClient
    response_id: int

    def path(self, page: str = "round") -> str:
        return f"/assessments/{self.assessment_id}/{page}"

    def close(self) -> None:
        self.client.page(self.path())
        self.client.submit("form[action$='/close']", confirmed="y")


def begin(app: Flask, lead: Someone) -> Answering:
    """The lead's own view is begun, so there is an assessment."""
    response_id = add_response(app, lead)
    return Answering(assessment_of(app, response_id), lead, enter(app, lead), response_id)


def add_answering(
    app: Flask, name: str, position: str | None = None, *, group: RoleGroup | None = None, statement_id: str = STATEMENT
) -> tuple[Someone, int]:
    """A contributor with a view in which one statement has this answer; returns them and their response's id."""
    person = add_person(app, name, role=Role.CONTRIBUTOR)
    response_id = add_response(app, person)
    if position:
        why = "Others do this for us." if position == "not-applicable" else ""
        give(app, person, response_id, {statement_id: Given(position, rationale=why)})
    if group:
        with app.app_context():
            db.session.get_one(MembershipRow, (person.id, "X-FERN")).role_group = group.value
            db.session.commit()
    return person, response_id
