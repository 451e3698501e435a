"""What was changed: who, when, from what, to what, and why; rows are only added, and each seals those before it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class AuditChainRow(Base):
    """The head of a chain, its length: the trail of one council (its code), or of the exchange itself.

    `nonce` is a number that each entry moves on by a step which is kept nowhere: of the marks that entries carry only
    the newest fits it, so that none of the entries before can be passed off as the newest.
    """

    __tablename__ = "audit_chain"

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    length: Mapped[int]
    nonce: Mapped[int] = mapped_column(BigInteger, default=0)


class AuditEntryRow(Base):
    """`actor_id` is empty for what a command or a visitor did. `subject` names the thing that changed, and
    `response_id` the response that it is part of: entries about an individual response are as private as it is.

    `seal` is the SHA-256 of this entry and of the seal before it in its chain, where it is number `seq` from 1.
    `mark` says that it was the end of the chain; it is made with the application's secret key, and is empty where the
    entry was written after an end that was none.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("chain", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(ForeignKey("audit_chain.key"))
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"), index=True)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_response.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    before: Mapped[Any | None] = mapped_column(JSON)
    after: Mapped[Any | None] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    seal: Mapped[str] = mapped_column(String(64))
    mark: Mapped[str] = mapped_column(String(64), default="")
