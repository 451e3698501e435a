"""Assessments, the responses to them, and the answers and notes in a response."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class ResponseKind(StrEnum):
    INDIVIDUAL = "individual"
    CONSENSUS = "consensus"


class AssessmentRow(Base):
    """One council in one edition. Individual responses are private to their authors until the round is closed.

    `tally` is what was answered then, counted once because it no longer changes: for each statement how many were
    asked it of those who have begun, and how many gave which answer.
    """

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("council_code", "edition_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"))
    edition_key: Mapped[str] = mapped_column(ForeignKey("edition.key"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None]
    meets_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tally: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))


class AssessmentResponseRow(Base):
    """Answers by one person (`author_id` set), or the council's consensus (none)."""

    __tablename__ = "assessment_response"
    __table_args__ = (
        UniqueConstraint("assessment_id", "author_id"),
        CheckConstraint("(kind = 'individual') = (author_id IS NOT NULL)", name="author"),
        Index(
            "uq_assessment_response_consensus",
            "assessment_id",
            unique=True,
            sqlite_where=text("kind = 'consensus'"),
            postgresql_where=text("kind = 'consensus'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    kind: Mapped[str] = mapped_column(String(20))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnswerRow(Base):
    """An answer to a statement or to a key statement of a success factor.

    `rationale` says why a statement does not apply; in the consensus it is the reason for whatever was agreed.
    """

    __tablename__ = "answer"
    # What is answered is counted for whole councils, from this index alone.
    __table_args__ = (Index("ix_answer_counted", "response_id", "is_key_statement", "position"),)

    response_id: Mapped[int] = mapped_column(ForeignKey("assessment_response.id"), primary_key=True)
    statement_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    is_key_statement: Mapped[bool] = mapped_column(default=False)
    position: Mapped[str | None] = mapped_column(String(20))
    ambition: Mapped[str | None] = mapped_column(String(20))
    rationale: Mapped[str] = mapped_column(Text, default="")
    minority_view: Mapped[str] = mapped_column(Text, default="")
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


class MeetingRow(Base):
    """The meeting about one assessment: the statement on the screen, and whether its votes are shown.

    `turn` counts up with each change, so that a screen knows whether it is up to date.
    """

    __tablename__ = "meeting"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    statement_id: Mapped[str] = mapped_column(String(80))
    is_revealed: Mapped[bool] = mapped_column(default=False)
    turn: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class VoteRow(Base):
    """One person's vote in the meeting on one statement. `is_shown` once the room has seen how all voted."""

    __tablename__ = "vote"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    statement_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    position: Mapped[str] = mapped_column(String(20))
    is_shown: Mapped[bool] = mapped_column(default=False)
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
