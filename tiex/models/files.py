"""Files that people add: what is stored of each content, what is on its way, and the text of their pages."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class StoredFileRow(Base):
    """One content, by its SHA-256, however often it was added; `state` is waiting, ready or refused, with the `reason`.

    Nobody is given what is not ready. `served_sha256` is the content that is given: of a picture a copy that does not
    say where it was taken. `unit` is page, slide or sheet, empty where a file has none; `pages` is how many there are.
    """

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(Text, default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    served_sha256: Mapped[str] = mapped_column(String(64), default="")
    served_size: Mapped[int] = mapped_column(BigInteger, default=0)
    preview_sha256: Mapped[str] = mapped_column(String(64), default="")
    unit: Mapped[str] = mapped_column(String(10), default="")
    pages: Mapped[int] = mapped_column(default=0)
    is_scan: Mapped[bool] = mapped_column(default=False)
    is_cut: Mapped[bool] = mapped_column(default=False)
    was_scanned: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FilePageRow(Base):
    """The text of one page, slide or sheet of a content, counted from 1."""

    __tablename__ = "file_page"

    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class UploadRow(Base):
    """A file on its way: `received` bytes of `length` are on disk for sure. `id` is a secret of whoever sends it.

    `file_id` is the file of the example that it has become.
    """

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(255))
    length: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("example_file.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ExampleFileRow(Base):
    """A file of an example, under the name that it came with. Removed ones stay while a published version has them."""

    __tablename__ = "example_file"
    __table_args__ = (Index("ix_example_file_example_id_removed_at", "example_id", "removed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    example_id: Mapped[int] = mapped_column(ForeignKey("example.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
