"""Councils, people and responses for tests, made with the product's own commands."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from tests.support.page_client import PageClient, page_client
from tiex.access.scope import Scope
from tiex.accounts.commands import add_membership, create_person
from tiex.assessments.commands import start_response
from tiex.assessments.queries import open_assessment
from tiex.domain.people import Role
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.models import AssessmentResponseRow, CouncilRow
from tiex.rounds.commands import Running, close_round

PASSWORD = "a long and quiet password"
OPEN, CLOSED = "2026-27", "2019-20"
COUNCIL, OTHER_COUNCIL = "X-FERN", "X-SALT"
TODAY = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Someone:
    id: int
    email: str
    name: str


def add_person(app: Flask, name: str = "Ada Moor", *, council: str | None = COUNCIL, role: Role = Role.LEAD) -> Someone:
    """A person with PASSWORD, in a council where one is named."""
    email = f"{name.lower().replace(' ', '.')}@fernmoor.example"
    with app.app_context():
        session, now = db.session(), current_gateways().clock.now()
        person_id = create_person(session=session, email=email, name=name, job_title="", password=PASSWORD, now=now)
        if council:
            add_membership(session=session, person_id=person_id, council_code=council, role=role, now=now)
        session.commit()
    return Someone(person_id, email, name)


def add_response(app: Flask, person: Someone, *, council: str = COUNCIL, edition: str = OPEN) -> int:
    """An individual response of this person; returns its id."""
    with app.app_context():
        session, now = db.session(), current_gateways().clock.now()
        response_id = start_response(
            session=session, council_code=council, edition_key=edition, author_id=person.id, now=now
        )
        session.commit()
    return response_id


def signed_in(app: Flask, person: Someone) -> PageClient:
    """A browser in which this person is signed in."""
    client = page_client(app)
    client.page("/sign-in")
    client.submit("main form", email=person.email, password=PASSWORD)
    return client


def assessment_of(app: Flask, response_id: int) -> int:
    """The assessment that this response belongs to; the same number again where there is no such response."""
    with app.app_context():
        query = select(AssessmentResponseRow.assessment_id).where(AssessmentResponseRow.id == response_id)
        return db.session.scalar(query) or response_id


def close_round_of(app: Flask, response_id: int) -> int:
    """Close the answering round that this response belongs to; returns its assessment's id."""
    assessment_id = assessment_of(app, response_id)
    with app.app_context():
        session, clock = db.session(), current_gateways().clock
        scope = Scope(None, frozenset(session.scalars(select(CouncilRow.code))))
        assessment = open_assessment(scope, session, assessment_id)
        actor_id = session.scalars(select(AssessmentResponseRow.author_id).filter_by(id=response_id)).one()
        close_round(running=Running(session, assessment, actor_id or 0, "", clock.today(), clock.now()))
        session.commit()
    return assessment_id
