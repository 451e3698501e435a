"""The meeting: which statement is on the screen, whether its votes are shown, and which step may come next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tiex.domain.edition import Scale
from tiex.domain.errors import (
    AgendaDone,
    MeetingMovedOn,
    MeetingNotRunning,
    StatementChanged,
    UnknownLevel,
    UnknownStatement,
    UnknownStep,
    VotesShown,
)


class MeetingStep(StrEnum):
    """What the person who runs the meeting does."""

    START = "start"
    SHOW = "show"
    REVEAL = "reveal"
    AGAIN = "again"
    NEXT = "next"
    END = "end"


@dataclass(frozen=True, slots=True)
class Meeting:
    """`turn` counts up with each step, so that a screen knows whether it is up to date; 0 before the first meeting."""

    statement_id: str = ""
    is_revealed: bool = False
    turn: int = 0
    is_running: bool = False

    def check_running(self) -> None:
        if not self.is_running:
            raise MeetingNotRunning

    def check_seen(self, turn: int) -> None:
        """MeetingMovedOn where whoever acts saw another turn than this one."""
        if turn != self.turn:
            raise MeetingMovedOn


def take_step(meeting: Meeting, step: str, agenda: Sequence[str], chosen: str = "") -> Meeting:
    """The meeting after a step; `agenda` is every statement in its order, `chosen` the one to show."""
    after = replace(meeting, turn=meeting.turn + 1)
    if step == MeetingStep.START:
        if meeting.is_running:
            raise MeetingMovedOn
        return replace(after, statement_id=agenda[0], is_revealed=False, is_running=True)
    if step not in set(MeetingStep):
        raise UnknownStep
    meeting.check_running()
    if step == MeetingStep.REVEAL:
        return replace(after, is_revealed=True)
    if step == MeetingStep.AGAIN:
        # Votes that nobody has seen stay unseen: asking again would write their counts into the history.
        if not meeting.is_revealed:
            raise MeetingMovedOn
        return replace(after, is_revealed=False)
    if step == MeetingStep.END:
        return replace(after, is_running=False)
    wanted = _next(agenda, meeting.statement_id) if step == MeetingStep.NEXT else chosen
    if wanted not in agenda:
        raise UnknownStatement
    return replace(after, statement_id=wanted, is_revealed=False)


def _next(agenda: Sequence[str], statement_id: str) -> str:
    following = next_on(agenda, statement_id)
    if following is None:
        raise AgendaDone
    return following


def next_on(agenda: Sequence[str], statement_id: str) -> str | None:
    """What follows this statement on the agenda; None after the last one."""
    place = agenda.index(statement_id) + 1
    return agenda[place] if place < len(agenda) else None


def check_vote(meeting: Meeting, scale: Scale, statement_id: str, position: str) -> None:
    """A refusal where this vote cannot be cast now. Whoever does not know may say so, as in an individual view."""
    meeting.check_running()
    if statement_id != meeting.statement_id:
        raise StatementChanged
    if meeting.is_revealed:
        raise VotesShown
    if position not in {choice.key for choice in scale.answers}:
        raise UnknownLevel
