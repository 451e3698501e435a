"""The agenda with its statements, silent voting, the screen in the room, and running the meeting."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, url_for

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_in_council
from tiex.assessments.queries import OpenAssessment, open_assessment
from tiex.domain.errors import Refusal
from tiex.domain.spread import Distribution
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.meetings import commands
from tiex.meetings.forms import read_length, read_step, read_vote
from tiex.meetings.presenters import (
    MeetingPage,
    mark_of_screen,
    mark_of_vote,
    present_agenda,
    present_run,
    present_saved,
    present_screen,
    present_statement,
    present_vote,
)
from tiex.meetings.queries import (
    MeetingState,
    list_notes,
    list_voted,
    read_distribution,
    read_distributions,
    read_state,
    read_votes,
)
from tiex.rounds.commands import Running
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.errors import status_of
from tiex.web.respond import Part
from tiex.web.transaction import commits

blueprint = Blueprint("meetings", __name__)
VOTE, RUN = "meetings/vote.html", "meetings/run.html"


@blueprint.get("/assessments/<int:assessment_id>/agenda")
@requires(Permission.AGENDA_READ)
def agenda(assessment_id: int) -> Response:
    assessment = _open(assessment_id, Permission.AGENDA_READ)
    typed, length, problem = read_length()
    view = present_agenda(assessment, _distributions(assessment), length, typed, problem)
    return respond.page("meetings/agenda.html", view, status=422 if problem else 200)


@blueprint.get("/assessments/<int:assessment_id>/agenda/<statement_id>")
@requires(Permission.AGENDA_READ)
def statement(assessment_id: int, statement_id: str) -> Response:
    session = db.session()
    assessment = _open(assessment_id, Permission.AGENDA_READ)
    cell_id = assessment.edition.statement(statement_id).cell_id
    if not assessment.is_closed:
        return respond.page("meetings/agenda.html", present_agenda(assessment, {}, 0, "", ""))
    distribution, split = read_distribution(session, assessment, statement_id)
    notes = list_notes(session, assessment, cell_id)
    view = present_statement(assessment, statement_id, distribution, split, notes)
    return respond.page("meetings/statement.html", view)


@blueprint.get("/assessments/<int:assessment_id>/meeting")
@requires(Permission.MEETING_VOTE)
def vote(assessment_id: int) -> Response:
    state = _state(assessment_id, Permission.MEETING_VOTE)
    mark = mark_of_vote(state)
    if respond.is_seen(mark):
        return respond.unchanged(mark)
    view = _vote_page(state)
    return respond.live(_live("meetings/_vote.html", view.part), mark, template=VOTE, view=view)


@blueprint.post("/assessments/<int:assessment_id>/meeting/vote")
@requires(Permission.MEETING_VOTE)
@commits
def cast(assessment_id: int) -> Response:
    state = _state(assessment_id, Permission.MEETING_VOTE)
    form = read_vote()
    try:
        commands.cast_vote(
            running=_running(open_assessment(current_scope(), db.session(), assessment_id)),
            state=state,
            statement_id=str(form.statement_id.data),
            position=str(form.position.data),
        )
    except Refusal as refusal:
        if respond.is_htmx():
            raise
        db.session.rollback()
        view = _vote_page(_state(assessment_id, Permission.MEETING_VOTE), str(refusal))
        return respond.page(VOTE, view, status=status_of(refusal))
    saved = present_saved(state.meeting.turn, has_voted=True)
    part = Part(saved.id, "cells/_saved.html", saved)
    return respond.saved([part], then=url_for("meetings.vote", assessment_id=assessment_id))


@blueprint.get("/assessments/<int:assessment_id>/meeting/screen")
@requires(Permission.MEETING_VOTE)
def screen(assessment_id: int) -> Response:
    state = _state(assessment_id, Permission.MEETING_VOTE)
    mark = mark_of_screen(state)
    if respond.is_seen(mark):
        return respond.unchanged(mark)
    assessment = open_assessment(current_scope(), db.session(), assessment_id)
    address = public_url("meetings.vote", assessment_id=assessment_id)
    view = present_screen(assessment, state, _votes(assessment, state), address)
    return respond.live(_live("meetings/_screen.html", view.part), mark, template="meetings/screen.html", view=view)


@blueprint.get("/assessments/<int:assessment_id>/meeting/run")
@requires(Permission.MEETING_RUN)
def run(assessment_id: int) -> Response:
    state = _state(assessment_id, Permission.MEETING_RUN)
    mark = mark_of_screen(state)
    if respond.is_seen(mark):
        return respond.unchanged(mark)
    view = _run_page(state, is_part=respond.is_htmx())
    return respond.live(_live("meetings/_run.html", view.part), mark, template=RUN, view=view)


@blueprint.post("/assessments/<int:assessment_id>/meeting/run")
@requires(Permission.MEETING_RUN)
@commits
def take_step(assessment_id: int) -> Response:
    state = _state(assessment_id, Permission.MEETING_RUN)
    form = read_step()
    try:
        commands.step_meeting(
            running=_running(open_assessment(current_scope(), db.session(), assessment_id)),
            state=state,
            step=str(form.step.data),
            seen_turn=form.seen_turn,
            chosen=str(form.statement_id.data),
        )
    except Refusal as refusal:
        db.session.rollback()
        view = _run_page(_state(assessment_id, Permission.MEETING_RUN), str(refusal))
        return respond.page(RUN, view, status=status_of(refusal))
    return respond.saved((), then=url_for("meetings.run", assessment_id=assessment_id))


def _vote_page(state: MeetingState, problem: str = "") -> MeetingPage:
    assessment = open_assessment(current_scope(), db.session(), state.assessment_id)
    votes = _votes(assessment, state) if state.meeting.is_revealed else None
    return replace(present_vote(assessment, state, votes), problem=problem)


def _run_page(state: MeetingState, problem: str = "", *, is_part: bool = False) -> MeetingPage:
    """The part that asks again does without the agenda to choose from."""
    session = db.session()
    assessment = open_assessment(current_scope(), session, state.assessment_id)
    distributions: Mapping[str, Distribution] = {} if is_part else _distributions(assessment)
    voted = frozenset[str]() if is_part else list_voted(session, assessment)
    view = present_run(assessment, state, _votes(assessment, state), distributions, voted)
    return replace(view, problem=problem)


def _open(assessment_id: int, permission: Permission) -> OpenAssessment:
    """The assessment, once it is known that this person may do this in it."""
    assessment = open_assessment(current_scope(), db.session(), assessment_id)
    allow(reason_not_in_council(current_actor(), permission, assessment.council_code))
    return assessment


def _state(assessment_id: int, permission: Permission) -> MeetingState:
    """How the meeting stands, in one statement, once it is known that this person may ask."""
    state = read_state(current_scope(), db.session(), assessment_id)
    allow(reason_not_in_council(current_actor(), permission, state.council_code))
    return state


def _distributions(assessment: OpenAssessment) -> Mapping[str, Distribution]:
    """Nothing until the round is closed: before that, answers are their authors' alone."""
    return read_distributions(db.session(), assessment) if assessment.is_closed else {}


def _votes(assessment: OpenAssessment, state: MeetingState) -> Distribution:
    return read_votes(db.session(), assessment, state.meeting.statement_id)


def _live(template: str, view: object) -> Part:
    return Part("live", template, view, swap=respond.MORPH)


def _running(assessment: OpenAssessment) -> Running:
    actor, clock = current_actor(), current_gateways().clock
    return Running(db.session(), assessment, actor.person_id or 0, actor.name, clock.today(), clock.now())
