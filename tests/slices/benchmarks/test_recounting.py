"""Publishing, withdrawing and the passing of days, as they count in benchmarks."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.slices.cells.steps import stored
from tests.support.people import OPEN, TODAY, add_person
from tests.support.published import publish, put_result, rings, same_answer, withdraw
from tiex.benchmarks.commands import queue_recounts, recount
from tiex.benchmarks.queries import find_differences, list_benchmarks, list_to_recount
from tiex.content.editions import load_edition
from tiex.domain.answers import Answer
from tiex.domain.benchmark import LEAST_COUNCILS, Benchmark, Histogram
from tiex.domain.cohorts import LEAST_FRESH
from tiex.domain.publishing import Part, Ring
from tiex.gateways.clock import SetClock
from tiex.models import (
    AuditEntryRow,
    BenchmarkEntryRow,
    BenchmarkRow,
    CohortRow,
    ConsensusRecordRow,
    CouncilRow,
    ElectionPeriodRow,
    JobRow,
)
from tiex.worker import do_all

DAY = TODAY.date()
OWN, COUNCILS, EVERYONE = Ring
ANSWERS = same_answer("partly", "fully")


@pytest.fixture
def districts(session: Session) -> list[str]:
    query = select(CouncilRow.code).where(CouncilRow.type == "district", CouncilRow.region == "South East")
    return list(session.scalars(query.order_by(CouncilRow.code).limit(9)))


def benchmark(session: Session, audience: Ring = COUNCILS, group: str = "all", part: Part = Part.SCORES) -> Benchmark:
    return list_benchmarks(session, OPEN).get((part, audience, group), Benchmark())


def counts(session: Session, group: str = "all") -> tuple[tuple[int, int], tuple[int, int]]:
    """Councils, and those named, for councils and for everyone."""
    found = [benchmark(session, audience, group) for audience in (COUNCILS, EVERYONE)]
    return (found[0].councils, found[0].named), (found[1].councils, found[1].named)


def test_a_named_council_counts_at_once_where_it_may_be_read(session: Session, districts: list[str]) -> None:
    publish(session, districts[0], ANSWERS, COUNCILS)
    assert counts(session) == ((1, 1), (0, 0))
    publish(session, districts[0], ANSWERS, EVERYONE)
    assert counts(session) == ((1, 1), (1, 1))
    for group in ("nation:England", "type:district", "region:South East", "type:district|region:South East"):
        assert counts(session, group) == ((1, 1), (1, 1))


def test_hidden_councils_wait_for_six(session: Session, districts: list[str]) -> None:
    for code in districts[:5]:
        publish(session, code, ANSWERS, OWN)
    assert counts(session) == ((0, 0), (0, 0))
    publish(session, districts[5], ANSWERS, OWN)
    assert counts(session) == ((6, 0), (6, 0))
    publish(session, districts[6], ANSWERS, OWN)
    assert counts(session) == ((6, 0), (6, 0))


def test_one_that_leaves_takes_its_cohort_along(session: Session, districts: list[str]) -> None:
    ids = [publish(session, code, ANSWERS, OWN) for code in districts[:6]]
    withdraw(session, ids[2])
    assert counts(session) == ((0, 0), (0, 0))
    assert session.scalars(select(CohortRow).where(CohortRow.part == Part.SCORES)).all() == []
    # Neither the one that comes back nor a newcomer makes six new ones.
    publish(session, districts[2], ANSWERS, OWN)
    publish(session, districts[6], ANSWERS, OWN)
    recount(session=session, assessment_id=ids[0], today=DAY + timedelta(days=99))
    assert counts(session) == ((0, 0), (0, 0))
    row = session.get_one(BenchmarkEntryRow, (ids[2], Part.SCORES.value))
    assert row.was_counted


def test_a_new_version_leaves_the_cohort_as_well(session: Session, districts: list[str]) -> None:
    for code in districts[:6]:
        publish(session, code, ANSWERS, OWN)
    publish(session, districts[0], same_answer("not-yet"), OWN)
    assert counts(session) == ((0, 0), (0, 0))


def test_recounting_again_changes_nothing(session: Session, districts: list[str]) -> None:
    ids = [
        publish(session, code, ANSWERS, ring)
        for code, ring in zip(districts[:8], [OWN] * 6 + [COUNCILS, EVERYONE], strict=True)
    ]
    before = list_benchmarks(session, OPEN)
    for assessment_id in ids:
        recount(session=session, assessment_id=assessment_id, today=DAY)
    assert list_benchmarks(session, OPEN) == before
    assert list(find_differences(session, OPEN)) == []


def test_who_keeps_its_ring_is_hidden_while_five_of_its_batch_do(session: Session, districts: list[str]) -> None:
    """Older figures, less the scores of those that have let everyone see theirs since, are a sum over the rest: it is
    of five or more until all but five have, and of the last one alone in the end."""
    measure, keys = "mode:service:position", list(load_edition(OPEN).statements)
    said = {
        code: same_answer("not-yet") | {key: Answer(key, "fully") for key in keys[: 3 * number]}
        for number, code in enumerate(districts[:LEAST_FRESH])
    }
    for code, answers in said.items():
        publish(session, code, answers, OWN)
    rest, left = benchmark(session, EVERYONE).histograms[measure], []
    for code in districts[1:LEAST_FRESH]:
        publish(session, code, said[code], EVERYONE)
        rest -= Histogram({figure_of(session, code, measure): 1})
        left.append(rest.total)
    assert left == [LEAST_COUNCILS, 4, 3, 2, 1]
    assert rest == Histogram({figure_of(session, districts[0], measure): 1})


def figure_of(session: Session, code: str, measure: str) -> int:
    entry = session.scalars(select(BenchmarkEntryRow).filter_by(council_code=code, part=Part.SCORES.value)).one()
    score: int = entry.figures[measure]
    return score


def test_scores_and_success_factors_count_apart(session: Session, districts: list[str]) -> None:
    found = put_result(session, districts[0], ANSWERS, rings(EVERYONE, OWN))
    recount(session=session, assessment_id=found, today=DAY)
    assert benchmark(session).councils == 1
    assert benchmark(session, part=Part.FACTORS).councils == 0


def test_what_is_held_counts_from_the_day_it_opens(session: Session, districts: list[str]) -> None:
    opens = DAY + timedelta(days=10)
    found = put_result(session, districts[0], ANSWERS, rings(EVERYONE), hold_until=opens)
    recount(session=session, assessment_id=found, today=DAY)
    assert counts(session) == ((0, 0), (0, 0))
    assert list_to_recount(session, opens - timedelta(days=1)) == ()
    assert list_to_recount(session, opens) == (found,)
    recount(session=session, assessment_id=found, today=opens)
    assert counts(session) == ((1, 1), (1, 1))
    assert list_to_recount(session, opens) == ()


def test_before_an_election_the_public_does_not_count_what_councils_do(session: Session, districts: list[str]) -> None:
    ends = DAY + timedelta(days=20)
    session.add(ElectionPeriodRow(name="Local elections", starts_on=DAY, ends_on=ends))
    found = publish(session, districts[0], ANSWERS, EVERYONE)
    assert counts(session) == ((1, 1), (0, 0))
    assert list_to_recount(session, ends + timedelta(days=1)) == (found,)


def test_no_batch_is_added_before_an_election(session: Session, districts: list[str]) -> None:
    ends = DAY + timedelta(days=20)
    session.add(ElectionPeriodRow(name="Local elections", starts_on=DAY, ends_on=ends))
    for code in districts[:6]:
        publish(session, code, ANSWERS, OWN)
    assert counts(session) == ((0, 0), (0, 0))
    assert queue_recounts(session=session, today=ends, now=TODAY) == 0
    after = ends + timedelta(days=1)
    assert queue_recounts(session=session, today=after, now=TODAY) == 1
    session.flush()
    recount(session=session, assessment_id=int(session.scalars(select(JobRow.subject)).one()), today=after)
    assert counts(session) == ((6, 0), (6, 0))


def test_a_record_that_was_tampered_with_is_not_counted(session: Session, districts: list[str]) -> None:
    found = put_result(session, districts[0], ANSWERS, rings(EVERYONE))
    row = session.scalars(select(ConsensusRecordRow).filter_by(assessment_id=found)).one()
    row.document = row.document.replace('"partly"', '"fully"')
    recount(session=session, assessment_id=found, today=DAY)
    assert benchmark(session).histograms == {}


def test_the_worker_counts_what_the_day_changes(app: Flask, clock: SetClock) -> None:
    opens: date = DAY + timedelta(days=10)
    with stored(app) as session:
        add_person(app, "Pub Lisher", council=None)
        found = put_result(session, "X-SALT", ANSWERS, rings(EVERYONE), hold_until=opens)
        recount(session=session, assessment_id=found, today=DAY)
        assert queue_recounts(session=session, today=DAY, now=TODAY) == 0
        session.commit()
    clock.at = TODAY + timedelta(days=10)
    with stored(app) as session:
        assert do_all().done == 1
        assert counts(session) == ((1, 1), (1, 1))
        assert [job.state for job in session.scalars(select(JobRow))] == ["done"]
        assert do_all().done == 0


def test_a_cohort_is_formed_when_its_patience_is_over(app: Flask, session: Session) -> None:
    query = select(CouncilRow.region, CouncilRow.code).where(CouncilRow.type == "district").order_by(CouncilRow.code)
    one_each = list(dict(session.execute(query).all()).values())
    assert len(one_each) >= 6
    for code in one_each[:6]:
        publish(session, code, ANSWERS, OWN)
    assert queue_recounts(session=session, today=DAY + timedelta(days=6), now=TODAY) == 0
    later = DAY + timedelta(days=7)
    assert queue_recounts(session=session, today=later, now=TODAY) == 1
    session.flush()
    subject = session.scalars(select(JobRow.subject)).one()
    recount(session=session, assessment_id=int(subject), today=later)
    assert counts(session, "type:district") == ((6, 0), (6, 0))
    assert counts(session, "region:South East") == ((0, 0), (0, 0))


def test_counting_leaves_no_trace_in_the_trail(session: Session, districts: list[str]) -> None:
    publish(session, districts[0], ANSWERS, OWN)
    assert session.scalars(select(AuditEntryRow)).all() == []


@pytest.mark.parametrize("command", ["rebuild", "verify", "recount"])
def test_commands(app: Flask, command: str) -> None:
    with stored(app) as session:
        publish(session, "X-SALT", ANSWERS, EVERYONE)
        session.commit()
    result = app.test_cli_runner().invoke(args=["benchmark", command])
    assert result.exit_code == 0, result.output


def test_verify_fails_where_figures_are_wrong(app: Flask) -> None:
    with stored(app) as session:
        publish(session, "X-SALT", ANSWERS, EVERYONE)
        session.get_one(BenchmarkRow, (OPEN, "scores", "councils", "all")).councils = 7
        session.commit()
    result = app.test_cli_runner().invoke(args=["benchmark", "verify"])
    assert result.exit_code == 1
    assert "scores of the group all, for councils" in result.output
    app.test_cli_runner().invoke(args=["benchmark", "rebuild"])
    assert app.test_cli_runner().invoke(args=["benchmark", "verify"]).exit_code == 0
