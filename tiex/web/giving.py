"""Giving a file: as a download, or to be looked at in a page of its own that can do nothing, in ranges if asked for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import dump_options_header, parse_range_header
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


def plain_name(*words: str) -> str:
    """For a file, in letters that every system takes: fernmoor-borough-council-2026-27."""
    plain = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def download(pieces: Iterable[str] | Iterable[bytes], content_type: str, name: str) -> Response:
    """A file that is made as it is given."""
    response = Response(pieces, content_type=content_type)
    response.headers["Content-Disposition"] = _disposition("attachment", name)
    return response


def give(content: BinaryIO, given: Given, *, is_inline: bool = False, policy: str = POLICY) -> Response:
    """Streamed, and asked for again each time, as it can be taken back; one range at a time, or all of it."""
    response = Response(FileWrapper(content, PIECE), content_type=given.media_type, direct_passthrough=True)
    response.content_length = given.size
    response.headers["Content-Disposition"] = _disposition("inline" if is_inline else "attachment", given.name)
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


def _disposition(kind: str, name: str) -> str:
    """With the name as RFC 5987 writes it where it is not plain ASCII, and without its accents for old programs."""
    if name.isascii():
        return dump_options_header(kind, {"filename": name})
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return dump_options_header(kind, {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"})


def _not_there(response: Response, size: int) -> Response:
    response.close()
    return Response(
        "There is no such part of this file.\n",
        416,
        mimetype="text/plain",
        headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"},
    )
