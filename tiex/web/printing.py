"""Offering a page in several formats, and giving what the press makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, url_for
from werkzeug.exceptions import NotFound

from tiex.extensions import db
from tiex.gateways import current_gateways
from tiex.papers.blocks import Paper
from tiex.papers.book import Book
from tiex.papers.formats import WHOLE_OFFERS, Offer, Order, plain_book
from tiex.papers.typeset import NotMade
from tiex.web.filters import uk_date
from tiex.web.giving import download
from tiex.web.ways import Link

NOT_MADE = "The file could not be made just now. Nothing is lost: try again in a moment, or take another format."


def links_of(endpoint: str, values: Mapping[str, Any]) -> tuple[Link, ...]:
    """To the whole of a page in each format."""
    return tuple(Link(offer.format.label, url_for(endpoint, paper=offer.name, **values)) for offer in WHOLE_OFFERS)


def find_whole(paper: str) -> Offer:
    """NotFound where none of them is asked for."""
    for offer in WHOLE_OFFERS:
        if offer.name == paper:
            return offer
    raise NotFound


@dataclass(frozen=True, slots=True)
class Whole:
    """A page to take away: as a paper, and its figures as a book, of which the one is made that is asked for. `name` is
    that of the file without its ending."""

    name: str
    paper: Callable[[], Paper]
    book: Callable[[], Book]

    def give(self, offer: Offer) -> Response | None:
        """None where it cannot be made now."""
        format, name = offer.format, f"{self.name}.{offer.format.key}"
        work = self.paper() if offer.shape else self.book()
        if isinstance(work, Book) and format.is_plain:
            return download(plain_book(work, format), format.content_type, name)
        return give_printed(Order(work, format, uk_date(work.made_on)), name)


def give_printed(order: Order, name: str) -> Response | None:
    """The file under this name, or None where it cannot be made now. All that it needs has been read."""
    # While it is made, others may have the connection.
    db.session.rollback()
    try:
        made = current_gateways().press.make(order)
    except NotMade:
        return None
    return download([made], order.format.content_type, name)
