"""The audit trail: each change is written down in the transaction that makes it, and seals what was written before."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tiex.domain.audit import EXCHANGE_CHAIN, FIRST_SEAL, Entry
from tiex.models import AuditChainRow, AuditEntryRow

_CHAIN, _ENTRY = (row.metadata.tables[row.__tablename__] for row in (AuditChainRow, AuditEntryRow))

# Statements made once: this runs for each answer that is saved. The update takes the row, so that whoever comes second
# waits until the first has committed, and then seals on top of it.
_SEAL_BEFORE = (
    select(_ENTRY.c.seal)
    .where(_ENTRY.c.chain == _CHAIN.c.key, _ENTRY.c.seq == _CHAIN.c.length - 1)
    .correlate(_CHAIN)
    .scalar_subquery()
)
_LENGTHEN = (
    update(_CHAIN)
    .where(_CHAIN.c.key == bindparam("chain"))
    .values(length=_CHAIN.c.length + 1)
    .returning(_CHAIN.c.length, _SEAL_BEFORE)
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
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """Write down a change. What concerns a council stands in its own chain, everything else in that of the exchange."""
    session.flush()
    chain = council_code or EXCHANGE_CHAIN
    length, seal_before = _lengthen(session, chain)
    entry = Entry(chain, length, at, actor_id, assessment_id, action, subject, before, after, reason)
    values = {
        "chain": chain,
        "seq": length,
        "at": at,
        "actor_id": actor_id,
        "assessment_id": assessment_id,
        "action": action,
        "subject": subject,
        "before": before,
        "after": after,
        "reason": reason,
        "seal": entry.seal(seal_before or FIRST_SEAL),
    }
    session.execute(_APPEND, values)


def _lengthen(session: Session, chain: str) -> tuple[int, str | None]:
    """The number of the next entry, and the seal of the one before it; the first entry begins the chain."""
    row = session.execute(_LENGTHEN, {"chain": chain}).one_or_none()
    if row is None:
        try:
            with session.begin_nested():
                session.execute(_BEGIN, {"key": chain, "length": 1})
        except IntegrityError:  # somebody else began it at the same moment
            row = session.execute(_LENGTHEN, {"chain": chain}).one()
    return (1, None) if row is None else (row[0], row[1])
