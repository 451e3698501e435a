"""The register of councils, with what replaced an abolished one."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tiex.models.base import Base


class CouncilRow(Base):
    """`is_invented` marks the councils of the demo: only they may have invented people and results."""

    __tablename__ = "council"
    # Councils of about the same population are found without reading all of them.
    __table_args__ = (
        Index("ix_council_type_population", "type", "population"),
        Index("ix_council_population", "population"),
    )

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    short_name: Mapped[str] = mapped_column(String(120))
    gss_code: Mapped[str | None] = mapped_column(String(9), unique=True)
    type: Mapped[str] = mapped_column(String(40))
    nation: Mapped[str] = mapped_column(String(40))
    region: Mapped[str] = mapped_column(String(60), index=True)
    county_code: Mapped[str | None] = mapped_column(String(12))
    population: Mapped[int | None]
    area_km2: Mapped[float | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    is_invented: Mapped[bool] = mapped_column(default=False)

    successors: Mapped[list["CouncilSuccessorRow"]] = relationship(
        foreign_keys="CouncilSuccessorRow.council_code", lazy="raise"
    )


class CouncilSuccessorRow(Base):
    __tablename__ = "council_successor"

    council_code: Mapped[str] = mapped_column(ForeignKey("council.code"), primary_key=True)
    successor_code: Mapped[str] = mapped_column(ForeignKey("council.code"), primary_key=True, index=True)
