"""Reading what all councils together show in an edition; whose it is never comes along, so no scope applies."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session
from structlog import get_logger

from tiex.benchmarks.queries import read_histograms
from tiex.domain.benchmark import LEAST_COUNCILS, Benchmark
from tiex.domain.cohorts import Kind
from tiex.domain.consensus import Content, fingerprint_of, read_document
from tiex.domain.edition import Edition
from tiex.domain.open_data import AUDIENCE, Groups
from tiex.domain.publishing import Part
from tiex.domain.sector import Participation, Sector, UsedResource, by_group, count_impediments
from tiex.domain.uses import Worked
from tiex.editions.queries import EditionSummary, read_edition
from tiex.models import (
    AssessmentRow,
    BenchmarkRow,
    ConsensusRecordRow,
    CouncilRow,
    ListedResourceRow,
    PublicationRow,
    ResourceRow,
    SignoffEventRow,
    TrialRow,
)
from tiex.opendata.queries import ANYBODY, BATCH, Today
from tiex.published.queries import is_seen
from tiex.resources.queries import is_readable

A, B, C, P = AssessmentRow, BenchmarkRow, CouncilRow, PublicationRow
MOST_RESOURCES = 30
_log = get_logger(__name__)


def read_sector(session: Session, edition: EditionSummary, on: date) -> tuple[Edition, Sector]:
    """Nothing that everybody could not be told: those who run the exchange see no more of a result than the public."""
    wording, today = read_edition(session, edition.key, edition.sha256), Today.of(session, on)
    return wording, Sector(
        _read_participation(session, edition, today),
        _read_groups(session, edition.key),
        count_impediments(wording, _read_open_notes(session, edition.key, today)),
        _list_resources(session),
    )


def _read_participation(session: Session, edition: EditionSummary, today: Today) -> Mapping[str, Participation]:
    signed = SignoffEventRow
    by_both = (
        select(signed.assessment_id)
        .where(signed.kind == "signed")
        .group_by(signed.assessment_id, signed.fingerprint)
        .having(func.count(signed.role.distinct()) > 1)
    )
    was_there = (
        or_(C.starts_on.is_(None), C.starts_on <= edition.ends_on),
        or_(C.ends_on.is_(None), C.ends_on >= edition.starts_on),
    )
    begun, answered, is_public = func.count(A.id), func.count(A.closed_at), is_seen(ANYBODY, today.day, today.periods)
    numbers = (func.count(C.code), begun, answered, _how_many(A.id.in_(by_both)), _how_many(is_public))
    query = (
        select(C.type, C.nation, C.region, *numbers)
        .outerjoin(A, and_(A.council_code == C.code, A.edition_key == edition.key))
        .outerjoin(P, P.assessment_id == A.id)
        .where(*was_there)
        .group_by(C.type, C.nation, C.region)
    )
    rows = session.execute(query)
    return by_group((Kind(row[0], row[1], row[2]), Participation(*row[3:])) for row in rows)


def _how_many(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _read_groups(session: Session, edition_key: str) -> Groups:
    columns = (B.group_key, B.part, B.councils, B.named, B.counts)
    rows = session.execute(select(*columns).where(B.edition_key == edition_key, B.audience == AUDIENCE.value))
    return {
        (group, Part(part)): Benchmark(councils, named, read_histograms(counts))
        for group, part, councils, named, counts in rows
    }


def _read_open_notes(session: Session, edition_key: str, today: Today) -> Iterator[Content]:
    """Records whose notes everyone may read today, a few of them in memory at a time; none that is not as it was
    signed."""
    record = ConsensusRecordRow
    query = (
        select(P.council_code, P.fingerprint, record.document)
        .join(record, and_(record.assessment_id == P.assessment_id, record.fingerprint == P.fingerprint))
        .where(P.edition_key == edition_key, P.withdrawn_at.is_(None), P.notes_ring == AUDIENCE.value)
        .where(P.notes_since <= today.opened_by, or_(P.hold_until.is_(None), P.hold_until <= today.opened_by))
        .execution_options(yield_per=BATCH)
    )
    for council_code, fingerprint, document in session.execute(query):
        if fingerprint_of(document) == fingerprint:
            yield read_document(document)
        else:
            _log.error("published record tampered with", council=council_code, edition=edition_key)


def _list_resources(session: Session) -> tuple[UsedResource, ...]:
    """Those on the lists of five councils at least, the most listed first."""
    resource, listed, trial = ResourceRow, ListedResourceRow, TrialRow
    lists = select(listed.resource_id, func.count().label("number")).group_by(listed.resource_id)
    on_lists = lists.having(func.count() >= LEAST_COUNCILS).subquery()
    reports = (
        select(trial.resource_id, func.count().label("tried"), _how_many(trial.worked != Worked.NO).label("worked"))
        .where(trial.taken_down_at.is_(None))
        .group_by(trial.resource_id)
        .subquery()
    )
    counts = (on_lists.c.number, func.coalesce(reports.c.tried, 0), func.coalesce(reports.c.worked, 0))
    query = (
        select(resource.id, resource.title, *counts)
        .join(on_lists, on_lists.c.resource_id == resource.id)
        .outerjoin(reports, reports.c.resource_id == resource.id)
        .where(*is_readable(ANYBODY))
        .order_by(on_lists.c.number.desc(), resource.title, resource.id)
        .limit(MOST_RESOURCES)
    )
    return tuple(UsedResource(*row) for row in session.execute(query))
