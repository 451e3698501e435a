"""Sign-off: the facts that happened, the records they are about, and how far somebody has read."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class SignoffEventRow(Base):
    """A past-tense fact; the state of the sign-off is a fold over them in the order of `seq`, from 1.

    `role` is the signatory's for whom it was done, also where a deputy did it.
    """

    __tablename__ = "signoff_event"
    __table_args__ = (UniqueConstraint("assessment_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(40), default="")
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(Text, default="")


class ConsensusRecordRow(Base):
    """The canonical content of a consensus as it was sent for sign-off: it stays readable, whatever comes after."""

    __tablename__ = "consensus_record"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReadingRow(Base):
    """The newest entry of the trail that a person has read about an assessment."""

    __tablename__ = "reading"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    entry_id: Mapped[int]
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
