"""Published results for tests that need them to be there, without everything that leads to them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.support.people import OPEN, TODAY
from tiex.benchmarks.commands import recount
from tiex.content.editions import load_edition
from tiex.domain.answers import Answer, Note
from tiex.domain.consensus import Content, document_of, fingerprint_of
from tiex.domain.publishing import Part, Ring
from tiex.models import AssessmentRow, ConsensusRecordRow, PersonRow, PublicationRow

Rings = Mapping[Part, Ring]
DAY = TODAY.date()


def rings(scores: Ring, factors: Ring | None = None) -> Rings:
    return {Part.SCORES: scores, Part.NOTES: Ring.OWN, Part.FACTORS: factors or scores}


def put_result(
    session: Session,
    code: str,
    answers: Mapping[str, Answer],
    chosen: Rings,
    *,
    edition: str = OPEN,
    day: date = DAY,
    hold_until: date | None = None,
    notes: tuple[Note, ...] = (),
) -> int:
    """This council publishes these answers on this day, as its newest version; returns the id of the assessment. It is
    not counted yet."""
    at = datetime.combine(day, TODAY.timetz())
    assessment = session.scalars(select(AssessmentRow).filter_by(council_code=code, edition_key=edition)).one_or_none()
    if assessment is None:
        assessment = AssessmentRow(council_code=code, edition_key=edition, created_at=at)
        session.add(assessment)
        session.flush()
    fingerprint = put_record(session, assessment.id, code, answers, edition, at, notes)
    before = session.get(PublicationRow, assessment.id)
    number = before.version + 1 if before else 1
    session.execute(delete(PublicationRow).filter_by(assessment_id=assessment.id))
    session.expire_all()
    names = {Part.SCORES: "scores", Part.NOTES: "notes", Part.FACTORS: "factors"}
    values: dict[str, object] = {f"{names[part]}_ring": ring.value for part, ring in chosen.items()}
    values |= {f"{name}_since": day for name in names.values()}
    place = {"assessment_id": assessment.id, "council_code": code, "edition_key": edition, "fingerprint": fingerprint}
    values |= {"hold_until": hold_until, "decided_at": at, "decided_by_id": _somebody(session), "version": number}
    session.add(PublicationRow(**place, **values))
    session.flush()
    return assessment.id


def put_record(
    session: Session,
    assessment_id: int,
    code: str,
    answers: Mapping[str, Answer],
    edition: str,
    at: datetime,
    notes: tuple[Note, ...] = (),
) -> str:
    content = Content(code, edition, "a" * 64, answers, notes)
    document = document_of(load_edition(edition), content, 1)
    identity = {"assessment_id": assessment_id, "fingerprint": fingerprint_of(document)}
    if session.get(ConsensusRecordRow, identity) is None:
        session.add(ConsensusRecordRow(**identity, number=1, document=document, created_at=at))
    return identity["fingerprint"]  # type: ignore[return-value]


def publish(session: Session, code: str, answers: Mapping[str, Answer], ring: Ring, day: date = DAY) -> int:
    """This council publishes all of it for this ring, and it counts."""
    assessment_id = put_result(session, code, answers, rings(ring), day=day)
    recount(session=session, assessment_id=assessment_id, today=day)
    return assessment_id


def withdraw(session: Session, assessment_id: int, day: date = DAY) -> None:
    row = session.get_one(PublicationRow, assessment_id)
    row.withdrawn_at = datetime.combine(day, TODAY.timetz())
    recount(session=session, assessment_id=assessment_id, today=day)


def same_answer(key: str, ambition: str | None = None, edition: str = OPEN) -> dict[str, Answer]:
    """This level for every statement, and for every key statement the highest."""
    found = load_edition(edition)
    best = max(found.factor_sheet.scale.levels, key=lambda level: level.weight).key
    answers = {each: Answer(each, key, ambition) for each in found.statements}
    return answers | {each: replace(Answer(each), position=best) for each in found.key_statements}


def _somebody(session: Session) -> int:
    found = session.scalars(select(PersonRow.id).order_by(PersonRow.id).limit(1)).one_or_none()
    if found is None:
        person = PersonRow(
            email="publisher@fernmoor.example",
            name="Pub Lisher",
            password_hash="none",
            session_key="p",
            created_at=TODAY,
        )
        session.add(person)
        session.flush()
        return person.id
    return found
