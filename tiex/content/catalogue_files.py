"""Reads an editor's own file of resources, YAML or CSV, row by row: what is wrong with one row stops no other."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from tiex.content.catalogue import CatalogueEntry, read_entry
from tiex.content.checking import ContentError, Document, parse_yaml, read_text
from tiex.content.councils import load_councils
from tiex.content.tags import load_tags
from tiex.domain.resources import ResourceType

TAGS = ("characteristics", "change_modes", "stages", "critical_success_factors", "service_areas")
LISTS = ("councils", "council_codes", "regions", "outcomes")
_BETWEEN = ";"
_TOO_MANY = "more values than columns"


@dataclass(frozen=True, slots=True)
class FileRow:
    """An entry of a file: the number of its line in a CSV file, of the entry in a YAML file, from 1.

    `entry` is None where it is refused; `problems` name the field and the reason, a sentence for each.
    """

    number: int
    id: str
    entry: CatalogueEntry | None
    problems: tuple[str, ...] = ()


def read_catalogue_file(path: Path) -> tuple[FileRow, ...]:
    """Every row of the file, taken or refused; ContentError where it cannot be read at all."""
    text = read_text(path, path.name).removeprefix("\ufeff")
    rows = _csv_rows(text, path.name) if path.suffix.lower() == ".csv" else _yaml_rows(text, path.name)
    codes = frozenset(council.code for council in load_councils())
    seen: set[str] = set()
    found = []
    for number, fields in rows:
        row = _read_row(number, fields, codes, seen)
        seen.add(row.id)
        found.append(row)
    return tuple(found)


def _read_row(number: int, fields: object, codes: frozenset[str], seen: set[str]) -> FileRow:
    document = Document("", {})
    item = document.new_item("", fields)
    name = fields.get("id") if isinstance(fields, dict) else None
    row_id = name if isinstance(name, str) else ""
    if row_id in seen and row_id:
        item.refuse("id", f"{row_id!r} stands in this file already")
    entry = read_entry(item, item.choice("type", list(ResourceType)), load_tags(), codes)
    try:
        document.finish()
    except ContentError as error:
        return FileRow(number, row_id, None, error.problems)
    return FileRow(number, row_id, entry)


def _yaml_rows(text: str, file: str) -> Iterable[tuple[int, object]]:
    data = parse_yaml(text, file)
    if not isinstance(data, list):
        raise ContentError(f"{file}: must be a list of resources, each with its fields")
    return enumerate(data, 1)


def _csv_rows(text: str, file: str) -> Iterator[tuple[int, object]]:
    """Rows by the line on which they end, which is the one that an editor sees in most programs."""
    reader = csv.DictReader(StringIO(text, newline=""), restkey=_TOO_MANY, strict=True)
    try:
        columns = [column.strip() for column in reader.fieldnames or ()]
        if "id" not in columns or len(set(columns)) < len(columns):
            raise ContentError(f"{file}: its first line must name the columns, each once, id among them")
        reader.fieldnames = columns
        for row in reader:
            yield reader.line_num, _csv_fields(row)
    except csv.Error as error:
        raise ContentError(f"{file}: is not valid CSV near line {reader.line_num}: {error}") from error


def _csv_fields(row: Mapping[str, str | list[str] | None]) -> dict[str, object]:
    """The fields as YAML would give them: an empty one is not there, and lists stand between semicolons."""
    tags: dict[str, object] = {}
    fields: dict[str, object] = {"tags": tags}
    for column, value in row.items():
        if not isinstance(value, str):
            if value:
                fields[column] = value
        elif value.strip():
            (tags if column in TAGS else fields)[column] = _csv_value(column, value.strip())
    return fields


def _csv_value(column: str, value: str) -> object:
    if column in TAGS or column in LISTS:
        return [part.strip() for part in value.split(_BETWEEN) if part.strip()]
    return int(value) if column == "year" and value.isdecimal() else value
