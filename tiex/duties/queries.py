"""Reading where the assessments of a person's councils stand: as many statements however many there are."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.assessments.queries import Given, given_columns
from tiex.domain.answers import Answer
from tiex.domain.consensus import count_needed, missing
from tiex.domain.edition import Edition
from tiex.domain.people import ANSWERING
from tiex.domain.signoff import Event, SignoffState, event_of, fold
from tiex.editions.queries import read_edition
from tiex.models import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    CouncilRow,
    DelegationRow,
    EditionRow,
    InvitationRow,
    JoinRequestRow,
    MeetingRow,
    MembershipRow,
    PersonRow,
    PublicationRow,
    ResponseKind,
    SignoffEventRow,
)

# Statements as large as these take longer to make than to run, so they are made once.
CODES: BindParameter[str] = bindparam("codes", expanding=True)
RUNNING_CODES: BindParameter[str] = bindparam("running", expanding=True)
_RESPONSE = AssessmentResponseRow.__table__.c


@dataclass(frozen=True, slots=True)
class EditionStanding:
    """One council in one edition: its assessment, and how far this person's own view has come, if there are any.

    `published` is the fingerprint of the version that the council has published, even if it has withdrawn it since.
    """

    council_code: str
    council_name: str
    edition_key: str
    sha256: str
    edition_title: str
    starts_on: date
    ends_on: date
    assessment_id: int | None
    due_on: date | None
    meets_on: date | None
    closed_at: datetime | None
    is_meeting_on: bool
    published: str | None
    response_id: int | None
    given: Given

    def is_open_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Views:
    """How many individual views there are, and how many of them are finished."""

    started: int = 0
    finished: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """People around the assessment of one council, counted; `signs_for` are those whose deputy this person is today."""

    asked: int = 0
    requests: int = 0
    invitations: int = 0
    signs_for: frozenset[str] = frozenset()


def list_own_standings(scope: Scope, session: Session) -> tuple[EditionStanding, ...]:
    """Every edition for every own council, the newest edition first; key statements are not counted."""
    values = {"codes": sorted(scope.council_codes), "person_id": scope.person_id}
    return tuple(EditionStanding(*(*row[:-2], Given(*row[-2:]))) for row in session.execute(_standings(), values))


@cache
def _standings() -> Select[*tuple[Any, ...]]:
    is_own = and_(
        AssessmentResponseRow.assessment_id == AssessmentRow.id,
        AssessmentResponseRow.author_id == bindparam("person_id"),
    )
    is_member = and_(MembershipRow.person_id == bindparam("person_id"), MembershipRow.council_code == CouncilRow.code)
    is_theirs = and_(AssessmentRow.council_code == CouncilRow.code, AssessmentRow.edition_key == EditionRow.key)
    is_on = and_(MeetingRow.assessment_id == AssessmentRow.id, MeetingRow.ended_at.is_(None))
    places: tuple[Any, ...] = (CouncilRow.code, CouncilRow.name, EditionRow.key, EditionRow.sha256, EditionRow.title)
    days: tuple[Any, ...] = (EditionRow.starts_on, EditionRow.ends_on, AssessmentRow.id)
    round_: tuple[Any, ...] = (AssessmentRow.due_on, AssessmentRow.meets_on, AssessmentRow.closed_at)
    given = given_columns(_RESPONSE.id, MembershipRow.__table__.c.characteristics)
    shown = PublicationRow.fingerprint
    own: tuple[Any, ...] = (MeetingRow.assessment_id.is_not(None), shown, AssessmentResponseRow.id, *given)
    return (
        select(*places, *days, *round_, *own)
        .select_from(CouncilRow)
        .join(EditionRow, EditionRow.number > 0)
        .outerjoin(AssessmentRow, is_theirs)
        .outerjoin(MeetingRow, is_on)
        .outerjoin(PublicationRow, PublicationRow.assessment_id == AssessmentRow.id)
        .outerjoin(AssessmentResponseRow, is_own)
        .outerjoin(MembershipRow, is_member)
        .where(CouncilRow.code.in_(CODES))
        .order_by(CouncilRow.name, EditionRow.number.desc())
    )


def edition_of(session: Session, standing: EditionStanding) -> Edition:
    """Read once in a process."""
    return read_edition(session, standing.edition_key, standing.sha256)


def count_views(scope: Scope, session: Session, running_codes: frozenset[str], today: date) -> Mapping[int, Views]:
    """By assessment, how many individual views have come how far: only for those who run it, and only while they are
    given. Somebody who was asked about some characteristics has finished once those are answered."""
    values = {"codes": sorted(scope.council_codes), "running": sorted(running_codes), "today": today}
    finished: dict[int, list[bool]] = defaultdict(list)
    for assessment_id, key, sha256, characteristics, *given in session.execute(_views(), values):
        edition, limit = read_edition(session, key, sha256), frozenset(characteristics)
        is_finished = Given(*given).within(edition, limit) >= edition.count_asked(limit)
        finished[assessment_id].append(is_finished)
    return {assessment_id: Views(len(each), sum(each)) for assessment_id, each in finished.items()}


@cache
def _views() -> Select[*tuple[Any, ...]]:
    """Each individual view that counts, with what it answers."""
    is_member = and_(
        MembershipRow.person_id == AssessmentResponseRow.author_id,
        MembershipRow.council_code == AssessmentRow.council_code,
        MembershipRow.ended_at.is_(None),
        MembershipRow.role.in_(sorted(ANSWERING)),
    )
    whose: tuple[Any, ...] = (AssessmentRow.id, EditionRow.key, EditionRow.sha256, MembershipRow.characteristics)
    return (
        select(*whose, *given_columns(_RESPONSE.id, MembershipRow.__table__.c.characteristics))
        .select_from(AssessmentResponseRow)
        .join(AssessmentRow, AssessmentRow.id == AssessmentResponseRow.assessment_id)
        .join(EditionRow, EditionRow.key == AssessmentRow.edition_key)
        .join(MembershipRow, is_member)
        .where(AssessmentRow.council_code.in_(CODES), AssessmentRow.council_code.in_(RUNNING_CODES))
        .where(AssessmentRow.closed_at.is_(None), EditionRow.ends_on >= bindparam("today"))
    )


def count_agreed(scope: Scope, session: Session, signoffs: Mapping[int, SignoffState]) -> Mapping[int, int]:
    """By assessment, how many answers of a consensus that is not sent are agreed and lack nothing."""
    sent = sorted(assessment_id for assessment_id, state in signoffs.items() if state.is_sent)
    values = {"codes": sorted(scope.council_codes), "sent": sent}
    agreed: dict[tuple[int, str, str], dict[str, Answer]] = defaultdict(dict)
    for *place, statement_id, position, rationale in session.execute(_agreed(), values):
        agreed[tuple(place)][statement_id] = Answer(statement_id, position, rationale=rationale)
    counted = {}
    for (assessment_id, key, sha256), answers in agreed.items():
        edition = read_edition(session, key, sha256)
        counted[assessment_id] = count_needed(edition) - missing(edition, answers).total
    return counted


@cache
def _agreed() -> Select[*tuple[Any, ...]]:
    answer = AnswerRow.__table__.c
    columns: tuple[Any, ...] = (AssessmentRow.id, EditionRow.key, EditionRow.sha256)
    return (
        select(*columns, answer.statement_id, answer.position, answer.rationale)
        .select_from(AssessmentRow)
        .join(EditionRow, EditionRow.key == AssessmentRow.edition_key)
        .join(AssessmentResponseRow, AssessmentResponseRow.assessment_id == AssessmentRow.id)
        .join(AnswerRow, AnswerRow.response_id == AssessmentResponseRow.id)
        .where(AssessmentRow.council_code.in_(CODES), AssessmentResponseRow.kind == ResponseKind.CONSENSUS.value)
        .where(AssessmentRow.id.not_in(bindparam("sent", expanding=True)))
    )


def list_around(
    scope: Scope, session: Session, running_codes: frozenset[str], today: date, now: datetime
) -> Mapping[str, Around]:
    """By council: who was asked, who waits to join, who has not answered an invitation; and for whom I am a deputy."""
    values = {
        "codes": sorted(scope.council_codes),
        "running": sorted(running_codes),
        "person_id": scope.person_id,
        "today": today,
        "now": now,
    }
    counted: dict[str, dict[str, int]] = {}
    signs_for: dict[str, set[str]] = {}
    for what, code, role, number in session.execute(_around(), values):
        if role:
            signs_for.setdefault(code, set()).add(role)
        else:
            counted.setdefault(code, {})[what] = number
    return {
        code: Around(**counted.get(code, {}), signs_for=frozenset(signs_for.get(code, ())))
        for code in scope.council_codes
    }


@cache
def _around() -> CompoundSelect[str, str, str, int]:
    """What is counted, the council, the role where there is one, and how many."""
    nobody = literal("", String)
    asked = (
        select(literal("asked", String).label("what"), MembershipRow.council_code, nobody.label("role"), func.count())
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(MembershipRow.council_code.in_(CODES), MembershipRow.council_code.in_(RUNNING_CODES))
        .where(MembershipRow.role.in_(sorted(ANSWERING)), MembershipRow.ended_at.is_(None))
        .where(PersonRow.disabled_at.is_(None))
        .group_by(MembershipRow.council_code)
    )
    requests = (
        select(literal("requests", String), JoinRequestRow.council_code, nobody, func.count())
        .where(JoinRequestRow.council_code.in_(CODES), JoinRequestRow.council_code.in_(RUNNING_CODES))
        .where(JoinRequestRow.confirmed_at.is_not(None), JoinRequestRow.decided_at.is_(None))
        .group_by(JoinRequestRow.council_code)
    )
    invitations = (
        select(literal("invitations", String), InvitationRow.council_code, nobody, func.count())
        .where(InvitationRow.council_code.in_(CODES), InvitationRow.council_code.in_(RUNNING_CODES))
        .where(
            InvitationRow.accepted_at.is_(None),
            InvitationRow.revoked_at.is_(None),
            InvitationRow.expires_at > bindparam("now"),
        )
        .group_by(InvitationRow.council_code)
    )
    deputy = (
        select(literal("deputy", String), DelegationRow.council_code, DelegationRow.role, literal(1))
        .where(DelegationRow.council_code.in_(CODES), DelegationRow.person_id == bindparam("person_id"))
        .where(
            DelegationRow.revoked_at.is_(None),
            DelegationRow.starts_on <= bindparam("today"),
            DelegationRow.ends_on >= bindparam("today"),
        )
    )
    return union_all(asked, requests, invitations, deputy)


def list_signoffs(scope: Scope, session: Session) -> Mapping[int, SignoffState]:
    """Where the sign-off of each assessment stands that was ever sent."""
    row = SignoffEventRow
    query = (
        select(row.assessment_id, row.kind, row.actor_id, row.role, row.fingerprint, row.reason)
        .join(AssessmentRow, AssessmentRow.id == row.assessment_id)
        .where(AssessmentRow.council_code.in_(scope.council_codes))
        .order_by(row.assessment_id, row.seq)
    )
    events: dict[int, list[Event]] = defaultdict(list)
    for assessment_id, kind, actor_id, role, fingerprint, reason in session.execute(query):
        events[assessment_id].append(event_of(kind, actor_id, role, fingerprint, reason))
    return {assessment_id: fold(happened) for assessment_id, happened in events.items()}
