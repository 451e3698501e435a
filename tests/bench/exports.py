"""Every open table of 400 councils: how long the files take, and the most memory that the web worker has meanwhile."""

from collections.abc import Iterator
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlsplit

from tests.bench.application import EDITION
from tests.bench.ground import Ground, lay_ground
from tests.bench.memory import MEGABYTES, BadAnswer
from tests.bench.report import Line
from tests.bench.uploads import memory_of
from tests.bench.worker import running_worker
from tests.support.many_councils import invent_councils, invent_results
from tests.support.published import put_result, rings
from tiex.councils.commands import store_councils
from tiex.domain.open_data import TABLES
from tiex.domain.publishing import Ring
from tiex.extensions import db

COUNCILS, PIECE = 400, 65_536


def measure(ground: Ground) -> Iterator[Line]:
    laid = lay_ground(ground.folder / "exports", others=0)
    _publish(laid)
    with running_worker(laid.folder) as (process, url):
        connection = HTTPConnection(urlsplit(url).netloc, timeout=120)
        before, sizes, start = memory_of(process).now, 0, perf_counter()
        for name in (f"{table}.{kind}" for table in TABLES for kind in ("csv", "json")):
            sizes += _fetch(connection, f"/data/{EDITION}/{name}")
        seconds = perf_counter() - start
        most = memory_of(process).peak
        connection.close()
    yield Line(f"all open tables of {COUNCILS} councils ({sizes / 1e6:.0f} MB)", seconds, "s")
    what = f"the most memory that the web worker has meanwhile (before: {before:.1f} MB)"
    yield Line(what, most, "MB", MEGABYTES)


def _publish(laid: Ground) -> None:
    """Everybody lets everyone see everything."""
    councils = invent_councils(COUNCILS)
    with laid.app.app_context():
        session = db.session()
        store_councils(session=session, councils=councils, is_invented=True)
        for council, result in zip(councils, invent_results(COUNCILS), strict=True):
            put_result(session, council.code, result.answers, rings(Ring.EVERYONE))
        session.commit()


def _fetch(connection: HTTPConnection, path: str) -> int:
    """Read piece by piece; returns how many bytes there were."""
    connection.request("GET", path)
    answer, size = connection.getresponse(), 0
    while piece := answer.read(PIECE):
        size += len(piece)
    if answer.status != 200 or not size:
        raise BadAnswer(f"{path}: {answer.status}")
    return size
