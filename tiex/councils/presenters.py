"""My council: what is mine to do now, in each council that a person belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tiex.access.permissions import Permission
from tiex.access.policy import may_in_council, reason_abolished, reason_not_to_start
from tiex.councils.queries import CouncilSummary, EditionProgress
from tiex.domain.people import Actor


@dataclass(frozen=True, slots=True)
class EditionRowView:
    key: str
    title: str
    period: str
    is_open: bool
    has_ended: bool
    response_id: int | None
    answered: int
    total: int
    can_start: bool
    assessment_id: int | None
    is_closed: bool

    @property
    def share(self) -> int:
        return 100 * self.answered // self.total


@dataclass(frozen=True, slots=True)
class CouncilView:
    code: str
    name: str
    about: str
    role: str
    is_invented: bool
    reason_not: str | None
    can_run: bool
    can_vote: bool
    ends: bool
    now: EditionRowView | None
    others: tuple[EditionRowView, ...]


@dataclass(frozen=True, slots=True)
class MyCouncilView:
    title: str
    councils: tuple[CouncilView, ...]


def present_my_council(
    actor: Actor,
    councils: Sequence[CouncilSummary],
    progress: Sequence[EditionProgress],
    today: date,
) -> MyCouncilView:
    """The open edition first and large, the others below it."""
    views = tuple(_council(actor, council, progress, today) for council in councils)
    return MyCouncilView("My council" if len(views) < 2 else "My councils", views)


def _council(actor: Actor, council: CouncilSummary, progress: Sequence[EditionProgress], today: date) -> CouncilView:
    reason_not = reason_not_to_start(actor, council.code) or reason_abolished(council.ends_on, today)
    rows = [_row(row, today, reason_not) for row in progress if row.council_code == council.code]
    open_rows = [row for row in rows if row.is_open]
    role = actor.role_in(council.code)
    return CouncilView(
        code=council.code,
        name=council.name,
        about=f"{council.type.replace('-', ' ').capitalize()}, {council.region}",
        role=role.label if role else "",
        is_invented=council.is_invented,
        reason_not=reason_not,
        can_run=may_in_council(actor, Permission.ROUND_MANAGE, council.code),
        can_vote=may_in_council(actor, Permission.MEETING_VOTE, council.code),
        ends=reason_abolished(council.ends_on, today) is not None,
        now=open_rows[0] if open_rows else None,
        others=tuple(row for row in rows if row not in open_rows[:1]),
    )


def _row(progress: EditionProgress, today: date, reason_not: str | None) -> EditionRowView:
    is_open = progress.is_open_on(today)
    return EditionRowView(
        key=progress.edition_key,
        title=progress.edition_title,
        period=f"{progress.starts_on:%B %Y} to {progress.ends_on:%B %Y}",
        is_open=is_open,
        has_ended=progress.ends_on < today,
        response_id=progress.response_id,
        answered=progress.answered,
        total=progress.total,
        can_start=is_open and reason_not is None and progress.response_id is None and progress.closed_at is None,
        assessment_id=progress.assessment_id,
        is_closed=progress.closed_at is not None,
    )
