"""Assessments, the responses to them, and the answers and notes in a response."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class ResponseKind(StrEnum):
    INDIVIDUAL = "individual"
    CONSENSUS = "consensus"


class AssessmentRow(Base):
    """One council in one edition."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("council_code", "edition_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"))
    edition_key: Mapped[str] = mapped_column(ForeignKey("edition.key"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AssessmentResponseRow(Base):
    """Answers by one person (`author_id` set), or the council's consensus (none)."""

    __tablename__ = "assessment_response"
    __table_args__ = (
        UniqueConstraint("assessment_id", "author_id"),
        CheckConstraint("(kind = 'individual') = (author_id IS NOT NULL)", name="author"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    kind: Mapped[str] = mapped_column(String(20))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerRow(Base):
    """An answer to a statement or to a key statement of a success factor."""

    __tablename__ = "answer"

    response_id: Mapped[int] = mapped_column(ForeignKey("assessment_response.id"), primary_key=True)
    statement_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    is_key_statement: Mapped[bool] = mapped_column(default=False)
    position: Mapped[str | None] = mapped_column(String(20))
    ambition: Mapped[str | None] = mapped_column(String(20))
    rationale: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int]
    tab: Mapped[str] = mapped_column(String(32))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoteRow(Base):
    __tablename__ = "note"

    response_id: Mapped[int] = mapped_column(ForeignKey("assessment_response.id"), primary_key=True)
    cell_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    statement_ids: Mapped[list[str]] = mapped_column(JSON)
    version: Mapped[int]
    tab: Mapped[str] = mapped_column(String(32))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
