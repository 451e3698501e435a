"""A record of a consensus for tests that need one to be there, without everything that leads to it."""

from flask import Flask

from tests.support.people import COUNCIL, OPEN, TODAY, assessment_of
from tiex.content.editions import load_edition
from tiex.domain.answers import Answer
from tiex.domain.consensus import Content, document_of, fingerprint_of
from tiex.extensions import db
from tiex.models import AssessmentRow, ConsensusRecordRow

_EDITION = load_edition(OPEN)
_ANSWERS = {"role-service-plan": Answer("role-service-plan", "partly", "fully", "We have no plan for the coast.")}
DOCUMENT = document_of(_EDITION, Content(COUNCIL, OPEN, "a" * 64, _ANSWERS, ()), 1)
FINGERPRINT = fingerprint_of(DOCUMENT)


def add_record(app: Flask, response_id: int) -> str:
    """The assessment of this response, if there is one, gets a record unless it has it; returns its fingerprint."""
    assessment_id = assessment_of(app, response_id)
    with app.app_context():
        session = db.session()
        is_there = session.get(AssessmentRow, assessment_id) is not None
        if is_there and session.get(ConsensusRecordRow, (assessment_id, FINGERPRINT)) is None:
            place = {"assessment_id": assessment_id, "fingerprint": FINGERPRINT}
            session.add(ConsensusRecordRow(**place, number=1, document=DOCUMENT, created_at=TODAY))
            session.commit()
    return FINGERPRINT
