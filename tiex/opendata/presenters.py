"""Open data as files, line by line, as a catalogue for programs, and as a page for people."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain, islice
from threading import Lock
from typing import Any

from flask import current_app, url_for

from tiex.content.data_descriptions import CHECKSUM_TRIES_A_MINUTE, CSV, JSON, SECONDS_KEPT, TRIES_A_MINUTE
from tiex.domain.benchmark import LEAST_COUNCILS
from tiex.domain.edition import Edition
from tiex.domain.open_data import LICENCE, TABLES, Column, Kind, Licence, Row, Table, Value
from tiex.domain.spreadsheet import csv_text
from tiex.opendata.queries import Asked, OpenEdition
from tiex.web.addresses import public_url
from tiex.web.filters import count, uk_date

LINES_AT_ONCE = 500
NOTHING = "No council shows this to everyone in this edition today."
_KINDS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "whole number",
    Kind.HALVES: "number, to the half",
    Kind.DAY: "day, as 2026-11-23",
    Kind.FLAG: "true or false",
    Kind.KEYS: "keys, with spaces between them",
}


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"

    @property
    def media_type(self) -> str:
        return {Format.CSV: f"{CSV}; charset=utf-8; header=present", Format.JSON: JSON}[self]


def etag_of(mark: str, table: Table, file_format: Format) -> str:
    """Made with our key: a mark hangs on fingerprints, by which else hidden answers could be tried out."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"{mark} {table.name} {file_format}".encode(), "sha256").hexdigest()[:40]


def open_file(asked: Asked, table: Table, rows: Iterable[Row], file_format: Format) -> Iterator[bytes]:
    return file_lines(asked.edition, table, rows, file_format, {"licence": _licence(LICENCE)})


def file_lines(
    edition: Edition,
    table: Table,
    rows: Iterable[Row],
    file_format: Format,
    more: Mapping[str, Any],
    *,
    nothing: str = NOTHING,
) -> Iterator[bytes]:
    """The file in pieces, made as they are asked for; in JSON with `more` about it, and `nothing` where it is empty."""
    about = {"table": table.name, "title": table.title, "edition": {"key": edition.key, "title": edition.title}}
    is_csv = file_format is Format.CSV
    pieces = _csv_pieces(table, rows) if is_csv else _json_pieces({**about, **more}, table, rows, nothing)
    return (piece.encode() for piece in pieces)


def _csv_pieces(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    yield csv_text([[column.name for column in table.columns]])
    for some in _batched(rows):
        yield csv_text([_in_csv(value) for value in row] for row in some)


def _batched(rows: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    left = iter(rows)
    while some := tuple(islice(left, LINES_AT_ONCE)):
        yield some


def _in_csv(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _json_pieces(about: Mapping[str, Any], table: Table, rows: Iterable[Row], nothing: str) -> Iterator[str]:
    """One object, whose list of rows comes one a line before what can be said at its end only."""
    yield f'{json.dumps(about, ensure_ascii=False)[:-1]}, "rows": ['
    names, number, before = [column.name for column in table.columns], 0, "\n"
    for some in _batched(rows):
        lines = (json.dumps(dict(zip(names, map(_in_json, row), strict=True)), ensure_ascii=False) for row in some)
        yield before + ",\n".join(lines)
        number, before = number + len(some), ",\n"
    says = f"{count(number, 'row')}." if number else nothing
    yield f'\n], "count": {number}, "says": {json.dumps(says)}}}\n'


def _in_json(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _licence(licence: Licence) -> dict[str, Any]:
    return {name: getattr(licence, name) for name in licence.__slots__}


def whole(document: Any) -> bytes:
    """A document that is short enough to be made at once."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def catalogue(editions: Sequence[OpenEdition]) -> dict[str, Any]:
    """Where everything is, for programs."""
    return {
        "about": public_url("opendata.overview"),
        "openapi": public_url("opendata.openapi"),
        "licence": _licence(LICENCE),
        "editions": [_listed(each) for each in editions],
    }


def _listed(found: OpenEdition) -> dict[str, Any]:
    edition, key = found.edition, found.edition.key
    return {
        "key": key,
        "title": edition.title,
        "starts_on": edition.starts_on.isoformat(),
        "ends_on": edition.ends_on.isoformat(),
        "councils": found.councils,
        "last_changed": found.last_changed.isoformat() if found.last_changed else None,
        "checksums": public_url("opendata.checksums", edition_key=key),
        "files": [
            {
                "table": table.name,
                "title": table.title,
                "csv": public_url("opendata.csv_file", edition_key=key, table=table.name),
                "json": public_url("opendata.json_file", edition_key=key, table=table.name),
                "csv_metadata": public_url("opendata.metadata", edition_key=key, table=table.name),
            }
            for table in TABLES.values()
        ],
    }


@dataclass(frozen=True, slots=True)
class FileRow:
    """A table of one edition: what it is, and where it is had."""

    title: str
    says: str
    csv_url: str
    json_url: str
    about_url: str


@dataclass(frozen=True, slots=True)
class EditionFiles:
    key: str
    title: str
    says: str
    files: tuple[FileRow, ...]
    checksums_url: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    name: str
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class TableView:
    name: str
    title: str
    says: str
    columns: tuple[ColumnRow, ...]


@dataclass(frozen=True, slots=True)
class OpenDataView:
    """The page. `example` is the address of a file that the examples fetch."""

    title: str
    editions: tuple[EditionFiles, ...]
    tables: tuple[TableView, ...]
    licence: Licence
    index_url: str
    openapi_url: str
    example: str
    seconds: int
    tries: int
    checksum_tries: int
    least: int


def present_open_data(editions: Sequence[OpenEdition]) -> OpenDataView:
    key = next((each.edition.key for each in editions if each.councils), editions[0].edition.key if editions else "")
    example = public_url("opendata.csv_file", edition_key=key, table="results") if key else ""
    return OpenDataView(
        title="Open data",
        editions=tuple(_edition_files(each) for each in editions),
        tables=tuple(_table_view(table) for table in TABLES.values()),
        licence=LICENCE,
        index_url=url_for("opendata.index"),
        openapi_url=url_for("opendata.openapi"),
        example=example,
        seconds=SECONDS_KEPT,
        tries=TRIES_A_MINUTE,
        checksum_tries=CHECKSUM_TRIES_A_MINUTE,
        least=LEAST_COUNCILS,
    )


def _edition_files(found: OpenEdition) -> EditionFiles:
    key = found.edition.key

    def address(endpoint: str, table: str) -> str:
        return url_for(f"opendata.{endpoint}", edition_key=key, table=table)

    files = tuple(
        FileRow(
            table.title,
            table.says,
            *(address(endpoint, table.name) for endpoint in ("csv_file", "json_file", "metadata")),
        )
        for table in TABLES.values()
    )
    checksums = url_for("opendata.checksums", edition_key=key)
    return EditionFiles(key, found.edition.title, _standing(found), files, checksums)


def _standing(found: OpenEdition) -> str:
    """12 councils show their results to everyone. Last changed on 23 November 2026."""
    if found.councils:
        who = f"{count(found.councils, 'council shows', 'councils show')} results to everyone."
    else:
        who = "No council shows its result to everyone today, so the tables of councils have no rows."
    return f"{who} Last changed on {uk_date(found.last_changed)}." if found.last_changed else who


def _table_view(table: Table) -> TableView:
    return TableView(table.name, table.title, table.says, tuple(_column_row(column) for column in table.columns))


def _column_row(column: Column) -> ColumnRow:
    kind = _KINDS[column.kind]
    return ColumnRow(column.name, kind if column.is_filled else f"{kind}, or empty", column.says)


# Checksums by ETag: whatever has the same one is the same, byte for byte.
_kept: dict[str, str] = {}
_making = Lock()
MOST_KEPT = 1_000


def checksum_line(name: str, etag: str, pieces: Iterable[bytes]) -> bytes:
    """As sha256sum writes and reads it; `pieces` are not made where the checksum is known, and for one at a time:
    whoever asks for the same meanwhile waits for it."""
    found = _kept.get(etag)
    if found is None:
        with _making:
            found = _kept.get(etag) or _sum_up(etag, pieces)
    return f"{found}  {name}\n".encode()


def _sum_up(etag: str, pieces: Iterable[bytes]) -> str:
    summing = hashlib.sha256()
    for piece in pieces:
        summing.update(piece)
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[etag] = summing.hexdigest()
    return _kept[etag]


def checksum_lines(files: Sequence[tuple[str, str, Iterable[bytes]]]) -> Iterator[bytes]:
    """A line for each file, as soon as it is known."""
    return chain.from_iterable((checksum_line(*file),) for file in files)
