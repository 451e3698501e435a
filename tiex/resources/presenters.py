"""The pages of the catalogue: a resource, lists of them, and the desk of those who look after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from markupsafe import Markup

from tiex.content.catalogue import CatalogueEntry
from tiex.content.council_names import codes_of_names
from tiex.domain.resources import LinkState, ResourceType
from tiex.resources.queries import IN_LIST, TAGS, Listed, Related, Resource, names_of_filters, tag_names
from tiex.web.filters import count, uk_date
from tiex.web.forms import GovForm

LABELS: Mapping[str, str] = {
    "characteristic": "Characteristic",
    "change_mode": "Change mode",
    "stage": "Stage",
    "success_factor": "Success factor",
    "service_area": "Service area",
    "region": "Region",
    "council": "Council",
    "publisher": "Publisher",
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
    """`gone` says that the link is dead, empty where it is not known to be. `uses` is what councils make of it."""

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


@dataclass(frozen=True, slots=True)
class ListView:
    """`chosen` are the filters in force, each with the list without it. `place` says which page this is, if not all."""

    title: str
    heading: str
    kinds: tuple[Way, ...]
    chosen: tuple[Way, ...]
    rows: tuple[EntryRow, ...]
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DeskRow:
    title: str
    id: str
    kind: str
    state: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DeskView:
    title: str
    shown: str
    searched: str
    ways: tuple[Way, ...]
    rows: tuple[DeskRow, ...]
    place: str
    before: str
    after: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditView:
    """`differences` say where what somebody else saved meanwhile is not what was typed, by the label of the field."""

    title: str
    resource: Resource | None
    state: str
    councils: str
    form: GovForm
    hide_form: GovForm | None
    summary: Markup
    has_conflict: bool = False
    differences: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeView:
    title: str
    resource: Resource
    about: str
    searched: str
    rows: tuple[tuple[str, EntryRow], ...]
    form: GovForm
    summary: Markup


def present_resource(resource: Resource, related: Sequence[Related], *, can_edit: bool) -> ResourceView:
    entry = resource.entry
    return ResourceView(
        title=entry.title,
        id=entry.id,
        kind=Way(ResourceType(entry.type).label, url_for("resources.index", type=entry.type)),
        about=_published(entry),
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


def present_row(resource: Resource) -> EntryRow:
    entry = resource.entry
    about = f"{ResourceType(entry.type).label}, {_published(entry)}"
    return EntryRow(entry.title, url_for("resources.resource", resource_id=entry.id), about, entry.summary)


def _related_row(related: Related) -> EntryRow:
    return replace(present_row(related.resource), summary="", why=_why(related))


def present_list(listed: Listed, chosen: Mapping[str, str]) -> ListView:
    names, kind = names_of_filters(), chosen.get("type")
    others = {name: value for name, value in chosen.items() if name != "type"}
    kinds = [
        Way(f"{value.plural} ({listed.counts.get(value, 0)})", _list_url(others | {"type": value}), kind == value)
        for value in ResourceType
        if listed.counts.get(value) or kind == value
    ]
    whole = Way(f"Everything ({sum(listed.counts.values())})", _list_url(others), kind is None)
    return ListView(
        title="Resources",
        heading=count(listed.total, "resource"),
        kinds=(whole, *kinds),
        chosen=tuple(
            Way(f"{LABELS[name]}: {names.get(name, {}).get(value, value)}", _list_url(_without(chosen, name)))
            for name, value in others.items()
        ),
        rows=tuple(map(present_row, listed.resources)),
        place=_place(listed),
        before=_list_url(chosen, listed.page - 1) if listed.page > 1 else "",
        after=_list_url(chosen, listed.page + 1) if listed.page < listed.pages else "",
    )


def _list_url(chosen: Mapping[str, str], page: int = 1) -> str:
    values: dict[str, Any] = {**chosen, "page": page if page > 1 else None}
    return url_for("resources.index", **values)


def _without(chosen: Mapping[str, str], name: str) -> dict[str, str]:
    return {other: value for other, value in chosen.items() if other != name}


def _place(listed: Listed) -> str:
    return f"Page {listed.page} of {listed.pages}" if listed.pages > 1 else ""


def _published(entry: CatalogueEntry) -> str:
    return f"{entry.publisher}, {entry.year}" if entry.year else entry.publisher


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _facts(entry: CatalogueEntry, kind: str) -> Facts:
    names, keys = names_of_filters()[kind], getattr(entry, IN_LIST[kind].key)
    return Facts(LABELS[kind], tuple(Way(names.get(key, key), _list_url({kind: key})) for key in keys))


def _councils(entry: CatalogueEntry) -> Facts:
    """By the names that the resource gives them; those of the register lead to what else there is of them."""
    ways = []
    for name in entry.councils:
        codes = codes_of_names([name])
        ways.append(Way(name, _list_url({"council": codes[0]}) if codes else ""))
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


SHOWN_LABELS: Mapping[str, str] = {
    "all": "All",
    "hidden": "Hidden",
    "merged": "Merged",
    "dead": "Link dead",
    "moved": "Link moved",
    "unreachable": "Link not reached",
}


def present_desk(listed: Listed, shown: str, searched: str, notices: tuple[str, ...]) -> DeskView:
    return DeskView(
        title="Edit resources",
        shown=shown,
        searched=searched,
        ways=tuple(
            Way(f"{label} ({listed.counts[name]})", _desk_url(name, searched), name == shown)
            for name, label in SHOWN_LABELS.items()
        ),
        rows=tuple(_desk_row(resource) for resource in listed.resources),
        place=_place(listed),
        before=_desk_url(shown, searched, listed.page - 1) if listed.page > 1 else "",
        after=_desk_url(shown, searched, listed.page + 1) if listed.page < listed.pages else "",
        notices=notices,
    )


def _desk_url(shown: str, searched: str, page: int = 1) -> str:
    number = page if page > 1 else None
    return url_for("catalogue.index", shown=shown if shown != "all" else None, q=searched or None, page=number)


def _desk_row(resource: Resource) -> DeskRow:
    entry = resource.entry
    kind = ResourceType(entry.type).label
    return DeskRow(entry.title, entry.id, f"{kind}, {_published(entry)}", state_of(resource), resource.changed_at)


def state_of(resource: Resource) -> str:
    """What an editor should know: whether visitors see it, and where its link led."""
    seen = "Merged" if resource.merged_into else "Hidden" if resource.is_hidden else ""
    return ". ".join(part for part in (seen, _link_state(resource)) if part)


def _link_state(resource: Resource) -> str:
    if resource.link_checked_at is None or resource.link_state is LinkState.OK:
        return ""
    said = {
        LinkState.DEAD: "Link dead",
        LinkState.MOVED: f"Link moved to {resource.link_moved_to}",
        LinkState.UNREACHABLE: "Link not reached",
        LinkState.UNKNOWN: "Link not looked at, as its site asks",
    }
    return f"{said[resource.link_state]} ({uk_date(resource.link_checked_at)})"


def present_new(form: GovForm) -> EditView:
    return EditView("Add a resource", None, "", "", form, None, form.summary)


def present_edit(
    resource: Resource,
    forms: tuple[GovForm, GovForm],
    *,
    differences: tuple[tuple[str, str], ...] | None = None,
    notices: tuple[str, ...] = (),
) -> EditView:
    """`differences` are those to what somebody else saved while this was typed, if anybody did."""
    form, hide_form = forms
    return EditView(
        title=resource.entry.title,
        resource=resource,
        state=state_of(resource),
        councils=_in_register(resource.entry),
        form=form,
        hide_form=hide_form,
        summary=form.summary or hide_form.summary,
        has_conflict=differences is not None,
        differences=differences or (),
        notices=notices,
    )


def _in_register(entry: CatalogueEntry) -> str:
    """Which councils of the register the names were taken for."""
    names = names_of_filters()["council"]
    return ", ".join(names.get(code, code) for code in entry.council_codes)


def present_merge(resource: Resource, candidates: Sequence[Resource], searched: str, form: GovForm) -> MergeView:
    rows = tuple((other.id, present_row(other)) for other in candidates)
    about = f"{ResourceType(resource.entry.type).label}, {_published(resource.entry)}"
    return MergeView(f"Merge “{resource.entry.title}”", resource, about, searched, rows, form, form.summary)
