"""Reading one file: its kind first, then by the module that knows it."""

import json
import struct
import warnings
import zlib
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast
from zipfile import BadZipFile

from tiex.reading import reasons
from tiex.reading.types import LARGEST_FILE, FileType, Read, Reading, Refused

RESULT = "result.json"
LONGEST_DETAIL = 500
# What the parsers raise of a file that is not as it should be, in so many words; each module adds its own.
_DAMAGES: tuple[type[Exception], ...] = (
    *(ArithmeticError, AssertionError, AttributeError, BadZipFile, BufferError, EOFError, LookupError, OSError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, struct.error, zlib.error),
)
# By name, and imported when the kind is known: importing them all takes longer than reading most files.
_MODULES = {
    FileType.WORD: "word",
    FileType.POWERPOINT: "powerpoint",
    FileType.EXCEL: "excel",
    **dict.fromkeys((FileType.ODT, FileType.ODP, FileType.ODS), "opendocument"),
    **dict.fromkeys((FileType.CSV, FileType.TEXT), "plain"),
    **dict.fromkeys((FileType.JPEG, FileType.PNG), "pictures"),
    FileType.PDF: "pdf",
}


class _Reader(Protocol):
    ERRORS: tuple[type[Exception], ...]

    def read(self, data: bytes, type: FileType) -> Read: ...


def read_bytes(data: bytes, name: str) -> Read:
    """Refused for what is not taken, is not safe or cannot be read; MemoryError where that takes too much."""
    with warnings.catch_warnings():
        # What parsers find odd (a thumbnail that is cut, a drawing they leave out) is nothing to tell anybody.
        warnings.simplefilter("ignore")
        return _read(data, name)


def _read(data: bytes, name: str) -> Read:
    try:
        type = _kind_of(data, name)
    except _DAMAGES as error:
        raise Refused(reasons.DAMAGED, repr(error)[:LONGEST_DETAIL]) from error
    reader = cast(_Reader, import_module(f"tiex.reading.{_MODULES[type]}"))
    try:
        return reader.read(data, type)
    except (*_DAMAGES, *reader.ERRORS) as error:
        raise Refused(reasons.DAMAGED, repr(error)[:LONGEST_DETAIL]) from error


def read_file(path: Path, name: str, folder: Path) -> Reading:
    """Leaves the preview and the cleaned copy in `folder`, which is made; OSError where that fails."""
    if path.stat().st_size > LARGEST_FILE:
        raise Refused(reasons.TOO_LARGE)
    found = read_bytes(path.read_bytes(), name)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in found.files:
        (folder / file).write_bytes(content)
    return found.reading


def write_result(path: Path, name: str, folder: Path) -> None:
    """Like `read_file`, and writes what came of it as JSON beside the rest, for the process that asked."""
    folder.mkdir(parents=True, exist_ok=True)
    outcome: dict[str, Any] = {"refused": reasons.TOO_HUNGRY, "detail": ""}
    # Once that is over, what filled the memory is gone, and there is enough of it to say so.
    with suppress(MemoryError):
        outcome = _outcome(path, name, folder)
    part = folder / f"{RESULT}.part"
    part.write_text(json.dumps(outcome, ensure_ascii=False), encoding="utf-8")
    part.replace(folder / RESULT)


def _outcome(path: Path, name: str, folder: Path) -> dict[str, Any]:
    try:
        return read_file(path, name, folder).to_json()
    except Refused as refusal:
        return {"refused": refusal.reason, "detail": refusal.detail}


def _kind_of(data: bytes, name: str) -> FileType:
    kinds = import_module("tiex.reading.kinds")
    return cast(FileType, kinds.kind_of(data, name))
