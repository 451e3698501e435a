"""Saving, changing and removing the groups that a council compares itself with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tiex.domain.comparators import MOST_GROUPS, Group, GroupChangedMeanwhile, GroupNameTaken, TooManyGroups
from tiex.models import ComparisonGroupRow
from tiex.web.inserting import insert_new
from tiex.web.trail import append_entry

G = ComparisonGroupRow


@dataclass(frozen=True, slots=True)
class Choosing:
    """Who chooses a group for which council, and when."""

    session: Session
    council_code: str
    actor_id: int
    now: datetime

    def write_down(self, *, before: Any = None, after: Any = None) -> None:
        append_entry(
            self.session,
            at=self.now,
            actor_id=self.actor_id,
            action="comparison groups changed",
            subject="group to compare with",
            council_code=self.council_code,
            before=before,
            after=after,
        )


def save_group(*, choosing: Choosing, group: Group) -> int:
    """Keep a new group; returns its id."""
    session, theirs = choosing.session, G.council_code == choosing.council_code
    if (session.scalar(select(func.count()).select_from(G).where(theirs)) or 0) >= MOST_GROUPS:
        raise TooManyGroups
    values = {"council_code": choosing.council_code, "name": group.name, "members": list(group.members), "version": 1}
    stamp = {"changed_by_id": choosing.actor_id, "changed_at": choosing.now}
    if not insert_new(session, G.__table__, values | stamp):
        raise GroupNameTaken
    choosing.write_down(after=_told(group))
    return session.scalars(select(G.id).where(theirs, G.name == group.name)).one()


def change_group(*, choosing: Choosing, group_id: int, before: Group, group: Group) -> None:
    """GroupChangedMeanwhile where it is no longer of the version that was shown."""
    session, theirs = choosing.session, G.council_code == choosing.council_code
    if session.scalar(select(G.id).where(theirs, G.name == group.name, G.id != group_id)) is not None:
        raise GroupNameTaken
    values = {
        "name": group.name,
        "members": list(group.members),
        "version": before.version + 1,
        "changed_by_id": choosing.actor_id,
        "changed_at": choosing.now,
    }
    change = update(G).where(G.id == group_id, theirs, G.version == before.version).values(values)
    if not session.execute(change).rowcount:  # type: ignore[attr-defined]
        raise GroupChangedMeanwhile
    choosing.write_down(before=_told(before), after=_told(group))


def remove_group(*, choosing: Choosing, group_id: int) -> None:
    """Once, whoever asks for it again."""
    gone = delete(G).where(G.id == group_id, G.council_code == choosing.council_code).returning(G.name, G.members)
    row = choosing.session.execute(gone).one_or_none()
    if row is not None:
        choosing.write_down(before=_told(Group(row.name, tuple(row.members))))


def _told(group: Group) -> dict[str, Any]:
    return {"name": group.name, "councils": list(group.members)}
