"""Published results: what each council chose for which signed version, and the pre-election periods."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tiex.domain.publishing import Part, Publication, Ring
from tiex.models.base import Base, UtcDateTime


class PublicationRow(Base):
    """The newest decision about an assessment; the trail keeps those before it. `fingerprint` is of the version that
    is published, which may be older than the one that is signed off; rings have the keys of tiex.domain.publishing."""

    __tablename__ = "publication"
    __table_args__ = (Index("ix_publication_edition_key_council_code", "edition_key", "council_code"),)

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"), index=True)
    edition_key: Mapped[str] = mapped_column(ForeignKey("edition.key"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    scores_ring: Mapped[str] = mapped_column(String(20))
    notes_ring: Mapped[str] = mapped_column(String(20))
    factors_ring: Mapped[str] = mapped_column(String(20))
    scores_since: Mapped[date]
    notes_since: Mapped[date]
    factors_since: Mapped[date]
    hold_until: Mapped[date | None]
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def publication(self) -> Publication:
        """The same as the rules know it."""
        return Publication(
            assessment_id=self.assessment_id,
            council_code=self.council_code,
            edition_key=self.edition_key,
            fingerprint=self.fingerprint,
            rings={part: Ring(getattr(self, f"{part.value}_ring")) for part in Part},
            hold_until=self.hold_until,
            decided_at=self.decided_at,
            withdrawn_at=self.withdrawn_at,
            since={part: getattr(self, f"{part.value}_since") for part in Part},
        )


class ElectionPeriodRow(Base):
    """A pre-election period: its first and its last day are in it."""

    __tablename__ = "election_period"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
