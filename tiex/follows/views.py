"""Sharing and following a search, what one follows, and stopping it, also from the mail."""

from datetime import datetime

from flask import Blueprint, Response, flash, request, url_for
from werkzeug.exceptions import NotFound

from tiex.access.guard import current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.domain.follows import SearchTooLong, TooManyFollowed
from tiex.extensions import db
from tiex.follows import commands
from tiex.follows.forms import FollowForm, read_signed
from tiex.follows.presenters import present_follows, present_share, present_stop, present_stopped
from tiex.follows.queries import Follow, find_follow, list_follows, pairs_of, read_search
from tiex.gateways import current_gateways
from tiex.web import respond
from tiex.web.errors import status_of
from tiex.web.notices import take_notices
from tiex.web.transaction import commits

blueprint = Blueprint("follows", __name__)
SHARE, STOPPED = "follows/share.html", "follows/stopped.html"


@blueprint.get("/resources/searches/share")
@requires(Permission.RESOURCE_READ)
def share() -> Response:
    scope, pairs = current_scope(), list(request.args.items(multi=True))
    view = present_share(scope, read_search(pairs), list_follows(scope, db.session()))
    return respond.page(SHARE, view)


@blueprint.get("/account/follows")
@requires(Permission.SEARCH_FOLLOW)
def followed() -> Response:
    notices = take_notices()
    return respond.page("follows/follows.html", present_follows(list_follows(current_scope(), db.session()), notices))


@blueprint.post("/account/follows")
@requires(Permission.SEARCH_FOLLOW)
@commits
def follow() -> Response:
    scope, query = current_scope(), read_search(pairs_of(FollowForm().query.data or ""))
    try:
        commands.follow_search(session=db.session(), person_id=scope.person_id or 0, query=query, now=_now())
    except (SearchTooLong, TooManyFollowed) as refusal:
        view = present_share(scope, query, list_follows(scope, db.session()), str(refusal))
        return respond.page(SHARE, view, status=status_of(refusal))
    flash("You follow this search now. When something new is in it, we send you an e-mail, once a week at most.")
    return _to_follows()


@blueprint.post("/account/follows/<int:follow_id>/stop")
@requires(Permission.SEARCH_FOLLOW)
@commits
def stop(follow_id: int) -> Response:
    person_id = current_actor().person_id or 0
    if not commands.stop_following(session=db.session(), person_id=person_id, follow_id=follow_id, now=_now()):
        raise NotFound
    flash("You no longer follow that search.")
    return _to_follows()


@blueprint.get("/follows/stop/<token>")
@requires(Permission.FOLLOW_STOP)
def ask_to_stop(token: str) -> Response:
    """A page with one button: programmes that look at mail follow the links in it."""
    found = _find(token)
    if found is None:
        return respond.page(STOPPED, present_stopped(None), status=410)
    return respond.page("follows/stop.html", present_stop(found, token))


@blueprint.post("/follows/stop/<token>")
@requires(Permission.FOLLOW_STOP)
@commits
def stop_by_link(token: str) -> Response:
    found = _find(token)
    if found is None:
        return respond.page(STOPPED, present_stopped(None), status=410)
    commands.stop_by_link(session=db.session(), follow=found, now=_now())
    return respond.page(STOPPED, present_stopped(found))


def _find(token: str) -> Follow | None:
    named = read_signed(token)
    return find_follow(db.session(), *named) if named else None


def _now() -> datetime:
    return current_gateways().clock.now()


def _to_follows() -> Response:
    return respond.saved([], then=url_for("follows.followed"))
