"""The search page among 306, 10,000 and 100,000 resources: its time against the floor, and its SQL statements."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import insert

from tests.bench.application import DAY
from tests.bench.ground import Ground, lay_ground
from tests.bench.pages import count_statements
from tests.bench.report import Line
from tests.bench.timing import Call, Received, call, environ_of, interleave
from tests.support.resources import index_all
from tiex.content.catalogue import CatalogueEntry, load_catalogue
from tiex.domain.resources import Origin
from tiex.extensions import db
from tiex.models import ResourceRow

SIZES = (306, 10_000, 100_000)
ROUNDS, AT_ONCE = 30, 5_000
TIMES, STATEMENTS = 10, 8
PARTS_ONLY = {"HX-Request": "true", "HX-Target": "section#results", "HX-Current-URL": "http://localhost/resources"}


@dataclass(frozen=True, slots=True)
class Asked:
    """`is_part` where the page is on screen already and htmx asks for what changes."""

    what: str
    path: str
    is_part: bool = False


ASKED = (
    Asked("front page", "/resources"),
    Asked("page for a topic", "/resources?q=digital+transformation"),
    Asked("page for a misspelt topic with two choices", "/resources?q=councl+tax+suport&type=case-study&stage=do"),
    Asked("parts after a letter more", "/resources?q=hous", is_part=True),
    Asked("parts after a choice", "/resources?q=data&service_area=housing&service_area=waste", is_part=True),
    Asked("parts where nothing is found", "/resources?q=bins&type=tool&region=Wales&year_from=2020", is_part=True),
)


def measure(ground: Ground) -> Iterator[Line]:
    counts: dict[str, list[int]] = {asked.what: [] for asked in ASKED}
    for size in SIZES:
        filled = lay_ground(ground.folder / f"hub-{size}", others=0)
        fill_catalogue(filled.app, size)
        subjects = [_asking(filled, asked) for asked in ASKED]
        for asked, ratio in zip(ASKED, interleave(filled.floor, subjects, ROUNDS), strict=True):
            what = f"search, {size:,} resources: {asked.what} ({ratio.subject:.1f} ms; floor {ratio.floor:.2f} ms)"
            yield Line(what, ratio.times, "× floor", TIMES)
            counts[asked.what].append(count_statements(filled, asked.path))
    yield Line("the most SQL statements of a search", max(map(max, counts.values())), "statements", STATEMENTS)
    growing = [what for what, found in counts.items() if len(set(found)) > 1]
    what = "searches with more SQL statements among more resources"
    yield Line(f"{what}{': ' if growing else ''}{', '.join(growing)}", len(growing), "searches", 0)


def fill_catalogue(app: Flask, size: int) -> None:
    """The starter catalogue and copies of it, each a little different from the last, in the database and the index."""
    rows = _rows(size - len(load_catalogue()))
    with app.app_context():
        while batch := list(islice(rows, AT_ONCE)):
            db.session.execute(insert(ResourceRow), batch)
        db.session.commit()
    index_all(app)


def _rows(count: int) -> Iterator[dict[str, Any]]:
    entries = load_catalogue()
    for place in range(count):
        turn, entry = place // len(entries) + 1, entries[place % len(entries)]
        yield _row(entry, turn)


def _row(entry: CatalogueEntry, turn: int) -> dict[str, Any]:
    values = {field.name: getattr(entry, field.name) for field in fields(entry)}
    stored: Mapping[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }
    other = {"id": f"{entry.id}-{turn}", "url": f"{entry.url}#{turn}", "title": f"{entry.title}: part {turn}"}
    return {**stored, **other, "origin": Origin.STARTER.value, "created_at": DAY, "changed_at": DAY}


def _asking(ground: Ground, asked: Asked) -> Call:
    headers = {**ground.headers, **(PARTS_ONLY if asked.is_part else {})}

    def ask(turn: int) -> Received:
        return call(ground.app, environ_of(asked.path, headers=headers))

    return ask
