"""Giving a file: as a download, or to be looked at in a page of its own that can do nothing, in ranges if asked for."""

from dataclasses import dataclass
from typing import BinaryIO

from flask import Response, request
from werkzeug.http import parse_range_header
from werkzeug.wsgi import FileWrapper

PIECE = 64 * 1024
# Whatever stands in it, it is not a page of ours: it runs nothing, loads nothing and knows nobody.
POLICY = "sandbox; default-src 'none'"


@dataclass(frozen=True, slots=True)
class Given:
    """`etag` is the SHA-256 of the content."""

    name: str
    media_type: str
    size: int
    etag: str


def give(content: BinaryIO, given: Given, *, is_inline: bool = False, policy: str = POLICY) -> Response:
    """Streamed, and asked for again each time, as it can be taken back; one range at a time, or all of it."""
    response = Response(FileWrapper(content, PIECE), content_type=given.media_type, direct_passthrough=True)
    response.content_length = given.size
    response.headers.set("Content-Disposition", "inline" if is_inline else "attachment", filename=given.name)
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(given.etag)
    asked = parse_range_header(request.headers.get("Range"))
    environ = dict(request.environ)
    if asked is None or asked.units != "bytes" or len(asked.ranges) > 1:
        environ.pop("HTTP_RANGE", None)
    elif not _is_there(asked.ranges[0], given.size):
        return _not_there(response, given.size)
    response.make_conditional(environ, accept_ranges=True, complete_length=given.size)
    return response


def _is_there(asked: tuple[int, int | None], size: int) -> bool:
    """From a place on, or so many from the end."""
    start, _ = asked
    return start < size if start >= 0 else size > 0


def _not_there(response: Response, size: int) -> Response:
    response.close()
    return Response(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
