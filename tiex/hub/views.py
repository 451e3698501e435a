"""The catalogue as anybody can read it."""

from flask import Blueprint, Response, request

from tiex.access.guard import current_scope, requires
from tiex.access.permissions import Permission
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.hub.forms import read_query
from tiex.hub.presenters import asks_nothing, present_search, present_shelves, search_parts
from tiex.hub.queries import search_resources
from tiex.indexing.commands import tend
from tiex.resources.queries import list_most_tried, list_most_used
from tiex.web import respond

blueprint = Blueprint("resources", __name__)


@blueprint.get("/resources")
@requires(Permission.RESOURCE_READ)
def index() -> Response:
    scope, session, asked = current_scope(), db.session(), read_query(request.args)
    tend(session)
    found = search_resources(scope, session, current_gateways().finder, asked)
    is_front = asks_nothing(asked)
    most = (list_most_used(scope, session), list_most_tried(scope, session)) if is_front else ((), ())
    view = present_search(found, present_shelves(*most))
    return respond.narrowed(
        search_parts(view),
        title=view.page_title,
        address=view.address,
        typed="q",
        template="resources/index.html",
        view=view,
        status=503 if view.problem else 200,
    )
