"""The page after signing in."""

from flask import Blueprint, Response

from tiex.access.guard import current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.councils.presenters import present_my_council
from tiex.councils.queries import list_own_councils, list_own_progress
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.web import respond

blueprint = Blueprint("councils", __name__)


@blueprint.get("/my-council")
@requires(Permission.COUNCIL_READ)
def my_council() -> Response:
    scope, session = current_scope(), db.session()
    councils = list_own_councils(scope, session)
    progress = list_own_progress(scope, session)
    view = present_my_council(current_actor(), councils, progress, current_gateways().clock.today())
    return respond.page("councils/my_council.html", view)
