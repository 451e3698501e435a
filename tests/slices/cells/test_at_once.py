"""Savings that truly happen at once: one wins, the others are told, and nothing is lost or counted twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, local
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from tests.slices.cells.steps import (
    KEY_STATEMENT,
    STATEMENT,
    answer_in,
    enter,
    factor_path,
    note_in,
    note_path,
    raw_post,
    statement_path,
    stored,
    trail,
)
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OPEN, Someone, add_person, close_round_of
from tiex.extensions import db
from tiex.models import AnswerRow, AssessmentResponseRow, AssessmentRow, NoteRow

FIELDS = ({"position": "fully", "tab": "one"}, {"position": "not-yet", "tab": "two"})
START = f"/my-council/{COUNCIL}/editions/{OPEN}/start"


@pytest.fixture
def browsers(app: Flask, ada: Someone) -> tuple[PageClient, PageClient]:
    """Two browsers of Ada's."""
    return browser(app, ada), browser(app, ada)


def browser(app: Flask, person: Someone) -> PageClient:
    """On a page with a token."""
    client = enter(app, person)
    client.page("/account")
    return client


@contextmanager
def meeting_before(app: Flask, *statements: str) -> Iterator[None]:
    """Each thread waits for the other one before its first statement that begins like this."""
    barrier, seen = Barrier(2, timeout=60), local()

    def wait(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(statements) and not getattr(seen, "has_met", False):
            seen.has_met = True
            barrier.wait()

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", wait)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", wait)


@contextmanager
def happening_before(app: Flask, statement_start: str, happens: Callable[[], object]) -> Iterator[None]:
    """Something else is done, and over, before the first statement that begins like this."""
    waiting = [happens]

    def let_it_happen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(statement_start) and waiting:
            waiting.pop()()

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", let_it_happen)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", let_it_happen)
    assert not waiting


def in_another_thread(task: Callable[[], object]) -> Callable[[], object]:
    """As a request by somebody else is."""

    def run() -> object:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(task).result()

    return run


def at_once(*tasks: Callable[[], int]) -> list[int]:
    """The status that each task ends with, in order of size."""
    with ThreadPoolExecutor(len(tasks)) as pool:
        return sorted(future.result() for future in [pool.submit(task) for task in tasks])


def saving(client: PageClient, path: str, fields: dict[str, Any]) -> Callable[[], int]:
    return lambda: raw_post(client, path, fields).status_code


def test_two_first_answers_at_once(app: Flask, browsers: tuple[PageClient, PageClient], view: int) -> None:
    path = statement_path(view)
    with meeting_before(app, "INSERT INTO answer"):
        tasks = [saving(client, path, fields) for client, fields in zip(browsers, FIELDS, strict=True)]
        assert at_once(*tasks) == [303, 409]
    check_single_answer(app, view, STATEMENT, version=1)


def test_two_changes_of_an_answer_at_once(app: Flask, browsers: tuple[PageClient, PageClient], view: int) -> None:
    path = statement_path(view)
    assert saving(browsers[0], path, {"position": "partly", "tab": "before"})() == 303
    with meeting_before(app, "UPDATE answer"):
        tasks = [saving(client, path, {"version": 1} | fields) for client, fields in zip(browsers, FIELDS, strict=True)]
        assert at_once(*tasks) == [303, 409]
    check_single_answer(app, view, STATEMENT, version=2)


def test_two_answers_to_a_success_factor_at_once(
    app: Flask, browsers: tuple[PageClient, PageClient], view: int
) -> None:
    path = factor_path(view)
    with meeting_before(app, "INSERT INTO answer"):
        tasks = [
            saving(client, path, {"position": position})
            for client, position in zip(browsers, ("agree", "disagree"), strict=True)
        ]
        assert at_once(*tasks) == [303, 409]
    check_single_answer(app, view, KEY_STATEMENT, version=1)


def check_single_answer(app: Flask, view: int, statement_id: str, *, version: int) -> None:
    """What is stored is what the last entry of the trail says, and there is one entry for each version."""
    answer, entries = answer_in(app, view, statement_id), trail(app)
    assert answer is not None
    assert answer[3] == version == len(entries)
    position, ambition, rationale, _ = answer
    assert [position, ambition, len(rationale)] == entries[-1][2]
    assert [before for _, before, _ in entries[1:]] == [after for _, _, after in entries[:-1]]


def test_two_notes_at_once(app: Flask, browsers: tuple[PageClient, PageClient], view: int) -> None:
    for first, version in ((True, 0), (False, 1)):
        with meeting_before(app, "INSERT INTO note" if first else "UPDATE note"):
            tasks = [
                saving(client, note_path(view), {"text": f"{name} {version}", "version": version, "tab": name})
                for client, name in zip(browsers, ("one", "two"), strict=True)
            ]
            assert at_once(*tasks) == [303, 409]
        note = note_in(app, view)
        assert note is not None
        assert note.version == version + 1 == len(trail(app, "note recorded"))


def test_the_same_answer_to_different_statements_at_once(
    app: Flask, browsers: tuple[PageClient, PageClient], view: int
) -> None:
    statements = (STATEMENT, "role-service-do")
    with meeting_before(app, "INSERT INTO answer"):
        tasks = [
            saving(client, statement_path(view, name), {"position": "fully"})
            for client, name in zip(browsers, statements, strict=True)
        ]
        assert at_once(*tasks) == [303, 303]
    assert [answer_in(app, view, name) for name in statements] == [("fully", None, "", 1)] * 2


def test_many_savings_lose_nothing(
    app: Flask, ada: Someone, browsers: tuple[PageClient, PageClient], view: int
) -> None:
    """Everybody saves again with the version they were told, until it is taken."""
    path = statement_path(view)

    def insist(client: PageClient, name: str) -> int:
        taken = tries = version = 0
        while taken < 4 and tries < 200:
            tries += 1
            position = ("fully", "partly")[taken % 2] if name == "one" else ("not-yet", "dont-know")[taken % 2]
            fields = {"position": position, "version": version, "tab": name + str(tries)}
            response = raw_post(client, path, fields, {"HX-Request": "true", "HX-Target": f"div#saved-{STATEMENT}"})
            assert response.status_code in (200, 409)
            taken += response.status_code == 200
            version = int(response.text.partition('name="version" value="')[2].partition('"')[0])
        return taken

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(insist, client, name) for client, name in zip(browsers, ("one", "two"), strict=True)]
        assert [future.result() for future in futures] == [4, 4]
    check_single_answer(app, view, STATEMENT, version=8)


def test_a_view_started_twice_at_once_is_one(app: Flask, browsers: tuple[PageClient, PageClient]) -> None:
    with meeting_before(app, "INSERT INTO assessment "):
        assert at_once(*(saving(client, START, {}) for client in browsers)) == [303, 303]
    assert rows_of(app) == (1, 1)


def test_two_people_of_a_council_starting_at_once_share_the_assessment(app: Flask, ada: Someone) -> None:
    people = (browser(app, ada), browser(app, add_person(app, "Ben Vale")))
    with meeting_before(app, "INSERT INTO assessment "):
        assert at_once(*(saving(client, START, {}) for client in people)) == [303, 303]
    assert rows_of(app) == (1, 2)


@pytest.mark.parametrize(
    ("path", "fields", "writes"),
    [
        (statement_path, {"position": "fully"}, "INSERT INTO answer"),
        (factor_path, {"position": "agree"}, "INSERT INTO answer"),
        (note_path, {"text": "Said too late."}, "INSERT INTO note"),
    ],
)
def test_what_is_on_its_way_while_the_round_closes_is_not_taken(
    app: Flask,
    browsers: tuple[PageClient, PageClient],
    view: int,
    path: Callable[[int], str],
    fields: dict[str, str],
    writes: str,
) -> None:
    with happening_before(app, writes, in_another_thread(lambda: close_round_of(app, view))):
        assert raw_post(browsers[0], path(view), fields).status_code == 403
    for entry in ("answer recorded", "note recorded"):
        assert trail(app, entry) == []
    with stored(app) as session:
        assert not session.scalars(select(AnswerRow)).all()
        assert not session.scalars(select(NoteRow)).all()


def test_a_view_on_its_way_while_the_round_closes_is_not_started(
    app: Flask, browsers: tuple[PageClient, PageClient], view: int
) -> None:
    late = browser(app, add_person(app, "Ben Vale"))
    with happening_before(app, "INSERT INTO assessment_response", in_another_thread(lambda: close_round_of(app, view))):
        assert raw_post(late, START, {}).status_code == 403
    assert rows_of(app) == (1, 1)


def rows_of(app: Flask) -> tuple[int, int]:
    """How many assessments and how many responses there are."""
    with stored(app) as session:
        return (
            session.scalars(select(func.count()).select_from(AssessmentRow)).one(),
            session.scalars(select(func.count()).select_from(AssessmentResponseRow)).one(),
        )
