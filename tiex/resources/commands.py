"""Changing the catalogue: import, add, edit, hide, merge; each change tells the trail and the search index."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tiex.content.catalogue import CatalogueEntry
from tiex.domain.resources import (
    AddressTaken,
    AlreadyMerged,
    LinkState,
    MergedIntoItself,
    MergeTargetGone,
    NoSuchResource,
    OfAnExample,
    Origin,
    ResourceChangedMeanwhile,
)
from tiex.indexing.commands import queue_index
from tiex.models import ResourceRow
from tiex.resources.queries import CONTENT, title_of_address
from tiex.web.trail import append_entry


@dataclass(frozen=True, slots=True)
class Keeping:
    """Who changes the catalogue, and when; nobody where a command does."""

    session: Session
    actor_id: int | None
    now: datetime


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Planned:
    """What an import does with one entry. `about` says which fields change, or why it is kept or refused.

    `version` is that of the resource when this was planned, 0 where there was none.
    """

    entry: CatalogueEntry
    outcome: Outcome
    about: str = ""
    version: int = 0


def plan_import(
    session: Session, entries: Sequence[CatalogueEntry], origin: Origin, *, is_overwriting: bool = False
) -> tuple[Planned, ...]:
    """What would happen with each entry; changes nothing.

    Words of a higher origin are kept, unless `is_overwriting`; what is hidden or merged stays so in any case.
    """
    rows = {row.id: row for row in session.scalars(select(ResourceRow))}
    holders = {row.url: row.id for row in rows.values() if row.merged_into is None}
    return tuple(_plan(entry, rows.get(entry.id), holders, origin, is_overwriting) for entry in entries)


def _plan(
    entry: CatalogueEntry, row: ResourceRow | None, holders: dict[str, str], origin: Origin, is_overwriting: bool
) -> Planned:
    different = [] if row is None else [name for name, value in _values(entry).items() if getattr(row, name) != value]
    if row is not None and not different:
        return Planned(entry, Outcome.UNCHANGED)
    if row is not None and row.merged_into is not None:
        return Planned(entry, Outcome.KEPT, f"it was merged into {row.merged_into}")
    if row is not None and row.origin == Origin.EXAMPLE.value:
        return Planned(entry, Outcome.KEPT, "a council shares it")
    if row is not None and not is_overwriting and not origin.may_replace(Origin(row.origin)):
        return Planned(entry, Outcome.KEPT, _WHOSE[Origin(row.origin)])
    holder = holders.setdefault(entry.url, entry.id)
    if holder != entry.id:
        return Planned(entry, Outcome.REFUSED, f"url: is that of {holder} already")
    if row is None:
        return Planned(entry, Outcome.ADDED)
    return Planned(entry, Outcome.CHANGED, ", ".join(different), row.version)


_WHOSE = {Origin.EDITOR: "an editor changed it since", Origin.IMPORT: "it came from another file"}


def apply_import(*, keeping: Keeping, planned: Iterable[Planned], origin: Origin, source: str) -> None:
    """Do what was planned; `source` is what was imported, for the trail. Each change has an entry of its own there.

    ResourceChangedMeanwhile where somebody changed one of them since it was planned.
    """
    session, planned = keeping.session, tuple(planned)
    added = [one.entry for one in planned if one.outcome is Outcome.ADDED]
    changed = [one for one in planned if one.outcome is Outcome.CHANGED]
    if added:
        session.execute(insert(ResourceRow), [_new_values(keeping, entry, origin) for entry in added])
        queue_index(session, [entry.id for entry in added], keeping.now)
    for one in changed:
        row = _locked(session, one.entry.id, one.version)
        _rewrite(keeping, row, one.entry, origin, action="resource changed by import")
    if added or changed:
        after = {"added": [entry.id for entry in added], "changed": [one.entry.id for one in changed]}
        action, actor_id = "resources imported", keeping.actor_id
        append_entry(session, at=keeping.now, actor_id=actor_id, action=action, subject=source, after=after)


def add_resource(*, keeping: Keeping, entry: CatalogueEntry) -> None:
    """Add an entry whose id is free; AddressTaken where another one has its address."""
    _check_address(keeping.session, entry)
    try:
        with keeping.session.begin_nested():
            keeping.session.execute(insert(ResourceRow), [_new_values(keeping, entry, Origin.EDITOR)])
    except IntegrityError:  # the same form was sent twice at the same moment
        raise AddressTaken(entry.title) from None
    queue_index(keeping.session, [entry.id], keeping.now)
    _write_down(keeping, "resource added", entry.id, after=_values(entry))


def edit_resource(*, keeping: Keeping, version: int, entry: CatalogueEntry) -> None:
    """Put this entry in the place of what is there; ResourceChangedMeanwhile where that is not this version."""
    row = _open(keeping.session, entry.id, version)
    _check_address(keeping.session, entry)
    _rewrite(keeping, row, entry, Origin.EDITOR, action="resource changed")


def show_resource(*, keeping: Keeping, resource_id: str, version: int, is_hidden: bool, reason: str = "") -> None:
    """Hide it from everybody but editors, or show it again."""
    row = _open(keeping.session, resource_id, version)
    if row.is_hidden == is_hidden:
        return
    row.is_hidden = is_hidden
    if not is_hidden:
        row.shown_at = keeping.now
    _touch(keeping, row)
    _write_down(keeping, "resource hidden" if is_hidden else "resource shown", resource_id, reason=reason)


def put_shared(*, keeping: Keeping, entry: CatalogueEntry, audience: str) -> None:
    """What a council shares, as it is read from now on, by those whom it is meant for."""
    session, row = keeping.session, keeping.session.get(ResourceRow, entry.id, populate_existing=True)
    if row is None:
        values = _new_values(keeping, entry, Origin.EXAMPLE) | {"audience": audience}
        session.execute(insert(ResourceRow), [values])
        queue_index(session, [entry.id], keeping.now)
        _write_down(keeping, "resource added", entry.id, after=_values(entry))
        return
    _rewrite(keeping, row, entry, Origin.EXAMPLE, action="resource changed")
    row.audience, row.version = audience, row.version + 1
    show_shared(keeping=keeping, resource_id=entry.id, is_hidden=False)


def show_shared(*, keeping: Keeping, resource_id: str, is_hidden: bool) -> None:
    """Hide what a council shares, or show it again; the index is told in any case, as its files may be others."""
    row = keeping.session.get_one(ResourceRow, resource_id)
    if row.is_hidden and not is_hidden:
        row.shown_at = keeping.now
    row.is_hidden = is_hidden
    _touch(keeping, row)


def merge_resource(*, keeping: Keeping, resource_id: str, version: int, into_id: str) -> None:
    """Let its address lead to another resource from now on, with those that were merged into it before."""
    row = _open(keeping.session, resource_id, version)
    target = keeping.session.get(ResourceRow, into_id)
    if target is None:
        raise NoSuchResource
    if target.id == row.id:
        raise MergedIntoItself
    if target.is_hidden or target.merged_into is not None:
        raise MergeTargetGone
    row.merged_into = target.id
    _touch(keeping, row)
    followers = update(ResourceRow).where(ResourceRow.merged_into == row.id).values(merged_into=target.id)
    keeping.session.execute(followers)
    queue_index(keeping.session, [target.id], keeping.now)  # what was tried counts for it now
    _write_down(keeping, "resource merged", resource_id, after={"merged_into": into_id})


def separate_resource(*, keeping: Keeping, resource_id: str, version: int) -> None:
    """Undo a merge: the resource stands for itself again."""
    row = _locked(keeping.session, resource_id, version)
    before, row.merged_into, row.shown_at = row.merged_into, None, keeping.now
    _touch(keeping, row)
    if before is not None:
        queue_index(keeping.session, [before], keeping.now)
    _write_down(keeping, "resource separated", resource_id, before={"merged_into": before})


def record_link(*, keeping: Keeping, resource_id: str, url: str, state: LinkState, moved_to: str = "") -> bool:
    """Write down where a link led. Whether that is news; nothing is, where the address was changed meanwhile."""
    row = keeping.session.get(ResourceRow, resource_id, populate_existing=True)
    if row is None or row.url != url:
        return False
    before = row.link_state, row.link_moved_to
    row.link_checked_at, row.link_state, row.link_moved_to = keeping.now, state.value, moved_to
    is_news = before != (state.value, moved_to)
    if is_news:
        found = {"state": state.value, "moved_to": moved_to}
        _write_down(keeping, "resource link checked", resource_id, before={"state": before[0]}, after=found)
    return is_news


def _open(session: Session, resource_id: str, version: int) -> ResourceRow:
    row = _locked(session, resource_id, version)
    if row.origin == Origin.EXAMPLE.value:
        raise OfAnExample
    if row.merged_into is not None:
        raise AlreadyMerged
    return row


def _locked(session: Session, resource_id: str, version: int) -> ResourceRow:
    """The row as the next version after this one, which nobody else can make until the transaction is over."""
    is_theirs = ResourceRow.id == resource_id, ResourceRow.version == version
    claimed = session.execute(update(ResourceRow).where(*is_theirs).values(version=version + 1))
    row = session.get(ResourceRow, resource_id, populate_existing=True)
    if row is None:
        raise NoSuchResource
    if not claimed.rowcount:  # type: ignore[attr-defined]
        raise ResourceChangedMeanwhile
    return row


def _check_address(session: Session, entry: CatalogueEntry) -> None:
    title = title_of_address(session, entry.url, but=entry.id)
    if title is not None:
        raise AddressTaken(title)


def _rewrite(keeping: Keeping, row: ResourceRow, entry: CatalogueEntry, origin: Origin, *, action: str) -> None:
    """Nothing happens where the row says all that already."""
    after = {name: value for name, value in _values(entry).items() if getattr(row, name) != value}
    if not after:
        return
    before = {name: getattr(row, name) for name in after}
    for name, value in after.items():
        setattr(row, name, value)
    if "url" in after:
        row.link_checked_at, row.link_state, row.link_moved_to = None, LinkState.UNKNOWN.value, ""
    row.origin = origin.value
    _touch(keeping, row)
    _write_down(keeping, action, row.id, before=before, after=after)


def _touch(keeping: Keeping, row: ResourceRow) -> None:
    row.changed_at = keeping.now
    queue_index(keeping.session, [row.id], keeping.now)


def _values(entry: CatalogueEntry) -> dict[str, Any]:
    """The columns of an entry as they are stored."""
    values = {name: getattr(entry, name) for name in CONTENT}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _new_values(keeping: Keeping, entry: CatalogueEntry, origin: Origin) -> dict[str, Any]:
    return _values(entry) | {"origin": origin.value, "created_at": keeping.now, "changed_at": keeping.now}


def _write_down(
    keeping: Keeping,
    action: str,
    resource_id: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    append_entry(
        keeping.session,
        at=keeping.now,
        actor_id=keeping.actor_id,
        action=action,
        subject=f"resource {resource_id}",
        before=before,
        after=after,
        reason=reason,
    )
