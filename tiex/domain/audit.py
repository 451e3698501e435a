"""The audit trail: the seal of an entry, a hash of it and of the seal before it, and whether a chain is unbroken."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

EXCHANGE_CHAIN = "exchange"
FIRST_SEAL = ""
UNMARKED = ""
NONCES = 2**62
_WRITTEN_AFTER = "was written after others had been removed or edited, or the key was changed"
_NOT_THE_END = "is not the end that the exchange wrote"


class Theme(StrEnum):
    """What an entry is about, as readers choose from it."""

    PEOPLE = "people"
    ANSWERS = "answers"
    CONSENSUS = "consensus"
    SIGNOFF = "sign-off"
    PUBLISHING = "publishing"


# Theme → how the actions about it begin.
ACTIONS_ABOUT: Mapping[Theme, tuple[str, ...]] = {
    Theme.PEOPLE: ("membership", "access", "person", "invitation", "join request", "deputy", "signatory", "e-mail"),
    Theme.ANSWERS: ("response", "answer", "note", "round", "people reminded"),
    Theme.CONSENSUS: ("consensus started", "consensus answer", "consensus note", "meeting", "statement", "vote"),
    Theme.SIGNOFF: (
        "consensus sent",
        "consensus signed",
        "consensus returned",
        "consensus changed",
        "consensus reopen",
    ),
    Theme.PUBLISHING: ("result published", "result withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `chain` is a council's code, or EXCHANGE_CHAIN; `before` and `after` hold what JSON can say.

    `response_id` is the response that was changed: an individual one is nobody else's business until it is released.
    """

    chain: str
    seq: int
    at: datetime
    actor_id: int | None
    assessment_id: int | None
    response_id: int | None
    action: str
    subject: str
    before: Any
    after: Any
    reason: str

    def seal(self, seal_before: str) -> str:
        """The SHA-256, in hexadecimal, of everything above and of the seal of the entry before."""
        facts = list(astuple(self))
        facts[2] = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        written = json.dumps([seal_before, *facts], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class End:
    """Where a chain ends: how many entries it has, the seal of the newest, and the nonce that its head has then.

    Seals show what was edited, removed or moved within a chain. That nothing was cut off it, and that it was not sealed
    anew from some entry on, shows the mark of its end: to make one takes a key, which is not in the database.
    """

    chain: str
    length: int
    seal: str
    nonce: int

    def mark(self, key: bytes) -> str:
        written = json.dumps([self.chain, self.length, self.seal, self.nonce])
        return hmac.new(key, written.encode(), hashlib.sha256).hexdigest()

    def fits(self, mark: str, key: bytes) -> bool:
        """Whether the newest entry has the mark of this end. A chain that has not begun has none."""
        if self.length == 0:
            return self.nonce == 0
        return hmac.compare_digest(mark, self.mark(key))


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a chain says, and the key that its end is marked with."""

    length: int
    nonce: int
    key: bytes


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it stands in the database: with its id, which grows along a chain, its seal and its mark."""

    id: int
    entry: Entry
    seal: str
    mark: str = UNMARKED


@dataclass(frozen=True, slots=True)
class CheckedChain:
    """`broken_at` is the first entry that is not as it was written, None where all are; `problem` says what is wrong.

    `length` entries are as they were written, and `newest_seal` is that of the last of them. With `is_end_broken` the
    newest entry is there, and whatever else is wrong, without the mark of this end: what came after it may have been
    removed, or all of them may have been written anew.
    """

    chain: str
    length: int
    newest_seal: str
    broken_at: int | None = None
    problem: str = ""
    is_end_broken: bool = False


def check_chain(chain: str, head: Head | None, stored: Iterable[StoredEntry]) -> CheckedChain:
    """Walk a chain in the order of its numbers; the head is None where it has none.

    Whoever puts back an old copy of all of it is not found: only a seal kept elsewhere, in an export or in the records
    of an auditor, shows that. The end is judged apart from what is wrong before it: it can be marked anew, an entry
    that was edited long ago stays as it is.
    """
    seen, seal, last_id, unmarked, broken_at, problem = 0, FIRST_SEAL, 0, 0, None, ""
    length, newest = head.length if head else None, None
    for newest in stored:
        unmarked = 0 if newest.mark else unmarked or newest.entry.seq
        if broken_at is not None:
            continue
        problem = _problem(newest, length, seen, seal, last_id)
        if problem:
            broken_at = min(seen + 1, newest.entry.seq)
        else:
            seen, seal, last_id = newest.entry.seq, newest.seal, newest.id
    if broken_at is None and seen < (length or 0):
        broken_at, problem = seen + 1, "is missing"
    is_end_broken = head is not None and _is_end_broken(chain, head, newest)
    if is_end_broken and broken_at is None:
        broken_at, problem = (unmarked, _WRITTEN_AFTER) if unmarked else (seen, _NOT_THE_END)
    return CheckedChain(chain, seen, seal, broken_at, problem, is_end_broken)


def _is_end_broken(chain: str, head: Head, newest: StoredEntry | None) -> bool:
    """Not where the newest entry is missing, or is another than the head says: then there is nothing to be marked."""
    seq, seal, mark = (newest.entry.seq, newest.seal, newest.mark) if newest else (0, FIRST_SEAL, UNMARKED)
    return seq == head.length and not End(chain, seq, seal, head.nonce).fits(mark, head.key)


def _problem(item: StoredEntry, length: int | None, seen: int, seal: str, last_id: int) -> str:
    """What is wrong with the entry that comes after `seen` good ones; empty where nothing is."""
    if length is None:
        return "stands in a chain whose head is missing"
    if item.entry.seq > seen + 1:
        return "is missing"
    if item.entry.seq > length or item.entry.seq < 1:
        return "was added without being part of the chain"
    if item.id <= last_id:
        return "is not where it was written"
    return "" if item.entry.seal(seal) == item.seal else "is not as it was written"
