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
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from tiex.access.scope import Scope
from tiex.domain.duties import SignoffFact
from tiex.domain.edition import Edition
from tiex.domain.people import ANSWERING
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
    ResponseKind,
    SignoffEventRow,
)

# Statements as large as these take longer to make than to run, so they are made once.
CODES: BindParameter[str] = bindparam("codes", expanding=True)
RUNNING_CODES: BindParameter[str] = bindparam("running", expanding=True)


@dataclass(frozen=True, slots=True)
class EditionStanding:
    """One council in one edition: its assessment, and how far this person's own view has come, if there are any."""

    council_code: str
    edition_key: str
    sha256: str
    edition_title: str
    starts_on: date
    ends_on: date
    total: int
    assessment_id: int | None
    due_on: date | None
    meets_on: date | None
    closed_at: datetime | None
    is_meeting_on: bool
    response_id: int | None
    answered: int

    def is_open_on(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Shared:
    """How far the responses of one kind have come: how many there are, how many are finished, and all their answers."""

    started: int = 0
    finished: int = 0
    answered: int = 0


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
    return tuple(EditionStanding(*row) for row in session.execute(_standings(), values))


@cache
def _standings() -> Select[*tuple[Any, ...]]:
    is_own = and_(
        AssessmentResponseRow.assessment_id == AssessmentRow.id,
        AssessmentResponseRow.author_id == bindparam("person_id"),
    )
    # Counted response by response: joined, SQLite would index every answer there is for each page.
    answered = (
        select(func.count())
        .where(
            AnswerRow.response_id == AssessmentResponseRow.id,
            AnswerRow.position.is_not(None),
            AnswerRow.is_key_statement.is_(False),
        )
        .correlate(AssessmentResponseRow)
        .scalar_subquery()
    )
    is_theirs = and_(AssessmentRow.council_code == CouncilRow.code, AssessmentRow.edition_key == EditionRow.key)
    is_on = and_(MeetingRow.assessment_id == AssessmentRow.id, MeetingRow.ended_at.is_(None))
    places: tuple[Any, ...] = (CouncilRow.code, EditionRow.key, EditionRow.sha256, EditionRow.title)
    days: tuple[Any, ...] = (EditionRow.starts_on, EditionRow.ends_on, EditionRow.statement_count, AssessmentRow.id)
    round_: tuple[Any, ...] = (AssessmentRow.due_on, AssessmentRow.meets_on, AssessmentRow.closed_at)
    own: tuple[Any, ...] = (MeetingRow.assessment_id.is_not(None), AssessmentResponseRow.id, answered)
    return (
        select(*places, *days, *round_, *own)
        .select_from(CouncilRow)
        .join(EditionRow, EditionRow.number > 0)
        .outerjoin(AssessmentRow, is_theirs)
        .outerjoin(MeetingRow, is_on)
        .outerjoin(AssessmentResponseRow, is_own)
        .where(CouncilRow.code.in_(CODES))
        .order_by(CouncilRow.name, EditionRow.number.desc())
    )


def edition_of(session: Session, standing: EditionStanding) -> Edition:
    """Read once in a process."""
    return read_edition(session, standing.edition_key, standing.sha256)


def count_shared(
    scope: Scope, session: Session, running_codes: frozenset[str], today: date
) -> Mapping[tuple[int, str], Shared]:
    """By assessment and kind; the consensus with its key statements.

    Of individual views only how many have come how far, only for those who run the assessment, and only while they
    are given; somebody who was asked about some characteristics has finished once those are answered.
    """
    values = {"codes": sorted(scope.council_codes), "running": sorted(running_codes), "today": today}
    responses: dict[tuple[int, str], list[tuple[bool, int]]] = defaultdict(list)
    asked: dict[tuple[str, tuple[str, ...]], int] = {}
    for assessment_id, kind, key, sha256, limits, answered in session.execute(_shared(), values):
        limit = (key, tuple(limits or ()))
        if limit not in asked:
            asked[limit] = count_asked(read_edition(session, key, sha256), frozenset(limit[1]))
        responses[assessment_id, kind].append((answered >= asked[limit], answered))
    return {
        place: Shared(len(given), sum(is_finished for is_finished, _ in given), sum(number for _, number in given))
        for place, given in responses.items()
    }


@cache
def _shared() -> Select[int, str, str, str, list[str], int]:
    """Each response that somebody may count, with how many of its answers are given."""
    is_consensus = AssessmentResponseRow.kind == ResponseKind.CONSENSUS.value
    # Counted response by response: grouping all the answers of a council at once takes longer.
    answered = (
        select(func.count())
        .where(AnswerRow.response_id == AssessmentResponseRow.id, AnswerRow.position.is_not(None))
        .where(or_(is_consensus, AnswerRow.is_key_statement.is_(False)))
        .correlate(AssessmentResponseRow)
        .scalar_subquery()
    )
    is_member = and_(
        MembershipRow.person_id == AssessmentResponseRow.author_id,
        MembershipRow.council_code == AssessmentRow.council_code,
        MembershipRow.ended_at.is_(None),
        MembershipRow.role.in_(sorted(ANSWERING)),
    )
    is_for_me = and_(
        AssessmentRow.council_code.in_(RUNNING_CODES),
        AssessmentRow.closed_at.is_(None),
        EditionRow.ends_on >= bindparam("today"),
        MembershipRow.person_id.is_not(None),
    )
    return (
        select(
            AssessmentResponseRow.assessment_id,
            AssessmentResponseRow.kind,
            EditionRow.key,
            EditionRow.sha256,
            MembershipRow.characteristics,
            answered,
        )
        .join(AssessmentRow, AssessmentRow.id == AssessmentResponseRow.assessment_id)
        .join(EditionRow, EditionRow.key == AssessmentRow.edition_key)
        .outerjoin(MembershipRow, is_member)
        .where(AssessmentRow.council_code.in_(CODES), or_(is_consensus, is_for_me))
    )


def count_asked(edition: Edition, characteristics: frozenset[str]) -> int:
    """How many statements somebody was asked about: all of them where there are no limits."""
    if not characteristics:
        return len(edition.statements)
    return sum(len(cell.statements) for cell in edition.cells if cell.characteristic in characteristics)


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


def list_signoff_facts(scope: Scope, session: Session) -> Mapping[int, tuple[SignoffFact, ...]]:
    """What happened to the sign-off of each assessment, the oldest first."""
    columns = (SignoffEventRow.kind, SignoffEventRow.role, SignoffEventRow.actor_id, SignoffEventRow.reason)
    query = (
        select(SignoffEventRow.assessment_id, *columns)
        .join(AssessmentRow, AssessmentRow.id == SignoffEventRow.assessment_id)
        .where(AssessmentRow.council_code.in_(scope.council_codes))
        .order_by(SignoffEventRow.assessment_id, SignoffEventRow.seq)
    )
    facts: dict[int, tuple[SignoffFact, ...]] = {}
    for assessment_id, kind, role, person_id, reason in session.execute(query):
        facts[assessment_id] = (*facts.get(assessment_id, ()), SignoffFact(kind, role, person_id, reason))
    return facts
