"""Following a search, stopping it, and sending what is new in the searches that people follow."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import render_template
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session
from structlog import get_logger

from search.errors import SearchFailure
from search.query import PER_PAGE_LIMIT, Query
from search.results import Results
from tiex.domain.follows import LONGEST_QUERY, MOST_FOLLOWED, SearchTooLong, TooManyFollowed, sent_before
from tiex.follows.queries import (
    Follow,
    Follower,
    canonical,
    count_follows,
    in_words,
    is_named,
    list_followers,
    list_shown,
    pairs_of,
    read_search,
    read_told_until,
)
from tiex.gateways.mail import Mail
from tiex.models import FollowRow
from tiex.resources.queries import Resource
from tiex.web.inserting import insert_new
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry

Search = Callable[[Query], Results]
TOLD = 10
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the links in the mail lead: to a search, to a resource by its id, and to stop following."""

    search: Callable[[str], str]
    resource: Callable[[str], str]
    stop: Callable[[Follow], str]


@dataclass(frozen=True, slots=True)
class NewOne:
    title: str
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class News:
    """What is new in one search; `more` is how many there are beside those that are told."""

    search: str
    address: str
    stop_address: str
    since: datetime
    told: tuple[NewOne, ...]
    more: int


@dataclass(frozen=True, slots=True)
class NewsMail:
    name: str
    news: tuple[News, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages went to the outbox, of how many searches, and how many searches failed and are tried again."""

    mails: int = 0
    searches: int = 0
    failed: int = 0


def follow_search(*, session: Session, person_id: int, query: Query, now: datetime) -> None:
    """Following the same search twice is following it once."""
    text = canonical(query)
    if len(text) > LONGEST_QUERY:
        raise SearchTooLong
    if count_follows(session, person_id) >= MOST_FOLLOWED:
        raise TooManyFollowed
    identity = {"person_id": person_id, "query": text}
    if insert_new(session, FollowRow.__table__, identity | {"created_at": now, "seen_until": now}):
        follow_id = session.scalars(select(FollowRow.id).filter_by(**identity)).one()
        _write_down(session, person_id, "search followed", follow_id, now)


def stop_following(*, session: Session, person_id: int, follow_id: int, now: datetime) -> bool:
    """Whether it was theirs and not stopped already."""
    return _stop(session, now, FollowRow.id == follow_id, FollowRow.person_id == person_id)


def stop_by_link(*, session: Session, follow: Follow, now: datetime) -> None:
    """For whoever has the signed link from the mail."""
    _stop(session, now, *is_named(follow.id, follow.created_at))


def _stop(session: Session, now: datetime, *where: ColumnElement[bool]) -> bool:
    row = session.execute(delete(FollowRow).where(*where).returning(FollowRow.id, FollowRow.person_id)).one_or_none()
    if row is not None:
        _write_down(session, row.person_id, "search no longer followed", row.id, now)
    return row is not None


def _write_down(session: Session, person_id: int, action: str, follow_id: int, now: datetime) -> None:
    append_entry(session, at=now, actor_id=person_id, action=action, subject=f"follow {follow_id}")


def send_news(*, session: Session, search: Search, addresses: Addresses, now: datetime) -> Sent:
    """One message to each person with all that is new in the searches they follow; each person in a transaction.

    A search of which there is nothing new sends nothing and stays due. Doing this twice sends nothing twice.
    """
    mails = searches = failed = 0
    followers, until = list_followers(session, now), read_told_until(session, now)
    session.rollback()
    for follower in followers:
        found, failures = _find_news(session, follower, search, until)
        told = [(follow, new) for follow, new in found if _claim(session, follow, until, now)]
        if told:
            queue_mail(session, _mail(follower, told, addresses), now)
        session.commit()
        mails, searches, failed = mails + bool(told), searches + len(told), failed + failures
    return Sent(mails, searches, failed)


Found = list[tuple[Follow, Mapping[str, Resource]]]


def _find_news(session: Session, follower: Follower, search: Search, until: datetime) -> tuple[Found, int]:
    """What is new in each of the searches, and how many of them failed."""
    oldest = min(follow.seen_until for follow in follower.follows)
    shown, found, failures = list_shown(follower.scope, session, oldest, until), Found(), 0
    for follow in follower.follows:
        fresh = {name: one for name, one in shown.items() if one.found_since > follow.seen_until}
        try:
            ids = _among_hits(search, read_search(pairs_of(follow.query), follower.scope), fresh)
        except SearchFailure as failure:
            _log.warning("followed search failed", follow=follow.id, error=str(failure))
            failures += 1
            continue
        if ids:
            found.append((follow, {name: one for name, one in fresh.items() if name in ids}))
    return found, failures


def _among_hits(search: Search, query: Query, fresh: Iterable[str]) -> frozenset[str]:
    """Which of these the search finds, as many at once as stand on one page."""
    ids, found = sorted(fresh), set[str]()
    for start in range(0, len(ids), PER_PAGE_LIMIT):
        among = frozenset(ids[start : start + PER_PAGE_LIMIT])
        found.update(search(replace(query, ids=among, page=1, per_page=PER_PAGE_LIMIT)).ids)
    return frozenset(found)


def _claim(session: Session, follow: Follow, until: datetime, now: datetime) -> bool:
    """Whether this news is ours to send: nobody else has done so since it was read."""
    is_due = or_(FollowRow.sent_at.is_(None), FollowRow.sent_at <= sent_before(now))
    ours = (FollowRow.id == follow.id, FollowRow.created_at == follow.created_at, is_due)
    claim = update(FollowRow).where(*ours).values(sent_at=now, seen_until=until)
    return bool(session.execute(claim).rowcount)  # type: ignore[attr-defined]


def _mail(follower: Follower, told: Found, addresses: Addresses) -> Mail:
    number = len({name for _, new in told for name in new})
    view = NewsMail(follower.name, tuple(_news(follow, new, addresses) for follow, new in told))
    subject = f"{number} new {'resource' if number == 1 else 'resources'} in searches you follow"
    return Mail(follower.email, subject, render_template("emails/follows.txt", view=view))


def _news(follow: Follow, new: Mapping[str, Resource], addresses: Addresses) -> News:
    told = tuple(new.values())[:TOLD]
    return News(
        search=in_words(read_search(pairs_of(follow.query))),
        address=addresses.search(follow.query),
        stop_address=addresses.stop(follow),
        since=follow.seen_until,
        told=tuple(NewOne(one.entry.title, _about(one), addresses.resource(one.id)) for one in told),
        more=len(new) - len(told),
    )


def _about(resource: Resource) -> str:
    entry = resource.entry
    return f"{entry.publisher}, {entry.year}" if entry.year else entry.publisher
