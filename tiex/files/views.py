"""A file of an example, and a picture of its first page, for whoever may have them."""

from typing import BinaryIO

from flask import Blueprint, Response, abort, current_app, request
from werkzeug.exceptions import NotFound

from tiex.access.guard import current_actor, is_trusted_with, requires
from tiex.access.permissions import Permission
from tiex.access.policy import may_read_file
from tiex.extensions import db
from tiex.files.queries import ReadyFile, find_ready_file
from tiex.gateways import current_gateways
from tiex.gateways.storage import MissingContent
from tiex.web.giving import Given, give

blueprint = Blueprint("files", __name__)


@blueprint.get("/files/<int:file_id>/<name>")
@requires(Permission.FILE_READ)
def file(file_id: int, name: str) -> Response:
    """The name in the address is for people; `view=1` shows what a browser can show."""
    found = _open(file_id)
    given = Given(found.name, found.media_type, found.size, found.sha256)
    is_inline = request.args.get("view") == "1" and found.can_be_shown
    return give(_content(found.sha256), given, is_inline=is_inline)


@blueprint.get("/files/<int:file_id>/preview/first.png")
@requires(Permission.FILE_READ)
def preview(file_id: int) -> Response:
    sha256 = _open(file_id).preview_sha256
    if not sha256:
        raise NotFound
    size = current_gateways().storage.size(sha256)
    return give(_content(sha256), Given("preview.png", "image/png", size, sha256), is_inline=True)


def _open(file_id: int) -> ReadyFile:
    """What is not there and what is not for this person look the same."""
    found = find_ready_file(db.session(), file_id)
    if not may_read_file(current_actor(), found.facts, is_trusted=is_trusted_with(Permission.EXAMPLE_REVIEW)):
        raise NotFound
    return found


def _content(sha256: str) -> BinaryIO:
    try:
        return current_gateways().storage.open(sha256)
    except MissingContent:
        current_app.logger.error("a content is missing from the storage: %s", sha256)
        abort(503)
