"""The feed of new resources that everybody may read."""

from hashlib import sha256

from flask import Blueprint, Response, request

from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.access.scope import Scope
from tiex.extensions import db
from tiex.feeds.presenters import present_feed
from tiex.resources.queries import list_newest

blueprint = Blueprint("feeds", __name__)
NEWEST = 50
ANYBODY = Scope(None, frozenset())


@blueprint.get("/resources/feed.atom")
@requires(Permission.RESOURCE_READ)
def resources() -> Response:
    """The same for everybody, whoever is signed in: what is for councils only stands in no feed."""
    feed = present_feed(list_newest(ANYBODY, db.session(), NEWEST))
    response = Response(feed, mimetype="application/atom+xml")
    response.set_etag(sha256(feed).hexdigest()[:32])
    response.make_conditional(request)
    return response
