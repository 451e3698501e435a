"""Loads the register of councils, current and abolished."""

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from io import StringIO
from pathlib import Path

from tiex.content.checking import CONTENT, Document, Item, check_unique, read_text
from tiex.domain.councils import Council

FILE = "councils.csv"
COUNCIL_TYPES = frozenset(
    {
        "combined-authority",
        "county",
        "district",
        "london-borough",
        "metropolitan-district",
        "northern-ireland-district",
        "scottish-unitary",
        "strategic-authority",
        "unitary",
        "welsh-unitary",
    }
)
ENGLISH_REGIONS = frozenset(
    {
        "East Midlands",
        "East of England",
        "London",
        "North East",
        "North West",
        "South East",
        "South West",
        "West Midlands",
        "Yorkshire and The Humber",
    }
)
OTHER_NATIONS = frozenset({"Northern Ireland", "Scotland", "Wales"})
NATIONS = OTHER_NATIONS | {"England"}
REGIONS = OTHER_NATIONS | ENGLISH_REGIONS
NATION_OF_REGION = {nation: nation for nation in OTHER_NATIONS} | dict.fromkeys(ENGLISH_REGIONS, "England")
CODE = re.compile(r"[A-Z]{3,4}")
GSS_CODE = re.compile(r"[ENSW]\d{8}")


@cache
def load_councils(root: Path = CONTENT) -> tuple[Council, ...]:
    """Every council of the register, in the order of the file."""
    document = Document(FILE, {})
    rows = csv.DictReader(StringIO(read_text(root / FILE, FILE)), restkey="more values than columns")
    items = [_new_item(document, row, number) for number, row in enumerate(rows, 2)]
    councils = [_read_council(item) for item in items]
    document.finish()
    _check_references(items, councils)
    document.finish()
    last_days = {council.code: council for council in councils}
    return tuple(_with_last_day(council, last_days) for council in councils)


def _new_item(document: Document, row: dict[str, str], line: int) -> Item:
    fields: dict[str, object] = {field: value or None for field, value in row.items()}
    for field in ("population_2020", "area_km2"):
        if (row.get(field) or "").isdecimal():
            fields[field] = int(row[field])
    return document.new_item(f"council {row.get('code') or f'in line {line}'}", fields)


def _read_council(item: Item) -> Council:
    area = item.optional_whole_number("area_km2", lowest=1, highest=100_000)
    council = Council(
        code=_code(item, "code", CODE),
        name=item.text("name", longest=100),
        short_name=item.text("short_name", longest=60),
        gss_code=_code(item, "gss_code", GSS_CODE),
        type=item.choice("type", COUNCIL_TYPES),
        nation=item.choice("nation", NATIONS),
        region=item.choice("region", REGIONS),
        county_code=item.optional_text("county_code"),
        population=item.optional_whole_number("population_2020", lowest=1, highest=20_000_000),
        area_km2=None if area is None else float(area),
        starts_on=item.optional_day("start_date"),
        ends_on=item.optional_day("end_date"),
        replaced_by=tuple((item.optional_text("replaced_by") or "").split()),
    )
    _check_council(item, council)
    return council


def _code(item: Item, field: str, pattern: re.Pattern[str]) -> str:
    code = item.text(field)
    if code and not pattern.fullmatch(code):
        item.refuse(field, f"is no code of this kind: {code!r}")
    return code


def _check_council(item: Item, council: Council) -> None:
    regions = ENGLISH_REGIONS if council.nation == "England" else {council.nation}
    if council.nation in NATIONS and council.region in REGIONS and council.region not in regions:
        item.refuse("region", f"{council.region!r} is not in {council.nation}")
    if council.starts_on and council.ends_on and council.starts_on >= council.ends_on:
        item.refuse("end_date", "must be after start_date")
    if council.replaced_by and council.ends_on is None:
        item.refuse("replaced_by", "needs an end_date")


def _check_references(items: Sequence[Item], councils: Sequence[Council]) -> None:
    for field in ("code", "gss_code", "name"):
        check_unique(items, field, [getattr(council, field) for council in councils])
    types = {council.code: council.type for council in councils}
    for item, council in zip(items, councils, strict=True):
        if council.county_code and types.get(council.county_code) != "county":
            item.refuse("county_code", f"{council.county_code!r} is not a county of the register")
        for code in council.replaced_by:
            if code not in types or code == council.code:
                item.refuse("replaced_by", f"{code!r} is not another council of the register")


def _with_last_day(council: Council, register: dict[str, Council]) -> Council:
    """Some rows end on the first day of the successor; the day before is when the council was last there."""
    if council.ends_on and council.ends_on in {register[code].starts_on for code in council.replaced_by}:
        return replace(council, ends_on=council.ends_on - timedelta(days=1))
    return council
