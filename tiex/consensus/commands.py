"""Recording what was agreed: one change at a time, and what was signed is void where it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template
from sqlalchemy import update
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.assessments.commands import Recording, record_answer, record_note
from tiex.assessments.queries import OpenResponse, read_answers, read_notes
from tiex.consensus.queries import (
    NOT_STARTED,
    OpenConsensus,
    open_consensus,
    read_said,
    response_of,
)
from tiex.domain import signoff
from tiex.domain.answers import Answer, Note, check_edition_is_open
from tiex.domain.consensus import agreed_by_all
from tiex.domain.edition import Edition
from tiex.domain.errors import AnswerChangedMeanwhile, RoundNotClosed
from tiex.domain.people import RUNNING, Role
from tiex.domain.signoff import KINDS, Event
from tiex.gateways.mail import Mail
from tiex.invitations.queries import list_colleagues
from tiex.models import AssessmentResponseRow, AssessmentRow, ResponseKind, SignoffEventRow
from tiex.web.outbox import queue_mail
from tiex.web.trail import append_entry

_KIND_OF = {event: kind for kind, event in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes which consensus, and when. `address` is where its sign-off stands, for mail; `voids` the fingerprint
    of the version that a change may make void."""

    session: Session
    consensus: OpenConsensus
    actor_id: int
    actor_name: str
    today: date
    now: datetime
    address: str
    voids: str = ""


@dataclass(frozen=True, slots=True)
class ConsensusMail:
    """Why it was sent stands in `why`; `sentences` say what happened and what is to be done."""

    name: str
    council: str
    edition: str
    sentences: tuple[str, ...]
    why: str
    address: str


def begin_change(scope: Scope, session: Session, assessment_id: int) -> OpenConsensus:
    """As open_consensus, once nobody else is changing it: two who record, or record and sign, take turns.

    The row is written before anything is read, so that whoever comes second reads what the first has committed.
    """
    mine = (AssessmentRow.id == assessment_id, AssessmentRow.council_code.in_(scope.council_codes))
    session.execute(update(AssessmentRow).where(*mine).values(created_at=AssessmentRow.created_at))
    return open_consensus(scope, session, assessment_id)


def record_agreed_answer(*, change: Change, proposed: Answer) -> Mapping[str, Answer]:
    """Record what was agreed on a statement or key statement; all answers as they now stand."""
    events = _begin(change, _name_of(change.consensus.assessment.edition, proposed.statement_id))
    recording = _recording(change)
    answers = dict(read_answers(change.session, recording.response))
    if _record(recording, answers, proposed):
        append_events(change=change, events=events)
    return answers


def record_agreed_note(*, change: Change, proposed: Note) -> Note:
    """Record a note on a cell of the consensus; the note as it now stands."""
    edition = change.consensus.assessment.edition
    events = _begin(change, f"A note on {edition.name_of(edition.cell(proposed.cell_id))}")
    recording = _recording(change)
    notes = read_notes(change.session, recording.response, proposed.cell_id)
    current = next((note for note in notes if note.kind == proposed.kind), None)
    note = record_note(recording=recording, current=current, proposed=proposed)
    if note.version != (current.version if current else 0):
        append_events(change=change, events=events)
    return note


def accept_agreed(*, change: Change, accepted: Sequence[Answer]) -> None:
    """Record these answers, each the one that everybody gave; AnswerChangedMeanwhile where one no longer is."""
    edition = change.consensus.assessment.edition
    events = _begin(change, f"{len(accepted)} statements accepted together")
    said = read_said(change.session, change.consensus.assessment)
    recording = _recording(change)
    answers = dict(read_answers(change.session, recording.response))
    has_changed = False
    for answer in accepted:
        given = said.get(answer.statement_id)
        agreed = agreed_by_all(edition, answer.statement_id, given) if given else None
        if agreed is None or agreed.content != answer.content:
            raise AnswerChangedMeanwhile
        has_changed |= _record(recording, answers, answer)
    if has_changed:
        append_events(change=change, events=events)


def append_events(*, change: Change, events: Sequence[Event]) -> None:
    """Write down what happened to the sign-off, and tell those concerned where what was signed is void."""
    consensus, session = change.consensus, change.session
    for seq, event in enumerate(events, len(consensus.history) + 1):
        kind = _KIND_OF[type(event)]
        session.add(
            SignoffEventRow(
                assessment_id=consensus.assessment.id,
                seq=seq,
                kind=kind,
                at=change.now,
                actor_id=event.person_id,
                role=event.role.value if event.role else "",
                fingerprint=event.fingerprint,
                reason=event.reason,
            )
        )
        append_entry(
            session,
            at=change.now,
            actor_id=event.person_id,
            action=f"consensus {kind.replace('-', ' ')}",
            subject=f"assessment {consensus.assessment.id}: consensus",
            council_code=consensus.council_code,
            assessment_id=consensus.assessment.id,
            after={"role": event.role.value if event.role else None, "fingerprint": event.fingerprint},
            reason=event.reason,
        )
        if isinstance(event, signoff.ChangedAfterSending):
            _tell_it_is_void(change, event)


def mail_to(change: Change, name: str, email: str, subject: str, sentences: Sequence[str], why: str) -> None:
    assessment = change.consensus.assessment
    view = ConsensusMail(name, assessment.council_name, assessment.edition.title, tuple(sentences), why, change.address)
    body = render_template("emails/consensus.txt", view=view)
    queue_mail(change.session, Mail(email, subject, body), change.now)


def tell_colleagues(change: Change, roles: frozenset[Role], subject: str, sentences: Sequence[str]) -> None:
    """Those of the council who have one of these roles, but for the person who did it."""
    for colleague in list_colleagues(change.session, change.consensus.council_code, roles):
        if colleague.person_id != change.actor_id:
            why = f"you are {colleague.role.label} of this council"
            mail_to(change, colleague.name, colleague.email, subject, sentences, why)


def _tell_it_is_void(change: Change, event: Event) -> None:
    sentences = (
        f"{change.actor_name} changed the consensus while it was with the signatories. What changed first: "
        f"{event.reason}.",
        "Whatever had been signed is void. Once it is sent again, both sign anew.",
    )
    tell_colleagues(change, RUNNING, "The consensus was changed: sign again", sentences)


def _begin(change: Change, what: str) -> tuple[Event, ...]:
    check_edition_is_open(change.consensus.response.is_open_on(change.today))
    if not change.consensus.assessment.is_closed:
        raise RoundNotClosed
    return signoff.change(change.consensus.state, person_id=change.actor_id, what=what, voids=change.voids)


def _recording(change: Change) -> Recording:
    response = _started(change)
    return Recording(change.session, response, change.actor_id, change.today, change.now)


def _started(change: Change) -> OpenResponse:
    """The consensus begins with the first thing that is recorded in it."""
    consensus = change.consensus
    if consensus.response.id != NOT_STARTED:
        return consensus.response
    row = AssessmentResponseRow(
        assessment_id=consensus.assessment.id, kind=ResponseKind.CONSENSUS, created_at=change.now
    )
    change.session.add(row)
    change.session.flush()
    append_entry(
        change.session,
        at=change.now,
        actor_id=change.actor_id,
        action="consensus started",
        subject=f"response {row.id}",
        council_code=consensus.council_code,
        assessment_id=consensus.assessment.id,
        response_id=row.id,
    )
    return response_of(consensus.assessment, row.id)


def _record(recording: Recording, answers: dict[str, Answer], proposed: Answer) -> bool:
    """Whether it changed anything."""
    current = answers.get(proposed.statement_id)
    after = record_answer(recording=recording, current=current, proposed=proposed)
    answers[proposed.statement_id] = after
    return after.version != (current.version if current else 0)


def _name_of(edition: Edition, statement_id: str) -> str:
    """Role of the authority, service focus: Plan; or the words of a key statement."""
    if statement_id in edition.key_statements:
        return f"“{edition.key_statement(statement_id).text}”"
    statement = edition.statement(statement_id)
    return f"{edition.name_of(edition.cell(statement.cell_id))}: {edition.stage(statement.stage).name}"
