"""The history of a council, to read and to download."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from tiex.access.guard import allow, current_actor, current_scope, requires
from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council, may_see_released, reason_not_in_council
from tiex.councils.queries import CouncilSummary, list_own_councils
from tiex.domain.audit import Theme
from tiex.extensions import db
from tiex.history.presenters import csv_lines, present_history
from tiex.history.queries import TrailPart, list_names, list_trail, stream_trail
from tiex.web import respond
from tiex.web.giving import download

blueprint = Blueprint("history", __name__)


@blueprint.get("/councils/<council_code>/history")
@requires(Permission.HISTORY_READ)
def history(council_code: str) -> Response:
    council = _open_council(council_code, Permission.HISTORY_READ)
    actor, scope, session = current_actor(), current_scope(), db.session()
    part = TrailPart(council_code, may_see_released(actor, council_code), _theme(), _before())
    names = list_names(scope, session, council_code)
    can_export = may_in_council(actor, Permission.HISTORY_EXPORT, council_code)
    view = present_history(council, part, list_trail(scope, session, part), names, can_export=can_export)
    return respond.page("history/history.html", view)


@blueprint.get("/councils/<council_code>/history.csv")
@requires(Permission.HISTORY_EXPORT)
def export(council_code: str) -> Response:
    _open_council(council_code, Permission.HISTORY_EXPORT)
    scope, session = current_scope(), db.session()
    part = TrailPart(council_code, may_see_released(current_actor(), council_code))
    names = list_names(scope, session, council_code)
    lines = csv_lines(stream_trail(scope, session, part), names)
    return download(lines, "text/csv; charset=utf-8", f"history-{council_code}.csv")


def _open_council(council_code: str, permission: Permission) -> CouncilSummary:
    """One's own council, NotFound for any other."""
    own = list_own_councils(current_scope(), db.session())
    council = next((council for council in own if council.code == council_code), None)
    if council is None:
        raise NotFound
    allow(reason_not_in_council(current_actor(), permission, council_code))
    return council


def _theme() -> Theme | None:
    """What the reader chose to read about; NotFound for what nobody can choose."""
    chosen = request.args.get("about")
    if chosen is None:
        return None
    if chosen not in {theme.value for theme in Theme}:
        raise NotFound
    return Theme(chosen)


def _before() -> int | None:
    given = request.args.get("before")
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 12):
        raise NotFound
    return int(given)
