"""The audit trail: each change is written down in the transaction that makes it, and seals what was written before."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain as chain_together
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, insert, literal, select, union, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tiex.domain.audit import EXCHANGE_CHAIN, FIRST_SEAL, CheckedChain, Entry, StoredEntry, check_chain
from tiex.models import AssessmentRow, AuditChainRow, AuditEntryRow, PersonRow

_CHAIN, _ENTRY = (row.metadata.tables[row.__tablename__] for row in (AuditChainRow, AuditEntryRow))

# Statements made once: this runs for each answer that is saved. The update takes the row of the chain, so that whoever
# comes second waits until the first has committed.
_SEAL_BEFORE = select(_ENTRY.c.seal).where(_ENTRY.c.chain == bindparam("chain"), _ENTRY.c.seq == bindparam("last"))
_LENGTHEN = (
    update(_CHAIN)
    .where(_CHAIN.c.key == bindparam("chain"))
    .values(length=_CHAIN.c.length + 1)
    .returning(
        _CHAIN.c.length,
        select(_ENTRY.c.seal)
        .where(_ENTRY.c.chain == _CHAIN.c.key, _ENTRY.c.seq == _CHAIN.c.length - 1)
        .correlate(_CHAIN)
        .scalar_subquery(),
    )
)
_BEGIN, _APPEND = insert(_CHAIN), insert(_ENTRY)


def append_entry(
    session: Session,
    *,
    at: datetime,
    actor_id: int | None,
    action: str,
    subject: str,
    council_code: str | None = None,
    assessment_id: int | None = None,
    response_id: int | None = None,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """Write down a change. What concerns a council stands in its own chain, everything else in that of the exchange."""
    session.flush()
    chain = council_code or EXCHANGE_CHAIN
    length, seal_before = _lengthen(session, chain)
    entry = Entry(chain, length, at, actor_id, assessment_id, response_id, action, subject, before, after, reason)
    values = {
        "chain": chain,
        "seq": length,
        "at": at,
        "actor_id": actor_id,
        "assessment_id": assessment_id,
        "response_id": response_id,
        "action": action,
        "subject": subject,
        "before": before,
        "after": after,
        "reason": reason,
        "seal": entry.seal(seal_before),
    }
    session.execute(_APPEND, values)


def _lengthen(session: Session, chain: str) -> tuple[int, str]:
    """The number of the next entry, and the seal of the one before it; the first entry begins the chain."""
    row = session.execute(_LENGTHEN, {"chain": chain}).one_or_none()
    if row is None:
        try:
            with session.begin_nested():
                session.execute(_BEGIN, {"key": chain, "length": 1})
            return 1, FIRST_SEAL
        except IntegrityError:  # somebody else began it at the same moment
            row = session.execute(_LENGTHEN, {"chain": chain}).one()
    length, seal = row
    if seal is None:
        # PostgreSQL waited for somebody, whose entry a statement that began before they committed does not see.
        seal = session.scalar(_SEAL_BEFORE, {"chain": chain, "last": length - 1})
    return length, seal or FIRST_SEAL


READ_AT_ONCE = 500


def verify_trail(session: Session, chain: str | None = None) -> Iterator[CheckedChain]:
    """Each chain, or just this one, with the first entry in it that is not as it was written, if any.

    Entries are read in batches, and each statement sees one moment of the database: people go on working meanwhile.
    """
    wanted = [] if chain is None else [_ENTRY.c.chain == chain]
    rows = session.execute(
        select(_ENTRY, _CHAIN.c.length)
        .outerjoin(_CHAIN, _CHAIN.c.key == _ENTRY.c.chain)
        .where(*wanted)
        .order_by(_ENTRY.c.chain, _ENTRY.c.seq)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    for key, of_chain in groupby(rows, key=lambda row: str(row.chain)):
        yield _check(key, of_chain)
    for key in session.scalars(_without_entries(chain)).all():
        yield check_chain(key, 1, ())


def _check(key: str, rows: Iterator[Row[Any]]) -> CheckedChain:
    first = next(rows)
    return check_chain(key, first.length, map(_stored, chain_together((first,), rows)))


def _stored(row: Row[Any]) -> StoredEntry:
    entry = Entry(**{name: getattr(row, name) for name in Entry.__slots__})
    return StoredEntry(row.id, entry, row.seal)


def _without_entries(chain: str | None) -> Any:
    """Chains that have a head, or must have one as something was begun there, and of which no entry is left."""
    heads = select(_CHAIN.c.key.label("chain")).where(_CHAIN.c.length > 0)
    councils = select(AssessmentRow.council_code)
    people = select(literal(EXCHANGE_CHAIN)).where(select(PersonRow.id).exists())
    begun = union(heads, councils, people).subquery()
    is_left: ColumnElement[bool] = select(_ENTRY.c.id).where(_ENTRY.c.chain == begun.c.chain).exists()
    wanted = [] if chain is None else [begun.c.chain == chain]
    return select(begun.c.chain).where(~is_left, *wanted).order_by(begun.c.chain)
