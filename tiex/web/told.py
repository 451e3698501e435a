"""Whether what counts most stands in the trail as well: rows that were written past the application do not."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tiex.domain.audit import EXCHANGE_CHAIN
from tiex.domain.consensus import fingerprint_of
from tiex.domain.publishing import PUBLISHED, WITHDRAWN, facts_of
from tiex.domain.signoff import KINDS
from tiex.models import (
    AssessmentResponseRow,
    AssessmentRow,
    AuditEntryRow,
    ConsensusRecordRow,
    MembershipRow,
    PublicationRow,
    SignoffEventRow,
)

_ACTIONS = {kind: f"consensus {kind.replace('-', ' ')}" for kind in KINDS}
_SENT = _ACTIONS["sent-for-signoff"]


def find_untold(session: Session, council_code: str | None = None) -> Iterator[str]:
    """What differs between the trail and what is stored, in sentences that begin with the council's code."""
    with _one_moment(session) as seen:
        yield from _differences(seen, council_code)


@contextmanager
def _one_moment(session: Session) -> Iterator[Session]:
    """A session that sees the database as it is at its first statement: people go on working meanwhile."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    is_sqlite = engine.dialect.name == "sqlite"
    connection = engine.connect()
    with connection if is_sqlite else connection.execution_options(isolation_level="REPEATABLE READ"):
        if is_sqlite:
            # Its driver begins a transaction only before something is written.
            connection.exec_driver_sql("BEGIN")
        with Session(connection) as seen:
            yield seen


def _differences(session: Session, council_code: str | None) -> Iterator[str]:
    told, stored = _told_facts(session, council_code), _stored_facts(session, council_code)
    for place in sorted(told.keys() | stored.keys()):
        if told[place] != stored[place]:
            yield f"{_named(place)}: what happened to the sign-off is not what the trail says"
    sent = {(place, fact[4]) for place, facts in told.items() for fact in facts if fact[0] == _SENT}
    kept = set()
    for council, assessment_id, fingerprint, document in session.execute(_records(council_code)):
        place = council, assessment_id
        kept.add((place, fingerprint))
        if fingerprint_of(document) != fingerprint:
            yield f"{_named(place)}: the record {fingerprint} is not as it was sent"
    for place, fingerprint in sorted(sent - kept):
        yield f"{_named(place)}: the record {fingerprint} is missing"
    for place, fingerprint in sorted(kept - sent):
        yield f"{_named(place)}: the record {fingerprint} was never sent"
    chosen, published = _told_publications(session, council_code), _stored_publications(session, council_code)
    for place in sorted(chosen.keys() | published.keys()):
        if chosen.get(place) != published.get(place):
            yield f"{_named(place)}: what is published of it is not what the trail says"
    for council, assessment_id in session.execute(_untold_responses(council_code)):
        yield f"{_named((council, assessment_id))}: it has a response of which the trail knows nothing"
    for council, person_id in _untold_members(session, council_code):
        yield f"{council}: person {person_id} belongs to it, of which the trail knows nothing"


_Place = tuple[str, int]
_Facts = defaultdict[_Place, list[tuple[Any, ...]]]


def _named(place: _Place) -> str:
    return f"{place[0]}: assessment {place[1]}"


def _stored_facts(session: Session, council_code: str | None) -> _Facts:
    """The events of each assessment as entries about them begin: action, time, person, role, fingerprint, reason."""
    event, facts = SignoffEventRow, _Facts(list)
    columns = (event.kind, event.at, event.actor_id, event.role, event.fingerprint, event.reason)
    query = _about(event, council_code, *columns).order_by(event.assessment_id, event.seq)
    for council, assessment_id, kind, *fact in session.execute(query):
        facts[council, assessment_id].append((_ACTIONS.get(kind, kind), *fact))
    return facts


def _told_facts(session: Session, council_code: str | None) -> _Facts:
    """An entry that was tampered with may say anything: that is a difference like any other."""
    entry, facts = AuditEntryRow, _Facts(list)
    columns = (entry.action, entry.at, entry.actor_id, entry.after, entry.reason)
    query = _about(entry, council_code, *columns).order_by(entry.seq)
    query = query.where(entry.chain == AssessmentRow.council_code, entry.action.in_(_ACTIONS.values()))
    for council, assessment_id, action, at, actor_id, after, reason in session.execute(query):
        said = after if isinstance(after, dict) else {}
        role, fingerprint = (str(said.get(name) or "") for name in ("role", "fingerprint"))
        facts[council, assessment_id].append((action, at, actor_id, role, fingerprint, reason))
    return facts


def _stored_publications(session: Session, council_code: str | None) -> dict[_Place, Any]:
    rows = session.execute(_about(PublicationRow, council_code, PublicationRow))
    return {(council, assessment_id): facts_of(row.publication) for council, assessment_id, row in rows}


def _told_publications(session: Session, council_code: str | None) -> dict[_Place, Any]:
    """What the newest entry says of each."""
    entry = AuditEntryRow
    query = _about(entry, council_code, entry.after).order_by(entry.seq)
    query = query.where(entry.chain == AssessmentRow.council_code, entry.action.in_((PUBLISHED, WITHDRAWN)))
    return {(council, assessment_id): after for council, assessment_id, after in session.execute(query)}


def _records(council_code: str | None) -> Any:
    record = ConsensusRecordRow
    query = _about(record, council_code, record.fingerprint, record.document)
    return query.order_by(AssessmentRow.id, record.number)


def _untold_responses(council_code: str | None) -> Any:
    """Assessments with a response that no entry of their council begins."""
    entry, response = AuditEntryRow, AssessmentResponseRow
    is_told = (
        select(entry.id)
        .where(entry.response_id == response.id, entry.chain == AssessmentRow.council_code)
        .where(entry.action.in_(("response started", "consensus started")))
        .exists()
    )
    query = _about(response, council_code).distinct().where(~is_told)
    return query.order_by(AssessmentRow.council_code, AssessmentRow.id)


def _untold_members(session: Session, council_code: str | None) -> Iterator[tuple[str, int]]:
    """Who belongs to a council without having been let in: of old, the chain of the exchange told of that."""
    entry, member = AuditEntryRow, MembershipRow
    let_in = select(entry.chain, entry.subject).where(entry.action.in_(("membership added", "invitation accepted")))
    told = {(chain, subject) for chain, subject in session.execute(let_in)}
    members = select(member.council_code, member.person_id).order_by(member.council_code, member.person_id)
    for council, person_id in session.execute(members):
        is_asked = council_code in (None, council)
        if is_asked and told.isdisjoint(((council, f"person {person_id}"), (EXCHANGE_CHAIN, f"person {person_id}"))):
            yield council, person_id


def _about(row: Any, council_code: str | None, *columns: Any) -> Any:
    """These columns of what belongs to an assessment, after its council and its id."""
    query: Any = select(AssessmentRow.council_code, AssessmentRow.id, *columns).select_from(row)
    query = query.join(AssessmentRow, AssessmentRow.id == row.assessment_id)
    return query if council_code is None else query.where(AssessmentRow.council_code == council_code)
