"""Reading what councils make of resources: one's own council's list, and what councils say that tried one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from tiex.access.scope import Scope
from tiex.domain.uses import Worked
from tiex.indexing.queries import standing_for
from tiex.invitations.queries import check_own
from tiex.models import CouncilRow, ListedResourceRow, MembershipRow, PersonRow, ResourceRow, SetAsideRow, TrialRow
from tiex.resources.queries import is_readable

_Adder, _Changer = aliased(PersonRow), aliased(PersonRow)
_NEWEST_FIRST = (TrialRow.changed_at.desc(), TrialRow.id)


@dataclass(frozen=True, slots=True)
class Listed:
    """A resource on a council's list. `title` is empty where it is in the catalogue no longer."""

    resource_id: str
    title: str
    type: str
    publisher: str
    year: int | None
    note: str
    added_by: str
    added_at: datetime
    changed_by: str
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """A resource that is not for a council; `title` as above."""

    resource_id: str
    title: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CouncilList:
    council_code: str
    council_name: str
    is_invented: bool
    listed: tuple[Listed, ...]
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a council says of a resource that it tried, or of one that was merged into that.

    `contact` is a name and an address, or None where that is not for those who ask; `is_own` where it is theirs who
    asks.
    """

    id: int
    council_code: str
    resource_id: str
    council_name: str
    is_invented: bool
    worked: Worked
    what_changed: str
    may_contact: bool
    is_own: bool
    contact: tuple[str, str] | None
    changed_at: datetime
    version: int
    is_taken_down: bool
    taken_down_reason: str


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """How one of one's own councils stands to a resource: who listed it when, and who said it is not for them when."""

    council_code: str
    council_name: str
    listed: tuple[str, datetime] | None
    note: str
    set_aside: tuple[str, datetime] | None


def read_list(scope: Scope, session: Session, council_code: str) -> CouncilList:
    """One's own council's list, what was put there last first; NotFound for any other council."""
    check_own(scope, council_code)
    council = session.execute(select(CouncilRow.name, CouncilRow.is_invented).filter_by(code=council_code)).one()
    listed = _list_listed(scope, session, council_code)
    return CouncilList(council_code, *council, listed, _list_set_aside(scope, session, council_code))


def _list_listed(scope: Scope, session: Session, council_code: str) -> tuple[Listed, ...]:
    row = ListedResourceRow
    shown = and_(ResourceRow.id == row.resource_id, _is_there(scope))
    query = (
        select(
            row.resource_id,
            func.coalesce(ResourceRow.title, ""),
            func.coalesce(ResourceRow.type, ""),
            func.coalesce(ResourceRow.publisher, ""),
            ResourceRow.year,
            row.note,
            _Adder.name,
            row.added_at,
            _Changer.name,
            row.changed_at,
            row.version,
        )
        .outerjoin(ResourceRow, shown)
        .join(_Adder, _Adder.id == row.added_by_id)
        .join(_Changer, _Changer.id == row.changed_by_id)
        .where(row.council_code == council_code)
        .order_by(row.added_at.desc(), row.resource_id)
    )
    return tuple(Listed(*found) for found in session.execute(query))


def _list_set_aside(scope: Scope, session: Session, council_code: str) -> tuple[SetAside, ...]:
    row = SetAsideRow
    query = (
        select(row.resource_id, func.coalesce(ResourceRow.title, ""), PersonRow.name, row.at)
        .outerjoin(ResourceRow, and_(ResourceRow.id == row.resource_id, _is_there(scope)))
        .join(PersonRow, PersonRow.id == row.by_id)
        .where(row.council_code == council_code)
        .order_by(row.at.desc(), row.resource_id)
    )
    return tuple(SetAside(*found) for found in session.execute(query))


def _is_there(scope: Scope) -> Any:
    """Readable; or merged, so that its address leads on."""
    audience, is_shown, _ = is_readable(scope)
    return and_(audience, or_(is_shown, ResourceRow.merged_into.is_not(None)))


def list_standings(scope: Scope, session: Session, resource_id: str) -> tuple[OwnStanding, ...]:
    """How each of one's own councils stands to this resource or to what was merged into it, by name.

    One statement, and none for visitors.
    """
    if not scope.council_codes:
        return ()
    listed, aside, about = ListedResourceRow, SetAsideRow, standing_for(resource_id)
    query = (
        select(CouncilRow.code, CouncilRow.name, listed.note, _Adder.name, listed.added_at, _Changer.name, aside.at)
        .select_from(CouncilRow)
        .outerjoin(listed, and_(listed.council_code == CouncilRow.code, listed.resource_id.in_(about)))
        .outerjoin(_Adder, _Adder.id == listed.added_by_id)
        .outerjoin(aside, and_(aside.council_code == CouncilRow.code, aside.resource_id.in_(about)))
        .outerjoin(_Changer, _Changer.id == aside.by_id)
        .where(CouncilRow.code.in_(scope.council_codes))
        .order_by(CouncilRow.name, CouncilRow.code, listed.added_at.desc(), aside.at.desc())
    )
    newest: dict[str, OwnStanding] = {}
    for code, name, note, adder, added_at, by, at in session.execute(query):
        standing = OwnStanding(code, name, (adder, added_at) if adder else None, note or "", (by, at) if by else None)
        newest.setdefault(code, standing)
    return tuple(newest.values())


def list_trials(scope: Scope, session: Session, resource_id: str, *, sees_taken_down: bool) -> tuple[Trial, ...]:
    """What councils say that tried this resource or what was merged into it: one report each, the newest first.

    What was taken down stands beside the one that others read: for one's own council, and where `sees_taken_down`.
    """
    row = TrialRow
    query = _trials().where(row.resource_id.in_(standing_for(resource_id)))
    if not sees_taken_down:
        query = query.where(or_(row.taken_down_at.is_(None), row.council_code.in_(scope.council_codes)))
    rows = session.execute(query.order_by(*_NEWEST_FIRST))
    told: set[str] = set()
    trials: list[Trial] = []
    for trial in (_trial_of(scope, found) for found in rows):
        if trial.council_code not in told:
            trials.append(trial)
        if not trial.is_taken_down:
            told.add(trial.council_code)
    return tuple(trials)


def find_trial(scope: Scope, session: Session, council_code: str, resource_id: str) -> Trial | None:
    """One's own council's report on this resource or on what was merged into it, the newest; NotFound for any other
    council."""
    check_own(scope, council_code)
    where = TrialRow.council_code == council_code, TrialRow.resource_id.in_(standing_for(resource_id))
    row = session.execute(_trials().where(*where).order_by(*_NEWEST_FIRST).limit(1)).one_or_none()
    return None if row is None else _trial_of(scope, row)


def _trials() -> Any:
    row = TrialRow
    is_there_still = and_(
        MembershipRow.person_id == row.reported_by_id,
        MembershipRow.council_code == row.council_code,
        MembershipRow.ended_at.is_(None),
    )
    return (
        select(
            row.id,
            row.council_code,
            row.resource_id,
            CouncilRow.name,
            CouncilRow.is_invented,
            row.worked,
            row.what_changed,
            row.may_contact,
            row.reported_by_id,
            row.changed_at,
            row.version,
            row.taken_down_at,
            row.taken_down_reason,
            PersonRow.name.label("person"),
            PersonRow.email,
            and_(MembershipRow.person_id.is_not(None), PersonRow.disabled_at.is_(None)).label("is_reachable"),
        )
        .select_from(row)
        .join(CouncilRow, CouncilRow.code == row.council_code)
        .join(PersonRow, PersonRow.id == row.reported_by_id)
        .outerjoin(MembershipRow, is_there_still)
    )


def _trial_of(scope: Scope, row: Any) -> Trial:
    """An address is for those who are signed in, of somebody who agreed and is still there."""
    is_told = scope.person_id is not None and row.may_contact and row.is_reachable
    return Trial(
        id=row.id,
        council_code=row.council_code,
        resource_id=row.resource_id,
        council_name=row.name,
        is_invented=row.is_invented,
        worked=Worked(row.worked),
        what_changed=row.what_changed,
        may_contact=row.may_contact,
        is_own=row.reported_by_id == scope.person_id,
        contact=(row.person, row.email) if is_told else None,
        changed_at=row.changed_at,
        version=row.version,
        is_taken_down=row.taken_down_at is not None,
        taken_down_reason=row.taken_down_reason,
    )


def place_of_trial(session: Session, trial_id: int) -> tuple[str, str] | None:
    """Council and resource of a report, for those who moderate; None where there is none."""
    columns = (TrialRow.council_code, TrialRow.resource_id)
    row = session.execute(select(*columns).where(TrialRow.id == trial_id)).one_or_none()
    return None if row is None else (row.council_code, row.resource_id)
