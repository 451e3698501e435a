"""Open data: a page about it, and the files, which are the same for whoever asks and can be asked for from anywhere."""

import hashlib
import time
from collections.abc import Iterable

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.exceptions import HTTPException, NotFound, TooManyRequests

from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.config import Settings
from tiex.content.data_descriptions import CSVW, JSON, PLAIN, PROBLEM, SECONDS_KEPT, describe_api, describe_table
from tiex.domain.open_data import LICENCE, TABLES, Table
from tiex.editions.queries import EditionMissing
from tiex.extensions import db, limiter
from tiex.gateways import current_gateways
from tiex.opendata.presenters import (
    Format,
    catalogue,
    checksum_lines,
    etag_of,
    open_file,
    present_open_data,
    whole,
)
from tiex.opendata.queries import Asked, Today, list_open_editions, mark_of, open_edition, rows_of
from tiex.web import respond
from tiex.web.tries import limit_checksums, limit_data

blueprint = Blueprint("opendata", __name__)
NO_EDITION = "There is no edition at this address. /data/index.json says which there are, and where their tables are."
NO_TABLE = f"There is no table of this name. There are: {', '.join(TABLES)}."
TOO_MANY = "Too many requests from your network. Wait as long as Retry-After says, then go on."


@blueprint.get("/data")
@requires(Permission.RESULT_READ)
def overview() -> Response:
    session = db.session()
    editions = list_open_editions(session, Today.of(session, current_gateways().clock.today()))
    return respond.page("opendata/overview.html", present_open_data(editions))


@blueprint.get("/data/index.json")
@requires(Permission.RESULT_READ)
@limit_data
def index() -> Response:
    session = db.session()
    today = Today.of(session, current_gateways().clock.today())
    return _given_whole(whole(catalogue(list_open_editions(session, today))), JSON)


@blueprint.get("/data/openapi.json")
@requires(Permission.RESULT_READ)
@limit_data
def openapi() -> Response:
    settings: Settings = current_app.extensions["settings"]
    return _given_whole(whole(describe_api(settings.base_url)), JSON)


@blueprint.get("/data/<edition_key>/<table>.csv")
@requires(Permission.RESULT_READ)
@limit_data
def csv_file(edition_key: str, table: str) -> Response:
    wanted = _table(table)
    response = _file(edition_key, wanted, Format.CSV)
    name = f"tiex-{edition_key}-{wanted.name}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    about = url_for("opendata.metadata", edition_key=edition_key, table=wanted.name)
    response.headers.add("Link", f'<{about}>; rel="describedby"; type="{CSVW}"')
    return response


@blueprint.get("/data/<edition_key>/<table>.json")
@requires(Permission.RESULT_READ)
@limit_data
def json_file(edition_key: str, table: str) -> Response:
    return _file(edition_key, _table(table), Format.JSON)


@blueprint.get("/data/<edition_key>/<table>.csv-metadata.json")
@requires(Permission.RESULT_READ)
@limit_data
def metadata(edition_key: str, table: str) -> Response:
    wanted, edition = _table(table), _open(edition_key).edition
    return _given_whole(whole(describe_table(wanted, edition.key, edition.title)), CSVW)


@blueprint.get("/data/<edition_key>/checksums.txt")
@requires(Permission.RESULT_READ)
@limit_data
@limit_checksums
def checksums(edition_key: str) -> Response:
    """Of files that were given before it is known; else they are made here once, one after the other."""
    asked, session, files = _open(edition_key), db.session(), []
    for table in TABLES.values():
        mark = mark_of(session, asked, table)
        for kind in Format:
            pieces = open_file(asked, table, rows_of(session, asked, table, mark), kind)
            files.append((f"{table.name}.{kind}", etag_of(mark, table, kind), pieces))
    together = hashlib.sha256("".join(etag for _, etag, _ in files).encode()).hexdigest()[:40]
    return _given(checksum_lines(files), f"{PLAIN}; charset=utf-8", together)


@blueprint.errorhandler(NotFound)
@blueprint.errorhandler(TooManyRequests)
def say_problem(error: HTTPException) -> Response:
    """As RFC 9457 has it: whoever asks is a program."""
    is_missing = isinstance(error, NotFound)
    detail = str(error.description) if is_missing else TOO_MANY
    problem = {"type": "about:blank", "title": error.name, "status": error.code, "detail": detail}
    response = Response(whole(problem), error.code or 500, content_type=PROBLEM)
    limit = limiter.current_limit
    if not is_missing and limit is not None:
        # The limiter goes by this clock, whatever day it is for the exchange, and rounds up to the next second of it.
        seconds = round(limit.reset_at - time.time())
        response.headers["Retry-After"] = str(max(1, min(seconds, limit.limit.get_expiry())))
    return response


@blueprint.after_request
def open_to_all_sites(response: Response) -> Response:
    """A page of any site may read the files by a script: they are public, and nobody's cookies matter."""
    if request.endpoint != "opendata.overview":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _table(name: str) -> Table:
    if name not in TABLES:
        raise NotFound(NO_TABLE)
    return TABLES[name]


def _open(edition_key: str) -> Asked:
    try:
        return open_edition(db.session(), edition_key, current_gateways().clock.today())
    except EditionMissing:
        raise NotFound(NO_EDITION) from None


def _file(edition_key: str, table: Table, kind: Format) -> Response:
    asked, session = _open(edition_key), db.session()
    mark = mark_of(session, asked, table)
    lines = open_file(asked, table, rows_of(session, asked, table, mark), kind)
    response = _given(lines, kind.media_type, etag_of(mark, table, kind))
    response.headers.add("Link", f'<{LICENCE.url}>; rel="license"')
    return response


def _given_whole(content: bytes, media_type: str) -> Response:
    return _given((content,), media_type, hashlib.sha256(content).hexdigest()[:40])


def _given(pieces: Iterable[bytes], media_type: str, etag: str) -> Response:
    """Kept by others for a moment only, as a council can take back at any time what it published."""
    response = Response(pieces, content_type=media_type)
    response.implicit_sequence_conversion = False  # else a stream would be gathered to learn how long it is
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_KEPT}, must-revalidate"
    response.set_etag(etag)
    response.make_conditional(request)
    return response
