"""The audit trail: each change is written down in the transaction that makes it, and seals what was written before."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import chain as chain_together
from itertools import groupby
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Row, bindparam, insert, literal, select, union, update
from sqlalchemy.orm import Session

from tiex.domain.audit import (
    EXCHANGE_CHAIN,
    FIRST_SEAL,
    NONCES,
    UNMARKED,
    CheckedChain,
    End,
    Entry,
    Head,
    StoredEntry,
    check_chain,
)
from tiex.models import (
    AssessmentRow,
    AuditChainRow,
    AuditEntryRow,
    InvitationRow,
    JoinRequestRow,
    PersonRow,
)
from tiex.web.inserting import insert_new

_CHAIN, _ENTRY = (row.metadata.tables[row.__tablename__] for row in (AuditChainRow, AuditEntryRow))

# Statements made once: this runs for each answer that is saved. The update takes the row of the chain, so that whoever
# comes second waits until the first has committed.
_IS_BEFORE = (_ENTRY.c.chain == _CHAIN.c.key, _ENTRY.c.seq == _CHAIN.c.length - 1)
_BEFORE = select(_ENTRY.c.seal, _ENTRY.c.mark).where(
    _ENTRY.c.chain == bindparam("chain"), _ENTRY.c.seq == bindparam("last")
)
_LENGTHEN = (
    update(_CHAIN)
    .where(_CHAIN.c.key == bindparam("chain"))
    .values(length=_CHAIN.c.length + 1, nonce=(_CHAIN.c.nonce + bindparam("step")) % NONCES)
    .returning(
        _CHAIN.c.length,
        _CHAIN.c.nonce,
        *(select(column).where(*_IS_BEFORE).correlate(_CHAIN).scalar_subquery() for column in _BEFORE.selected_columns),
    )
)
_APPEND = insert(_ENTRY)


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
    is_end_renewed: bool = False,
) -> None:
    """Write down a change. What concerns a council stands in its own chain, everything else in that of the exchange.

    An entry after an end that is not as it was written gets no mark, nor do those after it, until the end is renewed.
    """
    session.flush()
    chain, key = council_code or EXCHANGE_CHAIN, end_key()
    end_before, mark_before, nonce = _lengthen(session, chain)
    seq = end_before.length + 1
    entry = Entry(chain, seq, at, actor_id, assessment_id, response_id, action, subject, before, after, reason)
    seal = entry.seal(end_before.seal)
    is_whole = is_end_renewed or end_before.fits(mark_before, key)
    values = {
        "chain": chain,
        "seq": seq,
        "at": at,
        "actor_id": actor_id,
        "assessment_id": assessment_id,
        "response_id": response_id,
        "action": action,
        "subject": subject,
        "before": before,
        "after": after,
        "reason": reason,
        "seal": seal,
        "mark": End(chain, seq, seal, nonce).mark(key) if is_whole else UNMARKED,
    }
    session.execute(_APPEND, values)


def _lengthen(session: Session, chain: str) -> tuple[End, str, int]:
    """Make room for one entry: where the chain ended until now, the mark of that end, and the nonce from now on.

    The head is moved on by a step that is known here alone: from the nonce that it has now follows what it was.
    """
    step = secrets.randbelow(NONCES)
    values = {"chain": chain, "step": step}
    row = session.execute(_LENGTHEN, values).one_or_none()
    if row is None:
        insert_new(session, _CHAIN, {"key": chain, "length": 0, "nonce": 0})
        row = session.execute(_LENGTHEN, values).one()
    length, nonce, seal, mark = row
    if seal is None and length > 1:
        # PostgreSQL waited for somebody, whose entry a statement that began before they committed does not see.
        seal, mark = session.execute(_BEFORE, {"chain": chain, "last": length - 1}).one_or_none() or (None, None)
    end_before = End(chain, length - 1, seal or FIRST_SEAL, (nonce - step) % NONCES)
    return end_before, mark or UNMARKED, nonce


def end_key() -> bytes:
    """What ends of chains are marked with."""
    return _key_from(str(current_app.secret_key))


@lru_cache(maxsize=4)
def _key_from(secret_key: str) -> bytes:
    return hmac.new(secret_key.encode(), b"tiex audit trail", hashlib.sha256).digest()


def renew_ends(session: Session, now: datetime) -> list[CheckedChain]:
    """Mark anew each end that is not as it was written, in an entry that says what was wrong with its chain.

    All chains that were broken, those among them whose end was left as it is: it is right, or there is none.
    """
    broken = [checked for checked in verify_trail(session) if checked.broken_at is not None]
    # Whoever writes to several takes that of the exchange first.
    broken.sort(key=lambda checked: (checked.chain != EXCHANGE_CHAIN, checked.chain))
    for checked in broken:
        if not checked.is_end_broken:
            continue
        append_entry(
            session,
            at=now,
            actor_id=None,
            action="trail marked anew",
            subject=checked.chain,
            council_code=None if checked.chain == EXCHANGE_CHAIN else checked.chain,
            before=[checked.broken_at, checked.problem],
            is_end_renewed=True,
        )
    return broken


READ_AT_ONCE = 500


def verify_trail(session: Session, chain: str | None = None) -> Iterator[CheckedChain]:
    """Each chain, or just this one, with the first entry in it that is not as it was written, if any.

    Entries are read in batches, and each statement sees one moment of the database: people go on working meanwhile.
    """
    wanted = [] if chain is None else [_ENTRY.c.chain == chain]
    rows = session.execute(
        select(_ENTRY, _CHAIN.c.length, _CHAIN.c.nonce)
        .outerjoin(_CHAIN, _CHAIN.c.key == _ENTRY.c.chain)
        .where(*wanted)
        .order_by(_ENTRY.c.chain, _ENTRY.c.seq)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    for key, of_chain in groupby(rows, key=lambda row: str(row.chain)):
        yield _check(key, of_chain)
    for key in session.scalars(_without_entries(chain)).all():
        yield check_chain(key, Head(1, 0, end_key()), ())


def _check(key: str, rows: Iterator[Row[Any]]) -> CheckedChain:
    first = next(rows)
    head = None if first.length is None else Head(first.length, first.nonce, end_key())
    return check_chain(key, head, map(_stored, chain_together((first,), rows)))


def _stored(row: Row[Any]) -> StoredEntry:
    entry = Entry(**{name: getattr(row, name) for name in Entry.__slots__})
    return StoredEntry(row.id, entry, row.seal, row.mark)


def _without_entries(chain: str | None) -> Any:
    """Chains that have a head, or must have one as something was begun there, and of which no entry is left.

    That a council has members is no such sign: of old, the chain of the exchange told of that. See `find_untold`.
    """
    heads = select(_CHAIN.c.key.label("chain"))
    councils = (select(row.council_code) for row in (AssessmentRow, InvitationRow))
    asked = select(JoinRequestRow.council_code).where(JoinRequestRow.confirmed_at.is_not(None))
    people = select(literal(EXCHANGE_CHAIN)).where(select(PersonRow.id).exists())
    begun = union(heads, *councils, asked, people).subquery()
    is_left: ColumnElement[bool] = select(_ENTRY.c.id).where(_ENTRY.c.chain == begun.c.chain).exists()
    wanted = [] if chain is None else [begun.c.chain == chain]
    return select(begun.c.chain).where(~is_left, *wanted).order_by(begun.c.chain)
