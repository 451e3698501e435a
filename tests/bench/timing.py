"""Calls of a WSGI application, timed turn by turn with the floor."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from werkzeug.test import EnvironBuilder

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

WARM_UP = 10


@dataclass(frozen=True, slots=True)
class Received:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """Medians in milliseconds; `times` is how many floors the subject takes."""

    floor: float
    subject: float

    @property
    def times(self) -> float:
        return self.subject / self.floor


Call = Callable[[int], Received]


class UnexpectedStatus(RuntimeError):
    """The application did not answer as the bench expects, so there is nothing to measure."""


def environ_of(
    path: str, *, data: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> "WSGIEnvironment":
    """A GET, or a POST where there is `data`."""
    method = "GET" if data is None else "POST"
    body = None if data is None else BytesIO(urlencode(data).encode())
    content_type = None if data is None else "application/x-www-form-urlencoded"
    builder = EnvironBuilder(
        path, method=method, input_stream=body, content_type=content_type, headers=[*(headers or {}).items()]
    )
    if body is not None:
        builder.content_length = len(body.getvalue())
    return builder.get_environ()


def call(app: "WSGIApplication", environ: "WSGIEnvironment", *, status: int = 200) -> Received:
    """One request, from the server's call to the end of the answer."""
    answered: list[Any] = []

    def start_response(line: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        answered[:] = [int(line.split()[0]), headers]
        return lambda _written: None

    start = time.perf_counter()
    chunks: Any = app(environ, start_response)
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    seconds = time.perf_counter() - start
    if answered[0] != status:
        raise UnexpectedStatus(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}: {answered[0]}, not {status}")
    return Received(answered[0], {name.lower(): value for name, value in answered[1]}, body, seconds)


def interleave(floor: Call, subjects: Sequence[Call], rounds: int) -> Iterator[Ratio]:
    """Floor, subject, floor, subject …, each `rounds` times: what else the machine does falls on both alike."""
    for subject in subjects:
        pairs = [(floor(turn).seconds, subject(turn).seconds) for turn in range(WARM_UP + rounds)][WARM_UP:]
        floors, times = zip(*pairs, strict=True)
        yield Ratio(1000 * statistics.median(floors), 1000 * statistics.median(times))
