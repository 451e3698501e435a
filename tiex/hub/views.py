"""The catalogue as anybody can read it: the search, and the page of each resource."""

from flask import Blueprint, Response, make_response, redirect, request, url_for

from tiex.access.guard import current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import may_edit_resources
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.hub.forms import read_query
from tiex.hub.presenters import present_search, search_parts
from tiex.hub.queries import search_resources
from tiex.indexing.commands import tend
from tiex.resources.presenters import present_resource
from tiex.resources.queries import list_related, open_resource
from tiex.web import respond

blueprint = Blueprint("resources", __name__)


@blueprint.get("/resources")
@requires(Permission.RESOURCE_READ)
def index() -> Response:
    session, asked = db.session(), read_query(request.args)
    tend(session)
    view = present_search(search_resources(current_scope(), session, current_gateways().finder, asked))
    return respond.narrowed(
        search_parts(view),
        address=view.address,
        typed="q",
        template="resources/index.html",
        view=view,
        status=503 if view.problem else 200,
    )


@blueprint.get("/resources/<resource_id>")
@requires(Permission.RESOURCE_READ)
def resource(resource_id: str) -> Response:
    """What was merged into another resource leads there."""
    scope, session = current_scope(), db.session()
    found = open_resource(scope, session, resource_id)
    if found.merged_into is not None:
        return make_response(redirect(url_for("resources.resource", resource_id=found.merged_into), 301))
    related = list_related(scope, session, found)
    view = present_resource(found, related, can_edit=may_edit_resources(current_actor()))
    return respond.page("resources/resource.html", view)
