"""Reading the catalogue: one resource, lists of them, and what is like one."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain, count
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, Session
from werkzeug.exceptions import NotFound

from tiex.access.scope import Scope
from tiex.content.catalogue import LONGEST_ID, CatalogueEntry
from tiex.content.councils import NATION_OF_REGION, NATIONS, REGIONS, load_councils
from tiex.content.tags import load_tags
from tiex.domain.resources import LinkState, Origin, ResourceType, audiences_of
from tiex.indexing.queries import STANDING_FOR, trial_counts
from tiex.models import ListedResourceRow, ResourceRow, TrialRow

R = ResourceRow
CONTENT = tuple(field.name for field in fields(CatalogueEntry))
PER_PAGE = 20
RELATED = 4
FEWEST_COUNCILS = 3

# What can stand in the address of a search and is kept in a list, by the column of that list.
IN_LIST: Mapping[str, InstrumentedAttribute[Any]] = {
    "characteristic": R.characteristics,
    "change_mode": R.change_modes,
    "stage": R.stages,
    "success_factor": R.success_factors,
    "service_area": R.service_areas,
    "region": R.regions,
    "council": R.council_codes,
}
TAGS = ("characteristic", "change_mode", "stage", "success_factor", "service_area")


@dataclass(frozen=True, slots=True)
class Resource:
    """An entry of the catalogue and what has become of it. `link_moved_to` is empty unless the link has moved."""

    entry: CatalogueEntry
    audience: str
    is_hidden: bool
    merged_into: str | None
    origin: Origin
    created_at: datetime
    changed_at: datetime
    shown_at: datetime | None
    version: int
    link_state: LinkState
    link_checked_at: datetime | None
    link_moved_to: str

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def example_id(self) -> int | None:
        """The example that it is, if a council shares it here."""
        return _example_id(self.entry.url, self.origin)

    @property
    def found_since(self) -> datetime:
        """Since when people have found it."""
        return self.shown_at or self.created_at

    @property
    def nations(self) -> tuple[str, ...]:
        """The nations of its regions, in their order."""
        return tuple(dict.fromkeys(NATION_OF_REGION[region] for region in self.entry.regions))

    def tags(self) -> set[tuple[str, str]]:
        """Each tag as its kind and its key."""
        return {(kind, key) for kind in TAGS for key in getattr(self.entry, IN_LIST[kind].key)}


@dataclass(frozen=True, slots=True)
class Brief:
    """A resource as a list shows it; `example_id` as that of Resource."""

    id: str
    type: str
    title: str
    publisher: str
    year: int | None
    summary: str
    example_id: int | None


def _example_id(url: str, origin: Origin) -> int | None:
    return int(url.rpartition("/")[2]) if origin is Origin.EXAMPLE else None


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the editors' list. `counts` gives how many there are of each kind that they can choose to see."""

    resources: tuple[Resource, ...]
    counts: Mapping[str, int]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Related:
    resource: Resource
    shared: tuple[tuple[str, str], ...]


def tag_names() -> Mapping[str, Mapping[str, str]]:
    """Each kind of tag as it stands in an address, with the names of its keys."""
    tags = load_tags()
    return {
        "characteristic": tags.characteristics,
        "change_mode": tags.change_modes,
        "stage": tags.stages,
        "success_factor": tags.success_factors,
        "service_area": tags.service_areas,
    }


@cache
def names_of_filters() -> Mapping[str, Mapping[str, str]]:
    """Each facet with the names of its values; a publisher is any text."""
    return {
        "type": {kind.value: kind.plural for kind in ResourceType},
        **tag_names(),
        "nation": {nation: nation for nation in sorted(NATIONS)},
        "region": {region: region for region in sorted(REGIONS)},
        "council": {council.code: council.name for council in load_councils()},
    }


def is_readable(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """What these people may find: meant for them, not hidden, and not merged into something else.

    The last is said so that no index of it is used: SQLite would go through nearly all rows by it, also for a few ids.
    """
    is_for_them = R.audience.in_(sorted(audiences_of(scope.council_codes)))
    return is_for_them, R.is_hidden.is_(False), func.coalesce(R.merged_into, "") == ""


def open_resource(scope: Scope, session: Session, resource_id: str) -> Resource:
    """NotFound where it is not there for them; one that was merged is there, and says into which."""
    row = session.get(ResourceRow, resource_id)
    is_for_them = row is not None and row.audience in audiences_of(scope.council_codes)
    if row is None or not is_for_them or (row.is_hidden and row.merged_into is None):
        raise NotFound
    return resource_of(row)


def read_resources(scope: Scope, session: Session, ids: Sequence[str]) -> tuple[Resource, ...]:
    """Those of them that can be read, in this order."""
    rows = session.scalars(select(ResourceRow).where(R.id.in_(ids), *is_readable(scope)))
    found = {row.id: resource_of(row) for row in rows}
    return tuple(found[name] for name in ids if name in found)


def read_briefs(scope: Scope, session: Session, ids: Sequence[str]) -> Mapping[str, Brief]:
    """By id those of them that can be read: a page of what was found needs no more, and has many of them."""
    columns = (R.id, R.type, R.title, R.publisher, R.year, R.summary, R.url, R.origin)
    found = dict[str, Brief]()
    for row in session.execute(select(*columns).where(R.id.in_(ids), *is_readable(scope))):
        example_id = _example_id(row.url, Origin(row.origin))
        found[row.id] = Brief(row.id, row.type, row.title, row.publisher, row.year, row.summary, example_id)
    return found


def list_related(scope: Scope, session: Session, resource: Resource) -> tuple[Related, ...]:
    """Those that share most tags; of two that share as many, the one with fewer others, then the newer one."""
    tags = resource.tags()
    shared = sum((cast(_holds(IN_LIST[kind], key), Integer) for kind, key in sorted(tags)), start=literal(0))
    length = sum((func.length(cast(IN_LIST[kind], String)) for kind in TAGS), start=literal(0))
    query = select(ResourceRow).where(*is_readable(scope), R.id != resource.id)
    rows = session.scalars(_newest_first(query.order_by(shared.desc(), length)).limit(RELATED))
    found = (Related(other, tuple(sorted(tags & other.tags()))) for other in map(resource_of, rows))
    return tuple(related for related in found if related.shared)


def _newest_first(query: Select[ResourceRow]) -> Select[ResourceRow]:
    return query.order_by(R.year.desc().nulls_last(), R.created_at.desc(), R.title, R.id)


def _holds(column: InstrumentedAttribute[Any], value: str) -> ColumnElement[bool]:
    """That a list holds a value, by its text as both databases keep it: no value has a quotation mark in it."""
    return cast(column, String).contains(f'"{value}"', autoescape=True)


def resource_of(row: ResourceRow) -> Resource:
    stored: dict[str, Any] = {name: getattr(row, name) for name in CONTENT}
    lists = {name: tuple(value) for name, value in stored.items() if isinstance(value, list)}
    return Resource(
        entry=CatalogueEntry(**(stored | lists)),
        audience=row.audience,
        is_hidden=row.is_hidden,
        merged_into=row.merged_into,
        origin=Origin(row.origin),
        created_at=row.created_at,
        changed_at=row.changed_at,
        shown_at=row.shown_at,
        version=row.version,
        link_state=LinkState(row.link_state),
        link_checked_at=row.link_checked_at,
        link_moved_to=row.link_moved_to,
    )


# For editors, who look after all of it: what they can choose to see.
SHOWN: Mapping[str, tuple[ColumnElement[bool], ...]] = {
    "all": (),
    "hidden": (R.is_hidden.is_(True), R.merged_into.is_(None)),
    "merged": (R.merged_into.is_not(None),),
    "dead": (R.link_state == LinkState.DEAD.value,),
    "moved": (R.link_state == LinkState.MOVED.value,),
    "unreachable": (R.link_state == LinkState.UNREACHABLE.value,),
}
PER_EDITORS_PAGE = 50


def list_for_editors(session: Session, shown: str, searched: str, page: int) -> Listed:
    """What was changed last comes first. `counts` gives how many there are for each of SHOWN."""
    found = _mentions(searched)
    columns = [func.count(case((and_(true(), *where), 1))).label(name) for name, where in SHOWN.items()]
    counts: dict[str, int] = dict(session.execute(select(*columns).where(*found)).one()._mapping)
    pages = max(1, -(-counts[shown] // PER_EDITORS_PAGE))
    page = min(max(page, 1), pages)
    query = select(ResourceRow).where(*found, *SHOWN[shown]).order_by(R.changed_at.desc(), R.title, R.id)
    rows = session.scalars(query.limit(PER_EDITORS_PAGE).offset((page - 1) * PER_EDITORS_PAGE))
    return Listed(tuple(map(resource_of, rows)), counts, counts[shown], page, pages)


def _mentions(searched: str) -> list[ColumnElement[bool]]:
    texts = (R.id, R.title, R.publisher, R.url)
    return [or_(*(text.icontains(searched, autoescape=True) for text in texts))] if searched else []


def read_resource(session: Session, resource_id: str) -> Resource:
    """For editors: also one that nobody else can see; NotFound where there is none."""
    row = session.get(ResourceRow, resource_id)
    if row is None:
        raise NotFound
    return resource_of(row)


def title_of_address(session: Session, url: str, *, but: str = "") -> str | None:
    """The title of another resource at this address; what was merged into another one does not count."""
    query = select(R.title).where(R.url == url, R.id != but, R.merged_into.is_(None)).order_by(R.id).limit(1)
    return session.scalar(query)


def list_links_to_check(session: Session, limit: int | None) -> tuple[tuple[str, str], ...]:
    """Ids and addresses: what nobody looked at yet first, then what was looked at longest ago."""
    query = select(R.id, R.url).where(R.merged_into.is_(None), R.origin != Origin.EXAMPLE.value)
    rows = session.execute(query.order_by(R.link_checked_at.asc().nulls_first(), R.id).limit(limit))
    return tuple((row.id, row.url) for row in rows)


def list_candidates(session: Session, resource_id: str, searched: str) -> tuple[Resource, ...]:
    """What a resource can be merged into: others that visitors see and that say what is searched for, by title."""
    is_found = R.is_hidden.is_(False), R.merged_into.is_(None), R.origin != Origin.EXAMPLE.value
    where = (*_mentions(searched), R.id != resource_id, *is_found)
    rows = session.scalars(select(ResourceRow).where(*where).order_by(R.title, R.id).limit(PER_PAGE))
    return tuple(map(resource_of, rows))


def free_id(session: Session, title: str) -> str:
    """The title as it can stand in an address, with a number behind it where that is taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall(r"[a-z0-9]+", plain))[: LONGEST_ID - 6].strip("-") or "resource"
    taken = set(session.scalars(select(R.id).where(R.id.startswith(name, autoescape=True))))
    return next(free for free in chain((name,), (f"{name}-{number}" for number in count(2))) if free not in taken)


T, L = TrialRow, ListedResourceRow
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """A resource and how many councils made use of it in some way."""

    resource: Resource
    number: int


def list_most_tried(scope: Scope, session: Session, limit: int = MOST_SHOWN) -> tuple[Counted, ...]:
    """What most councils tried, whatever came of it."""
    return _most(session, _tried_query(Scope(None, scope.council_codes)), limit)


def list_most_used(scope: Scope, session: Session, limit: int = MOST_SHOWN) -> tuple[Counted, ...]:
    """What stands on most councils’ lists or was tried by them; a council counts once. Lists are their councils' own,
    so nothing is told of what fewer than FEWEST_COUNCILS use."""
    return _most(session, _used_query(Scope(None, scope.council_codes)), limit)


# Made once for those who may read the same: the front page asks both each time.
@lru_cache(maxsize=256)
def _tried_query(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _most_first(scope, trial_counts())


@lru_cache(maxsize=256)
def _used_query(scope: Scope) -> Select[*tuple[Any, ...]]:
    listed = select(STANDING_FOR.label("resource_id"), L.council_code).join(R, R.id == L.resource_id)
    tried = select(STANDING_FOR.label("resource_id"), T.council_code).join(R, R.id == T.resource_id)
    both = union(listed, tried.where(T.taken_down_at.is_(None))).subquery()
    counted = select(both.c.resource_id, func.count().label("number")).group_by(both.c.resource_id)
    return _most_first(scope, counted.having(func.count() >= FEWEST_COUNCILS))


def list_newest(scope: Scope, session: Session, limit: int = MOST_SHOWN) -> tuple[Resource, ...]:
    """What was added to the catalogue last."""
    query = select(ResourceRow).where(*is_readable(scope)).order_by(R.created_at.desc(), R.id).limit(limit)
    return tuple(map(resource_of, session.scalars(query)))


def _most_first(scope: Scope, counted: Select[Any, Any]) -> Select[*tuple[Any, ...]]:
    found = counted.subquery()
    query = select(ResourceRow, found.c.number).join(found, found.c.resource_id == R.id).where(*is_readable(scope))
    ordered = query.order_by(found.c.number.desc(), R.created_at.desc(), R.id)
    return ordered.limit(bindparam("limit", type_=Integer))


def _most(session: Session, query: Select[*tuple[Any, ...]], limit: int) -> tuple[Counted, ...]:
    return tuple(Counted(resource_of(row), number) for row, number in session.execute(query, {"limit": limit}))
