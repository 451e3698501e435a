"""Storing editions: once one has started, its wording never changes."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from tiex.content.edition_document import canonical_json, fingerprint
from tiex.domain.edition import Edition
from tiex.models import EditionRow
from tiex.web.trail import append_entry


class EditionFixed(Exception):
    """The stored edition has started and the file differs from it."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"edition {key} has started, so its wording is fixed; the file for it differs from what is stored"
        )


def store_edition(*, session: Session, edition: Edition, today: date, now: datetime) -> bool:
    """Store this edition, or change one that has not started; whether anything changed."""
    sha256 = fingerprint(edition)
    row = session.get(EditionRow, edition.key)
    if row is not None and row.sha256 == sha256:
        return False
    if row is not None and row.starts_on <= today:
        raise EditionFixed(edition.key)
    before = row.sha256 if row is not None else None
    if row is None:
        row = EditionRow(key=edition.key)
        session.add(row)
    row.number, row.title = edition.number, edition.title
    row.statement_count = len(edition.statements)
    row.starts_on, row.ends_on = edition.starts_on, edition.ends_on
    row.sha256, row.document, row.stored_at = sha256, canonical_json(edition), now
    append_entry(
        session, at=now, actor_id=None, action="edition stored", subject=edition.key, before=before, after=sha256
    )
    return True
