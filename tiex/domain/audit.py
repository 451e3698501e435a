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


class Theme(StrEnum):
    """What an entry is about, as readers choose from it."""

    PEOPLE = "people"
    ANSWERS = "answers"
    CONSENSUS = "consensus"
    SIGNOFF = "sign-off"


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

    `length` entries are as they were written, and `newest_seal` is that of the last of them. With `is_end_broken` that
    is all that can be said: what came after them may have been removed, or all of them may have been written anew.
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
    of an auditor, shows that.
    """
    seen, seal, last_id, mark, unmarked = 0, FIRST_SEAL, 0, UNMARKED, 0
    length = head.length if head else None
    for item in stored:
        problem = _problem(item, length, seen, seal, last_id)
        if problem:
            return CheckedChain(chain, seen, seal, min(seen + 1, item.entry.seq), problem)
        seen, seal, last_id, mark = item.entry.seq, item.seal, item.id, item.mark
        unmarked = 0 if mark else unmarked or seen
    if seen < (length or 0):
        return CheckedChain(chain, seen, seal, seen + 1, "is missing")
    if unmarked:
        return CheckedChain(chain, seen, seal, unmarked, "was written after others had been removed or edited", True)
    if head and not End(chain, seen, seal, head.nonce).fits(mark, head.key):
        return CheckedChain(chain, seen, seal, seen, "is not the end that the exchange wrote", True)
    return CheckedChain(chain, seen, seal)


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
