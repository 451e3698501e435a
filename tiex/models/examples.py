"""Examples of what worked, as their authors write them and as they were published, and what editors did with them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class ExampleRow(Base):
    """`content` is what the author has written, `published` what others read: the content then, and ids of its files.

    In `content` stands as well what the editors had before them when they gave it back, with the names of its files.

    `review` says where the content stands: writing, waiting, asked, declined or published. `editor_id` is who has taken
    it up. `taken_down_at` is set while nobody reads what was published. `resource_id` is its place in the catalogue.
    """

    __tablename__ = "example"

    id: Mapped[int] = mapped_column(primary_key=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    content: Mapped[Any] = mapped_column(JSON)
    published: Mapped[Any | None] = mapped_column(JSON)
    review: Mapped[str] = mapped_column(String(10), default="writing", index=True)
    version: Mapped[int] = mapped_column(default=1)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resource_id: Mapped[str | None] = mapped_column(ForeignKey("resource.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_down_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ExampleEventRow(Base):
    """What somebody did with an example, and what they said of it."""

    __tablename__ = "example_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")


class ExampleProblemRow(Base):
    """A problem that somebody found with a published example; `reporter_id` is empty for a visitor."""

    __tablename__ = "example_problem"

    id: Mapped[int] = mapped_column(primary_key=True)
    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
