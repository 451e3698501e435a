"""The pages that anybody can read and that change with the content files only."""

from flask import Blueprint, Response, abort, make_response, redirect, url_for

from tiex.access.guard import requires
from tiex.access.permissions import Permission
from tiex.content.editions import edition_keys, load_edition
from tiex.content.glossary import load_glossary
from tiex.content.guidance import load_guidance
from tiex.content.related_tools import load_related_tools
from tiex.content.tags import load_tags
from tiex.editions.queries import list_editions
from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.pages.presenters import (
    OWN_ADDRESS,
    present_glossary,
    present_guidance,
    present_home,
    present_page,
    present_related_tools,
)
from tiex.web import respond

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@requires(Permission.PAGE_READ)
def home() -> Response:
    model = load_edition(edition_keys()[-1])
    view = present_home(model, list_editions(db.session()), current_gateways().clock.today())
    return respond.page("pages/home.html", view)


@blueprint.get("/guidance")
@requires(Permission.PAGE_READ)
def guidance() -> Response:
    return respond.page("pages/guidance.html", present_guidance(load_guidance()))


@blueprint.get("/guidance/<key>")
@requires(Permission.PAGE_READ)
def guidance_page(key: str) -> Response:
    if key in OWN_ADDRESS:
        return make_response(redirect(url_for(OWN_ADDRESS[key]), 301))
    return _show_page(key)


@blueprint.get("/glossary")
@requires(Permission.PAGE_READ)
def glossary() -> Response:
    return respond.page("pages/glossary.html", present_glossary(load_glossary()))


@blueprint.get("/related-tools")
@requires(Permission.PAGE_READ)
def related_tools() -> Response:
    return respond.page("pages/related_tools.html", present_related_tools(load_related_tools(), load_tags()))


@blueprint.get("/accessibility")
@requires(Permission.PAGE_READ)
def accessibility() -> Response:
    return _show_page("accessibility-statement")


@blueprint.get("/privacy")
@requires(Permission.PAGE_READ)
def privacy() -> Response:
    return _show_page("privacy-notice")


@blueprint.get("/cookies")
@requires(Permission.PAGE_READ)
def cookies() -> Response:
    return _show_page("cookies")


def _show_page(key: str) -> Response:
    view = present_page(load_guidance(), load_glossary(), key)
    if view is None:
        abort(404)
    return respond.page("pages/guidance_page.html", view)
