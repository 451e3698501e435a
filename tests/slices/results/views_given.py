"""Views with answers whose figures are worked out by hand in the tests."""

from collections.abc import Iterable
from datetime import datetime, time

from flask import Flask

from tests.support.people import COUNCIL, OPEN, Someone, add_response
from tiex.access.scope import Scope
from tiex.assessments.commands import Recording, record_answer, record_note
from tiex.assessments.queries import open_response
from tiex.content.editions import load_edition
from tiex.domain.answers import Answer, Note
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE
from tiex.extensions import db
from tiex.gateways.clock import UK

# Role of the authority: service 3 of 6 points, customer 4 of 4, community not answered.
PARTIAL = (
    Answer("role-service-understand", "fully", "fully"),
    Answer("role-service-plan", "partly", "fully"),
    Answer("role-service-do", "not-yet", "fully"),
    Answer("role-customer-understand", NOT_APPLICABLE, rationale="The county does <this>.\nWe do not."),
    Answer("role-customer-plan", DONT_KNOW),
    Answer("role-customer-do", "fully", "partly"),
    Answer("role-customer-review", "fully"),
)
# 4 of the 6 points that two answers can give.
FACTORS = (Answer("csf-leadership-vision", "strongly-agree"), Answer("csf-leadership-risk", "disagree"))
NOTES = (
    Note("role-customer", "rationale", "We chose\nto wait."),
    Note("role-service", "impediments", "<b>The law</b> & us", ("role-service-plan", "role-service-do")),
    Note("role-service", "notable-practice", "A helpline."),
)
FULL = tuple(Answer(statement_id, "fully", "fully") for statement_id in load_edition(OPEN).statements)


def give_view(
    app: Flask, person: Someone, answers: Iterable[Answer] = (), notes: Iterable[Note] = (), *, edition: str = OPEN
) -> str:
    """A response of this person with these answers, given as the edition began; the address of its result."""
    response_id = add_response(app, person, edition=edition)
    with app.app_context():
        response = open_response(Scope(person.id, frozenset({COUNCIL})), db.session(), response_id)
        day = response.edition.starts_on
        recording = Recording(db.session(), response, person.id, day, datetime.combine(day, time(10), UK))
        for answer in answers:
            record_answer(recording=recording, current=None, proposed=answer)
        for note in notes:
            record_note(recording=recording, current=None, proposed=note)
        db.session.commit()
    return f"/responses/{response_id}/result"
