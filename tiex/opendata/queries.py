"""Reading what everyone may see today, council by council in batches; it is public, so no scope applies."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, case, func, select
from sqlalchemy.orm import Session
from structlog import get_logger

from tiex.access.scope import Scope
from tiex.benchmarks.queries import list_benchmarks
from tiex.domain.consensus import fingerprint_of, read_document
from tiex.domain.edition import Edition
from tiex.domain.open_data import (
    AUDIENCE,
    BENCHMARKS,
    VERSION,
    WORDING,
    OpenCouncil,
    OpenResult,
    Table,
    benchmark_rows,
    rows_of_results,
    wording_rows,
)
from tiex.domain.open_data import (
    Row as TableRow,
)
from tiex.domain.publishing import Period, after_periods, last_opening, limited_to, opens_on, parts_seen
from tiex.editions.queries import EditionSummary, find_edition, list_editions
from tiex.gateways.clock import UK
from tiex.models import ConsensusRecordRow, CouncilRow, EditionRow, PublicationRow
from tiex.published.queries import is_open_to, is_seen, list_periods

ANYBODY = Scope(None, frozenset())
# How many results are in memory at a time, and are read by one statement.
BATCH = 50
_ROW, _COUNCIL = PublicationRow, CouncilRow
_PLACE = (
    _COUNCIL.name.label("council_name"),
    _COUNCIL.gss_code,
    _COUNCIL.type,
    _COUNCIL.nation,
    _COUNCIL.region,
    _COUNCIL.is_invented,
)
_OPENING = (
    (_ROW.scores_ring, _ROW.scores_since),
    (_ROW.notes_ring, _ROW.notes_since),
    (_ROW.factors_ring, _ROW.factors_since),
)
_SHOWN = (_ROW.council_code, _ROW.fingerprint, *_PLACE)
_MARKED = (*_SHOWN, _ROW.hold_until, *(column for part in _OPENING for column in part))
_NAMES = tuple(column.key for column in _SHOWN)
_log = get_logger(__name__)


class ChangedMeanwhile(Exception):
    """What is public changed while it was being given: the rest would not be what its mark says."""


@dataclass(frozen=True, slots=True)
class Today:
    """A day, the pre-election periods by which it is known what is public on it, and the last day on which anything
    could open by then."""

    day: date
    periods: tuple[Period, ...]

    opened_by: date

    @classmethod
    def of(cls, session: Session, day: date) -> "Today":
        periods = list_periods(session)
        return cls(day, periods, last_opening(day, periods))


@dataclass(frozen=True, slots=True)
class Asked:
    """An edition, the hash of its wording, and the day for which its tables are asked."""

    edition: Edition
    sha256: str
    today: Today


@dataclass(frozen=True, slots=True)
class OpenEdition:
    """An edition, how many councils' results everyone may see, and the day on which that last changed."""

    edition: EditionSummary
    councils: int
    last_changed: date | None


def list_open_editions(session: Session, today: Today) -> tuple[OpenEdition, ...]:
    """Every edition, the newest first."""
    counted, withdrawn = _count_open(session, today), _last_withdrawn(session, today)
    found = []
    for edition in list_editions(session):
        councils, newest = counted.get(edition.key, (0, None))
        taken_back = withdrawn.get(edition.key)
        days = [day for day in (newest, taken_back) if day]
        found.append(OpenEdition(edition, councils, max(days, default=None)))
    return tuple(found)


def _count_open(session: Session, today: Today) -> Mapping[str, tuple[int, date]]:
    """By edition: how many results everyone may see, and the day on which the newest part of them opened."""
    newest = (
        func.max(case((and_(ring == AUDIENCE.value, since <= today.opened_by), since))) for ring, since in _OPENING
    )
    query = (
        select(_ROW.edition_key, func.count(), func.max(_ROW.hold_until), *newest)
        .where(is_seen(ANYBODY, today.day, today.periods))
        .group_by(_ROW.edition_key)
    )
    return {
        # The later a day, the later the day on which what was chosen then opens: so it holds for the latest of all.
        edition_key: (number, after_periods(max(day for day in days if day), today.periods))
        for edition_key, number, *days in session.execute(query)
    }


def _last_withdrawn(session: Session, today: Today) -> Mapping[str, date]:
    """By edition: the last day on which something was withdrawn that everyone could see then."""
    # What was open by then would be open today as well, so that a database finds few others.
    query = (
        select(_ROW)
        .where(_ROW.withdrawn_at.is_not(None), is_open_to(AUDIENCE, today.opened_by))
        .order_by(_ROW.edition_key, _ROW.withdrawn_at.desc())
        .execution_options(yield_per=1_000)
    )
    found: dict[str, date] = {}
    for row in session.scalars(query):
        if row.edition_key not in found and row.withdrawn_at is not None:
            day, before = row.withdrawn_at.astimezone(UK).date(), replace(row.publication, withdrawn_at=None)
            if parts_seen(before, AUDIENCE, day, today.periods):
                found[row.edition_key] = day
    return found


def open_edition(session: Session, key: str, day: date) -> Asked:
    """The edition with this key, as it is asked for on this day; EditionMissing where there is none."""
    edition, sha256 = find_edition(session, key), session.scalar(select(EditionRow.sha256).where(EditionRow.key == key))
    return Asked(edition, sha256 or "", Today.of(session, day))


def mark_of(session: Session, asked: Asked, table: Table) -> str:
    """Where this is the same, so is every row of the table. For a table of councils it is made of who may be seen
    with what, without reading what that is: a version that was signed never changes."""
    mark = _begin_mark(asked)
    if table is BENCHMARKS:
        mark.update(repr(_benchmark_rows(session, asked)).encode())
    elif table is not WORDING:
        query = _open_councils(asked, *_MARKED).execution_options(yield_per=1_000)
        for row in session.execute(query):
            mark.update(_seen_of(row, asked.today))
    return str(mark.hexdigest())


def rows_of(session: Session, asked: Asked, table: Table, mark: str) -> Iterator[TableRow]:
    """The rows of a table, of councils in the order of their codes."""
    if table is WORDING:
        return wording_rows(asked.edition)
    if table is BENCHMARKS:
        return iter(_benchmark_rows(session, asked))
    make = rows_of_results(asked.edition, table)
    return (row for result in stream_results(session, asked, mark) for row in make(result))


def _benchmark_rows(session: Session, asked: Asked) -> tuple[TableRow, ...]:
    """What the standard groups add up to for everyone."""
    kept = list_benchmarks(session, asked.edition.key)
    groups = {(group, part): found for (part, audience, group), found in kept.items() if audience is AUDIENCE}
    return tuple(benchmark_rows(asked.edition, groups))


def stream_results(session: Session, asked: Asked, mark: str) -> Iterator[OpenResult]:
    """The results: one statement a batch, on a connection that is given back between them, as whoever reads may be
    slow. ChangedMeanwhile at the end, unless it was what the mark says."""
    engine = session.get_bind()

    def stream() -> Iterator[OpenResult]:
        found, after = _begin_mark(asked), ""
        while True:
            with Session(engine) as own:
                rows = own.execute(_batch(asked, after)).all()
            for row in rows:
                found.update(_seen_of(row, asked.today))
                yield from _result(asked, row)
            if len(rows) < BATCH:
                break
            after = rows[-1].council_code
        if found.hexdigest() != mark:
            raise ChangedMeanwhile(asked.edition.key)

    return stream()


def _batch(asked: Asked, after: str) -> Any:
    record = ConsensusRecordRow
    is_published = and_(record.assessment_id == _ROW.assessment_id, record.fingerprint == _ROW.fingerprint)
    query = _open_councils(asked, _ROW, *_MARKED, record.document).join(record, is_published)
    return query.where(_ROW.council_code > after).limit(BATCH)


def _open_councils(asked: Asked, *columns: Any) -> Any:
    seen = is_seen(ANYBODY, asked.today.day, asked.today.periods)
    return (
        select(*columns)
        .select_from(_ROW)
        .join(_COUNCIL, _COUNCIL.code == _ROW.council_code)
        .where(_ROW.edition_key == asked.edition.key, seen)
        .order_by(_ROW.council_code)
    )


def _council(row: Row[Any], today: Today) -> OpenCouncil:
    publication = row.PublicationRow.publication
    parts = parts_seen(publication, AUDIENCE, today.day, today.periods)
    since = min(opens_on(publication, AUDIENCE, today.periods, part) for part in parts)
    place = (row.council_code, row.council_name, row.gss_code, row.type, row.nation, row.region, row.is_invented)
    return OpenCouncil(*place, publication.fingerprint, since, parts)


def _result(asked: Asked, row: Row[Any]) -> Iterator[OpenResult]:
    """Nothing of a record that is not as it was signed."""
    council, edition = _council(row, asked.today), asked.edition
    if fingerprint_of(row.document) != council.fingerprint:
        _log.error("published record tampered with", council=council.code, edition=edition.key)
        return
    yield OpenResult(council, limited_to(read_document(row.document), edition, council.parts))


def _begin_mark(asked: Asked) -> Any:
    return hashlib.sha256(repr((VERSION, asked.edition.key, asked.sha256)).encode())


def _seen_of(row: Row[Any], today: Today) -> bytes:
    """What is shown of a result, with the day on which each part of it opened, and nothing of the others: a choice that
    nobody sees must change nothing. Of forty thousand in a row, so it is read from the columns."""
    return repr((*(getattr(row, name) for name in _NAMES), _opened(row, today))).encode()


def _opened(row: Row[Any], today: Today) -> list[date | None]:
    """For each part, since when everyone sees it; None where they do not."""
    found: list[date | None] = []
    for ring, since in _OPENING:
        chosen = max(getattr(row, since.key), row.hold_until or date.min)
        is_open = getattr(row, ring.key) == AUDIENCE.value and chosen <= today.opened_by
        found.append(after_periods(chosen, today.periods) if is_open else None)
    return found
