"""What comes with a request: tus 1.0.0 headers, and the files of a plain form."""

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import PreconditionFailed, UnsupportedMediaType

from tiex.domain.files import TUS_VERSION, UploadNotUnderstood

CHUNK_TYPE = "application/offset+octet-stream"
FIELD = "files"
_LONGEST_NUMBER = 15


def check_version() -> None:
    if request.headers.get("Tus-Resumable") != TUS_VERSION:
        raise PreconditionFailed


def check_type() -> None:
    if request.mimetype != CHUNK_TYPE:
        raise UnsupportedMediaType


def read_number(header: str) -> int:
    """UploadNotUnderstood where it is not there, or no number."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        raise UploadNotUnderstood
    return int(text)


def read_filename() -> str:
    """From Upload-Metadata: pairs of a key and a value in base64."""
    pairs = (pair.split() for pair in request.headers.get("Upload-Metadata", "").split(","))
    found = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    return _decoded(found.get("filename", "")).decode("utf-8", "replace")


def read_checksum() -> bytes | None:
    """What the chunk must have as its SHA-256, if anything is said of it."""
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    checksum = _decoded(value)
    if algorithm != "sha256" or len(checksum) != 32:
        raise UploadNotUnderstood
    return checksum


def read_files() -> Iterator[tuple[str, Path]]:
    """Each file of the form: the name that it came with, and where it was put."""
    for given in request.files.getlist(FIELD):
        if given.filename:
            yield given.filename, _place_of(given)


def _place_of(given: FileStorage) -> Path:
    """`web/receiving.py` puts each into a file that has a name."""
    given.stream.flush()
    return Path(given.stream.name)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise UploadNotUnderstood from None
