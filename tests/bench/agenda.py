"""The agenda made of 200 individual responses against one made of 5: its time and its SQL statements."""

from collections.abc import Iterator

from sqlalchemy import func, select

from tests.bench.ground import Ground, lay_ground
from tests.bench.pages import count_statements
from tests.bench.report import Line
from tests.bench.timing import Received, interleave
from tests.support.people import assessment_of, close_round_of
from tiex.extensions import db
from tiex.models import AssessmentResponseRow

ROUNDS = 40
FEW, MANY = 5, 200
TIMES, STATEMENTS, FLOORS = 2, 8, 8
# Released with the round, so these are not among the pages of an open one.
PAGES = {"agenda": "agenda", "statement of the agenda": "agenda/role-service-plan", "individual answers": "responses"}


class WrongGround(RuntimeError):
    """There are not as many responses as the bench wants to tell of."""


def measure(ground: Ground) -> Iterator[Line]:
    few, many = (_closed(ground, count) for count in (FEW, MANY))
    paths = [f"{_place(laid)}/agenda" for laid in (few, many)]

    def open_few(_turn: int) -> Received:
        return few.get(paths[0])

    def open_many(_turn: int) -> Received:
        return many.get(paths[1])

    (ratio,) = interleave(open_few, [open_many], ROUNDS)
    what = f"agenda of {MANY} responses ({ratio.subject:.1f} ms) against {FEW} ({ratio.floor:.1f} ms)"
    yield Line(what, ratio.times, "×", TIMES)
    counts = [count_statements(laid, path) for laid, path in zip((few, many), paths, strict=True)]
    yield Line(f"agenda of {MANY} responses: SQL statements", counts[1], "statements", STATEMENTS)
    yield Line(f"SQL statements more than with {FEW} responses", abs(counts[1] - counts[0]), "statements", 0)
    for name, page in PAGES.items():
        path = f"{_place(many)}/{page}"
        (ratio,) = interleave(ground.floor, [lambda _turn, path=path: many.get(path)], ROUNDS)  # type: ignore[misc]
        yield Line(f"page {name}, {MANY} responses ({ratio.subject:.1f} ms)", ratio.times, "× floor", FLOORS)


def _closed(ground: Ground, count: int) -> Ground:
    """A ground with so many responses in one assessment, whose answering round is closed."""
    laid = lay_ground(ground.folder / f"agenda-{count}", others=count - 1)
    assessment_id = close_round_of(laid.app, laid.officer.response_id)
    with laid.app.app_context():
        query = select(func.count()).where(AssessmentResponseRow.assessment_id == assessment_id)
        if (found := db.session.scalars(query).one()) != count:
            raise WrongGround(f"{found} responses, not {count}")
    return laid


def _place(ground: Ground) -> str:
    return f"/assessments/{assessment_of(ground.app, ground.officer.response_id)}"
