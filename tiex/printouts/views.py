"""A comparison as a file, for those who may look at it."""

from dataclasses import replace

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council, reason_not_in_council
from tiex.comparison.forms import read_choice
from tiex.comparison.presenters import present_comparison
from tiex.comparison.queries import compare, read_around, read_own
from tiex.consensus.queries import open_consensus
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.printouts.presenters import comparison_book, comparison_paper
from tiex.web import respond
from tiex.web.giving import plain_name
from tiex.web.printing import NOT_MADE, Whole, find_whole

blueprint = Blueprint("printouts", __name__)
P = Permission


@blueprint.get("/assessments/<int:assessment_id>/comparison/take-away/<paper>")
@requires(P.COMPARISON_READ)
def comparison(assessment_id: int, paper: str) -> Response:
    """Both halves of it, with the councils that are asked for."""
    scope, session, offer = current_scope(), db.session(), find_whole(paper)
    consensus = open_consensus(scope, session, assessment_id)
    allow(reason_not_in_council(current_actor(), P.COMPARISON_READ, consensus.council_code))
    edition, around = consensus.assessment.edition, read_around(session, consensus.council_code)
    choice = read_choice(request.args, around)
    if choice is None or request.args.get("with") not in (None, choice.key):
        raise NotFound
    own, today = read_own(session, consensus), current_gateways().clock.today()
    can_choose = may_in_council(current_actor(), P.COMPARISON_GROUP, consensus.council_code)
    compared = compare(scope, session, edition, around, choice, is_whole=True)
    halves = [
        present_comparison(consensus, own, around, replace(choice, is_by_cell=by_cell), compared, can_choose=can_choose)
        for by_cell in (False, True)
    ]
    whole = Whole(
        plain_name("comparison", halves[0].council, edition.key, halves[0].group),
        lambda: comparison_paper(halves, today),
        lambda: comparison_book(halves[0], edition, own.figures, compared, today),
    )
    page = replace(halves[0], problem=NOT_MADE)
    return whole.give(offer) or respond.page("comparison/comparison.html", page, status=503)
