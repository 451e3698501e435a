"""Storing editions: wording is fixed once an edition has started, and stays readable for ever."""

import json
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.page_client import PageClient
from tests.support.people import CLOSED, OPEN, TODAY
from tiex.content.edition_document import canonical_json, fingerprint, from_document
from tiex.content.editions import load_edition
from tiex.domain.edition import Edition
from tiex.editions.commands import EditionFixed, store_edition
from tiex.editions.queries import EditionMissing, find_edition, list_editions
from tiex.models import AuditEntryRow, EditionRow

DAY = TODAY.date()
NEXT = replace(
    load_edition(OPEN), key="2027-28", number=3, starts_on=date(2027, 4, 1), ends_on=date(2028, 3, 31), based_on=OPEN
)
CHANGED = replace(NEXT, title="Third edition, in other words")


def store(session: Session, edition: Edition, today: date = DAY) -> bool:
    return store_edition(session=session, edition=edition, today=today, now=TODAY)


def test_both_editions_are_stored_with_their_fingerprint(session: Session) -> None:
    assert [edition.key for edition in list_editions(session)] == [OPEN, CLOSED]
    assert [edition.is_open_on(DAY) for edition in list_editions(session)] == [True, False]
    for key in (OPEN, CLOSED):
        row = session.get_one(EditionRow, key)
        edition = load_edition(key)
        assert row.sha256 == fingerprint(edition) == sha256(row.document.encode()).hexdigest()
        assert row.document == canonical_json(edition)
        assert row.statement_count == 72
        assert find_edition(session, key) == from_document(json.loads(row.document)) == edition


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    for key in (OPEN, CLOSED):
        assert not store(session, load_edition(key))
    assert entries(session) == []


def entries(session: Session) -> list[tuple[str, str | None, str | None]]:
    rows = session.scalars(select(AuditEntryRow).filter_by(action="edition stored").order_by(AuditEntryRow.id))
    return [(row.subject, row.before, row.after) for row in rows]


def test_a_new_edition_is_stored_and_found(session: Session) -> None:
    assert store(session, NEXT)
    assert find_edition(session, NEXT.key) == NEXT
    assert not store(session, NEXT)
    assert entries(session) == [(NEXT.key, None, fingerprint(NEXT))]


def test_an_edition_that_has_not_started_can_change(session: Session) -> None:
    store(session, NEXT)
    assert store(session, CHANGED, today=NEXT.starts_on - timedelta(days=1))
    assert find_edition(session, NEXT.key).title == CHANGED.title
    assert entries(session)[1] == (NEXT.key, fingerprint(NEXT), fingerprint(CHANGED))
    assert session.scalars(select(func.count()).select_from(EditionRow)).one() == 3


@pytest.mark.parametrize("today", [NEXT.starts_on, NEXT.ends_on, NEXT.ends_on + timedelta(days=400)])
def test_an_edition_that_has_started_is_fixed(session: Session, today: date) -> None:
    store(session, NEXT)
    with pytest.raises(EditionFixed, match="edition 2027-28 has started, so its wording is fixed"):
        store(session, CHANGED, today=today)
    assert find_edition(session, NEXT.key) == NEXT
    assert not store(session, NEXT, today=today), "the file as it was is still welcome"


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Another title"},
        {"ends_on": date(2028, 3, 31)},
        {"starts_on": date(2030, 4, 1), "ends_on": date(2031, 3, 31)},
        {"characteristics": load_edition(OPEN).characteristics[::-1]},
    ],
    ids=["title", "longer", "later", "order"],
)
def test_nothing_about_an_open_edition_can_change(session: Session, changed: dict[str, object]) -> None:
    with pytest.raises(EditionFixed):
        store(session, replace(load_edition(OPEN), **changed))  # type: ignore[arg-type]


def test_an_edition_that_is_not_there_is_missing(session: Session) -> None:
    for key in ("1999-00", "", "2026-27 ", "nul\x00", "x" * 1000):
        with pytest.raises(EditionMissing):
            find_edition(session, key)


def test_editions_are_public(client: PageClient) -> None:
    client.page("/statements")
    for key in (OPEN, CLOSED):
        client.page(f"/statements/{key}")
    for key in ("1999-00", "%00", "x" * 500):
        client.page(f"/statements/{key}", status=404)
