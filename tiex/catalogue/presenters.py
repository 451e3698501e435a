"""The desk of the catalogue: its list, a resource in a form, and merging."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from markupsafe import Markup

from tiex.content.catalogue import CatalogueEntry
from tiex.domain.resources import LinkState, ResourceType
from tiex.resources.presenters import EntryRow, Way, present_row, published
from tiex.resources.queries import Listed, Resource, names_of_filters
from tiex.web.filters import uk_date
from tiex.web.forms import GovForm


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
    """`differences` say where what somebody else saved meanwhile is not what was typed, by the label of the field;
    `merged_into` is the title of the resource that stays."""

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
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class MergeView:
    title: str
    resource: Resource
    about: str
    searched: str
    rows: tuple[tuple[str, EntryRow], ...]
    form: GovForm
    summary: Markup


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


def _place(listed: Listed) -> str:
    return f"Page {listed.page} of {listed.pages}" if listed.pages > 1 else ""


def _desk_url(shown: str, searched: str, page: int = 1) -> str:
    number = page if page > 1 else None
    return url_for("catalogue.index", shown=shown if shown != "all" else None, q=searched or None, page=number)


def _desk_row(resource: Resource) -> DeskRow:
    entry = resource.entry
    kind = ResourceType(entry.type).label
    return DeskRow(entry.title, entry.id, f"{kind}, {published(entry)}", state_of(resource), resource.changed_at)


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
    into: Resource | None = None,
) -> EditView:
    """`differences` are those to what somebody else saved while this was typed, if anybody did; `into` is what the
    resource was merged into."""
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
        merged_into=into.entry.title if into else "",
    )


def _in_register(entry: CatalogueEntry) -> str:
    """Which councils of the register the names were taken for."""
    names = names_of_filters()["council"]
    return ", ".join(names.get(code, code) for code in entry.council_codes)


def present_merge(resource: Resource, candidates: Sequence[Resource], searched: str, form: GovForm) -> MergeView:
    rows = tuple((other.id, present_row(other.entry)) for other in candidates)
    about = f"{ResourceType(resource.entry.type).label}, {published(resource.entry)}"
    return MergeView(f"Merge “{resource.entry.title}”", resource, about, searched, rows, form, form.summary)
