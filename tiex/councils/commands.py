"""Keeping the register of councils as the content has it."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tiex.domain.councils import Council
from tiex.models import CouncilRow, CouncilSuccessorRow


def store_councils(*, session: Session, councils: Sequence[Council], is_invented: bool = False) -> int:
    """Add and bring up to date; returns how many rows were added or changed. Nothing is ever removed."""
    known = {row.code: row for row in session.scalars(select(CouncilRow))}
    before = {code: _facts(row) for code, row in known.items()}
    for council in councils:
        row = known.get(council.code) or CouncilRow(code=council.code)
        session.add(row)
        _fill(row, council, is_invented)
        known[council.code] = row
    session.flush()
    _store_successors(session, councils)
    return sum(before.get(council.code) != _facts(known[council.code]) for council in councils)


def _fill(row: CouncilRow, council: Council, is_invented: bool) -> None:
    row.name, row.short_name, row.gss_code = council.name, council.short_name, council.gss_code or None
    row.type, row.nation, row.region = council.type, council.nation, council.region
    row.county_code, row.population, row.area_km2 = council.county_code, council.population, council.area_km2
    row.starts_on, row.ends_on, row.is_invented = council.starts_on, council.ends_on, is_invented


def _facts(row: CouncilRow) -> tuple[object, ...]:
    return tuple(getattr(row, column.key) for column in CouncilRow.__table__.columns)


def _store_successors(session: Session, councils: Sequence[Council]) -> None:
    codes = [council.code for council in councils]
    session.execute(delete(CouncilSuccessorRow).where(CouncilSuccessorRow.council_code.in_(codes)))
    session.add_all(
        CouncilSuccessorRow(council_code=council.code, successor_code=successor)
        for council in councils
        for successor in council.replaced_by
    )
    session.flush()
