"""Changes reach the engines: after commit, once, in spite of crashes, failures and others who deliver as well."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from search.errors import IndexUnreadable, SearchUnavailable, TaskFailed, UnknownIndex
from tests.slices.cells.steps import stored
from tests.slices.indexing.engines import Unsteady
from tests.support.people import TODAY
from tests.support.resources import (
    RESOURCE,
    add_resource,
    finder_of,
    found_ids,
    is_index_true,
    set_resource,
    using,
    waiting_for_index,
)
from tiex.extensions import db
from tiex.gateways.clock import SetClock
from tiex.gateways.finder import Finder
from tiex.indexing.commands import CLAIM_LASTS, Delivered, deliver_waiting, queue_index
from tiex.models import IndexTaskRow


class Died(BaseException):
    """A process that is killed in the middle."""


@pytest.fixture
def engine(app: Flask) -> Iterator[Unsteady]:
    unsteady = Unsteady()
    with using(app, Finder(unsteady)):
        yield unsteady


def deliver(app: Flask, clock: SetClock) -> Delivered:
    with app.app_context():
        return deliver_waiting(session=db.session(), finder=finder_of(app), now=clock.now)


def tasks(app: Flask) -> list[IndexTaskRow]:
    with stored(app) as session:
        return list(session.scalars(select(IndexTaskRow).order_by(IndexTaskRow.id)))


def queue(app: Flask, *ids: str) -> None:
    with app.app_context():
        queue_index(db.session(), ids, TODAY)
        db.session.commit()


def test_every_engine_is_told_and_then_nothing_waits(app: Flask, clock: SetClock, engine: Unsteady) -> None:
    for name in ("a", "b", "c"):
        add_resource(app, name)
    set_resource(app, "b", is_hidden=True)
    assert deliver(app, clock) == Delivered(3)
    assert found_ids(app) == {"a", "c"}
    assert is_index_true(app)
    set_resource(app, "c", merged_into="a")
    queue(app, "c", "c", "b")
    assert deliver(app, clock) == Delivered(3)
    assert found_ids(app) == {"a"}
    assert deliver(app, clock) == Delivered(0)


def test_a_failure_is_tried_again_later_and_later(app: Flask, clock: SetClock, engine: Unsteady) -> None:
    add_resource(app)
    engine.failure, pauses = SearchUnavailable("away"), []
    for _ in range(6):
        assert deliver(app, clock) == Delivered(0, "away")
        (task,) = tasks(app)
        pauses.append(int((task.next_try_at - clock.now()).total_seconds()))
        assert task.last_error == "away"
        assert deliver(app, clock) == Delivered(0), "it is not due yet"
        clock.at = task.next_try_at
    assert pauses == [5, 10, 20, 40, 60, 60]
    engine.failure = None
    assert deliver(app, clock) == Delivered(1)
    assert is_index_true(app)


def test_a_server_that_is_away_keeps_the_task_but_not_the_engine_at_home(
    app: Flask, clock: SetClock, engine: Unsteady
) -> None:
    home = Unsteady()
    with using(app, Finder(home, engine)):  # type: ignore[arg-type]
        engine.failure = SearchUnavailable("away")
        add_resource(app)
        assert deliver(app, clock).failure == "away"
        assert found_ids(app) == {RESOURCE}
        set_resource(app, title="Changed meanwhile")
        engine.failure = None
        clock.at += timedelta(minutes=1)
        assert deliver(app, clock) == Delivered(1)
        assert home.stored() == engine.stored()
        assert is_index_true(app)


@pytest.mark.parametrize("failure", [IndexUnreadable("gone"), UnknownIndex("gone")])
def test_an_index_that_is_gone_is_built_of_everything(
    app: Flask, clock: SetClock, engine: Unsteady, failure: IndexUnreadable
) -> None:
    for name in ("a", "b"):
        add_resource(app, name)
    assert deliver(app, clock) == Delivered(2)
    engine.rebuild([])
    engine.failure = failure
    queue(app, "a")
    assert deliver(app, clock) == Delivered(1)
    assert found_ids(app) == {"a", "b"}


def test_one_resource_that_is_refused_keeps_no_other_back(app: Flask, clock: SetClock, engine: Unsteady) -> None:
    def refuse(ids: list[str]) -> None:
        engine.failure = TaskFailed("refused") if "b" in ids else None

    for name in ("a", "b", "c"):
        add_resource(app, name)
    engine.before = refuse
    assert deliver(app, clock) == Delivered(2, "refused")
    engine.failure = None
    assert found_ids(app) == {"a", "c"}
    assert waiting_for_index(app) == ["b"]


def test_a_crash_in_the_middle_loses_nothing(app: Flask, clock: SetClock, engine: Unsteady) -> None:
    def die(ids: list[str]) -> None:
        raise Died

    add_resource(app)
    engine.before = die
    with pytest.raises(Died):
        deliver(app, clock)
    engine.before = lambda ids: None
    assert deliver(app, clock) == Delivered(0), "as far as anybody knows, it is still being told"
    clock.at += CLAIM_LASTS
    assert deliver(app, clock) == Delivered(1)
    assert is_index_true(app)


def test_what_changes_while_it_is_told_is_told_again(app: Flask, clock: SetClock, engine: Unsteady) -> None:
    """Somebody else commits a newer state and tells of it first; ours, read before that, must not stay."""

    def change(ids: list[str]) -> None:
        engine.before = lambda ids: None
        set_resource(app, title="Newer")
        queue(app, RESOURCE)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(deliver, app, clock).result() == Delivered(1)

    add_resource(app)
    engine.before = change
    assert deliver(app, clock) == Delivered(1)
    assert engine.told == [[RESOURCE]] * 3
    assert is_index_true(app)


def test_two_who_deliver_at_once_tell_each_once(app: Flask, clock: SetClock, engine: Unsteady) -> None:
    for number in range(20):
        add_resource(app, f"no-{number}")
    at_once = Barrier(2)

    def run(_: int) -> int:
        at_once.wait()
        return deliver(app, clock).count

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(run, range(2))) == 20
    assert sorted(name for told in engine.told for name in told) == sorted(f"no-{number}" for number in range(20))
    assert is_index_true(app)


def test_a_change_that_is_rolled_back_is_never_told(
    app: Flask, session: Session, clock: SetClock, engine: Unsteady
) -> None:
    add_resource(app)
    deliver(app, clock)
    queue_index(session, [RESOURCE], TODAY)
    session.flush()
    session.rollback()
    assert deliver(app, clock) == Delivered(0)
    assert engine.told == [[RESOURCE]]
