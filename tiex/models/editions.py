"""Editions as stored: the whole canonical document, so that its wording stays readable for ever."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class EditionRow(Base):
    __tablename__ = "edition"
    __table_args__ = (CheckConstraint("starts_on < ends_on", name="period"),)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(200))
    statement_count: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    sha256: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
