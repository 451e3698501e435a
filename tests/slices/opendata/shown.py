"""Councils with results for everyone, and reading the files again as others would."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.support.page_client import PageClient
from tests.support.people import OPEN
from tests.support.published import DAY, put_result
from tiex.benchmarks.commands import recount
from tiex.content.editions import load_edition
from tiex.domain.answers import Answer, Note
from tiex.domain.publishing import Part, Ring
from tiex.extensions import db
from tiex.models import CouncilRow

EDITION = load_edition(OPEN)
LEVELS = [level.key for level in EDITION.scale.levels]
EVERYTHING = dict.fromkeys(Part, Ring.EVERYONE)
SECRET = "zanzibar-lighthouse"


def answers_of(number: int) -> dict[str, Answer]:
    """Other ones for each number: some without an ambition, one that does not apply."""
    agreeing = [level.key for level in EDITION.factor_sheet.scale.levels]
    found = {
        key: Answer(
            key,
            LEVELS[(place * 7 + number) % 3],
            LEVELS[2] if (place + number) % 4 else None,
            f"{SECRET}: because {place}" if place % 5 == 0 else "",
            minority_view=f"{SECRET} of a minority",
        )
        for place, key in enumerate(EDITION.statements)
    }
    first = next(iter(EDITION.statements))
    found[first] = Answer(first, "not-applicable", None, f"{SECRET}: not ours")
    return found | {
        key: Answer(key, agreeing[(place + number) % 4]) for place, key in enumerate(EDITION.key_statements)
    }


def note(text: str, kind: str = "impediments") -> Note:
    cell = EDITION.cells[0]
    return Note(cell.id, kind, text, tuple(statement.id for statement in cell.statements[:2]))


def show(
    app: Flask,
    code: str,
    number: int = 0,
    rings: Mapping[Part, Ring] = EVERYTHING,
    *,
    day: date = DAY,
    hold_until: date | None = None,
    notes: tuple[Note, ...] = (),
) -> int:
    """This council publishes, and it is counted."""
    with app.app_context():
        session = db.session()
        assessment_id = put_result(
            session, code, answers_of(number), rings, day=day, hold_until=hold_until, notes=notes
        )
        recount(session=session, assessment_id=assessment_id, today=DAY)
        session.commit()
    return assessment_id


def codes(app: Flask, number: int) -> list[str]:
    """So many councils of the register, in the order of their codes."""
    with app.app_context():
        query = select(CouncilRow.code).order_by(CouncilRow.code).limit(number)
        return sorted(db.session.scalars(query))


def read_csv(client: PageClient, table: str, edition: str = OPEN) -> list[dict[str, str]]:
    response = client.get(f"/data/{edition}/{table}.csv")
    assert (response.status_code, response.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(response.text, newline=""), strict=True))


def read_json(client: PageClient, table: str, edition: str = OPEN) -> list[dict[str, Any]]:
    response = client.get(f"/data/{edition}/{table}.json")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    document = response.get_json()
    assert document["count"] == len(document["rows"])
    rows: list[dict[str, Any]] = document["rows"]
    return rows


def councils_in(client: PageClient, table: str = "results") -> set[str]:
    return {row["council_code"] for row in read_csv(client, table)}
