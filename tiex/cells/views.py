"""The page of a cell, and saving an answer or a note on it."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, url_for

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_limited, reason_not_in_council, reason_not_to_answer, reason_not_to_read
from tiex.assessments.commands import Recording, record_answer, record_note
from tiex.assessments.presenters import cell_url
from tiex.assessments.queries import OpenResponse, open_response, read_answers, read_notes
from tiex.cells.forms import read_answer, read_note
from tiex.cells.presenters import (
    PRACTICE,
    CellView,
    Problem,
    SaveState,
    answer_conflict,
    answer_parts,
    note_conflict,
    note_state,
    present_cell,
    unsaved_state,
)
from tiex.domain.answers import Answer, Note
from tiex.domain.edition import NOT_APPLICABLE, Cell
from tiex.domain.errors import (
    AnswerChangedMeanwhile,
    NoteChangedMeanwhile,
    RationaleMissing,
    TextTooLong,
    UnknownLevel,
)
from tiex.domain.examples import content_of_note
from tiex.examples.commands import Sharing, begin_example
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.web import respond
from tiex.web.respond import Part
from tiex.web.transaction import commits

blueprint = Blueprint("cells", __name__)
TEMPLATE = "cells/cell.html"


@blueprint.get("/responses/<int:response_id>/cells/<cell_id>")
@requires(Permission.RESPONSE_READ)
def cell(response_id: int, cell_id: str) -> Response:
    response = open_response(current_scope(), db.session(), response_id)
    allow(reason_not_to_read(current_actor(), response.facts))
    return respond.page(TEMPLATE, _cell_view(response, response.edition.cell(cell_id)))


@blueprint.post("/responses/<int:response_id>/statements/<statement_id>")
@requires(Permission.RESPONSE_ANSWER)
@commits
def save_answer(response_id: int, statement_id: str) -> Response:
    session = db.session()
    response = open_response(current_scope(), session, response_id)
    allow(reason_not_to_answer(current_actor(), response.facts))
    statement = response.edition.statement(statement_id)
    place = response.edition.cell(statement.cell_id)
    allow(reason_limited(current_actor(), response.council_code, place.characteristic))
    answers = dict(read_answers(session, response))
    proposed = read_answer(statement_id)
    try:
        answer = record_answer(recording=_recording(response), current=answers.get(statement_id), proposed=proposed)
    except (RationaleMissing, TextTooLong, UnknownLevel) as refusal:
        state = unsaved_state(proposed, str(refusal))
        return _answer_not_saved(response, place, proposed, state, 422)
    except AnswerChangedMeanwhile:
        session.rollback()
        state = answer_conflict(
            response, place, read_answers(session, response).get(statement_id, Answer(statement_id))
        )
        return _answer_not_saved(response, place, proposed, state, 409)
    answers[statement_id] = answer
    then = f"{cell_url(response, place.id)}#statement-{statement_id}"
    return respond.saved(answer_parts(response, place, answers, answer), then=then)


@blueprint.post("/responses/<int:response_id>/cells/<cell_id>/notes/<kind>")
@requires(Permission.RESPONSE_ANSWER)
@commits
def save_note(response_id: int, cell_id: str, kind: str) -> Response:
    session = db.session()
    response = open_response(current_scope(), session, response_id)
    allow(reason_not_to_answer(current_actor(), response.facts))
    place = response.edition.cell(cell_id)
    allow(reason_limited(current_actor(), response.council_code, place.characteristic))
    proposed = read_note(cell_id, kind)
    current = _note_of(response, proposed)
    try:
        note = record_note(recording=_recording(response), current=current, proposed=proposed)
    except TextTooLong as refusal:
        state = replace(note_state(proposed, cell_id, kind), sentence=str(refusal), is_saved=False)
        return _note_not_saved(response, place, proposed, state, 422)
    except NoteChangedMeanwhile:
        session.rollback()
        state = note_conflict(response, _note_of(response, proposed) or proposed)
        return _note_not_saved(response, place, proposed, state, 409)
    state = note_state(note, cell_id, kind)
    part = Part(state.id, "cells/_saved.html", state)
    return respond.saved([part], then=f"{cell_url(response, cell_id)}#note-{kind}")


@blueprint.post("/responses/<int:response_id>/cells/<cell_id>/example")
@requires(Permission.EXAMPLE_SHARE)
@commits
def share_note(response_id: int, cell_id: str) -> Response:
    """What its author noted of what worked, as the beginning of an example; only they can do so."""
    session, actor = db.session(), current_actor()
    response = open_response(current_scope(), session, response_id)
    allow(reason_not_to_read(actor, response.facts))
    allow(reason_not_in_council(actor, Permission.EXAMPLE_SHARE, response.council_code))
    place = response.edition.cell(cell_id)
    note = _note_of(response, Note(place.id, PRACTICE, ""))
    sharing = Sharing(session, actor.person_id, current_gateways().clock.now())
    content = content_of_note(response.edition, place, note)
    example_id = begin_example(sharing=sharing, council_code=response.council_code, content=content)
    return respond.saved([], then=url_for("examples.edit", example_id=example_id))


def _recording(response: OpenResponse) -> Recording:
    clock = current_gateways().clock
    return Recording(db.session(), response, current_actor().person_id or 0, clock.today(), clock.now())


def _note_of(response: OpenResponse, like: Note) -> Note | None:
    notes = read_notes(db.session(), response, like.cell_id)
    return next((note for note in notes if note.kind == like.kind), None)


def _answer_not_saved(response: OpenResponse, place: Cell, proposed: Answer, state: SaveState, status: int) -> Response:
    """The page as typed: the choice stays on it, with what is wrong."""
    statement = response.edition.statement(proposed.statement_id)
    control = "why" if proposed.position == NOT_APPLICABLE and state.theirs is None else "statement"
    stage = response.edition.stage(statement.stage).name
    problem = Problem(f"#{control}-{statement.id}", f"{stage}: {state.sentence}")
    view = _cell_view(response, place, answer=proposed, states={proposed.statement_id: state}, problems=(problem,))
    part = Part(state.id, "cells/_saved.html", state)
    return respond.invalid([part], template=TEMPLATE, view=view, status=status)


def _note_not_saved(response: OpenResponse, place: Cell, proposed: Note, state: SaveState, status: int) -> Response:
    problem = Problem(f"#note-{proposed.kind}", state.sentence)
    view = _cell_view(response, place, note=proposed, states={proposed.kind: state}, problems=(problem,))
    part = Part(state.id, "cells/_saved.html", state)
    return respond.invalid([part], template=TEMPLATE, view=view, status=status)


def _cell_view(
    response: OpenResponse,
    place: Cell,
    *,
    answer: Answer | None = None,
    note: Note | None = None,
    states: Mapping[str, SaveState] | None = None,
    problems: tuple[Problem, ...] = (),
) -> CellView:
    """The page, with an answer or a note as it was typed in place of what is saved."""
    session = db.session()
    answers = read_answers(session, response)
    notes = read_notes(session, response, place.id)
    if note is not None:
        notes = (*(other for other in notes if other.kind != note.kind), note)
    standing = response.standing_about(current_actor(), current_gateways().clock.today(), place.characteristic)
    return present_cell(
        response, place, answers, notes, typed=answer, standing=standing, states=states, problems=problems
    )
