"""The page after signing in."""

from flask import Blueprint, Response

from tiex.access.guard import current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.councils.queries import list_own_councils
from tiex.domain.people import RUNNING
from tiex.duties.presenters import Facts, present_my_council
from tiex.duties.queries import count_agreed, count_views, edition_of, list_around, list_own_standings, list_signoffs
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.web import respond

# The page is named for the council, as the rest of the exchange knows it; it stands here to see all parts of the way.
blueprint = Blueprint("councils", __name__)


@blueprint.get("/my-council")
@requires(Permission.COUNCIL_READ)
def my_council() -> Response:
    actor, scope, session = current_actor(), current_scope(), db.session()
    clock = current_gateways().clock
    running = frozenset(own.council_code for own in actor.memberships if own.role in RUNNING)
    standings, signoffs = list_own_standings(scope, session), list_signoffs(scope, session)
    facts = Facts(
        standings=standings,
        editions={standing.edition_key: edition_of(session, standing) for standing in standings},
        views=count_views(scope, session, running, clock.today()),
        agreed=count_agreed(scope, session, signoffs),
        around=list_around(scope, session, running, clock.today(), clock.now()),
        signoffs=signoffs,
        today=clock.today(),
    )
    view = present_my_council(actor, list_own_councils(scope, session), facts)
    return respond.page("duties/my_council.html", view)
