"""Running a meeting and voting in it."""

from dataclasses import replace

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tiex.domain.errors import MeetingMovedOn, RoundNotClosed
from tiex.domain.meeting import Meeting, MeetingStep, check_vote, take_step
from tiex.domain.spread import agenda_order
from tiex.meetings.queries import MeetingState, read_distributions
from tiex.models import MeetingRow, VoteRow
from tiex.rounds.commands import Running, is_closed_until_done
from tiex.web.inserting import put_row

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
    silent vote must be. A statement whose votes the room has seen comes back with them.
    """
    if not is_closed_until_done(running) and step != MeetingStep.END:
        raise RoundNotClosed
    state.meeting.check_seen(seen_turn)
    agenda = agenda_order(read_distributions(running.session, running.assessment))
    after = take_step(state.meeting, step, agenda, chosen)
    if step in (MeetingStep.START, MeetingStep.SHOW, MeetingStep.NEXT):
        after = replace(after, is_revealed=_were_shown(running, after.statement_id))
    _write(running, state.meeting, after)
    votes = _votes_of(running, after.statement_id) if step in (MeetingStep.REVEAL, MeetingStep.AGAIN) else None
    if step == MeetingStep.REVEAL:
        running.session.execute(update(VoteRow).where(*_on(running, after.statement_id)).values(is_shown=True))
    if step == MeetingStep.AGAIN:
        running.session.execute(delete(VoteRow).where(*_on(running, after.statement_id)))
    running.write_down(_WORDS[MeetingStep(step)], after={"statement": after.statement_id, "votes": votes})
    return after


def cast_vote(*, running: Running, state: MeetingState, statement_id: str, position: str) -> None:
    """The vote of the person who acts, in place of the one before, also where that came from another device.

    The meeting is asked for before and after the vote is written, so that none comes in once they are shown: SQLite
    lets nobody else write by then, and elsewhere the row of the meeting is locked before the vote is.
    """
    session, scale = running.session, running.assessment.edition.scale
    check_vote(state.meeting, scale, statement_id, position)
    place = {"assessment_id": running.assessment.id, "statement_id": statement_id, "person_id": running.actor_id}
    check_vote(_meeting_now(running), scale, statement_id, position)
    put_row(session, VoteRow.__table__, place, {"position": position, "is_shown": False, "cast_at": running.now})
    check_vote(_meeting_now(running), scale, statement_id, position)


_meeting = MeetingRow.__table__.c
_MEETING_NOW = (
    select(_meeting.statement_id, _meeting.is_revealed, _meeting.turn, _meeting.ended_at)
    .where(_meeting.assessment_id == bindparam("assessment_id"))
    .with_for_update(read=True)
)


def _meeting_now(running: Running) -> Meeting:
    now = running.session.execute(_MEETING_NOW, {"assessment_id": running.assessment.id}).one()
    return Meeting(now.statement_id, now.is_revealed, now.turn, now.ended_at is None)


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


def _were_shown(running: Running, statement_id: str) -> bool:
    shown = select(VoteRow.person_id).where(*_on(running, statement_id), VoteRow.is_shown).limit(1)
    return running.session.scalar(shown) is not None


def _on(running: Running, statement_id: str) -> tuple[ColumnElement[bool], ...]:
    return (VoteRow.assessment_id == running.assessment.id, VoteRow.statement_id == statement_id)


def _votes_of(running: Running, statement_id: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for position in running.session.scalars(select(VoteRow.position).where(*_on(running, statement_id))):
        counts[position] = counts.get(position, 0) + 1
    return counts
