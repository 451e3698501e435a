"""The list of published results and each of them, for the public and with more for people of other councils."""

from flask import Blueprint, Response, request

from tiex.access.guard import current_actor, current_scope, is_trusted_with, requires
from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council
from tiex.access.scope import Scope
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.published.presenters import present_list, present_published
from tiex.published.queries import (
    LONGEST_NAME,
    Narrowing,
    list_editions_with_results,
    list_own_assessments,
    list_published,
    open_published,
)
from tiex.web import respond

blueprint = Blueprint("published", __name__)
LAST_PAGE = 10_000


@blueprint.get("/results")
@requires(Permission.RESULT_READ)
def index() -> Response:
    """The newest edition in which there is something to see, unless another one is asked for."""
    scope, session, today = _scope(), db.session(), current_gateways().clock.today()
    editions = list_editions_with_results(scope, session, today)
    asked, page = request.args.get("edition", ""), request.args.get("page", 1, type=int)
    chosen = next((edition for edition in editions if edition[0] == asked), next(iter(editions), None))
    key, by = chosen[0] if chosen else "", _narrowing()
    found = list_published(scope, session, key, today, min(max(page, 1), LAST_PAGE), by)
    view = present_list(editions, chosen, found, by, sees_councils=bool(scope.council_codes))
    return respond.page("published/index.html", view)


@blueprint.get("/results/<council_code>/<edition_key>")
@requires(Permission.RESULT_READ)
def result(council_code: str, edition_key: str) -> Response:
    today = current_gateways().clock.today()
    scope, session = _scope(), db.session()
    published = open_published(scope, session, council_code, edition_key, today)
    own = list_own_assessments(scope, session, edition_key) if scope.council_codes else ()
    may = {code: each for code, each in own if may_in_council(current_actor(), Permission.COMPARISON_READ, code)}
    compared = may.get(council_code) or next(iter(may.values()), None)
    return respond.page("published/result.html", present_published(published, today, compared=compared))


def _narrowing() -> Narrowing:
    """What is asked for, without what no name of a council has."""
    names = ("type", "region", "name")
    asked = ("".join(filter(str.isprintable, request.args.get(name, "")))[:LONGEST_NAME].strip() for name in names)
    return Narrowing(*asked)


def _scope() -> Scope:
    """A signatory who has not set up the second step, where it is required, reads as the public does."""
    return current_scope() if is_trusted_with(Permission.PUBLICATION_READ) else Scope(None, frozenset())
