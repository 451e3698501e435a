"""The pages of files that readers see are in the index of passages as they are now, and no others."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from search.errors import IndexUnreadable, SearchUnavailable
from search.passages import FACETS
from tests.slices.indexing.engines import Unsteady
from tests.slices.indexing.test_delivery import deliver, queue
from tests.support.files import add_file, add_shared, set_example
from tests.support.people import TODAY, Someone
from tests.support.resources import add_resource, finder_of, set_resource, using
from tiex.extensions import db
from tiex.gateways.clock import SetClock
from tiex.gateways.finder import PassageEngines, memory_finder
from tiex.indexing.commands import verify_engines
from tiex.indexing.queries import list_documents, list_passages, passages_of, read_documents

SHARED = "damp-pilot"
PAGES = ("A pilot in 40 flats.", "Humidity sensors warned us.", "  ")
EVERYONE = frozenset({"everyone"})


@pytest.fixture
def shared(app: Flask, ada: Someone) -> int:
    """An example with a file; its id."""
    add_shared(app, ada, SHARED)
    return add_file(app, SHARED, PAGES)


class UnsteadyPages(Unsteady):
    """It holds pages of files."""

    def __init__(self) -> None:
        super().__init__()
        self._facets = FACETS


@pytest.fixture
def pages(app: Flask) -> Iterator[UnsteadyPages]:
    engine = UnsteadyPages()
    with using(app, replace(memory_finder(), passages=PassageEngines(engine))):
        yield engine


def places(app: Flask, text: str = "humidity sensors", audiences: frozenset[str] = EVERYONE) -> list[tuple[str, int]]:
    found = finder_of(app).find_passages(text, [SHARED, "other"], audiences, {})
    return sorted((name, passage.page) for name, passage in found.items())


def test_pages_are_read_as_readers_see_them(app: Flask, ada: Someone, shared: int, session: Session) -> None:
    add_file(app, SHARED, ["A draft."], name="draft.pdf", is_published=False)
    add_file(app, SHARED, ["Not looked at."], name="waits.pdf", state="waiting")
    slides = add_file(app, SHARED, ["A slide."], name="talk.pptx", unit="slide")
    add_resource(app, "bins")
    passages = {SHARED: tuple(passages_of(session, [SHARED, "bins"]))}
    assert {one.resource_id for one in passages[SHARED]} == {SHARED}
    assert [(one.file_id, one.file_name, one.page, one.unit, one.text) for one in passages[SHARED]] == [
        (shared, "report.pdf", 1, "page", PAGES[0]),
        (shared, "report.pdf", 2, "page", PAGES[1]),
        (slides, "talk.pptx", 1, "slide", "A slide."),
    ]
    assert list(list_passages(session)) == [*passages[SHARED]]
    files = read_documents(session, [SHARED, "bins"])[SHARED].files
    assert "Humidity sensors warned us." in files
    assert "report.pdf" in files
    assert "draft" not in files
    assert {document.id: bool(document.files) for document in list_documents(session)} == {SHARED: True, "bins": False}


GONE: Mapping[str, Mapping[str, Any]] = {
    "taken down": {"taken_down_at": TODAY},
    "unpublished": {"published": None},
    "hidden": {},
}


@pytest.mark.parametrize("gone", GONE)
def test_what_readers_no_longer_see_goes(
    app: Flask, clock: SetClock, pages: UnsteadyPages, shared: int, gone: str
) -> None:
    assert deliver(app, clock).failure == ""
    assert places(app) == [(SHARED, 2)]
    if gone == "hidden":
        set_resource(app, SHARED, is_hidden=True)
    else:
        set_example(app, SHARED, **GONE[gone])
    queue(app, SHARED)
    deliver(app, clock)
    assert pages.stored() == {}
    assert places(app) == []


def test_other_files_take_the_place_of_the_old(app: Flask, clock: SetClock, pages: UnsteadyPages, shared: int) -> None:
    deliver(app, clock)
    set_example(app, SHARED, published={"files": []})
    other = add_file(app, SHARED, ["Damp meters.", "What it cost."], name="second.pdf")
    queue(app, SHARED)
    deliver(app, clock)
    assert set(pages.stored()) == {f"{SHARED}/{other}/1", f"{SHARED}/{other}/2"}


def test_only_what_differs_is_told(app: Flask, clock: SetClock, pages: UnsteadyPages, shared: int) -> None:
    deliver(app, clock)
    pages.told.clear()
    set_resource(app, SHARED, title="Another title")
    queue(app, SHARED)
    deliver(app, clock)
    assert pages.told == []
    set_resource(app, SHARED, audience="council:ABC")
    queue(app, SHARED)
    deliver(app, clock)
    assert pages.told == [[f"{SHARED}/{shared}/1", f"{SHARED}/{shared}/2"]]
    assert places(app) == []
    assert places(app, audiences=EVERYONE | {"council:ABC"}) == [(SHARED, 2)]


def test_a_failure_is_tried_again_and_a_search_does_without(
    app: Flask, clock: SetClock, pages: UnsteadyPages, shared: int
) -> None:
    pages.failure = SearchUnavailable("away")
    assert deliver(app, clock).failure == "away"
    pages.failure = None
    clock.at = clock.at.replace(minute=59)
    assert deliver(app, clock).failure == ""
    assert places(app) == [(SHARED, 2)]


@pytest.mark.parametrize("is_delivered", [True, False])
def test_an_index_that_is_gone_is_built_of_everything(
    app: Flask, clock: SetClock, pages: UnsteadyPages, shared: int, is_delivered: bool
) -> None:
    pages.failure = IndexUnreadable("gone")
    if is_delivered:
        deliver(app, clock)
    else:
        with app.app_context():
            (told,) = [one for one in verify_engines(session=db.session(), finder=finder_of(app)) if one.was_unreadable]
            assert told.engine == "embedded passages"
    assert places(app) == [(SHARED, 2)]


def test_reading_takes_no_more_statements_for_resources_without_files(app: Flask, session: Session) -> None:
    def statements() -> int:
        seen: list[str] = []
        bind = session.get_bind()
        note = lambda *told: seen.append(told[2])  # noqa: E731
        event.listen(bind, "before_cursor_execute", note)
        list(list_documents(session))
        event.remove(bind, "before_cursor_execute", note)
        return len(seen)

    add_resource(app, "a")
    one = statements()
    for number in range(20):
        add_resource(app, f"no-{number}")
    assert statements() == one
