"""The seal of an entry of the audit trail: a hash of the entry and of the seal before it."""

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import Any

EXCHANGE_CHAIN = "exchange"
FIRST_SEAL = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `chain` is a council's code, or EXCHANGE_CHAIN; `before` and `after` hold what JSON can say."""

    chain: str
    seq: int
    at: datetime
    actor_id: int | None
    assessment_id: int | None
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
