"""Starting one's own view, its overview, and going on with it."""

from flask import Blueprint, Response, redirect, url_for
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_abolished, reason_not_to_read, reason_not_to_start
from tiex.assessments.commands import start_response
from tiex.assessments.presenters import present_overview
from tiex.assessments.queries import find_response_id, open_response, read_answers
from tiex.councils.queries import list_own_councils
from tiex.domain.answers import check_edition_is_open
from tiex.domain.scoring import first_unanswered
from tiex.editions.queries import EditionMissing, find_edition
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.web import respond
from tiex.web.transaction import commits

blueprint = Blueprint("assessments", __name__)


@blueprint.post("/my-council/<council_code>/editions/<edition_key>/start")
@requires(Permission.RESPONSE_START)
@commits
def start(council_code: str, edition_key: str) -> Response:
    actor, scope, session = current_actor(), current_scope(), db.session()
    clock = current_gateways().clock
    council = next((own for own in list_own_councils(scope, session) if own.code == council_code), None)
    if council is None:
        raise NotFound
    allow(reason_not_to_start(actor, council_code) or reason_abolished(council.ends_on, clock.today()))
    try:
        edition = find_edition(session, edition_key)
    except EditionMissing:
        raise NotFound from None
    check_edition_is_open(edition.is_open_on(clock.today()))
    response_id = find_response_id(scope, session, council_code, edition_key)
    if response_id is None:
        place = {"council_code": council_code, "edition_key": edition_key}
        response_id = _start(place, actor.person_id or 0)
    return respond.saved((), then=url_for("assessments.overview", response_id=response_id))


def _start(place: dict[str, str], author_id: int) -> int:
    """A response started twice at once, by a double click, is one response."""
    session = db.session()
    try:
        return start_response(session=session, author_id=author_id, now=current_gateways().clock.now(), **place)
    except IntegrityError:
        session.rollback()
    response_id = find_response_id(current_scope(), session, **place)
    if response_id is not None:
        return response_id
    return start_response(session=session, author_id=author_id, now=current_gateways().clock.now(), **place)


@blueprint.get("/responses/<int:response_id>")
@requires(Permission.RESPONSE_READ)
def overview(response_id: int) -> Response:
    session = db.session()
    response = open_response(current_scope(), session, response_id)
    allow(reason_not_to_read(current_actor(), response.facts))
    standing = response.standing(current_actor(), current_gateways().clock.today())
    view = present_overview(response, read_answers(session, response), standing)
    return respond.page("assessments/overview.html", view)


@blueprint.get("/responses/<int:response_id>/continue")
@requires(Permission.RESPONSE_READ)
def continue_answering(response_id: int) -> Response:
    session = db.session()
    response = open_response(current_scope(), session, response_id)
    allow(reason_not_to_read(current_actor(), response.facts))
    answers = read_answers(session, response)
    statement = first_unanswered(response.edition, answers, response.limit)
    if statement is None:
        is_whole = all(key in answers and answers[key].is_answered for key in response.edition.key_statements)
        page = "assessments.overview" if is_whole or response.limit else "factors.success_factors"
        return _see_other(url_for(page, response_id=response_id))
    place = url_for("cells.cell", response_id=response_id, cell_id=statement.cell_id)
    return _see_other(f"{place}#statement-{statement.id}")


def _see_other(url: str) -> Response:
    return Response(status=303, headers={"Location": redirect(url).location})
