"""The sector's view as a file, for editors and administrators of the exchange."""

from dataclasses import replace

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.editions.queries import list_editions
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.printouts.presenters import sector_book, sector_paper
from tiex.sector.presenters import chosen_of, present_sector
from tiex.sector.queries import read_sector
from tiex.web import respond
from tiex.web.printing import NOT_MADE, find_whole, give_whole

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
    group = chosen_of(found, request.args.get("group"))
    view = present_sector(editions, edition, found, group)
    made = sector_paper(view, today), sector_book(edition, found, group, today)
    given = give_whole(*made, offer, f"sector-{edition.key}")
    return given or respond.page("sector/overview.html", replace(view, problem=NOT_MADE), status=503)
