"""Reading what can be suggested to a council: in one statement, however large the catalogue is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, cast, func, literal, select, union
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.domain.recommending import Aim, Candidate
from tiex.indexing.queries import worked_counts
from tiex.invitations.queries import check_own
from tiex.models import CouncilRow, ResourceRow, SetAsideRow
from tiex.resources.queries import IN_LIST, is_readable

R = ResourceRow
LOOKED_AT = 24


@dataclass(frozen=True, slots=True)
class Named:
    """How a suggested resource is shown."""

    title: str
    type: str
    publisher: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Pool:
    """What can be suggested, how it is shown by its id, and the council's own region."""

    candidates: tuple[Candidate, ...] = ()
    names: Mapping[str, Named] | None = None
    regions: tuple[str, ...] = ()


def read_pool(scope: Scope, session: Session, council_code: str, aims: Sequence[Aim]) -> Pool:
    """Of what these people may read and what is not set aside: for each aim the few that fit it best.

    NotFound for a council that is not one's own. No aims, nothing to suggest.
    """
    check_own(scope, council_code)
    if not aims:
        return Pool()
    region = select(CouncilRow.region).where(CouncilRow.code == council_code).scalar_subquery()
    nearest = [select(_fitting(scope, council_code, aim, region).subquery().c.id) for aim in aims]
    worked = worked_counts().subquery()
    columns = (R.id, R.type, R.title, R.summary, R.publisher, R.year, R.characteristics, R.change_modes, R.stages)
    query = (
        select(*columns, R.regions, func.coalesce(worked.c.number, 0).label("worked"), region.label("own_region"))
        .outerjoin(worked, worked.c.resource_id == R.id)
        .where(R.id.in_(union(*nearest)))
        .order_by(R.id)
    )
    rows = session.execute(query).all()
    names = {row.id: Named(row.title, row.type, row.publisher, row.year) for row in rows}
    return Pool(tuple(map(_candidate, rows)), names, tuple({row.own_region for row in rows}))


def _fitting(scope: Scope, council_code: str, aim: Aim, region: Any) -> Select[Any]:
    """Ids in the order of the fit; of equals those of the own region, then what worked, then the newer, then by id."""
    set_aside = select(SetAsideRow.resource_id).where(SetAsideRow.council_code == council_code)
    in_mode = cast(_holds("change_mode", literal(aim.cell.mode)), Integer)
    at_stage = cast(_holds("stage", literal(aim.stage)), Integer) if aim.stage else literal(0)
    is_near = cast(_holds("region", region), Integer)
    worked = worked_counts().subquery()
    return (
        select(R.id)
        .outerjoin(worked, worked.c.resource_id == R.id)
        .where(*is_readable(scope), _holds("characteristic", literal(aim.cell.characteristic)), R.id.not_in(set_aside))
        .order_by(
            (2 * at_stage + in_mode).desc(),
            is_near.desc(),
            func.coalesce(worked.c.number, 0).desc(),
            func.coalesce(R.year, 0).desc(),
            R.id,
        )
        .limit(LOOKED_AT)
    )


def _holds(kind: str, value: Any) -> ColumnElement[bool]:
    """That a list of tags has this one, by its text as both databases keep it."""
    return cast(IN_LIST[kind], String).contains(literal('"') + value + literal('"'))


def _candidate(row: Any) -> Candidate:
    return Candidate(
        id=row.id,
        type=row.type,
        text=f"{row.title} {row.summary}",
        year=row.year,
        characteristics=frozenset(row.characteristics),
        change_modes=frozenset(row.change_modes),
        stages=frozenset(row.stages),
        regions=frozenset(row.regions),
        worked=row.worked,
    )
