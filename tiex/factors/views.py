"""The page of the success factors, and saving one answer on it."""

from flask import Blueprint, Response, url_for

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_limited, reason_not_to_answer, reason_not_to_read
from tiex.assessments.commands import Recording, record_answer
from tiex.assessments.queries import OpenResponse, open_response, read_answers
from tiex.cells.forms import read_answer
from tiex.cells.presenters import Problem, SaveState, unsaved_state
from tiex.domain.answers import Answer
from tiex.domain.errors import AnswerChangedMeanwhile, UnknownLevel
from tiex.extensions import db
from tiex.factors.presenters import key_answer_conflict, key_answer_parts, present_factors
from tiex.gateways import current_gateways
from tiex.web import respond
from tiex.web.respond import Part
from tiex.web.transaction import commits

blueprint = Blueprint("factors", __name__)
TEMPLATE = "factors/success_factors.html"


@blueprint.get("/responses/<int:response_id>/success-factors")
@requires(Permission.RESPONSE_READ)
def success_factors(response_id: int) -> Response:
    session = db.session()
    response = open_response(current_scope(), session, response_id)
    allow(reason_not_to_read(current_actor(), response.facts))
    standing = response.standing_about(current_actor(), current_gateways().clock.today(), None)
    view = present_factors(response, read_answers(session, response), standing=standing)
    return respond.page(TEMPLATE, view)


@blueprint.post("/responses/<int:response_id>/success-factors/<statement_id>")
@requires(Permission.RESPONSE_ANSWER)
@commits
def save_key_answer(response_id: int, statement_id: str) -> Response:
    session, clock = db.session(), current_gateways().clock
    response = open_response(current_scope(), session, response_id)
    allow(reason_not_to_answer(current_actor(), response.facts))
    allow(reason_limited(current_actor(), response.council_code, None))
    response.edition.key_statement(statement_id)
    answers = dict(read_answers(session, response))
    proposed = read_answer(statement_id)
    recording = Recording(session, response, current_actor().person_id or 0, clock.today(), clock.now())
    try:
        answer = record_answer(recording=recording, current=answers.get(statement_id), proposed=proposed)
    except UnknownLevel as refusal:
        return _not_saved(response, proposed, unsaved_state(proposed, str(refusal)), 422)
    except AnswerChangedMeanwhile:
        session.rollback()
        saved = read_answers(session, response).get(statement_id, Answer(statement_id))
        return _not_saved(response, proposed, key_answer_conflict(response, saved), 409)
    answers[statement_id] = answer
    page = url_for("factors.success_factors", response_id=response_id)
    return respond.saved(key_answer_parts(response, answers, answer), then=f"{page}#statement-{statement_id}")


def _not_saved(response: OpenResponse, proposed: Answer, state: SaveState, status: int) -> Response:
    """The page as typed: the choice stays on it, with what is wrong."""
    view = present_factors(
        response,
        read_answers(db.session(), response),
        standing=response.standing_about(current_actor(), current_gateways().clock.today(), None),
        typed=proposed,
        states={proposed.statement_id: state},
        problems=(Problem(f"#statement-{proposed.statement_id}", state.sentence),),
    )
    part = Part(state.id, "cells/_saved.html", state)
    return respond.invalid([part], template=TEMPLATE, view=view, status=status)
