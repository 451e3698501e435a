"""The statements of each edition, open to anybody."""

from flask import Blueprint, Response, abort

from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.content.glossary import load_glossary
from tiex.editions.presenters import present_edition, present_index
from tiex.editions.queries import find_edition, list_editions
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.web import respond

blueprint = Blueprint("editions", __name__)


@blueprint.get("/statements")
@requires(Permission.PAGE_READ)
def index() -> Response:
    view = present_index(list_editions(db.session()), current_gateways().clock.today())
    return respond.page("editions/index.html", view)


@blueprint.get("/statements/<edition_key>")
@requires(Permission.PAGE_READ)
def edition(edition_key: str) -> Response:
    session, today = db.session(), current_gateways().clock.today()
    summaries = list_editions(session)
    if edition_key not in {summary.key for summary in summaries}:
        abort(404)
    found = find_edition(session, edition_key)
    base = find_edition(session, found.based_on) if found.based_on else None
    view = present_edition(found, base, summaries, load_glossary(), today)
    return respond.page("editions/edition.html", view)
