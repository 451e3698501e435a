"""Files of an example: the list, a plain form for more, removing one, and the server side of tus 1.0.0."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, wraps
from typing import Any, cast

from flask import Blueprint, Response, current_app, flash, request, url_for
from werkzeug.exceptions import NotFound

from tiex.access.guard import current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.config import Settings
from tiex.domain.files import LARGEST_CHUNK, LARGEST_FORM_OF_FILES, TUS_VERSION, NothingChosen
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.uploads import commands
from tiex.uploads.commands import Adding, Chunk
from tiex.uploads.forms import (
    check_type,
    check_version,
    read_checksum,
    read_filename,
    read_files,
    read_number,
)
from tiex.uploads.presenters import LIST_ID, TUS, mark_of, present_list, present_page, tus_headers, unwanted_sentence
from tiex.uploads.queries import list_files, list_uploads, open_place, open_upload
from tiex.web import respond
from tiex.web.errors import status_of
from tiex.web.notices import take_notices
from tiex.web.respond import MORPH, Part
from tiex.web.transaction import commits

blueprint = Blueprint("uploads", __name__)
P = Permission
PAGE, MOST_PARTS = "uploads/files.html", 100
_LARGEST = {"uploads.append": LARGEST_CHUNK, "uploads.add": LARGEST_FORM_OF_FILES}


@blueprint.url_value_preprocessor
def make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before anything reads the request: more than a form only where files come, and only from who is signed in."""
    request.max_form_parts = MOST_PARTS
    if endpoint in _LARGEST and current_actor().is_signed_in and _is_theirs(values or {}):
        request.max_content_length = _LARGEST[endpoint]


def _is_theirs(values: dict[str, Any]) -> bool:
    """Parts of a file are small; a whole form of files is taken only for an example of one's own."""
    if "example_id" not in values:
        return True
    try:
        open_place(current_scope(), db.session(), values["example_id"])
    except NotFound:
        return False
    return True


@blueprint.after_request
def speak_tus(response: Response) -> Response:
    is_asked = request.method == "OPTIONS"
    if is_asked and response.status_code == 200:
        response.status_code = 204
    if is_asked or respond.wants_sentence():
        response.headers["Tus-Resumable"] = TUS_VERSION
    if is_asked or response.status_code == 412:
        response.headers.update(TUS)
    return response


def locked(view: Callable[[str], Response]) -> Callable[[str], Response]:
    """Nobody else adds to the upload until what this view did stands, so it comes before `commits`."""

    @wraps(view)
    def run(upload_id: str) -> Response:
        found = open_upload(current_scope(), db.session(), upload_id)
        with current_gateways().parts.lock(found.id):
            return view(upload_id)

    return run


@blueprint.get("/examples/<int:example_id>/files")
@requires(P.FILE_ADD)
def files(example_id: int) -> Response:
    scope, session = current_scope(), db.session()
    place = open_place(scope, session, example_id)
    found = list_files(scope, session, example_id), list_uploads(scope, session, example_id)
    mark = mark_of(place, *found)
    if respond.is_seen(mark):
        return respond.unchanged(mark)
    part = Part(LIST_ID, "uploads/_list.html", present_list(place, *found), MORPH)
    return respond.live(part, mark, template=PAGE, view=present_page(place, *found, notices=take_notices()))


@blueprint.post("/examples/<int:example_id>/files")
@requires(P.FILE_ADD)
@commits
def add(example_id: int) -> Response:
    """Each file that can be added is; where none can, the page says why."""
    adding, given = _adding(example_id), list(read_files())
    unwanted = commands.add_files(adding=adding, given=given)
    sentences = [unwanted_sentence(one.name, str(one.refusal)) for one in unwanted]
    if len(unwanted) == len(given):
        refusal = unwanted[0].refusal if unwanted else NothingChosen()
        return _show(example_id, sentences or [str(refusal)], status=status_of(refusal))
    for sentence in sentences:
        flash(sentence)
    return respond.saved([], then=_back(example_id))


@blueprint.post("/examples/<int:example_id>/files/<int:file_id>/remove")
@requires(P.FILE_ADD)
@commits
def remove(example_id: int, file_id: int) -> Response:
    commands.remove_file(adding=_adding(example_id), file_id=file_id)
    return _list_saved(example_id)


@blueprint.post("/examples/<int:example_id>/uploads")
@requires(P.FILE_ADD)
@commits
def create(example_id: int) -> Response:
    adding = _adding(example_id)
    check_version()
    upload = commands.begin_upload(adding=adding, name=read_filename(), length=read_number("Upload-Length"))
    address = url_for("uploads.state", upload_id=upload.id)
    return Response(status=201, headers={"Location": address, **tus_headers(upload)})


@blueprint.get("/uploads/<upload_id>")
@requires(P.FILE_ADD)
def state(upload_id: str) -> Response:
    """Asked for with HEAD by whoever goes on with it."""
    return Response(status=204, headers=tus_headers(open_upload(current_scope(), db.session(), upload_id)))


@blueprint.patch("/uploads/<upload_id>")
@requires(P.FILE_ADD)
@locked
@commits
def append(upload_id: str) -> Response:
    upload = open_upload(current_scope(), db.session(), upload_id)
    adding = _adding(upload.example_id)
    check_version()
    check_type()
    chunk = Chunk(read_number("Upload-Offset"), cast(Any, request.stream), read_checksum())
    # However slowly it comes, it holds no connection to the database.
    db.session.rollback()
    received = commands.receive_chunk(adding=adding, upload=upload, chunk=chunk)
    response = Response(status=204, headers=tus_headers(replace(upload, received=received, changed_at=adding.now)))
    return _without_part(response, upload.id) if received == upload.length else response


@blueprint.delete("/uploads/<upload_id>")
@requires(P.FILE_ADD)
@locked
@commits
def terminate(upload_id: str) -> Response:
    upload = open_upload(current_scope(), db.session(), upload_id)
    check_version()
    commands.cancel_upload(adding=_adding(upload.example_id), upload=upload)
    return _without_part(Response(status=204), upload.id)


@blueprint.post("/uploads/<upload_id>/cancel")
@requires(P.FILE_ADD)
@locked
@commits
def cancel(upload_id: str) -> Response:
    """The same from the list."""
    upload = open_upload(current_scope(), db.session(), upload_id)
    commands.cancel_upload(adding=_adding(upload.example_id), upload=upload)
    return _without_part(_list_saved(upload.example_id), upload.id)


def _adding(example_id: int) -> Adding:
    gateways, settings = current_gateways(), cast(Settings, current_app.extensions["settings"])
    place = open_place(current_scope(), db.session(), example_id)
    actor_id = current_actor().person_id or 0
    return Adding(db.session(), gateways, place, actor_id, gateways.clock.now(), settings.council_quota)


def _without_part(response: Response, upload_id: str) -> Response:
    """Once the answer is on its way, and so what it says stands, the part is of no more use."""
    response.call_on_close(partial(current_gateways().parts.remove, upload_id))
    return response


def _back(example_id: int) -> str:
    """The page with the form on it, which may be that of the whole example."""
    here = respond.current_path()
    return here if here != url_for("pages.home") else url_for("uploads.files", example_id=example_id)


def _list_saved(example_id: int) -> Response:
    scope, session = current_scope(), db.session()
    place = open_place(scope, session, example_id)
    view = present_list(place, list_files(scope, session, example_id), list_uploads(scope, session, example_id))
    return respond.saved([Part(LIST_ID, "uploads/_list.html", view, MORPH)], then=_back(example_id))


def _show(example_id: int, problems: Sequence[str], *, status: int) -> Response:
    db.session.rollback()
    scope, session = current_scope(), db.session()
    place = open_place(scope, session, example_id)
    found = list_files(scope, session, example_id), list_uploads(scope, session, example_id)
    return respond.page(PAGE, present_page(place, *found, problems=problems), status=status)
