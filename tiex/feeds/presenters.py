"""The feed of new resources as Atom 1.0 (RFC 4287)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from tiex.domain.resources import ResourceType
from tiex.resources.queries import Resource
from tiex.web.addresses import public_url

ATOM = "http://www.w3.org/2005/Atom"
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


def present_feed(resources: Sequence[Resource]) -> bytes:
    """One entry for each resource, under the address of its page, which never changes."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    own = public_url("feeds.resources")
    _add(feed, "id", own)
    _add(feed, "title", "New resources in the Transformation and Innovation Exchange")
    _add(feed, "subtitle", "Case studies, methodologies, reports and tools for UK councils, in our own words")
    _add(feed, "updated", _moment(max((one.changed_at for one in resources), default=BEFORE_ALL)))
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": public_url("resources.index")})
    _add(SubElement(feed, "author"), "name", "Transformation and Innovation Exchange")
    for resource in resources:
        _add_entry(feed, resource)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add_entry(feed: Element, resource: Resource) -> None:
    one, entry = resource.entry, SubElement(feed, "entry")
    page = public_url("resources.resource", resource_id=one.id)
    _add(entry, "id", page)
    _add(entry, "title", one.title)
    _add(entry, "published", _moment(resource.created_at))
    _add(entry, "updated", _moment(resource.changed_at))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    _add(SubElement(entry, "author"), "name", one.publisher)
    SubElement(entry, "category", {"term": one.type, "label": ResourceType(one.type).label})
    _add(entry, "summary", one.summary)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = "".join(char for char in text if char.isprintable() or char in "\n\t")


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
