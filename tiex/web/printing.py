"""Offering a page in several formats, and giving what the press makes of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, url_for
from werkzeug.exceptions import NotFound

from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.papers.formats import Format, Order
from tiex.papers.typeset import NotMade
from tiex.web.giving import download
from tiex.web.ways import Link

NOT_MADE = "The file could not be made just now. Nothing is lost: try again in a moment, or take another format."


def links_of(formats: Iterable[Format], endpoint: str, values: Mapping[str, Any]) -> tuple[Link, ...]:
    """To the file in each of these formats, whose key is a part of the address."""
    return tuple(Link(format.label, url_for(endpoint, kind=format.key, **values)) for format in formats)


def find_format(formats: Iterable[Format], kind: str) -> Format:
    """NotFound where none of them is asked for."""
    for format in formats:
        if format.key == kind:
            return format
    raise NotFound


def give_printed(order: Order, name: str) -> Response | None:
    """The file under this name, or None where it cannot be made now. All that it needs has been read."""
    # While it is made, others may have the connection.
    db.session.rollback()
    try:
        made = current_gateways().press.make(order)
    except NotMade:
        return None
    return download([made], order.format.content_type, name)
