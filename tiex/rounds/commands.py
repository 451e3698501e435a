"""Running an answering round: starting it, its days, reminders, closing and reopening it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template
from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from tiex.assessments.commands import add_assessment
from tiex.assessments.queries import OpenAssessment
from tiex.domain.errors import ConsensusBegun, NobodyToRemind, RemindedToday, RoundClosed
from tiex.domain.rounds import Dates, check_reminding, settle_dates
from tiex.gateways.mail import Mail
from tiex.models import AssessmentRow, MeetingRow
from tiex.rounds.queries import PersonProgress, RoundFacts, count_answers, read_round
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry


@dataclass(frozen=True, slots=True)
class Running:
    """Who changes which round, and when."""

    session: Session
    assessment: OpenAssessment
    actor_id: int
    actor_name: str
    today: date
    now: datetime

    def write_down(self, action: str, *, before: Any = None, after: Any = None, reason: str = "") -> None:
        append_entry(
            self.session,
            at=self.now,
            actor_id=self.actor_id,
            action=action,
            subject=f"assessment {self.assessment.id}",
            council_code=self.assessment.council_code,
            assessment_id=self.assessment.id,
            before=before,
            after=after,
            reason=reason,
        )


@dataclass(frozen=True, slots=True)
class ReminderMail:
    name: str
    sender: str
    council: str
    edition: str
    answered: int
    total: int
    due_on: date
    meets_on: date | None
    address: str


def start_round(*, session: Session, council_code: str, edition_key: str, actor_id: int, now: datetime) -> int:
    """A new assessment in which people can answer; returns its id."""
    assessment_id = add_assessment(session, {"council_code": council_code, "edition_key": edition_key}, now)
    append_entry(
        session,
        at=now,
        actor_id=actor_id,
        action="round started",
        subject=f"assessment {assessment_id}",
        council_code=council_code,
        assessment_id=assessment_id,
    )
    return assessment_id


def set_dates(*, running: Running, wanted: Dates) -> Dates:
    """The days as they now stand, or a refusal."""
    assessment = running.assessment
    if assessment.is_closed and wanted.due_on != assessment.due_on:
        raise RoundClosed
    before = Dates(assessment.due_on, assessment.meets_on)
    after = settle_dates(before, wanted, running.today)
    if after != before:
        _update(running, {"due_on": after.due_on, "meets_on": after.meets_on})
        running.write_down("round dated", before=_traced(before), after=_traced(after))
    return after


def remind(
    *, running: Running, facts: RoundFacts, people: Sequence[PersonProgress], address: str
) -> tuple[PersonProgress, ...]:
    """Mail everybody who has not finished; returns them. `address` is where they go on answering."""
    assessment = running.assessment
    if assessment.is_closed:
        raise RoundClosed
    due_on = check_reminding(Dates(assessment.due_on, assessment.meets_on), facts.reminded_on, running.today)
    late = tuple(who for who in people if who.has_access and not who.is_finished(assessment.edition))
    if not late:
        raise NobodyToRemind
    is_first_today = or_(AssessmentRow.reminded_on.is_(None), AssessmentRow.reminded_on < running.today)
    claim = update(AssessmentRow).where(AssessmentRow.id == assessment.id, is_first_today)
    if not running.session.execute(claim.values(reminded_on=running.today)).rowcount:  # type: ignore[attr-defined]
        raise RemindedToday
    for who in late:
        queue_mail(running.session, _reminder(running, who, due_on, address), running.now)
    running.write_down("people reminded", after=[who.person_id for who in late])
    return late


def _reminder(running: Running, who: PersonProgress, due_on: date, address: str) -> Mail:
    assessment = running.assessment
    view = ReminderMail(
        name=who.name,
        sender=running.actor_name,
        council=assessment.council_name,
        edition=assessment.edition.title,
        answered=who.answered(assessment.edition),
        total=who.total(assessment.edition),
        due_on=due_on,
        meets_on=assessment.meets_on,
        address=address,
    )
    subject = f"Your view for {assessment.council_name}: please finish it by {due_on.day} {due_on:%B}"
    return Mail(who.email, subject, render_template("emails/reminder.txt", view=view))


def close_round(*, running: Running) -> None:
    """From now on individual responses stay as they are, and those who run the assessment read them."""
    is_open = (AssessmentRow.id == running.assessment.id, AssessmentRow.closed_at.is_(None))
    closed = running.session.execute(update(AssessmentRow).where(*is_open).values(closed_at=running.now))
    if closed.rowcount:  # type: ignore[attr-defined]
        _update(running, {"tally": count_answers(running.session, running.assessment)})
        running.write_down("round closed")


def is_closed_until_done(running: Running) -> bool:
    """Whether the round is closed; it stays so, or open, until this transaction is over."""
    row = update(AssessmentRow).where(AssessmentRow.id == running.assessment.id)
    locked = row.values(created_at=AssessmentRow.created_at).returning(AssessmentRow.closed_at)
    return running.session.scalar(locked) is not None


def reopen_round(*, running: Running, reason: str) -> None:
    """People can answer again, and their answers are their own again; a meeting that has begun is over.

    Whether something was recorded meanwhile is asked once nobody can record any more.
    """
    is_closed = (AssessmentRow.id == running.assessment.id, AssessmentRow.closed_at.is_not(None))
    opened = running.session.execute(update(AssessmentRow).where(*is_closed).values(closed_at=None, tally=None))
    if read_round(running.session, running.assessment).has_consensus:
        raise ConsensusBegun
    if opened.rowcount:  # type: ignore[attr-defined]
        is_on = (MeetingRow.assessment_id == running.assessment.id, MeetingRow.ended_at.is_(None))
        end = {"ended_at": running.now, "turn": MeetingRow.turn + 1}
        running.session.execute(update(MeetingRow).where(*is_on).values(end))
        running.write_down("round reopened", reason=reason)


def _update(running: Running, values: Mapping[str, Any]) -> None:
    running.session.execute(update(AssessmentRow).where(AssessmentRow.id == running.assessment.id).values(values))


def _traced(dates: Dates) -> list[str | None]:
    """The due date and the day of the meeting as the trail keeps them."""
    return [day.isoformat() if day else None for day in (dates.due_on, dates.meets_on)]
