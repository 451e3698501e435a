"""The catalogue as anybody can read it."""

from flask import Blueprint, Response, request

from tiex.access.guard import current_scope, requires
from tiex.access.permissions import Permission
from tiex.extensions import db
from tiex.resources.forms import read_filters
from tiex.resources.presenters import present_list
from tiex.resources.queries import list_resources
from tiex.web import respond

blueprint = Blueprint("resources", __name__)


@blueprint.get("/resources")
@requires(Permission.RESOURCE_READ)
def index() -> Response:
    chosen, page = read_filters(request.args), request.args.get("page", 1, type=int)
    listed = list_resources(current_scope(), db.session(), chosen, page)
    return respond.page("resources/index.html", present_list(listed, chosen))
