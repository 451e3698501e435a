"""The pages of the consensus, and recording on them what was agreed."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, redirect, url_for

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_in_council
from tiex.assessments.presenters import cell_url, url_of
from tiex.assessments.queries import Standing, read_answers, read_notes
from tiex.cells.forms import read_note
from tiex.cells.presenters import (
    Problem,
    SaveState,
    answer_conflict,
    note_conflict,
    note_state,
    unsaved_state,
)
from tiex.consensus.commands import (
    Change,
    accept_agreed,
    begin_change,
    record_agreed_answer,
    record_agreed_note,
)
from tiex.consensus.forms import read_agreed_answer, read_ticked, read_voids
from tiex.consensus.presenters import (
    AcceptView,
    agreed_key_parts,
    agreed_parts,
    present_accept,
    present_agreed_cell,
    present_agreed_factors,
    present_consensus,
    signoff_sentence,
    standing_part,
)
from tiex.consensus.queries import OpenConsensus, open_consensus, read_said
from tiex.domain.answers import Answer, Note
from tiex.domain.consensus import Said
from tiex.domain.edition import Cell
from tiex.domain.errors import (
    AnswerChangedMeanwhile,
    DontKnowNotAllowed,
    NoteChangedMeanwhile,
    RationaleMissing,
    Refusal,
    TextTooLong,
    UnknownLevel,
)
from tiex.domain.scoring import first_unanswered
from tiex.domain.signoff import WithSignatories
from tiex.extensions import db
from tiex.factors.presenters import key_answer_conflict
from tiex.gateways import current_gateways
from tiex.results.presenters import present_result
from tiex.suggestions.views import show_cell, suggest_for
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.errors import status_of
from tiex.web.respond import Part
from tiex.web.transaction import commits

blueprint = Blueprint("consensus", __name__, url_prefix="/assessments/<int:assessment_id>/consensus")
CELL, FACTORS, ACCEPT = "consensus/cell.html", "consensus/success_factors.html", "consensus/agreed.html"
NOT_SAVED = (
    RationaleMissing,
    TextTooLong,
    UnknownLevel,
    DontKnowNotAllowed,
    AnswerChangedMeanwhile,
    WithSignatories,
)
TICK_FIRST = "Tick each statement that you have looked at. Nothing was accepted."
NO_LONGER = (
    "Nothing was accepted: one of these statements was recorded, or an individual view changed, "
    "after you opened this page. The list below is how it stands now; your other ticks are kept."
)


@blueprint.get("")
@requires(Permission.CONSENSUS_READ)
def overview(assessment_id: int) -> Response:
    consensus = _open(assessment_id)
    answers = read_answers(db.session(), consensus.response)
    view = present_consensus(consensus, answers, _standing(consensus), _said(consensus))
    return respond.page("consensus/overview.html", view)


@blueprint.get("/continue")
@requires(Permission.CONSENSUS_READ)
def continue_recording(assessment_id: int) -> Response:
    consensus = _open(assessment_id)
    statement = first_unanswered(consensus.assessment.edition, read_answers(db.session(), consensus.response))
    if statement is None:
        place = url_for("consensus.overview", assessment_id=assessment_id)
    else:
        place = f"{cell_url(consensus.response, statement.cell_id)}#statement-{statement.id}"
    return Response(status=303, headers={"Location": redirect(place).location})


@blueprint.get("/cells/<cell_id>")
@requires(Permission.CONSENSUS_READ)
def cell(assessment_id: int, cell_id: str) -> Response:
    consensus = _open(assessment_id)
    return _cell_page(consensus, consensus.assessment.edition.cell(cell_id))


@blueprint.get("/success-factors")
@requires(Permission.CONSENSUS_READ)
def success_factors(assessment_id: int) -> Response:
    return _factors_page(_open(assessment_id))


@blueprint.get("/agreed")
@requires(Permission.CONSENSUS_RECORD)
def agreed(assessment_id: int) -> Response:
    consensus = _open(assessment_id, Permission.CONSENSUS_RECORD)
    return respond.page(ACCEPT, _accept_view(consensus))


@blueprint.get("/result")
@requires(Permission.CONSENSUS_READ)
def result(assessment_id: int) -> Response:
    consensus, session = _open(assessment_id), db.session()
    answers = read_answers(session, consensus.response)
    view = present_result(
        consensus.response,
        answers,
        read_notes(session, consensus.response),
        standing=_standing(consensus),
        today=current_gateways().clock.today(),
        signoff=signoff_sentence(consensus),
        suggested=suggest_for(consensus.response, answers),
    )
    return respond.page("results/result.html", view)


@blueprint.get("/cells/<cell_id>/resources")
@requires(Permission.CONSENSUS_READ)
def suggestions(assessment_id: int, cell_id: str) -> Response:
    return show_cell(_open(assessment_id).response, cell_id)


@blueprint.post("/statements/<statement_id>")
@requires(Permission.CONSENSUS_RECORD)
@commits
def save_answer(assessment_id: int, statement_id: str) -> Response:
    change = _change(assessment_id)
    edition = change.consensus.assessment.edition
    place = edition.cell(edition.statement(statement_id).cell_id)
    proposed = read_agreed_answer(statement_id)
    try:
        answers = record_agreed_answer(change=change, proposed=proposed)
    except NOT_SAVED as refusal:
        return _answer_not_saved(assessment_id, place, proposed, refusal)
    parts = agreed_parts(_now(change), place, answers, answers[statement_id])
    return respond.saved(parts, then=f"{cell_url(change.consensus.response, place.id)}#statement-{statement_id}")


@blueprint.post("/success-factors/<statement_id>")
@requires(Permission.CONSENSUS_RECORD)
@commits
def save_key_answer(assessment_id: int, statement_id: str) -> Response:
    change = _change(assessment_id)
    change.consensus.assessment.edition.key_statement(statement_id)
    proposed = read_agreed_answer(statement_id)
    try:
        answers = record_agreed_answer(change=change, proposed=proposed)
    except NOT_SAVED as refusal:
        return _key_answer_not_saved(assessment_id, proposed, refusal)
    then = f"{url_of(change.consensus.response, 'factors')}#statement-{statement_id}"
    return respond.saved(agreed_key_parts(_now(change), answers, answers[statement_id]), then=then)


@blueprint.post("/cells/<cell_id>/notes/<kind>")
@requires(Permission.CONSENSUS_RECORD)
@commits
def save_note(assessment_id: int, cell_id: str, kind: str) -> Response:
    change = _change(assessment_id)
    place = change.consensus.assessment.edition.cell(cell_id)
    proposed = read_note(cell_id, kind)
    try:
        note = record_agreed_note(change=change, proposed=proposed)
    except (TextTooLong, NoteChangedMeanwhile, WithSignatories) as refusal:
        return _note_not_saved(assessment_id, place, proposed, refusal)
    state = note_state(note, cell_id, kind)
    parts = [Part(state.id, "cells/_saved.html", state), standing_part(_now(change))]
    return respond.saved(parts, then=f"{cell_url(change.consensus.response, cell_id)}#note-{kind}")


@blueprint.post("/agreed")
@requires(Permission.CONSENSUS_RECORD)
@commits
def accept(assessment_id: int) -> Response:
    change = _change(assessment_id)
    ticked = read_ticked()
    if not ticked or not change.consensus.shows_what_was_said(current_actor()):
        return _not_accepted(assessment_id, ticked, TICK_FIRST, 422)
    try:
        accept_agreed(change=change, accepted=ticked)
    except AnswerChangedMeanwhile:
        return _not_accepted(assessment_id, ticked, NO_LONGER, 409)
    except WithSignatories as refusal:
        return _not_accepted(assessment_id, ticked, f"Nothing was accepted. {refusal}", 409)
    return respond.saved([], then=url_for("consensus.overview", assessment_id=assessment_id))


def _open(assessment_id: int, permission: Permission = Permission.CONSENSUS_READ) -> OpenConsensus:
    consensus = open_consensus(current_scope(), db.session(), assessment_id)
    allow(reason_not_in_council(current_actor(), permission, consensus.council_code))
    return consensus


def _change(assessment_id: int) -> Change:
    """The consensus with nobody else changing it."""
    session, actor, clock = db.session(), current_actor(), current_gateways().clock
    consensus = begin_change(current_scope(), session, assessment_id)
    allow(reason_not_in_council(actor, Permission.CONSENSUS_RECORD, consensus.council_code))
    address = public_url("signoff.sign_off", assessment_id=assessment_id)
    who, when = (actor.person_id or 0, actor.name), (clock.today(), clock.now())
    return Change(session, consensus, *who, *when, address, read_voids())


def _now(change: Change) -> OpenConsensus:
    """As it stands after the change, which made a draft of what was with the signatories."""
    if not change.consensus.state.is_with_signatories:
        return change.consensus
    return open_consensus(current_scope(), change.session, change.consensus.assessment.id)


def _standing(consensus: OpenConsensus, state: SaveState | None = None) -> Standing:
    """`state` is of what could not be saved: what was typed stays open where it could be saved all the same."""
    voids = state.voids if state and state.voids else read_voids()
    return consensus.standing(current_actor(), current_gateways().clock.today(), voids)


def _said(consensus: OpenConsensus, place: Cell | None = None) -> Mapping[str, Said] | None:
    """What individual views said, of one cell or of everything; None while this person may not see it."""
    if not consensus.shows_what_was_said(current_actor()):
        return None
    statement_ids = [statement.id for statement in place.statements] if place else ()
    return read_said(db.session(), consensus.assessment, statement_ids)


def _answer_not_saved(assessment_id: int, place: Cell, proposed: Answer, refusal: Refusal) -> Response:
    """The page as typed: the choice stays on it, with what is wrong or what was recorded meanwhile."""
    db.session.rollback()
    consensus = _open(assessment_id)
    current = read_answers(db.session(), consensus.response).get(proposed.statement_id)
    if isinstance(refusal, AnswerChangedMeanwhile):
        state = answer_conflict(consensus.response, place, current or Answer(proposed.statement_id))
    else:
        state = _unsaved(consensus, unsaved_state(proposed, str(refusal)), refusal)
    key, status = proposed.statement_id, status_of(refusal)
    return _cell_page(consensus, place, typed=proposed, state=state, status=status, key=key)


def _note_not_saved(assessment_id: int, place: Cell, proposed: Note, refusal: Refusal) -> Response:
    db.session.rollback()
    consensus = _open(assessment_id)
    notes = read_notes(db.session(), consensus.response, place.id)
    current = next((note for note in notes if note.kind == proposed.kind), None)
    if isinstance(refusal, NoteChangedMeanwhile):
        state = note_conflict(consensus.response, current or proposed)
    else:
        state = replace(note_state(current, place.id, proposed.kind), sentence=str(refusal), is_saved=False)
        state = _unsaved(consensus, state, refusal)
    return _cell_page(consensus, place, note=proposed, state=state, status=status_of(refusal), key=proposed.kind)


def _cell_page(
    consensus: OpenConsensus,
    place: Cell,
    *,
    typed: Answer | None = None,
    note: Note | None = None,
    state: SaveState | None = None,
    key: str = "",
    status: int = 200,
) -> Response:
    """The page, with an answer or a note as it was typed in place of what is saved."""
    session = db.session()
    answers, notes = read_answers(session, consensus.response), read_notes(session, consensus.response, place.id)
    if note is not None:
        notes = (*(other for other in notes if other.kind != note.kind), note)
    anchor = f"#note-{key}" if note else f"#statement-{key}"
    view = present_agreed_cell(
        consensus,
        place,
        answers,
        notes,
        standing=_standing(consensus, state),
        said=_said(consensus, place),
        typed=typed,
        states={key: state} if state else {},
        problems=(Problem(anchor, state.sentence),) if state else (),
    )
    if state is None:
        return respond.page(CELL, view)
    part = Part(state.id, "cells/_saved.html", state)
    return respond.invalid([part], template=CELL, view=view, status=status)


def _key_answer_not_saved(assessment_id: int, proposed: Answer, refusal: Refusal) -> Response:
    db.session.rollback()
    consensus = _open(assessment_id)
    current = read_answers(db.session(), consensus.response).get(proposed.statement_id)
    if isinstance(refusal, AnswerChangedMeanwhile):
        state = key_answer_conflict(consensus.response, current or Answer(proposed.statement_id))
    else:
        state = _unsaved(consensus, unsaved_state(proposed, str(refusal)), refusal)
    return _factors_page(consensus, typed=proposed, state=state, status=status_of(refusal))


def _unsaved(consensus: OpenConsensus, state: SaveState, refusal: Refusal) -> SaveState:
    """With a way to change it all the same where it was sent meanwhile."""
    return replace(state, voids=consensus.state.fingerprint) if isinstance(refusal, WithSignatories) else state


def _factors_page(
    consensus: OpenConsensus,
    *,
    typed: Answer | None = None,
    state: SaveState | None = None,
    status: int = 200,
) -> Response:
    view = present_agreed_factors(
        consensus,
        read_answers(db.session(), consensus.response),
        standing=_standing(consensus, state),
        said=_said(consensus),
        typed=typed,
        states={typed.statement_id: state} if typed and state else {},
        problems=(Problem(f"#statement-{typed.statement_id}", state.sentence),) if typed and state else (),
    )
    if state is None:
        return respond.page(FACTORS, view)
    part = Part(state.id, "cells/_saved.html", state)
    return respond.invalid([part], template=FACTORS, view=view, status=status)


def _not_accepted(assessment_id: int, ticked: tuple[Answer, ...], sentence: str, status: int) -> Response:
    db.session.rollback()
    view = _accept_view(_open(assessment_id), ticked, (Problem("#agreed", sentence),))
    return respond.invalid([], template=ACCEPT, view=view, status=status)


def _accept_view(
    consensus: OpenConsensus, ticked: tuple[Answer, ...] = (), problems: tuple[Problem, ...] = ()
) -> AcceptView:
    answers = read_answers(db.session(), consensus.response)
    return present_accept(consensus, answers, _standing(consensus), _said(consensus), ticked=ticked, problems=problems)
