"""The demonstration: two signed assessments of the past, an answering round under way, and nothing in the future."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import run
from tests.support.people import CLOSED, COUNCIL, OPEN, OTHER_COUNCIL, TODAY
from tiex.access.scope import Scope
from tiex.assessments.queries import OpenAssessment, open_assessment
from tiex.benchmarks.queries import find_differences
from tiex.cli import bring_in, starter_rows
from tiex.comparison.queries import read_group
from tiex.consensus.queries import open_consensus
from tiex.demo import load_demo
from tiex.demo.shared import SHARED
from tiex.demo.uses import USES, Kept, Tried
from tiex.domain.benchmark import COUNTED
from tiex.domain.examples import Content, Review
from tiex.domain.people import ANSWERING, RUNNING
from tiex.domain.publishing import Ring
from tiex.domain.resources import Origin
from tiex.domain.rounds import is_working_day
from tiex.domain.spread import Standing, distribution_of, standing_of
from tiex.domain.uses import CHANGED_LIMIT, NOTE_LIMIT, Worked
from tiex.extensions import db
from tiex.models import (
    AnswerRow,
    AssessmentResponseRow,
    AssessmentRow,
    AuditEntryRow,
    Base,
    ConsensusRecordRow,
    ExampleRow,
    NoteRow,
    OutboxMessageRow,
    PersonRow,
    PublicationRow,
    SignoffEventRow,
    TrialRow,
)
from tiex.rounds.commands import Running, close_round
from tiex.rounds.queries import count_answers, list_progress
from tiex.uses.queries import read_list
from tiex.web.trail import verify_trail

EVERYBODY = Scope(None, frozenset({COUNCIL, OTHER_COUNCIL}))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application of its own, as loading takes a while; what a test changes in it is rolled back."""
    folder = tmp_path_factory.mktemp("demo")
    app = run(f"sqlite:///{folder / 'tiex.sqlite3'}", folder).app
    with app.app_context():
        bring_in(starter_rows(), Origin.STARTER, "starter catalogue")
        load(db.session())
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def loaded(demo: Flask) -> Iterator[Session]:
    with demo.app_context():
        yield db.session()
        db.session.rollback()


def load(session: Session, now: datetime = TODAY) -> None:
    load_demo(session=session, now=now, base_url="http://localhost")
    session.commit()


def sizes(session: Session) -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalars(select(func.count()).select_from(table)).one() for table in tables}


def assessment(session: Session, council: str, edition: str) -> OpenAssessment:
    place = {"council_code": council, "edition_key": edition}
    assessment_id = session.scalars(select(AssessmentRow.id).filter_by(**place)).one()
    return open_assessment(EVERYBODY, session, assessment_id)


def moments(session: Session) -> Iterator[tuple[str, datetime]]:
    for row in (AnswerRow, NoteRow):
        yield from ((row.__tablename__, at) for at in session.scalars(select(row.changed_at)))
    for created in (PersonRow, AssessmentRow, AssessmentResponseRow, ConsensusRecordRow, OutboxMessageRow):
        yield from ((created.__tablename__, at) for at in session.scalars(select(created.created_at)))
    for happened in (AuditEntryRow, SignoffEventRow):
        yield from ((happened.__tablename__, at) for at in session.scalars(select(happened.at)))


def test_nothing_happens_in_the_future(loaded: Session) -> None:
    assert [place for place, at in moments(loaded) if at >= TODAY and place != "audit_entry"] == []
    of_councils = select(AuditEntryRow.at).where(AuditEntryRow.chain.in_([COUNCIL, OTHER_COUNCIL]))
    times = loaded.scalars(of_councils.order_by(AuditEntryRow.chain, AuditEntryRow.seq)).all()
    assert max(times) < TODAY


@pytest.mark.parametrize("council", [COUNCIL, OTHER_COUNCIL])
def test_each_trail_is_unbroken_and_told_in_order(loaded: Session, council: str) -> None:
    assert [chain.chain for chain in verify_trail(loaded) if chain.broken_at is not None] == []
    times = loaded.scalars(select(AuditEntryRow.at).filter_by(chain=council).order_by(AuditEntryRow.seq)).all()
    assert list(times) == sorted(times)


def test_loading_it_twice_adds_nothing(session: Session) -> None:
    load(session)
    before = sizes(session)
    load(session, TODAY + timedelta(days=1))
    assert sizes(session) == before


@pytest.mark.parametrize("council", [COUNCIL, OTHER_COUNCIL])
def test_the_assessment_of_2019_is_signed_off(loaded: Session, council: str) -> None:
    past = assessment(loaded, council, CLOSED)
    assert past.is_closed
    consensus = open_consensus(EVERYBODY, loaded, past.id)
    assert consensus.state.is_signed_off
    assert len(consensus.state.signatures) == 2
    days = [event.at.date() for event in consensus.history]
    assert days == sorted(days)
    assert date(2019, 9, 1) < days[0] <= days[-1] < date(2020, 3, 31)
    assert loaded.scalars(select(ConsensusRecordRow.fingerprint).filter_by(assessment_id=past.id)).all() == [
        consensus.state.signed_off
    ]


def test_the_round_of_today_is_open_with_days_to_come(loaded: Session) -> None:
    now = assessment(loaded, COUNCIL, OPEN)
    assert not now.is_closed
    assert now.due_on is not None
    assert now.meets_on is not None
    assert TODAY.date() < now.due_on < now.meets_on
    assert is_working_day(now.due_on)
    assert is_working_day(now.meets_on)


def test_some_have_finished_some_have_begun_and_one_has_not(loaded: Session) -> None:
    now = assessment(loaded, COUNCIL, OPEN)
    people = {who.name: who for who in list_progress(loaded, now) if who.has_access}
    finished = {name for name, who in people.items() if who.is_finished(now.edition)}
    assert finished == {"Owen Bright", "Tom Ashby", "Grace Obi", "Helen Marsh", "Ravi Patel"}
    assert {name for name, who in people.items() if who.response_id is None} == {"Yusuf Khan"}
    assert people["Priya Nair"].answered(now.edition) == 79, "61 statements and the 18 on success factors"
    assert (people["Ravi Patel"].answered(now.edition), people["Ravi Patel"].total(now.edition)) == (24, 24)


def test_who_is_limited_answers_within_the_limit(loaded: Session) -> None:
    ravi = select(PersonRow.id).where(PersonRow.name == "Ravi Patel").scalar_subquery()
    own = select(AnswerRow.statement_id).join(AssessmentResponseRow, AssessmentResponseRow.id == AnswerRow.response_id)
    found = loaded.scalars(own.where(AssessmentResponseRow.author_id == ravi)).all()
    assert {statement_id.partition("-")[0] for statement_id in found} == {"digital", "data"}


def test_there_is_something_to_talk_about(loaded: Session) -> None:
    now = assessment(loaded, COUNCIL, OPEN)
    tally = count_answers(loaded, now)
    found = [distribution_of(now.edition.scale, counts, tally["asked"][key]) for key, counts in tally["counts"].items()]
    standings = [standing_of(distribution) for distribution in found]
    assert min(standings.count(standing) for standing in Standing) >= 5
    assert sum(distribution.unsure for distribution in found) > 5
    assert any(distribution.inapplicable for distribution in found)


@pytest.mark.parametrize("council", [COUNCIL, OTHER_COUNCIL])
def test_each_council_keeps_resources_and_says_what_came_of_some(loaded: Session, council: str) -> None:
    """Only what their people may do."""
    found = read_list(EVERYBODY, loaded, council)
    assert len(found.listed) >= 2
    assert len(found.set_aside) == 1
    assert all([one.title for one in found.listed] + [one.title for one in found.set_aside])
    for use in USES:
        of_theirs = dict.fromkeys(use.who.councils, use.who.role)
        needed = RUNNING if isinstance(use.what, Tried) else ANSWERING
        assert set(of_theirs.values()) <= needed, use


def test_what_was_tried_worked_partly_or_not_and_one_can_be_asked(loaded: Session) -> None:
    reports = [use.what for use in USES if isinstance(use.what, Tried)]
    assert {report.worked for report in reports} == set(Worked)
    assert sum(report.may_contact for report in reports) == 1
    told = loaded.scalars(select(TrialRow.what_changed)).all()
    assert sorted(told) == sorted(report.what_changed for report in reports)
    assert all(len(report.what_changed) <= CHANGED_LIMIT for report in reports)
    assert max(len(use.what.note) for use in USES if isinstance(use.what, Kept)) <= NOTE_LIMIT


def test_a_new_user_can_close_the_round(loaded: Session) -> None:
    now = assessment(loaded, COUNCIL, OPEN)
    lead = loaded.scalars(select(PersonRow).filter_by(name="Priya Nair")).one()
    close_round(running=Running(loaded, now, lead.id, lead.name, TODAY.date(), TODAY))
    assert assessment(loaded, COUNCIL, OPEN).is_closed


def test_one_council_has_been_through_all_of_it(loaded: Session) -> None:
    done = open_consensus(EVERYBODY, loaded, assessment(loaded, OTHER_COUNCIL, OPEN).id)
    assert done.state.is_signed_off
    assert loaded.get_one(PublicationRow, done.assessment.id).scores_ring == Ring.COUNCILS


@pytest.mark.parametrize(("council", "group"), [(COUNCIL, "type:unitary"), (OTHER_COUNCIL, "type:district")])
def test_each_has_enough_others_to_compare_with(loaded: Session, council: str, group: str) -> None:
    own = Scope(None, frozenset({council}))
    for edition, wanted in ((OPEN, group), (OPEN, "all"), (CLOSED, "all")):
        assert {part for part, found in read_group(own, loaded, edition, wanted).items() if found.is_enough} == set(
            COUNTED
        ), (edition, wanted)
    assert [*find_differences(loaded, OPEN), *find_differences(loaded, CLOSED)] == []


def test_some_shared_what_worked_and_can_be_asked(loaded: Session) -> None:
    found = loaded.scalars(select(ExampleRow)).all()
    assert {row.review for row in found} == {Review.PUBLISHED.value}
    assert len(found) == len(SHARED)
    assert all(Content.of(row.published or {}).may_contact for row in found)


def test_nobody_but_the_invented_can_sign_in(loaded: Session) -> None:
    assert set(loaded.scalars(select(PersonRow.is_demo))) == {True}


def test_only_the_invitation_waits_to_be_mailed(loaded: Session) -> None:
    waiting = loaded.scalars(select(OutboxMessageRow).where(OutboxMessageRow.delivered_at.is_(None))).all()
    assert [row.payload["to"] for row in waiting] == ["sam.hill@fernmoor.example"]


@pytest.mark.parametrize("day", [datetime(2026, 1, 2, 8, tzinfo=UTC), datetime(2027, 8, 1, 23, 30, tzinfo=UTC)])
def test_it_loads_on_a_day_on_which_no_edition_is_open(tmp_path: Path, day: datetime) -> None:
    app = run(f"sqlite:///{tmp_path / 'tiex.sqlite3'}", tmp_path).app
    with app.app_context():
        load(db.session(), day)
        assert sizes(db.session())["answer"] > 1000
        db.engine.dispose()
