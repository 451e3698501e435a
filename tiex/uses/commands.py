"""What a council makes of a resource: list it, set it aside, report what came of it; and taking reports down."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tiex.domain.uses import (
    ListedNoteChangedMeanwhile,
    NotOnTheList,
    ReportGoneMeanwhile,
    TrialChangedMeanwhile,
    TrialTakenDown,
    Worked,
)
from tiex.indexing.commands import queue_index
from tiex.indexing.queries import standing_for
from tiex.models import ListedResourceRow, ResourceRow, SetAsideRow, TrialRow
from tiex.web.inserting import insert_new
from tiex.web.trail import append_entry


@dataclass(frozen=True, slots=True)
class Using:
    """Who does something about which resource for which council, and when."""

    session: Session
    council_code: str
    resource_id: str
    actor_id: int
    now: datetime

    @property
    def key(self) -> dict[str, Any]:
        return {"council_code": self.council_code, "resource_id": self.resource_id}

    def write_down(self, action: str, *, before: Any = None, after: Any = None, reason: str = "") -> None:
        append_entry(
            self.session,
            at=self.now,
            actor_id=self.actor_id,
            action=action,
            subject=f"resource {self.resource_id}",
            council_code=self.council_code,
            before=before,
            after=after,
            reason=reason,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """What a council says of a resource that it tried."""

    worked: Worked
    what_changed: str
    may_contact: bool

    @property
    def values(self) -> dict[str, Any]:
        return {"worked": self.worked.value, "what_changed": self.what_changed, "may_contact": self.may_contact}


def list_resource(*, using: Using, note: str) -> None:
    """Put it on the council's list. Where it is there already with another note, that note stays.

    ListedNoteChangedMeanwhile where that would lose what was typed.
    """
    by, row = using.actor_id, ListedResourceRow
    values = {"note": note, "added_by_id": by, "added_at": using.now, "changed_by_id": by, "changed_at": using.now}
    if insert_new(using.session, row.__table__, using.key | values | {"version": 1}):
        using.write_down("resource listed", after={"note": note})
    elif note and note != using.session.scalar(select(row.note).filter_by(**using.key)):
        raise ListedNoteChangedMeanwhile


def change_note(*, using: Using, version: int, note: str) -> None:
    """ListedNoteChangedMeanwhile where the note is no longer of this version, NotOnTheList where it is gone."""
    row = ListedResourceRow
    before = using.session.execute(select(row.note, row.version).filter_by(**using.key)).one_or_none()
    if before is None:
        raise NotOnTheList
    if before.note == note:
        return
    values = {"note": note, "changed_by_id": using.actor_id, "changed_at": using.now, "version": version + 1}
    change = update(row).filter_by(**using.key, version=version).values(values)
    if not using.session.execute(change).rowcount:  # type: ignore[attr-defined]
        raise ListedNoteChangedMeanwhile
    using.write_down("listed note changed", before={"note": before.note}, after={"note": note})


def check_listed(*, using: Using) -> None:
    """NotOnTheList where it is not there."""
    if using.session.scalar(select(ListedResourceRow.version).filter_by(**using.key)) is None:
        raise NotOnTheList


def unlist_resource(*, using: Using) -> None:
    """Take it off the list, if it is there."""
    note = using.session.scalar(delete(ListedResourceRow).filter_by(**using.key).returning(ListedResourceRow.note))
    if note is not None:
        using.write_down("resource unlisted", before={"note": note})


def set_aside(*, using: Using) -> None:
    """From now on it is not suggested to anybody of the council."""
    if insert_new(using.session, SetAsideRow.__table__, using.key | {"by_id": using.actor_id, "at": using.now}):
        using.write_down("resource set aside")


def suggest_again(*, using: Using) -> None:
    """Also where it was said of what was merged into it."""
    row = SetAsideRow
    about = row.council_code == using.council_code, row.resource_id.in_(standing_for(using.resource_id))
    if using.session.execute(delete(row).where(*about)).rowcount:  # type: ignore[attr-defined]
        using.write_down("resource suggested again")


def report_trial(*, using: Using, version: int, report: Report) -> None:
    """Say what came of it; `version` is that of the report that was changed, 0 for the first.

    TrialChangedMeanwhile where another one stands there. What was taken down stays so until an editor puts it back.
    """
    stamp = {"changed_at": using.now, "reported_by_id": using.actor_id, "version": version + 1}
    before = using.session.execute(
        select(TrialRow.worked, TrialRow.what_changed, TrialRow.may_contact).filter_by(**using.key)
    ).one_or_none()
    if version:
        change = update(TrialRow).filter_by(**using.key, version=version).values(**report.values, **stamp)
        is_done = bool(using.session.execute(change).rowcount)  # type: ignore[attr-defined]
    else:
        values = using.key | report.values | stamp | {"reported_at": using.now, "taken_down_reason": ""}
        is_done = insert_new(using.session, TrialRow.__table__, values)
    if not is_done:
        raise TrialChangedMeanwhile
    action = "trial report changed" if before else "trial reported"
    using.write_down(action, before=dict(before._mapping) if before else None, after=report.values)
    _tell_index(using)


def withdraw_trial(*, using: Using, version: int) -> None:
    """Take back the report that was shown, and older ones on the same resource from before a merge.

    ReportGoneMeanwhile where it is not the one that was shown. What an editor took down stays, so that it does not come
    back as a new one.
    """
    row, about = TrialRow, standing_for(_standing(using))
    said = (row.resource_id, row.worked, row.what_changed, row.may_contact, row.taken_down_at)
    shown = delete(row).filter_by(**using.key, version=version).returning(*said)
    withdrawn = list(using.session.execute(shown))
    if not withdrawn:
        raise ReportGoneMeanwhile
    if withdrawn[0].taken_down_at is not None:
        raise TrialTakenDown
    older = row.council_code == using.council_code, row.resource_id.in_(about), row.taken_down_at.is_(None)
    withdrawn += using.session.execute(delete(row).where(*older).returning(*said))
    for gone in withdrawn:
        before = Report(Worked(gone.worked), gone.what_changed, gone.may_contact).values
        replace(using, resource_id=gone.resource_id).write_down("trial report withdrawn", before=before)
    _tell_index(using)


def take_down(*, using: Using, reason: str) -> None:
    """An editor decides that others do not read it; those of the council still do, with the reason."""
    _set_down(using, {"taken_down_at": using.now, "taken_down_reason": reason}, "trial report taken down", reason)


def put_back(*, using: Using) -> None:
    _set_down(using, {"taken_down_at": None, "taken_down_reason": ""}, "trial report put back")


def _set_down(using: Using, values: Mapping[str, Any], action: str, reason: str = "") -> None:
    changes = TrialRow.taken_down_at.is_(None) == (values["taken_down_at"] is not None)
    change = update(TrialRow).filter_by(**using.key).where(changes).values(values)
    if using.session.execute(change).rowcount:  # type: ignore[attr-defined]
        using.write_down(action, reason=reason)
        _tell_index(using)


def _tell_index(using: Using) -> None:
    """What worked counts for the resource, or for the one that it was merged into."""
    queue_index(using.session, [_standing(using)], using.now)


def _standing(using: Using) -> str:
    """The resource, or the one that it was merged into."""
    row = using.session.get(ResourceRow, using.resource_id)
    if row is None:
        raise NotFound
    return row.merged_into or row.id
