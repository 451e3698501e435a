"""The answering round, for those who run the assessment: days, progress, reminders, closing, and what was answered."""

from flask import Blueprint, Response, flash, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_abolished, reason_not_in_council, reason_not_released
from tiex.assessments.queries import OpenAssessment, open_assessment, read_answers, read_notes
from tiex.councils.queries import list_own_councils
from tiex.domain.answers import check_edition_is_open
from tiex.domain.errors import DateInThePast, DueAfterMeeting, MeetingTooSoon
from tiex.domain.rounds import Dates
from tiex.editions.queries import EditionMissing, find_edition
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.rounds import commands
from tiex.rounds.commands import Running
from tiex.rounds.forms import CloseForm, DatesForm, ReopenForm
from tiex.rounds.presenters import present_released, present_responses, present_round
from tiex.rounds.queries import find_assessment_id, list_progress, open_released, read_round
from tiex.web import respond
from tiex.web.addresses import public_url
from tiex.web.filters import count
from tiex.web.notices import take_notices
from tiex.web.transaction import commits

blueprint = Blueprint("rounds", __name__)


@blueprint.post("/councils/<council_code>/editions/<edition_key>/round")
@requires(Permission.ROUND_MANAGE)
@commits
def start(council_code: str, edition_key: str) -> Response:
    scope, session, today = current_scope(), db.session(), current_gateways().clock.today()
    council = next((own for own in list_own_councils(scope, session) if own.code == council_code), None)
    if council is None:
        raise NotFound
    reason_not = reason_not_in_council(current_actor(), Permission.ROUND_MANAGE, council_code)
    allow(reason_not or reason_abolished(council.ends_on, today))
    try:
        edition = find_edition(session, edition_key)
    except EditionMissing:
        raise NotFound from None
    check_edition_is_open(edition.is_open_on(today))
    assessment_id = find_assessment_id(scope, session, council_code, edition_key) or _start(council_code, edition_key)
    return respond.saved((), then=url_for("rounds.answering_round", assessment_id=assessment_id))


def _start(council_code: str, edition_key: str) -> int:
    """A round started twice at once is one round."""
    session = db.session()
    actor_id, now = current_actor().person_id or 0, current_gateways().clock.now()
    place = {"council_code": council_code, "edition_key": edition_key}
    try:
        return commands.start_round(session=session, actor_id=actor_id, now=now, **place)
    except IntegrityError:
        session.rollback()
    found = find_assessment_id(current_scope(), session, **place)
    return found or commands.start_round(session=session, actor_id=actor_id, now=now, **place)


@blueprint.get("/assessments/<int:assessment_id>/round")
@requires(Permission.PROGRESS_READ)
def answering_round(assessment_id: int) -> Response:
    return _show(_open(assessment_id, Permission.PROGRESS_READ))


@blueprint.post("/assessments/<int:assessment_id>/round/dates")
@requires(Permission.ROUND_MANAGE)
@commits
def set_dates(assessment_id: int) -> Response:
    assessment = _open(assessment_id, Permission.ROUND_MANAGE)
    form = DatesForm()
    if not form.validate():
        return _show(assessment, dates_form=form, status=422)
    try:
        commands.set_dates(running=_running(assessment), wanted=form.dates)
    except (DateInThePast, DueAfterMeeting, MeetingTooSoon) as refusal:
        form.refuse(form.due_on if "meeting cannot" not in str(refusal) else form.meets_on, str(refusal))
        return _show(assessment, dates_form=form, status=422)
    flash("The days are saved.")
    return _back(assessment)


@blueprint.post("/assessments/<int:assessment_id>/round/reminders")
@requires(Permission.ROUND_MANAGE)
@commits
def remind(assessment_id: int) -> Response:
    assessment, session = _open(assessment_id, Permission.ROUND_MANAGE), db.session()
    late = commands.remind(
        running=_running(assessment),
        facts=read_round(session, assessment),
        people=list_progress(session, assessment),
        address=public_url("councils.my_council"),
    )
    flash(f"A reminder is on its way to {count(len(late), 'person', 'people')}.")
    return _back(assessment)


@blueprint.post("/assessments/<int:assessment_id>/round/close")
@requires(Permission.ROUND_MANAGE)
@commits
def close(assessment_id: int) -> Response:
    assessment = _open(assessment_id, Permission.ROUND_MANAGE)
    if assessment.is_closed:
        return _back(assessment)
    form = CloseForm()
    if not form.validate():
        return _show(assessment, close_form=form, status=422)
    commands.close_round(running=_running(assessment))
    flash("The answering round is closed.")
    return _back(assessment)


@blueprint.post("/assessments/<int:assessment_id>/round/reopen")
@requires(Permission.ROUND_MANAGE)
@commits
def reopen(assessment_id: int) -> Response:
    assessment = _open(assessment_id, Permission.ROUND_MANAGE)
    if not assessment.is_closed:
        return _back(assessment)
    form = ReopenForm()
    if not form.validate():
        return _show(assessment, reopen_form=form, status=422)
    commands.reopen_round(running=_running(assessment), reason=form.reason.data or "")
    flash("The answering round is open again. People can change their answers, and only they can read them.")
    return _back(assessment)


@blueprint.get("/assessments/<int:assessment_id>/responses")
@requires(Permission.RELEASED_RESPONSE_READ)
def responses(assessment_id: int) -> Response:
    assessment = _open(assessment_id, Permission.RELEASED_RESPONSE_READ)
    allow(reason_not_released(assessment.closed_at))
    view = present_responses(assessment, list_progress(db.session(), assessment))
    return respond.page("rounds/responses.html", view)


@blueprint.get("/assessments/<int:assessment_id>/responses/<int:response_id>")
@requires(Permission.RELEASED_RESPONSE_READ)
def response(assessment_id: int, response_id: int) -> Response:
    session = db.session()
    assessment = _open(assessment_id, Permission.RELEASED_RESPONSE_READ)
    allow(reason_not_released(assessment.closed_at))
    released = open_released(current_scope(), session, assessment, response_id)
    answers, notes = read_answers(session, released.response), read_notes(session, released.response)
    return respond.page("rounds/response.html", present_released(assessment, released, answers, notes))


def _open(assessment_id: int, permission: Permission) -> OpenAssessment:
    """The assessment, once it is known that this person may do this in it."""
    assessment = open_assessment(current_scope(), db.session(), assessment_id)
    allow(reason_not_in_council(current_actor(), permission, assessment.council_code))
    return assessment


def _running(assessment: OpenAssessment) -> Running:
    actor, clock = current_actor(), current_gateways().clock
    return Running(db.session(), assessment, actor.person_id or 0, actor.name, clock.today(), clock.now())


def _show(
    assessment: OpenAssessment,
    *,
    dates_form: DatesForm | None = None,
    close_form: CloseForm | None = None,
    reopen_form: ReopenForm | None = None,
    status: int = 200,
) -> Response:
    """The page, with the form that was sent as it was typed and the others as they are saved."""
    session = db.session()
    forms = (
        dates_form or _dates_form(Dates(assessment.due_on, assessment.meets_on)),
        close_form or CloseForm(formdata=None),
        reopen_form or ReopenForm(formdata=None),
    )
    view = present_round(
        assessment,
        read_round(session, assessment),
        list_progress(session, assessment),
        forms,
        today=current_gateways().clock.today(),
        notices=take_notices(),
    )
    return respond.page("rounds/round.html", view, status=status)


def _dates_form(dates: Dates) -> DatesForm:
    shown = {"due_on": dates.due_on, "meets_on": dates.meets_on}
    return DatesForm(formdata=None, data={name: day.isoformat() if day else "" for name, day in shown.items()})


def _back(assessment: OpenAssessment) -> Response:
    return respond.saved((), then=url_for("rounds.answering_round", assessment_id=assessment.id))
