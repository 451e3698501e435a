"""What is suggested for a cell of one's own view: a page, and a part of the page of the cell."""

from flask import Blueprint, Response

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_to_read
from tiex.assessments.presenters import Answers, cell_url, url_of
from tiex.assessments.queries import OpenResponse, open_response, read_answers
from tiex.domain.edition import Cell
from tiex.domain.recommending import aim_at, aims_of
from tiex.extensions import db
from tiex.suggestions.presenters import SuggestedView, present_cell_suggestions, present_suggested
from tiex.suggestions.queries import read_pool
from tiex.web import respond
from tiex.web.respond import Part

blueprint = Blueprint("suggestions", __name__)
CELL = "suggestions/cell.html"


@blueprint.get("/responses/<int:response_id>/cells/<cell_id>/resources")
@requires(Permission.RESPONSE_READ)
def of_cell(response_id: int, cell_id: str) -> Response:
    response = open_response(current_scope(), db.session(), response_id)
    allow(reason_not_to_read(current_actor(), response.facts))
    return show_cell(response, cell_id)


def show_cell(response: OpenResponse, cell_id: str) -> Response:
    """For somebody’s own view and for the consensus alike; the caller has made sure that it may be read."""
    scope, session, edition = current_scope(), db.session(), response.edition
    aim = aim_at(edition, edition.cell(cell_id), read_answers(session, response))
    pool = read_pool(scope, session, response.council_code, [aim])
    back = cell_url(response, cell_id)
    view = present_cell_suggestions(current_actor(), response.council_code, edition, aim, pool, back=back)
    return respond.opened(Part("suggested", "suggestions/_shelf.html", view.suggested), template=CELL, view=view)


def suggest_for(response: OpenResponse, answers: Answers) -> SuggestedView:
    """What stands beside the widest gaps of a result."""
    edition = response.edition.limited_to(response.limit)
    aims = aims_of(edition, answers)
    pool = read_pool(current_scope(), db.session(), response.council_code, aims)

    def more(cell: Cell) -> str:
        return url_of(response, "suggestions", cell_id=cell.id)

    return present_suggested(current_actor(), response.council_code, edition, aims, pool, more)
