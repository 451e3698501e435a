"""Running a meeting and voting in it."""

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tiex.domain.errors import MeetingMovedOn, RoundNotClosed
from tiex.domain.meeting import Meeting, MeetingStep, check_vote, take_step
from tiex.domain.spread import agenda_order
from tiex.meetings.queries import MeetingState, read_distributions
from tiex.models import MeetingRow, VoteRow
from tiex.rounds.commands import Running

_WORDS = {
    MeetingStep.START: "meeting started",
    MeetingStep.SHOW: "statement shown",
    MeetingStep.NEXT: "statement shown",
    MeetingStep.REVEAL: "votes shown",
    MeetingStep.AGAIN: "vote asked again",
    MeetingStep.END: "meeting ended",
}


def step_meeting(*, running: Running, state: MeetingState, step: str, seen_turn: int, chosen: str) -> Meeting:
    """Take a step, made on top of the turn that was seen; the meeting as it now stands.

    The trail keeps how many votes there were for what. Who voted what is nowhere but in the vote itself, as a
    silent vote must be.
    """
    if not state.is_closed:
        raise RoundNotClosed
    state.meeting.check_seen(seen_turn)
    agenda = agenda_order(read_distributions(running.session, running.assessment))
    after = take_step(state.meeting, step, agenda, chosen)
    _write(running, state.meeting, after)
    votes = _votes_of(running, after.statement_id) if step in (MeetingStep.REVEAL, MeetingStep.AGAIN) else None
    if step == MeetingStep.START:
        running.session.execute(delete(VoteRow).where(VoteRow.assessment_id == running.assessment.id))
    if step == MeetingStep.AGAIN:
        running.session.execute(delete(VoteRow).where(*_on(running, after.statement_id)))
    running.write_down(_WORDS[MeetingStep(step)], after={"statement": after.statement_id, "votes": votes})
    return after


def cast_vote(*, running: Running, state: MeetingState, statement_id: str, position: str) -> None:
    """The vote of the person who acts, in place of the one before."""
    check_vote(state.meeting, running.assessment.edition.scale, statement_id, position)
    place = {"assessment_id": running.assessment.id, "statement_id": statement_id, "person_id": running.actor_id}
    values = {"position": position, "cast_at": running.now}
    if state.own_vote is None:
        try:
            with running.session.begin_nested():
                running.session.execute(insert(VoteRow).values(place | values))
                return
        except IntegrityError:
            pass  # the same person was quicker on another device: this vote takes the place of that one
    running.session.execute(update(VoteRow).filter_by(**place).values(values))


def _write(running: Running, before: Meeting, after: Meeting) -> None:
    """Only where the meeting still stands as it was read."""
    values = {
        "statement_id": after.statement_id,
        "is_revealed": after.is_revealed,
        "turn": after.turn,
        "ended_at": None if after.is_running else running.now,
    }
    if after.is_running and not before.is_running:
        values["started_at"] = running.now
    place = {"assessment_id": running.assessment.id}
    if not before.turn:
        try:
            running.session.execute(insert(MeetingRow).values(place | values))
        except IntegrityError:
            raise MeetingMovedOn from None
        return
    seen = update(MeetingRow).filter_by(**place, turn=before.turn).values(values)
    if not running.session.execute(seen).rowcount:  # type: ignore[attr-defined]
        raise MeetingMovedOn


def _on(running: Running, statement_id: str) -> tuple[ColumnElement[bool], ...]:
    return (VoteRow.assessment_id == running.assessment.id, VoteRow.statement_id == statement_id)


def _votes_of(running: Running, statement_id: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for position in running.session.scalars(select(VoteRow.position).where(*_on(running, statement_id))):
        counts[position] = counts.get(position, 0) + 1
    return counts
