"""Every component on one page, outside production."""

from dataclasses import dataclass

from flask import Blueprint, Response

from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.web import respond

blueprint = Blueprint("gallery", __name__)


@dataclass(frozen=True, slots=True)
class GalleryView:
    title: str


@blueprint.get("/components")
@requires(Permission.GALLERY_READ)
def index() -> Response:
    return respond.page("gallery/index.html", GalleryView("Components"))
