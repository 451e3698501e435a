"""A council with its people and what it signed in 2019-20; an older edition with other words, stored and put away."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import delete

from tests.conftest import Running
from tests.slices.cells.steps import enter, stored
from tests.slices.timeline.steps import Answers, all_at, put_signed
from tests.support.agreeing import Council, found_council
from tests.support.page_client import PageClient
from tests.support.people import CLOSED, COUNCIL, TODAY, Someone
from tiex.content.editions import load_edition
from tiex.domain.edition import Cell, Edition
from tiex.editions.commands import store_edition
from tiex.extensions import db
from tiex.models import AuditEntryRow, EditionRow

THEN = load_edition(CLOSED)
SIGNED_AT = datetime(2019, 11, 18, 11, tzinfo=UTC)


@pytest.fixture
def council(app: Flask, ada: Someone) -> Council:
    return found_council(app, ada)


@pytest.fixture
def lead(app: Flask, council: Council) -> PageClient:
    return enter(app, council.lead)


Put = Callable[..., int]


@pytest.fixture
def put(council: Council) -> Put:
    """Puts a signed result, of Fernmoor in 2019-20 where nothing else is said."""

    def put(answers: Answers | None = None, *, code: str = COUNCIL, edition: Edition = THEN) -> int:
        with stored(council.app) as session:
            given = answers or all_at(edition, "partly", "fully")
            signers = council.leader, council.chief
            assessment_id = put_signed(session, code, edition, given, signers, SIGNED_AT)
            session.commit()
        return assessment_id

    return put


def _reworded(cell: Cell) -> Cell:
    plan = next(s for s in cell.statements if s.stage == "plan")
    changed = replace(plan, text=f"We once asked this of {cell.id}.")
    return replace(cell, statements=tuple(changed if s is plan else s for s in cell.statements))


def _older() -> Edition:
    """Of 2017-18, on another scale for the success factors: one statement of each service cell had other words."""
    sheet = THEN.factor_sheet
    levels = tuple(replace(level, label=f"{level.label} indeed") for level in sheet.scale.levels)
    return replace(
        THEN,
        key="2017-18",
        number=THEN.number - 1,
        title="Trial edition, 2017-18",
        starts_on=date(2017, 4, 1),
        ends_on=date(2018, 3, 31),
        based_on=None,
        cells=tuple(_reworded(cell) if cell.mode == "service" else cell for cell in THEN.cells),
        factor_sheet=replace(sheet, scale=replace(sheet.scale, levels=levels)),
    )


OLDER = _older()


@pytest.fixture
def older(running: Running) -> Iterator[Edition]:
    """Asked for before the application, it outlives whatever is answered in it."""
    with running.app.app_context():
        store_edition(session=db.session(), edition=OLDER, today=TODAY.date(), now=TODAY)
        db.session.commit()
    yield OLDER
    with running.app.app_context():
        db.session.execute(delete(AuditEntryRow))
        db.session.execute(delete(EditionRow).where(EditionRow.key == OLDER.key))
        db.session.commit()
