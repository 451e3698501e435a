"""Reading the trail of a council: what a person may see of it, page by page or all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.domain.audit import ACTIONS_ABOUT, Theme
from tiex.domain.edition import Edition
from tiex.editions.queries import read_edition
from tiex.models import (
    AssessmentResponseRow,
    AssessmentRow,
    AuditEntryRow,
    EditionRow,
    MembershipRow,
    PersonRow,
    ResponseKind,
)

ON_A_PAGE = 50
READ_AT_ONCE = 500
ABOUT_STRANGERS = ("invitation sent", "invitation revoked", "join request")
LARGEST_SEQ = 2**31 - 1


@dataclass(frozen=True, slots=True)
class TrailPart:
    """Whose trail is read and how much of it: `sees_released` is for those who run the assessment."""

    council_code: str
    sees_released: bool
    theme: Theme | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """An entry with the names that stand behind its ids; no actor where a command of the exchange did it."""

    seq: int
    at: datetime
    actor_id: int | None
    actor: str | None
    action: str
    subject: str
    before: Any
    after: Any
    reason: str
    seal: str
    edition: Edition | None
    individual_response_id: int | None
    is_released: bool


_entry, _person = AuditEntryRow.__table__.c, PersonRow.__table__.c
_assessment, _edition = AssessmentRow.__table__.c, EditionRow.__table__.c
_response = AssessmentResponseRow.__table__.c
_ENTRIES = (
    select(
        _entry.seq,
        _entry.at,
        _entry.actor_id,
        _person.name.label("actor"),
        _entry.action,
        _entry.subject,
        _entry.before,
        _entry.after,
        _entry.reason,
        _entry.seal,
        _edition.key.label("edition_key"),
        _edition.sha256,
        _response.id.label("response_id"),
        _response.kind,
        _response.author_id,
        _assessment.closed_at,
    )
    .select_from(AuditEntryRow.__table__)
    .outerjoin(PersonRow.__table__, _person.id == _entry.actor_id)
    .outerjoin(AssessmentResponseRow.__table__, _response.id == _entry.response_id)
    .outerjoin(AssessmentRow.__table__, _assessment.id == _entry.assessment_id)
    .outerjoin(EditionRow.__table__, _edition.key == _assessment.edition_key)
    .order_by(_entry.seq.desc())
)


def list_trail(scope: Scope, session: Session, part: TrailPart) -> tuple[TrailEntry, ...]:
    """The newest entries before `part.before`, one more than stand on a page where there are more."""
    rows = session.execute(_entries(scope, part).limit(ON_A_PAGE + 1)).all()
    return tuple(_read(scope, session, row) for row in rows)


def stream_trail(scope: Scope, session: Session, part: TrailPart) -> Iterator[TrailEntry]:
    """All entries, the newest first, in batches and from a connection of its own: the request may be over by then."""
    engine, query = session.get_bind(), _entries(scope, part).execution_options(yield_per=READ_AT_ONCE)

    def stream() -> Iterator[TrailEntry]:
        with Session(engine) as own:
            for row in own.execute(query):
                yield _read(scope, own, row)

    return stream()


def list_names(scope: Scope, session: Session, council_code: str) -> Mapping[int, str]:
    """The names of all who belong or belonged to this council, by id."""
    query = (
        select(PersonRow.id, PersonRow.name)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(MembershipRow.council_code == council_code, MembershipRow.council_code.in_(scope.council_codes))
    )
    return dict(session.execute(query).all())


def _entries(scope: Scope, part: TrailPart) -> Select[Any]:
    query = _ENTRIES.where(_entry.chain == part.council_code, _entry.chain.in_(scope.council_codes))
    query = query.where(_is_visible(scope, part))
    if part.theme is not None:
        query = query.where(or_(*(_entry.action.startswith(beginning) for beginning in ACTIONS_ABOUT[part.theme])))
    if part.before is not None:
        query = query.where(_entry.seq < min(part.before, LARGEST_SEQ))
    return query


def _is_visible(scope: Scope, part: TrailPart) -> ColumnElement[bool]:
    """What is about an individual response is its author's until the round is closed, then of those who run it.

    An entry that speaks of a response and does not say of which is nobody's: better too little than too much.
    """
    visible = [
        and_(_response.id.is_(None), _entry.subject.not_like("response %")),
        _response.kind == ResponseKind.CONSENSUS.value,
        _response.author_id == scope.person_id,
    ]
    if part.sees_released:
        visible.append(and_(_response.id.is_not(None), _assessment.closed_at.is_not(None)))
        return or_(*visible)
    # Whom somebody invited or turned away, with their address, is for those who decide about it.
    return and_(or_(*visible), *(_entry.action.not_like(f"{beginning}%") for beginning in ABOUT_STRANGERS))


def _read(scope: Scope, session: Session, row: Row[Any]) -> TrailEntry:
    """What an individual view said is released as it was at the end; how its author came to it stays theirs."""
    is_individual = row.kind == ResponseKind.INDIVIDUAL
    is_theirs = is_individual and row.author_id != scope.person_id
    return TrailEntry(
        seq=row.seq,
        at=row.at,
        actor_id=row.actor_id,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        before=None if is_theirs else row.before,
        after=None if is_theirs else row.after,
        reason=row.reason,
        seal=row.seal,
        edition=read_edition(session, row.edition_key, row.sha256) if row.edition_key else None,
        individual_response_id=row.response_id if is_individual else None,
        is_released=row.closed_at is not None,
    )
