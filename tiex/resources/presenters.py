"""The page of a resource, and resources in lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from flask import url_for

from tiex.content.catalogue import CatalogueEntry
from tiex.content.council_names import codes_of_names
from tiex.domain.resources import LinkState, ResourceType
from tiex.resources.queries import IN_LIST, TAGS, Brief, Related, Resource, names_of_filters, tag_names
from tiex.web.filters import uk_date

# Every facet, in the order in which people narrow a search.
LABELS: Mapping[str, str] = {
    "type": "Type",
    "service_area": "Service area",
    "characteristic": "Characteristic",
    "change_mode": "Change mode",
    "stage": "Stage",
    "success_factor": "Success factor",
    "publisher": "Publisher",
    "nation": "Nation",
    "region": "Region",
    "council": "Council",
}
# What a resource's page says of it, in this order.
KINDS = ("region", *TAGS)
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Way:
    """A link of ours; `is_here` where it leads to what is shown already."""

    label: str
    url: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A resource in a list. `about` says what it is, who published it and when; `why` it stands here, if anything."""

    title: str
    url: str
    about: str
    summary: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a resource has of one kind, each with the list of all that have it."""

    label: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class ResourceView:
    """`gone` says that the link is dead, empty where it is not known to be. `uses` is what councils make of it,
    `shared` what a council says that shares it here."""

    title: str
    id: str
    kind: Way
    about: str
    summary: str
    when_to_use: str
    effort: str
    outcomes: tuple[str, ...]
    facts: tuple[Facts, ...]
    url: str
    host: str
    gone: str
    related: tuple[EntryRow, ...]
    can_edit: bool
    uses: object = None
    shared: object = None


def present_resource(resource: Resource, related: Sequence[Related], *, can_edit: bool) -> ResourceView:
    entry = resource.entry
    return ResourceView(
        title=entry.title,
        id=entry.id,
        kind=Way(ResourceType(entry.type).label, url_for("resources.index", type=entry.type)),
        about=published(entry),
        summary=entry.summary,
        when_to_use=entry.when_to_use,
        effort=entry.effort or "",
        outcomes=entry.outcomes,
        facts=tuple(facts for facts in (_councils(entry), *(_facts(entry, kind) for kind in KINDS)) if facts.ways),
        url=entry.url,
        host=_host(entry.url),
        gone=_gone(resource),
        related=tuple(map(_related_row, related)),
        can_edit=can_edit,
    )


def present_row(entry: CatalogueEntry | Brief) -> EntryRow:
    about = f"{ResourceType(entry.type).label}, {published(entry)}"
    return EntryRow(entry.title, url_for("resources.resource", resource_id=entry.id), about, entry.summary)


def _related_row(related: Related) -> EntryRow:
    return replace(present_row(related.resource.entry), summary="", why=_why(related))


def published(entry: CatalogueEntry | Brief) -> str:
    return f"{entry.publisher}, {entry.year}" if entry.year else entry.publisher


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _facts(entry: CatalogueEntry, kind: str) -> Facts:
    names, keys = names_of_filters()[kind], getattr(entry, IN_LIST[kind].key)
    return Facts(LABELS[kind], tuple(Way(names.get(key, key), _url_of_all(kind, key)) for key in keys))


def _url_of_all(kind: str, key: str) -> str:
    """The search for all that have this."""
    value: dict[str, Any] = {kind: key}
    return url_for("resources.index", **value)


def _councils(entry: CatalogueEntry) -> Facts:
    """By the names that the resource gives them; those of the register lead to what else there is of them."""
    ways = []
    for name in entry.councils:
        codes = codes_of_names([name])
        ways.append(Way(name, _url_of_all("council", codes[0]) if codes else ""))
    return Facts("Council" if len(ways) == 1 else "Councils", tuple(ways))


def _why(related: Related) -> str:
    """What the two have in common, its subject first."""
    kinds, names = ("service_area", *TAGS[:-1]), tag_names()
    shared = sorted(related.shared, key=lambda tag: (kinds.index(tag[0]), list(names[tag[0]]).index(tag[1])))
    named, more = [names[kind][key] for kind, key in shared[:MOST_NAMED]], len(shared) - MOST_NAMED
    return "In common: " + ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _gone(resource: Resource) -> str:
    if resource.link_state is not LinkState.DEAD or resource.link_checked_at is None:
        return ""
    return f"When we last looked, on {uk_date(resource.link_checked_at)}, this page was no longer there."
