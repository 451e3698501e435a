"""People, what they are in councils and in the exchange, and their links to set a new password."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class PersonRow(Base):
    """`session_key` is what a session holds: a new one signs the person out everywhere."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    job_title: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    session_key: Mapped[str] = mapped_column(String(64), unique=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MembershipRow(Base):
    __tablename__ = "membership"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(40))


class ExchangeRoleRow(Base):
    __tablename__ = "exchange_role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)


class ResetLinkRow(Base):
    """A single-use link to set a new password. Only the hash of its token is kept."""

    __tablename__ = "reset_link"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
