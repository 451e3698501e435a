"""The sector's view as a file, for editors and administrators of the exchange."""

from dataclasses import replace

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import NotFound

from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.config import Settings
from tiex.editions.queries import list_editions
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.printouts.presenters import sector_book, sector_paper
from tiex.sector.presenters import chosen_of, present_sector
from tiex.sector.queries import read_sector
from tiex.web import respond
from tiex.web.giving import plain_name
from tiex.web.printing import NOT_MADE, Whole, find_whole

blueprint = Blueprint("sector_printouts", __name__)


@blueprint.get("/sector/<edition_key>/take-away/<paper>")
@requires(Permission.SECTOR_READ)
def sector(edition_key: str, paper: str) -> Response:
    """The page, of the group that is asked for."""
    editions, offer = list_editions(db.session()), find_whole(paper)
    chosen = next((each for each in editions if each.key == edition_key), None)
    if chosen is None:
        raise NotFound
    today = current_gateways().clock.today()
    edition, found = read_sector(db.session(), chosen, today)
    asked = request.args.get("group")
    group = chosen_of(found, asked)
    if asked and asked != group:
        raise NotFound
    view = present_sector(editions, edition, found, group)
    settings: Settings = current_app.extensions["settings"]
    is_invented = settings.is_demo
    whole = Whole(
        plain_name("sector", edition.key, view.group),
        lambda: sector_paper(view, today, is_invented=is_invented),
        lambda: sector_book(view, edition, found, group, today, is_invented=is_invented),
    )
    return whole.give(offer) or respond.page("sector/overview.html", replace(view, problem=NOT_MADE), status=503)
