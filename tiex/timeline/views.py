"""The page on which a council's earlier results, and its predecessors', stand beside the present one."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import reason_abolished, reason_not_in_council
from tiex.domain.timeline import Milestone, current_of, earlier_than
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.invitations.queries import open_council
from tiex.timeline.presenters import Found, present_timeline
from tiex.timeline.queries import list_milestones, read_results
from tiex.web import respond

blueprint = Blueprint("timeline", __name__)


@blueprint.get("/councils/<council_code>/over-time")
@requires(Permission.SIGNOFF_READ)
def over_time(council_code: str) -> Response:
    scope, session, today = current_scope(), db.session(), current_gateways().clock.today()
    council = open_council(scope, session, council_code)
    allow(reason_not_in_council(current_actor(), Permission.SIGNOFF_READ, council_code))
    milestones = list_milestones(scope, session, council_code, today)
    ends_on = next((milestone.council_ends_on for milestone in milestones if milestone.is_own), None)
    current = current_of(milestones, today, is_abolished=reason_abolished(ends_on, today) is not None)
    earlier = earlier_than(current, milestones, today) if current else ()
    chosen = _chosen(earlier)
    results = read_results(session, [milestone for milestone in (current, chosen) if milestone])
    view = present_timeline(council, Found(current, earlier, chosen, results), ends_on, today)
    return respond.page("timeline/over_time.html", view)


def _chosen(earlier: tuple[Milestone, ...]) -> Milestone | None:
    """The result that the reader asked for, or the newest; NotFound for one that is none of these."""
    asked = request.args.get("beside")
    if asked is None:
        return earlier[0] if earlier else None
    for milestone in earlier:
        if str(milestone.assessment_id) == asked:
            return milestone
    raise NotFound
