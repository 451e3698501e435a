"""The comparison among 40,000 published results against 400: its time and its SQL statements."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from flask import Flask
from sqlalchemy import insert

from tests.bench.application import DAY, EDITION
from tests.bench.ground import Ground, lay_ground
from tests.bench.pages import count_statements
from tests.bench.report import Line
from tests.bench.timing import Call, interleave
from tests.support.many_councils import Result, invent_councils, invent_results
from tests.support.people import assessment_of
from tests.support.published import put_result, rings
from tiex.benchmarks.commands import rebuild, recount
from tiex.content.editions import load_edition
from tiex.councils.commands import store_councils
from tiex.demo import FERNMOOR
from tiex.domain.benchmark import COUNTED, figures_of
from tiex.domain.publishing import Part, Ring
from tiex.extensions import db
from tiex.models import AssessmentRow, BenchmarkEntryRow

FEW, MANY = 400, 40_000
ROUNDS, AT_ONCE = 40, 5_000
TIMES, STATEMENTS, FLOORS = 1.5, 8, 8
# So many different results, over and over: what they are is no matter for the time.
DIFFERENT = 400
ASKED = {
    "own type": "type",
    "all": "all",
    "all, cell by cell": "all&show=cells",
    "councils like mine": "like-mine",
}


def measure(ground: Ground) -> Iterator[Line]:
    few, many = (_laid(ground, number) for number in (FEW, MANY))
    counts = []
    for name, key in ASKED.items():
        paths = [f"/assessments/{_assessment(laid)}/comparison?with={key}" for laid in (few, many)]
        (ratio,) = interleave(_opening(few, paths[0]), [_opening(many, paths[1])], ROUNDS)
        what = f"comparison with {name}, {MANY:,} results ({ratio.subject:.1f} ms) against {FEW} ({ratio.floor:.1f} ms)"
        yield Line(what, ratio.times, "×", TIMES)
        (ratio,) = interleave(ground.floor, [_opening(many, paths[1])], ROUNDS)
        yield Line(
            f"the same page ({ratio.subject:.1f} ms; floor {ratio.floor:.2f} ms)", ratio.times, "× floor", FLOORS
        )
        counts.append([count_statements(laid, path) for laid, path in zip((few, many), paths, strict=True)])
    yield Line("the most SQL statements of a comparison", max(map(max, counts)), "statements", STATEMENTS)
    growing = sum(fewer != more for fewer, more in counts)
    yield Line("comparisons with more SQL statements among more results", growing, "comparisons", 0)


def _opening(laid: Ground, path: str) -> Call:
    return lambda turn: laid.get(path)


def _assessment(laid: Ground) -> int:
    return assessment_of(laid.app, laid.officer.response_id)


def _laid(ground: Ground, number: int) -> Ground:
    laid = lay_ground(ground.folder / f"comparison-{number}", others=0)
    fill(laid.app, number)
    return laid


def fill(app: Flask, number: int) -> None:
    """So many councils publish, and one more, with which the hidden ones are taken together."""
    results = list(invent_results(DIFFERENT))
    figures = [{part: figures_of(load_edition(EDITION), each.answers, part) for part in COUNTED} for each in results]
    with app.app_context():
        session = db.session()
        store_councils(session=session, councils=invent_councils(number), is_invented=True)
        codes = [council.code for council in invent_councils(number)]
        places = [{"council_code": code, "edition_key": EDITION, "created_at": DAY} for code in codes]
        ids = session.scalars(insert(AssessmentRow).returning(AssessmentRow.id, sort_by_parameter_order=True), places)
        rows = _entries(zip(ids.all(), invent_councils(number), cycle(zip(results, figures, strict=True))))
        while batch := list(islice(rows, AT_ONCE)):
            session.execute(insert(BenchmarkEntryRow), batch)
        rebuild(session=session)
        one = put_result(session, FERNMOOR, results[0].answers, rings(Ring.COUNCILS))
        recount(session=session, assessment_id=one, today=DAY.date())
        session.commit()


def _entries(laid: Any) -> Iterator[dict[str, Any]]:
    for assessment_id, council, (result, figures) in laid:
        for part in COUNTED:
            ring = _ring_of(result, part)
            yield {
                "assessment_id": assessment_id,
                "part": part.value,
                "council_code": council.code,
                "edition_key": EDITION,
                "fingerprint": "a" * 64,
                "ring": ring.value,
                "chosen": ring.value,
                "widest": ring.value,
                "type": council.type,
                "nation": council.nation,
                "region": council.region,
                "figures": figures[part],
                "waits_since": None if ring is Ring.EVERYONE else DAY.date(),
                "is_fresh": False,
                "was_counted": False,
            }


def _ring_of(result: Result, part: Part) -> Ring:
    return result.scores if part is Part.SCORES else result.factors
