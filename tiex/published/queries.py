"""Reading published results: what a reader may see of one on a day, the list of them, and the pre-election periods."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tiex.access.scope import Scope
from tiex.domain.consensus import Content, fingerprint_of, read_document
from tiex.domain.edition import Edition
from tiex.domain.publishing import Part, Period, Publication, Ring, last_opening, limited_to, parts_seen
from tiex.editions.queries import read_edition
from tiex.models import (
    AssessmentRow,
    ConsensusRecordRow,
    CouncilRow,
    CouncilSuccessorRow,
    EditionRow,
    ElectionPeriodRow,
    PublicationRow,
    SignoffEventRow,
)

PER_PAGE = 50
LONGEST_NAME = 100
_ROW = PublicationRow
_PARTS = (
    (Part.SCORES, _ROW.scores_ring, _ROW.scores_since),
    (Part.NOTES, _ROW.notes_ring, _ROW.notes_since),
    (Part.FACTORS, _ROW.factors_ring, _ROW.factors_since),
)


@dataclass(frozen=True, slots=True)
class Published:
    """A published result with what one reader may see of it, and nothing else; `reader` is the ring they stand in."""

    publication: Publication
    reader: Ring
    parts: frozenset[Part]
    periods: tuple[Period, ...]
    council_name: str
    is_invented: bool
    ends_on: date | None
    successors: tuple[str, ...]
    edition: Edition
    number: int
    signed_at: datetime | None
    content: Content
    is_intact: bool


@dataclass(frozen=True, slots=True)
class ListedResult:
    """A published result in the list: `parts` are those that the reader sees, `public` those that everyone does."""

    council_code: str
    council_name: str
    is_invented: bool
    type: str
    region: str
    parts: frozenset[Part]
    public: frozenset[Part]


@dataclass(frozen=True, slots=True)
class ListedPage:
    """One page of the results of an edition; `kinds` are the types and regions of all councils that have one in it."""

    rows: tuple[ListedResult, ...]
    page: int
    has_more: bool
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Of what type, in which region and with which words in its name a council is; empty is any."""

    type: str = ""
    region: str = ""
    name: str = ""


EVERYTHING = Narrowing()


@dataclass(frozen=True, slots=True)
class KeptPeriod:
    id: int
    period: Period


def list_kept_periods(session: Session) -> tuple[KeptPeriod, ...]:
    """Every pre-election period, the newest first. They are public, so no scope applies."""
    row = ElectionPeriodRow
    query = select(row.id, row.name, row.starts_on, row.ends_on).order_by(row.starts_on.desc(), row.id.desc())
    return tuple(
        KeptPeriod(period_id, Period(name, starts_on, ends_on))
        for period_id, name, starts_on, ends_on in session.execute(query)
    )


def list_periods(session: Session) -> tuple[Period, ...]:
    return tuple(kept.period for kept in list_kept_periods(session))


def reader_of(scope: Scope, council_code: str) -> Ring:
    """The ring in which somebody stands to a council: its own people, those of other councils, or anybody."""
    if council_code in scope.council_codes:
        return Ring.OWN
    return Ring.COUNCILS if scope.council_codes else Ring.EVERYONE


def open_published(scope: Scope, session: Session, council_code: str, edition_key: str, day: date) -> Published:
    """What this reader may see of a council's published result on this day; NotFound where that is nothing."""
    if not (council_code + edition_key).isprintable():
        raise NotFound
    found = session.execute(_published(council_code, edition_key)).one_or_none()
    if found is None:
        raise NotFound
    row, number, document, signed_at, name, is_invented, ends_on, sha256 = found
    publication, periods, reader = row.publication, list_periods(session), reader_of(scope, council_code)
    parts = parts_seen(publication, reader, day, periods)
    if not parts:
        raise NotFound
    edition, is_intact = read_edition(session, edition_key, sha256), fingerprint_of(document) == publication.fingerprint
    content = limited_to(read_document(document), edition, parts) if is_intact else nothing_of(publication)
    return Published(
        publication=publication,
        reader=reader,
        parts=parts if is_intact else frozenset(),
        periods=periods,
        council_name=name,
        is_invented=is_invented,
        ends_on=ends_on,
        successors=_list_successors(session, council_code) if ends_on else (),
        edition=edition,
        number=number,
        signed_at=signed_at,
        content=content,
        is_intact=is_intact,
    )


def nothing_of(publication: Publication) -> Content:
    """Instead of a record that was tampered with."""
    return Content(publication.council_code, publication.edition_key, "", {}, ())


def _published(council_code: str, edition_key: str) -> Any:
    record, event = ConsensusRecordRow, SignoffEventRow
    signed_at = (
        select(func.max(event.at))
        .where(event.assessment_id == _ROW.assessment_id, event.fingerprint == _ROW.fingerprint, event.kind == "signed")
        .scalar_subquery()
    )
    council = (CouncilRow.name, CouncilRow.is_invented, CouncilRow.ends_on)
    return (
        select(_ROW, record.number, record.document, signed_at, *council, EditionRow.sha256)
        .join(record, and_(record.assessment_id == _ROW.assessment_id, record.fingerprint == _ROW.fingerprint))
        .join(CouncilRow, CouncilRow.code == _ROW.council_code)
        .join(EditionRow, EditionRow.key == _ROW.edition_key)
        .where(_ROW.council_code == council_code, _ROW.edition_key == edition_key)
    )


def _list_successors(session: Session, council_code: str) -> tuple[str, ...]:
    query = (
        select(CouncilRow.name)
        .join(CouncilSuccessorRow, CouncilSuccessorRow.successor_code == CouncilRow.code)
        .where(CouncilSuccessorRow.council_code == council_code)
        .order_by(CouncilRow.name)
    )
    return tuple(session.scalars(query))


def list_editions_with_results(scope: Scope, session: Session, day: date) -> tuple[tuple[str, str], ...]:
    """Keys and titles of the editions in which there is a result that this reader sees, the newest first."""
    seen = is_seen(scope, day, list_periods(session))
    is_there = select(_ROW.assessment_id).where(_ROW.edition_key == EditionRow.key, seen).exists()
    query = select(EditionRow.key, EditionRow.title).where(is_there).order_by(EditionRow.number.desc())
    return tuple((key, title) for key, title in session.execute(query))


def list_published(
    scope: Scope, session: Session, edition_key: str, day: date, page: int, by: Narrowing = EVERYTHING
) -> ListedPage:
    """The councils with a result in this edition that this reader sees, by name and never by score."""
    periods = list_periods(session)
    seen_by_them = is_seen(scope, day, periods)
    query = (
        select(_ROW, CouncilRow.name, CouncilRow.is_invented, CouncilRow.type, CouncilRow.region)
        .join(CouncilRow, CouncilRow.code == _ROW.council_code)
        .where(_ROW.edition_key == edition_key, seen_by_them, *_narrowed(by))
        .order_by(CouncilRow.name, CouncilRow.code)
        .limit(PER_PAGE + 1)
        .offset((page - 1) * PER_PAGE)
    )
    reader, found = Ring.COUNCILS if scope.council_codes else Ring.EVERYONE, session.execute(query).all()
    rows = []
    for row, name, is_invented, council_type, region in found[:PER_PAGE]:
        publication = row.publication
        seen, public = (parts_seen(publication, ring, day, periods) for ring in (reader, Ring.EVERYONE))
        rows.append(ListedResult(row.council_code, name, is_invented, council_type, region, seen, public))
    return ListedPage(tuple(rows), page, len(found) > PER_PAGE, _list_kinds(session, edition_key, seen_by_them))


def _narrowed(by: Narrowing) -> list[ColumnElement[bool]]:
    where = [CouncilRow.name.icontains(word, autoescape=True) for word in by.name.split()]
    where += [CouncilRow.type == by.type] if by.type else []
    return [*where, CouncilRow.region == by.region] if by.region else where


def _list_kinds(session: Session, edition_key: str, seen: ColumnElement[bool]) -> tuple[tuple[str, str], ...]:
    query = (
        select(CouncilRow.type, CouncilRow.region)
        .join(_ROW, CouncilRow.code == _ROW.council_code)
        .where(_ROW.edition_key == edition_key, seen)
        .distinct()
        .order_by(CouncilRow.type, CouncilRow.region)
    )
    return tuple((council_type, region) for council_type, region in session.execute(query))


def list_own_assessments(scope: Scope, session: Session, edition_key: str) -> tuple[tuple[str, int], ...]:
    """Codes of the reader's own councils that are in this edition, with their assessments."""
    row = AssessmentRow
    query = select(row.council_code, row.id).where(row.council_code.in_(scope.council_codes))
    rows = session.execute(query.where(row.edition_key == edition_key).order_by(row.council_code))
    return tuple((code, assessment_id) for code, assessment_id in rows)


def is_seen(scope: Scope, day: date, periods: tuple[Period, ...]) -> ColumnElement[bool]:
    """Whether anything of it is seen by this reader, as parts_seen has it: for a database that filters many."""
    seen = [is_open_to(Ring.EVERYONE, last_opening(day, periods))]
    if scope.council_codes:
        seen.append(is_open_to(Ring.COUNCILS, day))
    return and_(_ROW.withdrawn_at.is_(None), or_(*seen))


def is_open_to(reader: Ring, day: date) -> ColumnElement[bool]:
    rings = [ring.value for ring in Ring if ring.reaches(reader)]
    parts = (and_(ring.in_(rings), since <= day) for _, ring, since in _PARTS)
    return and_(or_(_ROW.hold_until.is_(None), _ROW.hold_until <= day), or_(*parts))
