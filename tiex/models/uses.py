"""What councils make of resources: lists, what is not for them, what they tried; and the searches people follow."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class ListedResourceRow(Base):
    """A resource on the list of a council, with a note for its people."""

    __tablename__ = "listed_resource"

    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"), primary_key=True)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"), primary_key=True, index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class SetAsideRow(Base):
    """A resource that is not for a council, and so is not suggested to its people."""

    __tablename__ = "set_aside"

    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"), primary_key=True)
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class TrialRow(Base):
    """What came of it when a council tried a resource: worked is yes, partly or no. An editor can take it down."""

    __tablename__ = "trial"
    __table_args__ = (UniqueConstraint("council_code", "resource_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"))
    resource_id: Mapped[str] = mapped_column(ForeignKey("resource.id"), index=True)
    worked: Mapped[str] = mapped_column(String(10))
    what_changed: Mapped[str] = mapped_column(Text)
    may_contact: Mapped[bool] = mapped_column(default=False)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    taken_down_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_down_reason: Mapped[str] = mapped_column(Text, default="")


class FollowRow(Base):
    """A search that a person follows, as it stands in an address; what was added until `seen_until` is not news."""

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("person_id", "query"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    query: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_until: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
