"""However many councils there are, a file is made of a few of them at a time, with one statement for so many."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, insert

from tests.slices.opendata.shown import EVERYTHING, answers_of
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OPEN, TODAY
from tests.support.published import put_result
from tiex.content.editions import load_edition
from tiex.domain.consensus import Content, document_of, fingerprint_of
from tiex.extensions import db
from tiex.models import AssessmentRow, ConsensusRecordRow, CouncilRow, PublicationRow
from tiex.opendata import queries

MANY = 900
# What the documents of all of them would take, read and not even understood.
LEAST_FOR_ALL = 9_000_000


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def invent(app: Flask, number: int) -> None:
    """So many councils, each with a result that everyone may see."""
    edition = load_edition(OPEN)
    with app.app_context():
        session = db.session()
        first = session.get_one(PublicationRow, put_result(session, COUNCIL, answers_of(0), EVERYTHING))
        for code in (f"T{place:06}" for place in range(number)):
            kind = {"type": "district", "nation": "England", "region": "London"}
            session.execute(insert(CouncilRow), {"code": code, "name": code, "short_name": code, **kind})
            assessment = AssessmentRow(council_code=code, edition_key=OPEN, created_at=TODAY)
            session.add(assessment)
            session.flush()
            document = document_of(edition, Content(code, OPEN, "a" * 64, answers_of(1), ()), 1)
            version = {"assessment_id": assessment.id, "fingerprint": fingerprint_of(document)}
            record = {"number": 1, "document": document, "created_at": TODAY}
            session.execute(insert(ConsensusRecordRow), version | record)
            same = {column.key: getattr(first, column.key) for column in PublicationRow.__table__.columns}
            session.execute(insert(PublicationRow), same | version | {"council_code": code})
        session.commit()


@pytest.fixture
def many(app: Flask) -> Iterator[Flask]:
    invent(app, MANY)
    yield app
    with app.app_context():
        for row in (PublicationRow, ConsensusRecordRow, AssessmentRow):
            db.session.execute(delete(row))
        db.session.execute(delete(CouncilRow).where(CouncilRow.code.like("T0%")))
        db.session.commit()


def test_one_statement_a_batch_and_no_more_memory_for_more_councils(many: Flask, client: PageClient) -> None:
    with counted(many) as seen:
        response = client.get(f"/data/{OPEN}/results.csv")
        before = len(seen)
        assert "Content-Length" not in response.headers
        tracemalloc.start()
        lines = sum(len(piece.splitlines()) for piece in response.iter_encoded())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert lines == 1 + (MANY + 1) * 34
    assert before <= 6
    assert len(seen) - before == MANY // queries.BATCH + 1
    assert most < LEAST_FOR_ALL
