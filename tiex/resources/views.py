"""The catalogue as anybody can read it: its list, and the page of each resource."""

from flask import Blueprint, Response, make_response, redirect, request, url_for

from tiex.access.guard import current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import may_edit_resources
from tiex.extensions import db
from tiex.resources.forms import read_filters
from tiex.resources.presenters import present_list, present_resource
from tiex.resources.queries import list_related, list_resources, open_resource
from tiex.web import respond

blueprint = Blueprint("resources", __name__)


@blueprint.get("/resources")
@requires(Permission.RESOURCE_READ)
def index() -> Response:
    chosen, page = read_filters(request.args), request.args.get("page", 1, type=int)
    listed = list_resources(current_scope(), db.session(), chosen, page)
    return respond.page("resources/index.html", present_list(listed, chosen))


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
