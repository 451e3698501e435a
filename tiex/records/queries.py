"""Reading the versions of a consensus that were sent for sign-off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tiex.consensus.queries import OpenConsensus
from tiex.domain.consensus import Content, fingerprint_of, read_document
from tiex.models import ConsensusRecordRow


@dataclass(frozen=True, slots=True)
class SentRecord:
    """A version as it was sent. `is_intact` says that its document still has its fingerprint."""

    fingerprint: str
    number: int
    created_at: datetime
    document: str

    @property
    def content(self) -> Content:
        return read_document(self.document)

    @property
    def is_intact(self) -> bool:
        return fingerprint_of(self.document) == self.fingerprint


def list_records(session: Session, consensus: OpenConsensus) -> tuple[SentRecord, ...]:
    """Every version that was ever sent, the newest first."""
    row = ConsensusRecordRow
    query = (
        select(row.fingerprint, row.number, row.created_at, row.document)
        .where(row.assessment_id == consensus.assessment.id)
        .order_by(row.number.desc(), row.fingerprint)
    )
    return tuple(SentRecord(*found) for found in session.execute(query))


def find_record(session: Session, consensus: OpenConsensus, fingerprint: str) -> SentRecord | None:
    row = ConsensusRecordRow
    query = select(row.fingerprint, row.number, row.created_at, row.document).where(
        row.assessment_id == consensus.assessment.id, row.fingerprint == fingerprint
    )
    found = session.execute(query).one_or_none()
    return SentRecord(*found) if found else None
