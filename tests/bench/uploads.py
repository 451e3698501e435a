"""A web worker's memory while people send files: none of them is ever held in it."""

import base64
import hashlib
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select

from tests.bench.application import DAY
from tests.bench.ground import Ground, lay_ground
from tests.bench.report import Line
from tests.bench.worker import running_worker
from tiex.demo import FERNMOOR
from tiex.domain.files import MOST_FILES
from tiex.extensions import db
from tiex.models import ExampleFileRow, ExampleRow, PersonRow

MEGABYTE = 1024 * 1024
UPLOADS, SIZE, CHUNK, BROWSERS, FORMS = 100, 5 * MEGABYTE, MEGABYTE, 4, 4
# Buffers of the server and of the interpreter; one file alone would be half of it.
GROWTH, PEAK = 10, 25
_MARK = re.compile(r"^Vm(RSS|HWM):\s+(\d+) kB", re.MULTILINE)


class NotTaken(RuntimeError):
    """An upload was not answered as it should be."""


@dataclass(frozen=True, slots=True)
class Memory:
    """In MB: now, and the most there ever was."""

    now: float
    peak: float


def measure(ground: Ground) -> Iterator[Line]:
    ground = lay_ground(ground.folder / "uploads-bench", others=0)
    examples = _add_examples(ground, UPLOADS // MOST_FILES + FORMS)
    with running_worker(ground.folder) as (process, url):
        first, rest = examples[0], examples[1:-FORMS]
        _send_all(ground, url, [first] * MOST_FILES)
        before = memory_of(process)
        start = time.perf_counter()
        _send_all(ground, url, list(islice(cycle(rest), UPLOADS - MOST_FILES)))
        seconds = time.perf_counter() - start
        after = memory_of(process)
        _send_forms(ground, url, examples[-FORMS:])
        end = memory_of(process)
    _check(ground)
    what = f"its growth from upload {MOST_FILES} to {UPLOADS} of 5 MB (worker from {before.now:.1f} MB)"
    yield Line(what, max(after.now - before.now, 0), "MB", GROWTH)
    yield Line("the most it had meanwhile, above that", max(after.peak - before.now, 0), "MB", PEAK)
    yield Line(
        f"its growth by {FORMS} plain forms with five such files each", max(end.now - after.now, 0), "MB", GROWTH
    )
    megabytes = (UPLOADS - MOST_FILES) * SIZE / MEGABYTE
    yield Line("taken in from four browsers, each part checked and synced", megabytes / seconds, "MB/s")


def _add_examples(ground: Ground, number: int) -> list[int]:
    with ground.app.app_context():
        author_id = db.session.scalars(select(PersonRow.id).where(PersonRow.name == "Ada Moor")).one()
        rows = [ExampleRow(council_code=FERNMOOR, author_id=author_id, content={}) for _ in range(number)]
        for row in rows:
            row.created_at = row.changed_at = DAY
        db.session.add_all(rows)
        db.session.commit()
        return [row.id for row in rows]


def _send_all(ground: Ground, url: str, examples: list[int]) -> None:
    with ThreadPoolExecutor(BROWSERS) as browsers:
        list(browsers.map(lambda example_id: _send(ground, url, example_id), examples))


def _send(ground: Ground, url: str, example_id: int) -> None:
    """One file in parts, each with its checksum, as the script of the page sends it."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    known = {**ground.headers, "X-CSRFToken": ground.officer.csrf_token, "Tus-Resumable": "1.0.0"}
    headers = {**known, "Upload-Length": str(SIZE), "Upload-Metadata": "filename cGxhbi5wZGY="}
    connection.request("POST", f"/examples/{example_id}/uploads", headers=headers)
    address = _answer(connection, 201).headers["Location"]
    for offset in range(0, SIZE, CHUNK):
        part = os.urandom(CHUNK)
        checksum = base64.b64encode(hashlib.sha256(part).digest()).decode()
        headers = {**known, "Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {checksum}"}
        connection.request("PATCH", address, part, {**headers, "Content-Type": "application/offset+octet-stream"})
        _answer(connection, 204)
    connection.close()


def _send_forms(ground: Ground, url: str, examples: list[int]) -> None:
    """Five files at once, as without the script."""
    for example_id in examples:
        head = '--PART\r\nContent-Disposition: form-data; name="files"; filename="plan.pdf"\r\n\r\n'
        body = b"".join(head.encode() + os.urandom(SIZE) + b"\r\n" for _ in range(5)) + b"--PART--\r\n"
        connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
        kind = {"Content-Type": "multipart/form-data; boundary=PART", "X-CSRFToken": ground.officer.csrf_token}
        connection.request("POST", f"/examples/{example_id}/files", body, {**ground.headers, **kind})
        _answer(connection, 303)
        connection.close()


def _answer(connection: HTTPConnection, status: int) -> HTTPResponse:
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != status:
        raise NotTaken(f"{answer.status}, not {status}: {text[:200]!r}")
    return answer


def memory_of(process: int) -> Memory:
    found = dict(_MARK.findall(Path(f"/proc/{process}/status").read_text(encoding="ascii")))
    return Memory(int(found["RSS"]) / 1000, int(found["HWM"]) / 1000)


def _check(ground: Ground) -> None:
    """Everything that was sent is there."""
    with ground.app.app_context():
        number = db.session.scalars(select(func.count()).select_from(ExampleFileRow)).one()
    if number != UPLOADS + 5 * FORMS:
        raise NotTaken(f"{number} files")
