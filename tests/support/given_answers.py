"""Answers for tests: a plan of all of them, giving them without a browser, and reading what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask import Flask
from sqlalchemy import select

from tests.support.people import COUNCIL, OPEN, Someone
from tiex.access.scope import Scope
from tiex.assessments.commands import Recording, record_answer, record_note
from tiex.assessments.queries import open_response, read_answers
from tiex.content.editions import load_edition
from tiex.domain.answers import Answer, Note
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Edition
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.models import NoteRow

WHY = "Another council does this for us."


@dataclass(frozen=True, slots=True)
class Given:
    """What is stored of an answer."""

    position: str | None
    ambition: str | None = None
    rationale: str = ""


@cache
def edition(key: str = OPEN) -> Edition:
    return load_edition(key)


def label_of(key: str) -> str:
    """The words on the control for a level."""
    scale, factor_scale = edition().scale, edition().factor_sheet.scale
    labels = {level.key: level.label for level in (*scale.levels, *factor_scale.levels)}
    labels |= {other.key: other.label for other in scale.others}
    return labels[key]


@cache
def plan() -> Mapping[str, Given]:
    """An answer to each of the 72 statements and 18 key statements; every kind of answer is among them."""
    levels = [level.key for level in edition().scale.levels]
    agreed = [level.key for level in edition().factor_sheet.scale.levels]
    given = {}
    for number, statement_id in enumerate(edition().statements):
        ambition = levels[max(number % 3, 1)] if number % 10 == 0 else None
        given[statement_id] = Given(levels[number % 3], ambition)
    given["income-customer-do"] = Given(NOT_APPLICABLE, rationale=WHY)
    given["data-service-plan"] = Given(DONT_KNOW)
    for number, statement_id in enumerate(edition().key_statements):
        given[statement_id] = Given(agreed[number % 4])
    return given


def give(app: Flask, person: Someone, response_id: int, answers: Mapping[str, Given]) -> None:
    """Record these answers without a browser, on the day that the clock says."""
    with app.app_context():
        recording = _recording(person, response_id)
        current = read_answers(recording.session, recording.response)
        for statement_id, given in answers.items():
            before = current.get(statement_id)
            version = before.version if before else 0
            proposed = Answer(statement_id, given.position, given.ambition, given.rationale, version)
            record_answer(recording=recording, current=before, proposed=proposed)
        recording.session.commit()


def give_note(app: Flask, person: Someone, response_id: int, note: Note) -> None:
    with app.app_context():
        recording = _recording(person, response_id)
        record_note(recording=recording, current=None, proposed=note)
        recording.session.commit()


def stored_answers(app: Flask, person: Someone, response_id: int) -> dict[str, Given]:
    with app.app_context():
        recording = _recording(person, response_id)
        answers = read_answers(recording.session, recording.response)
        return {key: Given(a.position, a.ambition, a.rationale) for key, a in answers.items()}


def stored_note(app: Flask, response_id: int, cell_id: str, kind: str) -> str | None:
    """The text of a note; None where there is none."""
    with app.app_context():
        query = select(NoteRow.text).filter_by(response_id=response_id, cell_id=cell_id, kind=kind)
        return db.session.scalar(query)


def _recording(person: Someone, response_id: int) -> Recording:
    session, clock = db.session(), current_gateways().clock
    response = open_response(Scope(person.id, frozenset({COUNCIL})), session, response_id)
    return Recording(session, response, person.id, clock.today(), clock.now())
