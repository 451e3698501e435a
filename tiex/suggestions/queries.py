"""Reading what can be suggested to a council: in one statement, however large the catalogue is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, cast, func, literal, select, union
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.domain.recommending import Aim, Candidate
from tiex.indexing.queries import STANDING_FOR, worked_counts
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
    values: dict[str, Any] = {"council_code": council_code}
    for number, aim in enumerate(aims):
        wanted = {"characteristic": aim.cell.characteristic, "mode": aim.cell.mode, "stage": aim.stage}
        values |= {f"{name}_{number}": value for name, value in wanted.items()}
    rows = session.execute(_pool_query(Scope(None, scope.council_codes), len(aims)), values).all()
    names = {row.id: Named(row.title, row.type, row.publisher, row.year) for row in rows}
    return Pool(tuple(map(_candidate, rows)), names, tuple({row.own_region for row in rows}))


@lru_cache(maxsize=256)
def _pool_query(scope: Scope, aims: int) -> Select[*tuple[Any, ...]]:
    """Made once for those who may read the same and for so many aims: making it anew took longer than running it."""
    region = select(CouncilRow.region).where(CouncilRow.code == bindparam("council_code")).scalar_subquery()
    nearest = [select(_fitting(scope, region, number).subquery().c.id) for number in range(aims)]
    worked = worked_counts().subquery()
    columns = (R.id, R.type, R.title, R.summary, R.publisher, R.year)
    lists = (cast(each, String).label(each.key) for each in (R.characteristics, R.change_modes, R.stages, R.regions))
    return (
        select(*columns, *lists, func.coalesce(worked.c.number, 0).label("worked"), region.label("own_region"))
        .outerjoin(worked, worked.c.resource_id == R.id)
        .where(R.id.in_(union(*nearest)))
        .order_by(R.id)
    )


def _fitting(scope: Scope, region: Any, number: int) -> Select[Any]:
    """Ids in the order of the fit; of equals those of the own region, then what worked, then the newer, then by id.

    Without a stage none fits better for its stages: no tag is empty.
    """
    of_council = SetAsideRow.council_code == bindparam("council_code")
    set_aside = select(STANDING_FOR).join(SetAsideRow, SetAsideRow.resource_id == R.id).where(of_council)
    in_mode = cast(_holds("change_mode", bindparam(f"mode_{number}", type_=String)), Integer)
    at_stage = cast(_holds("stage", bindparam(f"stage_{number}", type_=String)), Integer)
    has_characteristic = _holds("characteristic", bindparam(f"characteristic_{number}", type_=String))
    is_near = cast(_holds("region", region), Integer)
    worked = worked_counts().subquery()
    return (
        select(R.id)
        .outerjoin(worked, worked.c.resource_id == R.id)
        .where(*is_readable(scope), has_characteristic, R.id.not_in(set_aside))
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
        characteristics=_read_list(row.characteristics),
        change_modes=_read_list(row.change_modes),
        stages=_read_list(row.stages),
        regions=_read_list(row.regions),
        worked=row.worked,
    )


@lru_cache(maxsize=4096)
def _read_list(text: str) -> frozenset[str]:
    """Many resources have the same tags."""
    return frozenset(json.loads(text))
