"""Benchmarks: how each published result counts, the cohorts of hidden ones, what they add up to, and chosen groups."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class CohortRow(Base):
    """Hidden councils that count together; `counts` as in BenchmarkRow. It goes when one of them no longer counts so.

    `type`, `nation` and `region` are those that all its members have, else empty.
    """

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_key: Mapped[str] = mapped_column(ForeignKey("edition.key"), index=True)
    part: Mapped[str] = mapped_column(String(20))
    ring: Mapped[str] = mapped_column(String(20))
    type: Mapped[str] = mapped_column(String(40))
    nation: Mapped[str] = mapped_column(String(40))
    region: Mapped[str] = mapped_column(String(60))
    formed_on: Mapped[date]
    councils: Mapped[int]
    counts: Mapped[Any] = mapped_column(JSON)


class BenchmarkEntryRow(Base):
    """How one part of a published result counts. `ring` is in force now, and empty once it is withdrawn; `chosen` is
    the one it is on its way to, `widest` the widest ever chosen. `waits_since` holds while it waits for a cohort;
    `is_fresh` is of its cohort, and `was_counted` stays once it was in one.

    `figures` are scores by measure, and `type`, `nation` and `region` those of the council, as they count.
    """

    __tablename__ = "benchmark_entry"
    __table_args__ = (
        Index("ix_benchmark_entry_waiting", "edition_key", "waits_since"),
        Index("ix_benchmark_entry_council", "council_code", "edition_key", "ring"),
    )

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"))
    edition_key: Mapped[str] = mapped_column(ForeignKey("edition.key"))
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    ring: Mapped[str] = mapped_column(String(20), default="")
    chosen: Mapped[str] = mapped_column(String(20), default="")
    widest: Mapped[str] = mapped_column(String(20))
    type: Mapped[str] = mapped_column(String(40), default="")
    nation: Mapped[str] = mapped_column(String(40), default="")
    region: Mapped[str] = mapped_column(String(60), default="")
    figures: Mapped[Any] = mapped_column(JSON)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    is_fresh: Mapped[bool] = mapped_column(default=False)
    was_counted: Mapped[bool] = mapped_column(default=False)
    waits_since: Mapped[date | None]


class BenchmarkRow(Base):
    """What a standard group of councils adds up to, for readers in a ring: measure → score → number of councils."""

    __tablename__ = "benchmark"

    edition_key: Mapped[str] = mapped_column(ForeignKey("edition.key"), primary_key=True)
    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    audience: Mapped[str] = mapped_column(String(20), primary_key=True)
    group_key: Mapped[str] = mapped_column(String(120), primary_key=True)
    councils: Mapped[int]
    named: Mapped[int]
    counts: Mapped[Any] = mapped_column(JSON)


class ComparisonGroupRow(Base):
    """Councils that the people of a council compare it with, under a name of their own."""

    __tablename__ = "comparison_group"
    __table_args__ = (UniqueConstraint("council_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"))
    name: Mapped[str] = mapped_column(String(80))
    members: Mapped[Any] = mapped_column(JSON)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
