"""Every component on one page, outside production."""

from flask import Blueprint, Response

from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.gallery.presenters import present_gallery
from tiex.web import respond

blueprint = Blueprint("gallery", __name__)


@blueprint.get("/components")
@requires(Permission.GALLERY_READ)
def index() -> Response:
    return respond.page("gallery/index.html", present_gallery())
