"""Web and worker killed with -9 through 200 uploads: each that was acknowledged is there once, whole, and looked at."""

import random
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tests.access.routes import token_for
from tests.slices.cells.steps import enter, stored
from tests.slices.uploads.steps import add_example, contents_of, files_of, sha256_of
from tests.support.killing import Killer, ask, wait_until
from tests.support.nursery import Program
from tests.support.people import Someone
from tests.support.programs import environment_of, free_port
from tests.support.sending import Acknowledged, Uploader, wait_for_server
from tiex.gateways.storage import FolderStorage, make_storage
from tiex.models import ExampleFileRow, JobRow, StoredFileRow, UploadRow

UPLOADS, AT_ONCE, SEED, LONGEST = 200, 4, 20261128, 40_000
# An example has ten files at most, and what was begun in vain counts for a while.
FILES_EACH = 4
WORDS = ("bins", "council", "rent", "ward", "repairs", "library", "parking", "planning")


def texts(seed: int) -> list[tuple[str, bytes]]:
    """Names and contents, each another one; some contents come twice under other names, as people do that."""
    dice = random.Random(seed)
    found: list[tuple[str, bytes]] = []
    for number in range(UPLOADS):
        words = " ".join(dice.choices(WORDS, k=dice.randint(20, LONGEST // 8)))
        content = found[-1][1] if found and dice.random() < 0.1 else f"File {number}. {words}\n".encode()
        found.append((f"file-{number:03}.txt", content))
    return found


def unsettled(app: Flask) -> int:
    with stored(app) as session:
        is_left = JobRow.state.in_(("waiting", "running"))
        return session.scalars(select(func.count()).select_from(JobRow).where(is_left)).one()


def test_through_two_hundred_uploads(app: Flask, ada: Someone, tmp_path: Path) -> None:
    port, example_ids = free_port(), [add_example(app, ada) for _ in range(UPLOADS // FILES_EACH)]
    client = enter(app, ada)
    server, token = f"http://127.0.0.1:{port}", token_for(client)
    environment = {**environment_of(app.extensions["settings"], port=port), "TIEX_DATA_DIR": str(tmp_path)}
    uploaders = [Uploader.of(client, token, server, SEED + number) for number in range(AT_ONCE)]
    given = [(example_ids[number // FILES_EACH], *text) for number, text in enumerate(texts(SEED))]

    def send_some(number: int) -> list[Acknowledged]:
        sent = []
        for one in given[number::AT_ONCE]:
            sent.append(uploaders[number].send(*one))
            killer.tick()
        return sent

    with ExitStack() as stack:
        programs = [
            stack.enter_context(Program(f"tests.support.programs:{name}", environment, tmp_path / f"{name}.log"))
            for name in ("web", "worker")
        ]
        with Killer(programs, every=6, seed=SEED) as killer, ThreadPoolExecutor(AT_ONCE) as pool:
            acknowledged = [one for mine in pool.map(send_some, range(AT_ONCE)) for one in mine]
        assert wait_until(lambda: unsettled(app) == 0, 120), f"{unsettled(app)} left"
        check_rows(app, example_ids, acknowledged)
        check_contents(tmp_path, acknowledged)
        check_downloads(app, server, uploaders[0].headers, acknowledged)
    broken = sum(uploader.broken for uploader in uploaders)
    with stored(app) as session:
        again = session.scalars(select(func.count()).select_from(JobRow).where(JobRow.attempts > 1)).one()
    print(f"{killer.kills} kills of web and worker, {broken} answers that never came, {again} jobs begun again")
    assert min(killer.kills) >= 3
    assert broken > 0


def check_rows(app: Flask, example_ids: list[int], acknowledged: list[Acknowledged]) -> None:
    """Each file once, and nothing that nobody sent; every content once, every job done."""
    assert len(acknowledged) == UPLOADS
    with stored(app) as session:
        left = session.execute(select(JobRow.state, JobRow.attempts, JobRow.last_error).where(JobRow.state != "done"))
        assert [tuple(row) for row in left] == []
    for example_id in example_ids:
        sent = sorted((one.name, one.sha256) for one in acknowledged if one.example_id == example_id)
        assert sorted(files_of(app, example_id)) == sent
    contents = {one.sha256: (len(one.content), "ready") for one in acknowledged}
    assert contents_of(app) == contents
    with stored(app) as session:
        ended = session.scalars(select(UploadRow.file_id).where(UploadRow.file_id.is_not(None)))
        assert Counter(Counter(ended).values()) == {1: UPLOADS}


def check_contents(folder: Path, acknowledged: list[Acknowledged]) -> None:
    """What is kept is what its name says, and nothing else is."""
    storage = make_storage(str(folder / "files"))
    assert isinstance(storage, FolderStorage)
    kept = list(storage.ids())
    assert sorted(kept) == sorted({one.sha256 for one in acknowledged})
    for sha256 in kept:
        with storage.open(sha256) as file:
            assert sha256_of(file.read()) == sha256


def check_downloads(app: Flask, server: str, headers: Mapping[str, str], acknowledged: list[Acknowledged]) -> None:
    """As the person who sent them gets them back."""
    with stored(app) as session:
        ids = {name: id for id, name in session.execute(select(ExampleFileRow.id, ExampleFileRow.name))}
        assert session.scalar(select(func.count()).select_from(StoredFileRow)) == len(contents_of(app))
    wait_for_server(server)
    for one in acknowledged[:: UPLOADS // 20]:
        answer = ask(f"{server}/files/{ids[one.name]}/{one.name}", headers=headers)
        assert answer is not None
        assert (answer[0], answer[2]) == (200, one.content)
