"""Signed results of any council in any edition, without everything that leads to them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.people import Someone
from tiex.domain.answers import Answer
from tiex.domain.consensus import Content, document_of, fingerprint_of
from tiex.domain.edition import Edition
from tiex.domain.people import Role
from tiex.models import AssessmentRow, ConsensusRecordRow, SignoffEventRow

Answers = Mapping[str, Answer]
MARK = "zanzibar-lighthouse"


def all_at(edition: Edition, position: str, ambition: str | None = None, key: str = "agree") -> dict[str, Answer]:
    """This level for every statement, with a reason that no page about time tells."""
    answers = {each: Answer(each, position, ambition, MARK) for each in edition.statements}
    return answers | {each: Answer(each, key) for each in edition.key_statements}


def put_signed(
    session: Session, council: str, edition: Edition, answers: Answers, signers: tuple[Someone, Someone], at: datetime
) -> int:
    """Both signed these answers, the second an hour after the first; returns the id of the assessment."""
    place = {"council_code": council, "edition_key": edition.key}
    row = session.scalars(select(AssessmentRow).filter_by(**place)).one_or_none()
    if row is None:
        row = AssessmentRow(**place, created_at=at)
        session.add(row)
        session.flush()
    document = document_of(edition, Content(council, edition.key, "a" * 64, answers, ()), 1)
    fingerprint = fingerprint_of(document)
    values = {"assessment_id": row.id, "fingerprint": fingerprint}
    session.add(ConsensusRecordRow(**values, number=1, document=document, created_at=at))
    happened = (("sent-for-signoff", ""), ("signed", Role.LEADER), ("signed", Role.CHIEF_EXECUTIVE))
    for seq, (kind, role) in enumerate(happened, 1):
        actor = signers[seq == 3]
        when = at + timedelta(hours=seq - 1)
        session.add(SignoffEventRow(**values, seq=seq, kind=kind, at=when, actor_id=actor.id, role=role))
    session.flush()
    return row.id
