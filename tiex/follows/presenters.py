"""The pages about searches that are shared and followed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import url_for

from search.query import Query
from tiex.access.scope import Scope
from tiex.follows.commands import Addresses
from tiex.follows.queries import Follow, canonical, in_words, pairs_of, read_search
from tiex.web.addresses import public_url
from tiex.web.filters import uk_date


@dataclass(frozen=True, slots=True)
class FollowedSearch:
    id: int
    search: str
    url: str
    said: str


@dataclass(frozen=True, slots=True)
class FollowsView:
    title: str
    rows: tuple[FollowedSearch, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareView:
    """`query` is what is followed; `can_follow` where somebody is signed in, `is_followed` where they do so already."""

    title: str
    search: str
    url: str
    address: str
    mail_url: str
    query: str
    can_follow: bool
    is_followed: bool
    here: str
    problem: str


@dataclass(frozen=True, slots=True)
class StopView:
    title: str
    search: str
    token: str


def search_url(query: str) -> str:
    return url_for("resources.index") + (f"?{query}" if query else "")


def search_address(query: str) -> str:
    """For mail: the address of a search from outside."""
    return public_url("resources.index") + (f"?{query}" if query else "")


def mail_addresses(sign: Callable[[Follow], str]) -> Addresses:
    """`sign` gives the name of a follow that stands in the link to stop it."""
    return Addresses(
        search=search_address,
        resource=lambda name: public_url("resources.resource", resource_id=name),
        stop=lambda follow: public_url("follows.ask_to_stop", token=sign(follow)),
    )


def present_follows(follows: Sequence[Follow], notices: Sequence[str]) -> FollowsView:
    return FollowsView("Searches you follow", tuple(map(_followed, follows)), tuple(notices))


def _followed(follow: Follow) -> FollowedSearch:
    last = f"Last e-mail on {uk_date(follow.sent_at)}" if follow.sent_at else "No e-mail yet"
    said = f"Since {uk_date(follow.created_at)}. {last}"
    return FollowedSearch(follow.id, in_words(read_search(pairs_of(follow.query))), search_url(follow.query), said)


def present_share(scope: Scope, query: Query, follows: Sequence[Follow], problem: str = "") -> ShareView:
    text, words = canonical(query), in_words(query)
    address = search_address(text)
    body = f"Resources in the Transformation and Innovation Exchange: {words}\n\n{address}\n"
    return ShareView(
        title="Share or follow a search",
        search=words,
        url=search_url(text),
        address=address,
        mail_url=f"mailto:?subject={quote('Resources: ' + words)}&body={quote(body)}",
        query=text,
        can_follow=scope.person_id is not None,
        is_followed=any(follow.query == text for follow in follows),
        here=f"{url_for('follows.share')}?{text}",
        problem=problem,
    )


def present_stop(follow: Follow, token: str) -> StopView:
    return StopView("Stop following a search", in_words(read_search(pairs_of(follow.query))), token)


def present_stopped(follow: Follow | None) -> StopView:
    words = in_words(read_search(pairs_of(follow.query))) if follow else ""
    return StopView("You no longer follow this search" if follow else "This link no longer works", words, "")
