"""Saving one answer: through the whole application, against the floor."""

import gzip
from collections.abc import Iterator

import brotli
from sqlalchemy import select

from tests.bench.ground import Ground
from tests.bench.report import Line
from tests.bench.timing import Received, call, environ_of, interleave
from tiex.extensions import db
from tiex.models import AnswerRow

ROUNDS = 300
TIMES, KILOBYTES = 3, 3


class NotSaved(RuntimeError):
    """The application answered, but not every answer is in the database."""


def measure(ground: Ground) -> Iterator[Line]:
    version = _version(ground)
    received: list[Received] = []

    def save(turn: int) -> Received:
        received.append(save_answer(ground, ground.statement_ids[30], turn))
        return received[-1]

    (ratio,) = interleave(ground.floor, [save], ROUNDS)
    if _version(ground) - version != len(received):
        raise NotSaved(f"{_version(ground) - version} of {len(received)} answers were saved")
    largest = max(len(_compressed(answer)) for answer in received)
    yield Line(f"floor: bare Flask view, one update and commit ({ratio.floor:.2f} ms)", 1, "× floor")
    yield Line(f"saving one answer ({ratio.subject:.2f} ms)", ratio.times, "× floor", TIMES)
    yield Line("saving one answer: response, compressed", largest / 1000, "kB", KILOBYTES)


def save_answer(ground: Ground, statement_id: str, turn: int) -> Received:
    """As htmx sends it."""
    headers = {
        **ground.headers,
        "X-CSRFToken": ground.officer.csrf_token,
        "HX-Request": "true",
        "HX-Request-Type": "partial",
        "HX-Target": f"div#saved-{statement_id}",
        "HX-Source": "form",
        "HX-Current-URL": f"http://localhost{ground.cell_path()}",
    }
    environ = environ_of(ground.save_path(statement_id), data=ground.answer(turn), headers=headers)
    return call(ground.app, environ)


def _compressed(answer: Received) -> bytes:
    """The body as it was sent, once it is known to be a fragment that a browser can read."""
    decompress = {"br": brotli.decompress, "gzip": gzip.decompress}[answer.headers["content-encoding"]]
    if b"<hx-partial" not in decompress(answer.body):
        raise NotSaved("the response holds no part for htmx")
    return answer.body


def _version(ground: Ground) -> int:
    query = select(AnswerRow.version).filter_by(
        response_id=ground.officer.response_id, statement_id=ground.statement_ids[30]
    )
    with ground.app.app_context():
        return db.session.execute(query).scalar_one()
