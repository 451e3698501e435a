"""A council that agrees, for tests: its people, their individual views, and a consensus that is complete or signed."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select, update

from tests.support.given_answers import Given, edition, give
from tests.support.people import COUNCIL, Someone, add_person, add_response, assessment_of
from tiex.access.scope import Scope
from tiex.consensus.commands import Change, begin_change, record_agreed_answer
from tiex.domain.answers import Answer
from tiex.domain.people import Role
from tiex.domain.signoff import Signatory
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.models import AssessmentRow, SignoffEventRow
from tiex.signoff import commands

ADDRESS = "http://localhost/sign-off"


@dataclass(frozen=True, slots=True)
class Council:
    """The people of Fernmoor, and its assessment."""

    app: Flask
    lead: Someone
    leader: Someone
    chief: Someone
    contributor: Someone
    reader: Someone
    assessment_id: int

    def path(self, rest: str) -> str:
        return f"/assessments/{self.assessment_id}/{rest}"

    def kinds(self) -> list[str]:
        """What happened in the sign-off."""
        with self.app.app_context():
            query = select(SignoffEventRow.kind).order_by(SignoffEventRow.seq)
            return list(db.session.scalars(query.where(SignoffEventRow.assessment_id == self.assessment_id)))


def found_council(app: Flask, lead: Someone) -> Council:
    return Council(
        app,
        lead,
        add_person(app, "Dana Whit", role=Role.LEADER),
        add_person(app, "Owen Bright", role=Role.CHIEF_EXECUTIVE),
        add_person(app, "Tom Ashby", role=Role.CONTRIBUTOR),
        add_person(app, "Lewis Hart", role=Role.READER),
        assessment_of(app, add_response(app, lead)),
    )


def answer_alone(council: Council, answers: dict[str, Given], people: Iterable[Someone]) -> None:
    """Each of these people gives the same individual view."""
    for person in people:
        give(council.app, person, add_response(council.app, person), answers)


def close_round(council: Council) -> None:
    """Where it is still open."""
    with council.app.app_context():
        now = current_gateways().clock.now()
        is_open = (AssessmentRow.id == council.assessment_id, AssessmentRow.closed_at.is_(None))
        db.session.execute(update(AssessmentRow).where(*is_open).values(closed_at=now))
        db.session.commit()


def agree(council: Council, answers: Iterable[Answer]) -> None:
    """Recorded by the lead, without a browser, once the round is closed; each on top of what is there."""
    close_round(council)
    with council.app.app_context():
        for answer in answers:
            record_agreed_answer(change=_change(council, council.lead), proposed=answer)
        db.session.commit()


def agree_everything(council: Council) -> None:
    levels = [level.key for level in edition().scale.levels]
    agree(council, (Answer(key, levels[n % 3], levels[2]) for n, key in enumerate(edition().statements)))
    agree(council, (Answer(key, "agree") for key in edition().key_statements))


def send(council: Council) -> str:
    """Returns the fingerprint of what was sent."""
    with council.app.app_context():
        fingerprint = commands.send_for_signoff(change=_change(council, council.lead))
        db.session.commit()
    return fingerprint


def sign(council: Council, person: Someone, role: Role, fingerprint: str) -> None:
    with council.app.app_context():
        commands.sign(change=_change(council, person), signatory=Signatory(person.id, role), shown=fingerprint)
        db.session.commit()


def sign_off(council: Council) -> str:
    """Everything agreed, sent and signed by both."""
    agree_everything(council)
    fingerprint = send(council)
    sign(council, council.leader, Role.LEADER, fingerprint)
    sign(council, council.chief, Role.CHIEF_EXECUTIVE, fingerprint)
    return fingerprint


def _change(council: Council, person: Someone) -> Change:
    session, clock = db.session(), current_gateways().clock
    consensus = begin_change(Scope(person.id, frozenset({COUNCIL})), session, council.assessment_id)
    voids = consensus.state.fingerprint
    return Change(session, consensus, person.id, person.name, clock.today(), clock.now(), ADDRESS, voids)
