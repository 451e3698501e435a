"""Reading editions from where they are stored."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tiex.content.edition_document import from_document
from tiex.domain.edition import Edition
from tiex.models import EditionRow


@dataclass(frozen=True, slots=True)
class EditionSummary:
    key: str
    number: int
    title: str
    starts_on: date
    ends_on: date
    sha256: str

    def is_open_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


class EditionMissing(Exception):
    """No edition with this key is stored."""


_COLUMNS = (
    EditionRow.key,
    EditionRow.number,
    EditionRow.title,
    EditionRow.starts_on,
    EditionRow.ends_on,
    EditionRow.sha256,
)


def list_editions(session: Session) -> tuple[EditionSummary, ...]:
    """Every stored edition, the newest first. Editions are public, so no scope applies."""
    rows = session.execute(select(*_COLUMNS).order_by(EditionRow.number.desc()))
    return tuple(EditionSummary(*row) for row in rows)


def find_edition(session: Session, key: str) -> Edition:
    """The stored edition; EditionMissing where there is none. PostgreSQL cannot be asked for a key with a NUL in it."""
    if not key.isprintable():
        raise EditionMissing(key)
    sha256 = session.scalar(select(EditionRow.sha256).where(EditionRow.key == key))
    if sha256 is None:
        raise EditionMissing(key)
    return read_edition(session, key, sha256)


def read_edition(session: Session, key: str, sha256: str) -> Edition:
    """The edition whose stored document has this hash: parsed once in a process."""
    found = _kept.get(sha256)
    if found is None:
        document = session.scalar(select(EditionRow.document).where(EditionRow.key == key))
        found = _kept[sha256] = from_document(json.loads(document or "null"))
    return found


_kept: dict[str, Edition] = {}
