"""What is said of the files to programs is true: OpenAPI and CSV on the Web against the addresses and the answers."""

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.slices.opendata.shown import codes, note, show
from tests.support.page_client import PageClient
from tests.support.people import OPEN
from tiex.domain.open_data import LICENCE, TABLES

NOT_FOR_PROGRAMS = {"opendata.overview"}
VALUES = {
    "string": r".*",
    "integer": r"[0-9]+",
    "decimal": r"[0-9]+(\.5)?",
    "date": r"\d{4}-\d\d-\d\d",
    "boolean": r"true|false",
}


@pytest.fixture
def api(app: Flask, client: PageClient) -> dict[str, Any]:
    for number, code in enumerate(codes(app, 6)):
        show(app, code, number, notes=(note("The law stands in the way."),))
    document: dict[str, Any] = client.get("/data/openapi.json").get_json()
    return document


def test_it_is_openapi_3_1(api: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(api).validate()
    operations = [path["get"]["operationId"] for path in api["paths"].values()]
    assert len(set(operations)) == len(operations)


def test_it_says_that_the_licence_is_proposed(api: dict[str, Any], client: PageClient) -> None:
    about = client.get(f"/data/{OPEN}/results.csv-metadata.json").get_json()
    assert "is a proposal" in replace(LICENCE, is_confirmed=False).in_words
    assert "proposal" not in replace(LICENCE, is_confirmed=True).in_words
    for said in (api["info"]["description"], about["dc:description"], client.page("/data").text):
        assert ("proposal" in said) is not LICENCE.is_confirmed


def test_it_describes_every_address_and_no_other(app: Flask, api: dict[str, Any]) -> None:
    urls = app.url_map.bind("localhost")
    described: dict[str, set[str]] = {}
    for path, item in api["paths"].items():
        rule, values = urls.match(path.replace("{edition}", OPEN), return_rule=True)
        assert isinstance(rule, Rule)
        assert set(item) - {"parameters"} == {method.lower() for method in rule.methods or ()} - {"head", "options"}
        assert ("edition_key" in values) == ("{edition}" in path)
        described.setdefault(rule.endpoint, set()).add(values.get("table", ""))
    there = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("opendata.")}
    assert described.keys() == there - NOT_FOR_PROGRAMS
    for endpoint in ("csv_file", "json_file", "metadata"):
        assert described[f"opendata.{endpoint}"] == set(TABLES)


def test_the_answers_are_as_described(api: dict[str, Any], client: PageClient) -> None:
    for path in api["paths"]:
        first = client.get(path.replace("{edition}", OPEN))
        assert_as_described(api, path, first)
        again = client.get(path.replace("{edition}", OPEN), headers={"If-None-Match": first.headers["ETag"]})
        assert_as_described(api, path, again)
        assert again.status_code == 304
        if "{edition}" in path:
            missing = client.get(path.replace("{edition}", "2031-32"))
            assert missing.status_code == 404
            assert_as_described(api, path, missing)


def assert_as_described(api: dict[str, Any], path: str, response: TestResponse) -> None:
    described = api["paths"][path]["get"]["responses"][str(response.status_code)]
    described = resolved(api, described)
    for name in described.get("headers", {}):
        assert name in response.headers, (path, name)
    if "content" not in described:
        assert response.data == b""
        return
    [(media_type, content)] = described["content"].items()
    assert response.mimetype == media_type, path
    is_json = media_type.endswith("json")
    whole = DRAFT202012.create_resource(api)
    schema = {"$ref": f"urn:api{pointer(content)}"} if "$ref" in content["schema"] else content["schema"]
    validator = Draft202012Validator(schema, registry=Registry().with_resource("urn:api", whole))
    validator.validate(response.get_json(force=True) if is_json else response.text)


def resolved(api: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    found: Any = api
    for name in part["$ref"].removeprefix("#/").split("/") if "$ref" in part else ():
        found = found[name]
    return found if "$ref" in part else part


def pointer(content: dict[str, Any]) -> str:
    return str(content["schema"]["$ref"])


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize("table", TABLES)
def test_each_csv_file_is_as_its_metadata_says(client: PageClient, table: str) -> None:
    response = client.get(f"/data/{OPEN}/{table}.csv")
    about = client.get(f"/data/{OPEN}/{table}.csv-metadata.json").get_json()
    assert about["@context"][0] == "http://www.w3.org/ns/csvw"
    assert f'</data/{OPEN}/{table}.csv-metadata.json>; rel="describedby"' in ", ".join(response.headers.getlist("Link"))
    assert about["url"] == f"{table}.csv"
    assert not response.data.startswith(b"\xef\xbb\xbf")
    assert response.data.decode().endswith("\r\n")
    names, *rows = csv.reader(io.StringIO(response.text, newline=""), strict=True)
    columns = about["tableSchema"]["columns"]
    assert names == [column["titles"] for column in columns]
    assert rows
    for row in rows:
        for value, column in zip(row, columns, strict=True):
            if value:
                assert re.fullmatch(VALUES[column["datatype"]], value, re.DOTALL), (column["name"], value)
            else:
                assert not column["required"], column["name"]
    key = [names.index(name) for name in about["tableSchema"]["primaryKey"]]
    assert len({tuple(row[place] for place in key) for row in rows}) == len(rows)


def test_the_catalogue_leads_to_every_file(client: PageClient, api: dict[str, Any]) -> None:
    listed = client.get("/data/index.json").get_json()
    [edition] = [each for each in listed["editions"] if each["key"] == OPEN]
    assert (edition["councils"], edition["last_changed"]) == (6, "2026-11-23")
    assert [each["table"] for each in edition["files"]] == list(TABLES)
    for each in (*edition["files"], {"checksums": edition["checksums"]}, {"openapi": listed["openapi"]}):
        for address in (value for value in each.values() if value.startswith("http://localhost/")):
            assert client.get(address.removeprefix("http://localhost")).status_code == 200, address
    assert client.page(listed["about"].removeprefix("http://localhost")).h1 == "Open data"
    assert api["info"]["license"]["url"] == listed["licence"]["url"]
