"""Reading where a council and its predecessors stood in each edition, and what they agreed there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Date, Select, and_, bindparam, or_, select, true, tuple_
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.assessments.queries import read_answers_of
from tiex.domain.answers import Answer
from tiex.domain.consensus import fingerprint_of, read_document
from tiex.domain.signoff import Event, event_of, fold
from tiex.domain.timeline import Milestone, Result
from tiex.editions.queries import read_edition
from tiex.invitations.queries import check_own
from tiex.models import (
    AssessmentResponseRow,
    AssessmentRow,
    ConsensusRecordRow,
    CouncilRow,
    CouncilSuccessorRow,
    EditionRow,
    ResponseKind,
    SignoffEventRow,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """The version that both signatories signed last, and when the second of them did."""

    fingerprint: str = ""
    at: datetime | None = None


def list_milestones(scope: Scope, session: Session, council_code: str, today: date) -> tuple[Milestone, ...]:
    """One's own council and its predecessors in every edition, the oldest first; NotFound for any other council.

    A predecessor is a council that this one followed, directly or after others, and that came to an end before today:
    one that is still there decides for itself who sees its results.
    """
    check_own(scope, council_code)
    rows = session.execute(_MILESTONES, {"council_code": council_code, "today": today}).all()
    signed = _signed(session, [row.assessment_id for row in rows if row.assessment_id])
    return tuple(_milestone(row, signed.get(row.assessment_id, Signed()), council_code) for row in rows)


def _milestones() -> Select[Any]:
    council_code: BindParameter[str] = bindparam("council_code")
    has_ended = CouncilRow.ends_on < bindparam("today", type_=Date)
    followed, row = CouncilSuccessorRow.__table__.c, AssessmentRow.__table__.c
    family = select(followed.council_code).where(followed.successor_code == council_code).cte(recursive=True)
    family = family.union(select(followed.council_code).where(followed.successor_code == family.c.council_code))
    is_consensus = and_(
        AssessmentResponseRow.assessment_id == row.id,
        AssessmentResponseRow.kind == ResponseKind.CONSENSUS,
        row.council_code == council_code,
    )
    return (
        select(
            CouncilRow.code,
            CouncilRow.name,
            CouncilRow.ends_on.label("council_ends_on"),
            EditionRow.key,
            EditionRow.title,
            EditionRow.number,
            EditionRow.sha256,
            EditionRow.starts_on,
            EditionRow.ends_on,
            row.id.label("assessment_id"),
            AssessmentResponseRow.id.label("response_id"),
        )
        .select_from(CouncilRow)
        .join(EditionRow, true())
        .outerjoin(AssessmentRow, and_(row.council_code == CouncilRow.code, row.edition_key == EditionRow.key))
        .outerjoin(AssessmentResponseRow, is_consensus)
        .where(
            or_(CouncilRow.code == council_code, and_(has_ended, CouncilRow.code.in_(select(family.c.council_code))))
        )
        .order_by(EditionRow.number, CouncilRow.name, CouncilRow.code)
    )


# It takes longer to make than to run, so it is made once.
_MILESTONES = _milestones()


def _milestone(row: Any, signed: Signed, own: str) -> Milestone:
    return Milestone(
        council_code=row.code,
        council_name=row.name,
        council_ends_on=row.council_ends_on,
        is_own=row.code == own,
        edition_key=row.key,
        edition_title=row.title,
        edition_number=row.number,
        edition_sha256=row.sha256,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        assessment_id=row.assessment_id,
        response_id=row.response_id,
        signed_off=signed.fingerprint,
        signed_at=signed.at,
    )


def _signed(session: Session, assessment_ids: Sequence[int]) -> Mapping[int, Signed]:
    """Of those of these assessments that were ever signed off; one that was reopened keeps what was signed."""
    row = SignoffEventRow
    query = (
        select(row.assessment_id, row.at, row.kind, row.actor_id, row.role, row.fingerprint, row.reason)
        .where(row.assessment_id.in_(assessment_ids))
        .order_by(row.assessment_id, row.seq)
    )
    events: dict[int, list[Event]] = defaultdict(list)
    found: dict[int, Signed] = {}
    for assessment_id, at, kind, actor_id, role, fingerprint, reason in session.execute(query):
        events[assessment_id].append(event_of(kind, actor_id, role, fingerprint, reason))
        signed_off = fold(events[assessment_id]).signed_off
        if signed_off != found.get(assessment_id, Signed()).fingerprint:
            found[assessment_id] = Signed(signed_off, at)
    return found


def read_results(session: Session, milestones: Iterable[Milestone]) -> Mapping[Milestone, Result]:
    """What was agreed at each of these; whoever asks has found them with list_milestones.

    The signed record counts, and where there is none the consensus as it stands. One whose record no longer has its
    fingerprint is left out: nobody signed what it says.
    """
    wanted = tuple(milestones)
    keys = [(m.assessment_id, m.signed_off) for m in wanted if m.signed_off]
    row = ConsensusRecordRow
    query = select(row.fingerprint, row.document).where(tuple_(row.assessment_id, row.fingerprint).in_(keys))
    documents = dict(session.execute(query).all()) if keys else {}
    found = {}
    for milestone in wanted:
        answers = _answers(session, milestone, documents)
        if answers is not None:
            edition = read_edition(session, milestone.edition_key, milestone.edition_sha256)
            found[milestone] = Result(edition, answers)
    return found


def _answers(session: Session, milestone: Milestone, documents: Mapping[str, str]) -> Mapping[str, Answer] | None:
    if milestone.signed_off:
        document = documents.get(milestone.signed_off, "")
        return read_document(document).answers if fingerprint_of(document) == milestone.signed_off else None
    return read_answers_of(session, milestone.response_id) if milestone.response_id else {}
