"""How people come to a council: its e-mail domains, invitations, and requests to join."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tiex.models.base import Base, UtcDateTime


class CouncilDomainRow(Base):
    """A domain of a council's e-mail addresses, such as fernmoor.example."""

    __tablename__ = "council_domain"

    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"), primary_key=True)
    domain: Mapped[str] = mapped_column(String(200), primary_key=True, index=True)


class InvitationRow(Base):
    """A single-use invitation bound to an address. Only the hash of its token is kept; sent again, it has a new one."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(200))
    job_title: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(40))
    role_group: Mapped[str] = mapped_column(String(40), default="")
    characteristics: Mapped[list[str]] = mapped_column(JSON, default=list)
    service_area: Mapped[str] = mapped_column(String(60), default="")
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    times_sent: Mapped[int] = mapped_column(default=1)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class JoinRequestRow(Base):
    """Somebody with a council address asks to join. It counts once they have followed the link in their e-mail."""

    __tablename__ = "join_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(200))
    job_title: Mapped[str] = mapped_column(String(200), default="")
    why: Mapped[str] = mapped_column(Text, default="")
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_accepted: Mapped[bool] = mapped_column(default=False)
