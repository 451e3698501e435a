"""Reading searches as they stand in an address, the ones a person follows, and whom news is due to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from search.facets import FACETS
from search.query import Query, Sort
from tiex.access.scope import Scope
from tiex.domain.follows import news_until, sent_before
from tiex.domain.resources import audiences_of
from tiex.indexing.queries import read_waiting
from tiex.models import FollowRow, MembershipRow, PersonRow, ResourceRow
from tiex.resources.queries import Resource, is_readable, names_of_filters, resource_of

WORDS, YEARS = "q", ("year_from", "year_to")
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Follow:
    """`query` is what stands in the address of the search."""

    id: int
    query: str
    created_at: datetime
    seen_until: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody to whom news may be due, and what they may read."""

    person_id: int
    name: str
    email: str
    scope: Scope
    follows: tuple[Follow, ...]


def read_search(pairs: Iterable[tuple[str, str]], scope: Scope | None = None) -> Query:
    """A search, the newest first, from the names and values of an address; what is not known is left out."""
    known, selected, others = names_of_filters(), dict[str, set[str]](), dict[str, str]()
    for name, value in pairs:
        if name == WORDS or name in YEARS:
            others.setdefault(name, value)
        elif name == "publisher" or (name in FACETS and value in known.get(name, ())):
            selected.setdefault(name, set()).add(value)
    year_from, year_to = (_year(others.get(name, "")) for name in YEARS)
    return Query(
        text=others.get(WORDS, ""),
        selected={name: frozenset(values) for name, values in selected.items()},
        year_from=year_from,
        year_to=year_to,
        audiences=audiences_of(scope.council_codes) if scope else frozenset(),
        sort=Sort.NEWEST,
    )


def _year(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None


def pairs_of(query: str) -> list[tuple[str, str]]:
    """Names and values of what stands in an address behind the question mark."""
    return parse_qsl(query[:10_000].lstrip("?"))


def canonical(query: Query) -> str:
    """The same for every way to write the same search, without its order and page."""
    pairs = [(WORDS, query.text)] if query.text else []
    pairs += [(name, value) for name in sorted(query.selected) for value in sorted(query.selected[name])]
    years = zip(YEARS, (query.year_from, query.year_to), strict=True)
    return urlencode(pairs + [(name, str(year)) for name, year in years if year is not None])


def in_words(query: Query) -> str:
    """“bins”; stage: Do; years: 2020 to 2024."""
    names, parts = names_of_filters(), [f"“{query.text}”"] if query.text else []
    for name, values in sorted(query.selected.items()):
        shown = ", ".join(names.get(name, {}).get(value, value) for value in sorted(values))
        parts.append(f"{name.replace('_', ' ')}: {shown}")
    years = [str(year) for year in (query.year_from, query.year_to) if year is not None]
    if years:
        only = "from" if query.year_to is None else "until"
        parts.append("years: " + (" to ".join(years) if len(years) == 2 else f"{only} {years[0]}"))
    text = "; ".join(parts) or "everything in the catalogue"
    return text[:1].upper() + text[1:]


_COLUMNS = (FollowRow.id, FollowRow.query, FollowRow.created_at, FollowRow.seen_until, FollowRow.sent_at)


def list_follows(scope: Scope, session: Session) -> tuple[Follow, ...]:
    """What this person follows, what they began with last first."""
    query = select(*_COLUMNS).where(FollowRow.person_id == scope.person_id)
    rows = session.execute(query.order_by(FollowRow.created_at.desc(), FollowRow.id.desc()))
    return tuple(Follow(*row) for row in rows)


def is_named(follow_id: int, created_at: datetime) -> tuple[ColumnElement[bool], ...]:
    """One follow and no later one that was given its number."""
    return FollowRow.id == follow_id, FollowRow.created_at == created_at


def find_follow(session: Session, follow_id: int, created_at: datetime) -> Follow | None:
    """For whoever has a signed link to it, signed in or not."""
    row = session.execute(select(*_COLUMNS).where(*is_named(follow_id, created_at))).one_or_none()
    return None if row is None else Follow(*row)


def count_follows(session: Session, person_id: int) -> int:
    return session.scalars(select(func.count()).select_from(FollowRow).filter_by(person_id=person_id)).one()


def list_followers(session: Session, now: datetime) -> tuple[Follower, ...]:
    """Everybody who can sign in and follows a search of which they had no news for a week."""
    is_due = or_(FollowRow.sent_at.is_(None), FollowRow.sent_at <= sent_before(now))
    query = (
        select(FollowRow.person_id, PersonRow.name, PersonRow.email, *_COLUMNS)
        .join(PersonRow, PersonRow.id == FollowRow.person_id)
        .where(is_due, PersonRow.disabled_at.is_(None))
        .order_by(FollowRow.person_id, FollowRow.created_at, FollowRow.id)
    )
    councils = _councils_of_people(session)
    return tuple(
        Follower(
            *person, Scope(person[0], councils.get(person[0], frozenset())), tuple(Follow(*row[3:]) for row in rows)
        )
        for person, rows in groupby(session.execute(query).all(), key=lambda row: (row[0], row[1], row[2]))
    )


def _councils_of_people(session: Session) -> Mapping[int, frozenset[str]]:
    """The councils of everybody who follows something."""
    followers = select(FollowRow.person_id).distinct()
    columns = (MembershipRow.person_id, MembershipRow.council_code)
    query = select(*columns).where(MembershipRow.person_id.in_(followers), MembershipRow.ended_at.is_(None))
    rows = session.execute(query.order_by(MembershipRow.person_id)).all()
    return {person: frozenset(row[1] for row in of) for person, of in groupby(rows, key=lambda row: row[0])}


def read_told_until(session: Session, now: datetime) -> datetime:
    """Until when what people find is certain: what is quite new, and what the search engines do not know yet, is left
    for the next time."""
    oldest, until = read_waiting(session).oldest, news_until(now)
    return until if oldest is None else min(until, oldest - INSTANT)


def list_shown(scope: Scope, session: Session, since: datetime, until: datetime) -> Mapping[str, Resource]:
    """What these people may read, by id, and have found since a moment between these two: after the first."""
    found_since = func.coalesce(ResourceRow.shown_at, ResourceRow.created_at)
    query = select(ResourceRow).where(*is_readable(scope), found_since > since, found_since <= until)
    rows = session.scalars(query.order_by(found_since.desc(), ResourceRow.id))
    return {row.id: resource_of(row) for row in rows}
