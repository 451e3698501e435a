"""The result of one's own view, on screen and on paper."""

from flask import Blueprint, Response

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_to_read
from tiex.assessments.queries import open_response, read_answers, read_notes
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.results.presenters import present_result
from tiex.suggestions.views import suggest_for
from tiex.web import respond

blueprint = Blueprint("results", __name__)


@blueprint.get("/responses/<int:response_id>/result")
@requires(Permission.RESPONSE_READ)
def result(response_id: int) -> Response:
    session = db.session()
    response = open_response(current_scope(), session, response_id)
    allow(reason_not_to_read(current_actor(), response.facts))
    answers, notes = read_answers(session, response), read_notes(session, response)
    today = current_gateways().clock.today()
    standing = response.standing(current_actor(), today)
    suggested = suggest_for(response, answers)
    view = present_result(response, answers, notes, standing=standing, today=today, suggested=suggested)
    return respond.page("results/result.html", view)
