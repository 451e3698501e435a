"""The sector's view for editors and administrators of the exchange, to read and to download."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.domain.sector import TABLES, rows_of
from tiex.editions.queries import list_editions
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.opendata.presenters import Format, file_lines
from tiex.sector.presenters import chosen_of, present_sector
from tiex.sector.queries import read_sector
from tiex.web import respond
from tiex.web.giving import download

blueprint = Blueprint("sector", __name__)


@blueprint.get("/sector")
@requires(Permission.SECTOR_READ)
def overview() -> Response:
    """The edition that is open, unless another one is asked for."""
    editions, today = list_editions(db.session()), current_gateways().clock.today()
    asked = request.args.get("edition")
    usual = next((each for each in editions if each.is_open_on(today)), next(iter(editions), None))
    chosen = next((each for each in editions if each.key == asked), None if asked else usual)
    if chosen is None:
        raise NotFound
    edition, sector = read_sector(db.session(), chosen, today)
    view = present_sector(editions, edition, sector, chosen_of(sector, request.args.get("group")))
    return respond.page("sector/overview.html", view)


@blueprint.get("/sector/<edition_key>/<table>.csv")
@requires(Permission.SECTOR_READ)
def csv_file(edition_key: str, table: str) -> Response:
    return _file(edition_key, table, Format.CSV)


@blueprint.get("/sector/<edition_key>/<table>.json")
@requires(Permission.SECTOR_READ)
def json_file(edition_key: str, table: str) -> Response:
    return _file(edition_key, table, Format.JSON)


def _file(edition_key: str, table: str, kind: Format) -> Response:
    """NotFound for an edition or a table that there is not."""
    chosen = next((each for each in list_editions(db.session()) if each.key == edition_key), None)
    if chosen is None or table not in TABLES:
        raise NotFound
    wanted, today = TABLES[table], current_gateways().clock.today()
    edition, sector = read_sector(db.session(), chosen, today)
    rows, more = rows_of(edition, sector, wanted), {"about": wanted.says}
    lines = file_lines(edition, wanted, rows, kind, more, nothing="There is nothing that can be shown yet.")
    return download(lines, kind.media_type, f"sector-{edition.key}-{wanted.name}.{kind}")
