"""The page that says who was where a council is now, moved up, and may be asked how."""

from flask import Blueprint, Response

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_not_in_council
from tiex.comparison.queries import read_around
from tiex.consensus.queries import open_consensus
from tiex.conversations.presenters import present_conversations
from tiex.conversations.queries import list_neighbours, read_own_answers
from tiex.extensions import db
from tiex.web import respond

blueprint = Blueprint("conversations", __name__)


@blueprint.get("/assessments/<int:assessment_id>/who-to-talk-to")
@requires(Permission.COMPARISON_READ)
def who_to_talk_to(assessment_id: int) -> Response:
    scope, session = current_scope(), db.session()
    consensus = open_consensus(scope, session, assessment_id)
    allow(reason_not_in_council(current_actor(), Permission.COMPARISON_READ, consensus.council_code))
    answers = read_own_answers(session, consensus)
    own = read_around(session, consensus.council_code).own
    neighbours, has_earlier = list_neighbours(scope, session, own, consensus.assessment.edition)
    view = present_conversations(consensus, answers, neighbours, has_earlier=has_earlier)
    return respond.page("conversations/who_to_talk_to.html", view)
