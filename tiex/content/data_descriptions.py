"""How the tables of open data are described to programs: CSV on the Web for each file, OpenAPI for all addresses."""

from collections.abc import Mapping
from typing import Any

from tiex.domain.open_data import LICENCE, TABLES, VERSION, Column, Kind, Table

PUBLISHER = "Transformation and Innovation Exchange"
PROBLEM = "application/problem+json"
CSV, JSON, CSVW, PLAIN = "text/csv", "application/json", "application/csvm+json", "text/plain"
# How long anything between us and a reader may go on giving what it has.
SECONDS_KEPT = 60
# How often a network may ask in a minute.
TRIES_A_MINUTE = 60
# For checksums, as all files of an edition are made for them.
CHECKSUM_TRIES_A_MINUTE = 6
_CSVW_TYPES = {Kind.NUMBER: "integer", Kind.HALVES: "decimal", Kind.DAY: "date", Kind.FLAG: "boolean"}
_JSON_TYPES: Mapping[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.NUMBER: {"type": "integer", "minimum": 0},
    Kind.HALVES: {"type": "number", "minimum": 0, "maximum": 100},
    Kind.DAY: {"type": "string", "format": "date"},
    Kind.FLAG: {"type": "boolean"},
    Kind.KEYS: {"type": "array", "items": {"type": "string"}},
}


def describe_table(table: Table, edition: str, edition_title: str) -> dict[str, Any]:
    """The metadata of a CSV file as the W3C's CSV on the Web has it; it stands beside the file, under its name."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{table.name}.csv",
        "dc:identifier": f"{edition}/{table.name}",
        "dc:title": f"{table.title}, {edition_title}",
        "dc:description": f"{table.says} {LICENCE.in_words}",
        "dc:publisher": PUBLISHER,
        "dc:license": {"@id": LICENCE.url},
        "dc:language": "en-GB",
        "dialect": {"header": True, "encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "lineTerminators": "\r\n"},
        "tableSchema": {
            "columns": [_csvw_column(column) for column in table.columns],
            "primaryKey": list(table.key),
        },
    }


def _csvw_column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.says,
        "datatype": _CSVW_TYPES.get(column.kind, "string"),
        "required": column.is_filled,
    }
    return described | {"separator": " "} if column.kind is Kind.KEYS else described


def describe_api(base_url: str) -> dict[str, Any]:
    """Every address that programs read, as OpenAPI 3.1 has it."""
    paths = {
        "/data/index.json": _path("listEditions", "The editions, and where their tables are", JSON, "Catalogue"),
        "/data/openapi.json": _path("describeApi", "This description", JSON, None),
    }
    for table in TABLES.values():
        place, name = f"/data/{{edition}}/{table.name}", table.name.capitalize()
        title = f"{table.title}: {table.says}"
        paths[f"{place}.csv"] = _path(f"get{name}AsCsv", title, CSV, None)
        paths[f"{place}.json"] = _path(f"get{name}AsJson", title, JSON, name)
        about = f"The columns of {table.name}.csv, as CSV on the Web"
        paths[f"{place}.csv-metadata.json"] = _path(f"describe{name}", about, CSVW, None)
    paths["/data/{edition}/checksums.txt"] = _path(
        "getChecksums", "SHA-256 of each table of an edition, as sha256sum reads it", PLAIN, None
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{PUBLISHER}: open data",
            "summary": "What councils have published of their self-assessments, to read and nothing else.",
            "description": f"Explained for people at {base_url}/data. Nobody has to sign in. {LICENCE.in_words}",
            "version": str(VERSION),
            "license": {"name": LICENCE.name, "url": LICENCE.url},
        },
        "servers": [{"url": base_url}],
        "paths": paths,
        "components": {"schemas": _schemas(), "headers": _headers(), "responses": _responses()},
    }


def _path(operation: str, summary: str, media_type: str, schema: str | None) -> dict[str, Any]:
    """One address that can be read. `schema` is of its JSON, where there is one of our own."""
    shape = {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "string"}
    if schema is None and media_type in (JSON, CSVW):
        shape = {"type": "object"}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in ("ETag", "Cache-Control")}
    found = {"description": "As it is today.", "headers": headers, "content": {media_type: {"schema": shape}}}
    responses: dict[str, Any] = {"200": found}
    for status, name in (("304", "Unchanged"), ("404", "NotThere"), ("429", "TooMany")):
        responses[status] = {"$ref": f"#/components/responses/{name}"}
    parameters: list[dict[str, Any]] = [
        {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}, "description": "The ETag you have."}
    ]
    described = {"operationId": operation, "summary": summary, "parameters": parameters, "responses": responses}
    if operation in ("listEditions", "describeApi"):
        del responses["404"]
        return {"get": described}
    edition = {"name": "edition", "in": "path", "required": True, "schema": {"type": "string"}}
    return {"parameters": [edition | {"description": "The key of an edition, such as 2026-27."}], "get": described}


def _schemas() -> dict[str, Any]:
    licence = _object(name="string", url="string", attribution="string", is_confirmed="boolean")
    edition = _object(key="string", title="string")
    files = _object(table="string", title="string", csv="string", json="string", csv_metadata="string")
    listed = _object(key="string", title="string", starts_on="string", ends_on="string", councils="integer")
    listed["properties"] |= {
        "last_changed": {"type": ["string", "null"], "format": "date"},
        "checksums": {"type": "string"},
        "files": {"type": "array", "items": files},
    }
    listed["required"] = list(listed["properties"])
    catalogue = _object(about="string", openapi="string")
    catalogue["properties"] |= {"licence": licence, "editions": {"type": "array", "items": listed}}
    catalogue["required"] = list(catalogue["properties"])
    tables = {table.name.capitalize(): _table_schema(table, edition, licence) for table in TABLES.values()}
    problem = _object(type="string", title="string", status="integer", detail="string")
    return {"Catalogue": catalogue, "Problem": problem, **tables}


def _table_schema(table: Table, edition: dict[str, Any], licence: dict[str, Any]) -> dict[str, Any]:
    row = {
        "type": "object",
        "properties": {column.name: _json_column(column) for column in table.columns},
        "required": [column.name for column in table.columns],
        "additionalProperties": False,
    }
    whole = _object(table="string", title="string", count="integer", says="string")
    whole["properties"] |= {"edition": edition, "licence": licence, "rows": {"type": "array", "items": row}}
    whole["required"] = list(whole["properties"])
    return whole


def _json_column(column: Column) -> dict[str, Any]:
    shape = _JSON_TYPES[column.kind] | {"description": column.says}
    return shape if column.is_filled or column.kind is Kind.KEYS else shape | {"type": [shape["type"], "null"]}


def _object(**types: str) -> dict[str, Any]:
    properties: dict[str, Any] = {name: {"type": kind} for name, kind in types.items()}
    return {"type": "object", "properties": properties, "required": list(types), "additionalProperties": False}


def _headers() -> dict[str, Any]:
    kept = f"It may be kept for {SECONDS_KEPT} seconds."
    return {
        "ETag": {"description": "Changes with every byte of the answer.", "schema": {"type": "string"}},
        "Cache-Control": {"description": kept, "schema": {"type": "string"}},
        "Retry-After": {"description": "In how many seconds to ask again.", "schema": {"type": "integer"}},
    }


def _responses() -> dict[str, Any]:
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    later = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    too_many = (
        f"More than {TRIES_A_MINUTE} requests in a minute from one network, or {CHECKSUM_TRIES_A_MINUTE} for checksums."
    )
    return {
        "Unchanged": {"description": "What you have is still what is here."},
        "NotThere": {"description": "There is no such edition or table.", "content": problem},
        "TooMany": {"description": too_many, "headers": later, "content": problem},
    }
