"""Councils that publish at the same moment are all counted, and at most once."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import stored
from tests.slices.cells.test_at_once import meeting_before
from tests.support.people import OPEN, TODAY
from tests.support.published import put_result, rings, same_answer
from tiex.benchmarks.commands import recount
from tiex.benchmarks.queries import find_differences, list_benchmarks
from tiex.domain.publishing import Part, Ring
from tiex.models import CouncilRow

ANSWERS = same_answer("partly", "fully")


def laid(app: Flask, ring: Ring, number: int) -> list[int]:
    """Results that are published and not counted yet."""
    with stored(app) as session:
        query = select(CouncilRow.code).where(CouncilRow.type == "district", CouncilRow.region == "South East")
        codes = list(session.scalars(query.order_by(CouncilRow.code).limit(number)))
        ids = [put_result(session, code, ANSWERS, rings(ring)) for code in codes]
        session.commit()
    return ids


def count(app: Flask, assessment_id: int) -> None:
    with stored(app) as session:
        recount(session=session, assessment_id=assessment_id, today=TODAY.date())
        session.commit()


def counted(app: Flask) -> tuple[int, list[str]]:
    with stored(app) as session:
        found = list_benchmarks(session, OPEN).get((Part.SCORES, Ring.EVERYONE, "all"))
        return found.councils if found else 0, list(find_differences(session, OPEN))


def test_two_that_publish_at_once_are_both_counted(app: Flask) -> None:
    ids = laid(app, Ring.EVERYONE, 2)
    with meeting_before(app, "UPDATE edition"), ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda number: count(app, number), ids))
    assert counted(app) == (2, [])


def test_the_same_counted_twice_at_once_is_one(app: Flask) -> None:
    [number] = laid(app, Ring.EVERYONE, 1)
    with meeting_before(app, "UPDATE edition"), ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: count(app, one), [number, number]))
    assert counted(app) == (1, [])


def test_the_last_two_of_a_cohort_form_one(app: Flask) -> None:
    ids = laid(app, Ring.OWN, 7)
    for number in ids[:5]:
        count(app, number)
    with meeting_before(app, "UPDATE edition"), ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda number: count(app, number), ids[5:]))
    assert counted(app) == (6, [])
