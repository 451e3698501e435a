"""The catalogue: resources on other sites, and the outbox of the search index."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class ResourceRow(Base):
    """A case study, methodology, report, tool or best practice, described in the exchange's own words.

    `origin` says whose words they are now: starter, import or editor. `audience` is everyone, councils or council:CODE.
    A resource is hidden or merged into another one, and never removed; `shown_at` is when that was last undone.
    `link_state` is empty until it was checked.
    """

    __tablename__ = "resource"
    __table_args__ = (CheckConstraint("merged_into <> id", name="merged_into_another"),)

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    type: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(150))
    url: Mapped[str] = mapped_column(String(500), index=True)
    publisher: Mapped[str] = mapped_column(String(100))
    year: Mapped[int | None]
    summary: Mapped[str] = mapped_column(Text)
    when_to_use: Mapped[str] = mapped_column(Text, default="")
    effort: Mapped[str | None] = mapped_column(String(10))
    outcomes: Mapped[list[str]] = mapped_column(JSON, default=list)
    councils: Mapped[list[str]] = mapped_column(JSON, default=list)
    council_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    regions: Mapped[list[str]] = mapped_column(JSON, default=list)
    characteristics: Mapped[list[str]] = mapped_column(JSON, default=list)
    change_modes: Mapped[list[str]] = mapped_column(JSON, default=list)
    stages: Mapped[list[str]] = mapped_column(JSON, default=list)
    success_factors: Mapped[list[str]] = mapped_column(JSON, default=list)
    service_areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    audience: Mapped[str] = mapped_column(String(20), default="everyone")
    is_hidden: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("resource.id"), index=True)
    origin: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    link_checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    link_state: Mapped[str] = mapped_column(String(20), default="")
    link_moved_to: Mapped[str] = mapped_column(String(500), default="")


class IndexTaskRow(Base):
    """A resource whose state in the search index may be old. It goes once the index has been told."""

    __tablename__ = "index_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_error: Mapped[str] = mapped_column(Text, default="")
