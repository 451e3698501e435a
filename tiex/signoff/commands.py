"""Sending for sign-off, signing, returning and reopening; each is a fact, written down and told to those concerned."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tiex.consensus.commands import Change, append_events, mail_to, tell_colleagues
from tiex.consensus.queries import read_content
from tiex.domain import signoff
from tiex.domain.answers import check_edition_is_open
from tiex.domain.consensus import document_of, fingerprint_of, missing
from tiex.domain.people import RUNNING, SIGNATORIES, Role
from tiex.domain.signoff import Event, Signatory, fold
from tiex.invitations.queries import Colleague, list_colleagues
from tiex.models import AuditEntryRow, ConsensusRecordRow, ReadingRow
from tiex.signoff.queries import list_deputies


def current_document(change: Change) -> str:
    """The canonical document of what is agreed as it stands."""
    consensus = change.consensus
    content = read_content(change.session, consensus)
    return document_of(consensus.assessment.edition, content, consensus.state.version)


def send_for_signoff(*, change: Change) -> str:
    """Send what is agreed to the signatories and keep it as a record; returns its fingerprint."""
    consensus, edition = change.consensus, change.consensus.assessment.edition
    content = read_content(change.session, consensus)
    document = document_of(edition, content, consensus.state.version)
    fingerprint = fingerprint_of(document)
    is_complete = missing(edition, content.answers).is_nothing
    events = signoff.send(consensus.state, person_id=change.actor_id, fingerprint=fingerprint, is_complete=is_complete)
    change.session.add(
        ConsensusRecordRow(
            assessment_id=consensus.assessment.id,
            fingerprint=fingerprint,
            number=consensus.state.version,
            document=document,
            created_at=change.now,
        )
    )
    append_events(change=change, events=events)
    _tell_it_is_their_turn(change)
    return fingerprint


def sign(*, change: Change, signatory: Signatory, shown: str) -> None:
    """Sign the version that was shown; the caller has made sure that it is really them."""
    current = fingerprint_of(current_document(change))
    events = signoff.sign(change.consensus.state, signatory=signatory, shown=shown, current=current)
    append_events(change=change, events=events)
    mark_read(change=change, entry_id=None)
    after = _state_after(change, events)
    signed = f"{change.actor_name} has signed version {after.number} {_capacity(signatory)}."
    if after.is_signed_off:
        tell_colleagues(
            change, RUNNING, "The consensus is signed off", (signed, "Both have signed: it is the council’s own view.")
        )
        return
    waiting = next(role for role in Role if role in SIGNATORIES - after.signed_roles)
    rest = f"Still to sign: the {waiting.label}."
    tell_colleagues(change, RUNNING, "The consensus is signed by one of two", (signed, rest))


def send_back(*, change: Change, signatory: Signatory, shown: str, reason: str) -> None:
    """Return the version that was shown, with a reason."""
    events = signoff.send_back(change.consensus.state, signatory=signatory, shown=shown, reason=reason)
    append_events(change=change, events=events)
    mark_read(change=change, entry_id=None)
    sentences = (
        f"{change.actor_name} has returned version {change.consensus.state.number} {_capacity(signatory)}. "
        "It is a draft again, and whatever had been signed is void.",
        f"The reason: {events[0].reason}",
    )
    tell_colleagues(change, RUNNING, "The consensus was returned", sentences)


def reopen(*, change: Change, signatory: Signatory, shown: str, reason: str) -> None:
    """Agree to reopen the version that was shown and is signed off; with the second consent it is reopened."""
    check_edition_is_open(change.consensus.response.is_open_on(change.today))
    events = signoff.reopen(change.consensus.state, signatory=signatory, shown=shown, reason=reason)
    append_events(change=change, events=events)
    number = change.consensus.state.number
    agreed = f"{change.actor_name} agreed {_capacity(signatory)} to reopen version {number}."
    if len(events) > 1:
        rest = "Both agreed: it can be changed again, as a new version. What was signed stays readable."
        tell_colleagues(change, RUNNING, "The consensus is reopened", (agreed, rest))
        return
    rest = f"The reason: {events[0].reason}"
    both = "It stays signed off until the other of the two agrees as well."
    tell_colleagues(change, SIGNATORIES, "Reopen the consensus?", (agreed, rest, both))


def mark_read(*, change: Change, entry_id: int | None) -> None:
    """This person has read the consensus up to this entry of the trail, or up to the newest."""
    session, assessment_id = change.session, change.consensus.assessment.id
    newest = _newest_entry(session, assessment_id)
    read = newest if entry_id is None else min(entry_id, newest)
    row = session.get(ReadingRow, (assessment_id, change.actor_id))
    if row is None:
        session.add(_reading(change, read, change.now))
    elif read > row.entry_id:
        row.entry_id, row.read_at = read, change.now
    session.flush()


def _reading(change: Change, entry_id: int, now: datetime) -> ReadingRow:
    return ReadingRow(
        assessment_id=change.consensus.assessment.id, person_id=change.actor_id, entry_id=entry_id, read_at=now
    )


def _newest_entry(session: Session, assessment_id: int) -> int:
    query = select(func.max(AuditEntryRow.id)).where(AuditEntryRow.assessment_id == assessment_id)
    return session.scalar(query) or 0


def _state_after(change: Change, events: Iterable[Event]) -> signoff.SignoffState:
    return fold([*(past.event for past in change.consensus.history), *events])


def _capacity(signatory: Signatory) -> str:
    if signatory.is_deputy:
        return f"for the {signatory.role.label}, as their deputy"
    return f"as {signatory.role.label}"


def _tell_it_is_their_turn(change: Change) -> None:
    """The Leader, the Chief Executive and their deputies, each once, whoever sent it."""
    council_code, session = change.consensus.council_code, change.session
    sentences = (
        f"{change.actor_name} has sent version {change.consensus.state.version} of the consensus for sign-off.",
        "It is your turn: read it, then sign it, or return it with a reason. To sign you are asked for your password.",
    )
    told: set[int] = set()
    own = list_colleagues(session, council_code, SIGNATORIES)
    for colleague, why in [*_as(own, "you are {}"), *_deputies(session, council_code, change)]:
        if colleague.person_id not in told:
            told.add(colleague.person_id)
            mail_to(change, colleague.name, colleague.email, "Your turn: sign the consensus", sentences, why)


def _as(colleagues: Iterable[Colleague], words: str) -> list[tuple[Colleague, str]]:
    return [(each, f"{words.format(each.role.label)} of this council") for each in colleagues]


def _deputies(session: Session, council_code: str, change: Change) -> list[tuple[Colleague, str]]:
    return _as(list_deputies(session, council_code, change.today), "you are today the deputy of the {}")
