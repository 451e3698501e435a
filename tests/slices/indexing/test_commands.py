"""`flask search`: reindex, verify, deliver, settings, status; and what is looked after before serving."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import enumerate as enumerate_threads

import pytest
from flask import Flask

import tiex.gateways.finder
from search.errors import SearchUnavailable
from search.meili import MeiliIndex
from search.passages import FACETS
from tests.slices.indexing.engines import Unsteady
from tests.slices.indexing.test_delivery import queue
from tests.support.killing import wait_until
from tests.support.page_client import PageClient
from tests.support.resources import RESOURCE, add_resource, finder_of, found_ids, is_index_true, set_resource, using
from tiex.cli_search import prepare_index, search
from tiex.gateways.clock import SetClock
from tiex.gateways.finder import Finder, PassageEngines, make_finder, memory_finder

AWAY = "http://127.0.0.1:9"
PATIENCE = 60.0


def run(app: Flask, *arguments: str, fails: bool = False) -> str:
    result = app.test_cli_runner().invoke(search, arguments)
    assert result.exit_code == int(fails), result.output
    return result.output


def test_reindex_builds_everything(app: Flask, tmp_path: Path) -> None:
    add_resource(app, "a")
    add_resource(app, "hidden")
    set_resource(app, "hidden", is_hidden=True)
    with using(app, make_finder(tmp_path, "", "")):
        assert run(app, "reindex").startswith(
            "embedded: built with 1 resource.\nembedded passages: built with 0 passages.\n"
        )
        assert is_index_true(app)
        assert "embedded: built with 1 resource." in run(app, "reindex")


def test_verify_says_what_was_wrong_and_mends_it(app: Flask, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        add_resource(app, name)
    with using(app, make_finder(tmp_path, "", "")):
        built = "there was no index that could be read, so it was built.\n"
        assert run(app, "verify") == f"embedded: {built}embedded passages: {built}"
        passages = "embedded passages: as in the database.\n"
        assert run(app, "verify") == f"embedded: as in the database.\n{passages}"
        set_resource(app, "a", title="Changed")
        set_resource(app, "b", is_hidden=True)
        finder_of(app).home.remove(["c"])
        told = "embedded: put right: 1 missing (c); 1 out of date (a); 1 to be taken out (b).\n"
        assert run(app, "verify") == f"{told}{passages}"
        assert found_ids(app) == {"a", "c"}
        assert run(app, "verify") == f"embedded: as in the database.\n{passages}"


def test_deliver_and_status(app: Flask) -> None:
    add_resource(app)
    with using(app, memory_finder()):
        assert "changes that wait: 1, the oldest since 10:30 on 23 November 2026" in run(app, "status")
        assert "embedded: 0 resources, 1 not as in the database" in run(app, "status")
        assert run(app, "deliver") == "1 delivered.\n"
        assert run(app, "status") == (
            "database: 1 resource, 0 passages to be found\n"
            "embedded: 1 resource, 0 not as in the database\n"
            "embedded passages: 0 passages, 0 not as in the database\n"
            "changes that wait: 0\n"
            "failures met by searches: 0\n"
        )


def test_a_server_that_is_away_is_told_of_nobody_but_those_who_run_it(
    app: Flask, client: PageClient, tmp_path: Path
) -> None:
    add_resource(app)
    with using(app, replace(make_finder(tmp_path, AWAY, "key"), is_tended=False)):
        with app.app_context():
            prepare_index()
        for _ in range(3):
            assert client.page("/resources?q=sensor").find("main h2").text == "1 resource for “sensor”"
        told = run(app, "status")
        assert "failures met by searches: 1, the last 2" in told
        assert "SearchUnavailable: The search server does not answer" in told
        assert "server: The search server does not answer" in told
        assert "embedded: 1 resource, 0 not as in the database" in told
        assert "changes that wait: 1" in told
        assert "server: The search server does not answer" in run(app, "verify", fails=True)
        assert "embedded: built with 1 resource." in run(app, "reindex", fails=True)
        assert "does not answer" in run(app, "settings", fails=True)


def test_settings_are_for_a_server(app: Flask) -> None:
    assert "There is no search server: MEILI_URL is not set." in run(app, "settings", fails=True)


def test_before_serving_the_index_is_made_true(app: Flask, tmp_path: Path) -> None:
    add_resource(app, "a")
    with using(app, make_finder(tmp_path, "", "")), app.app_context():
        prepare_index()
        assert is_index_true(app)
        set_resource(app, "a", title="Changed by an older copy of the database")
        prepare_index()
        assert is_index_true(app)


def test_a_server_that_comes_back_is_asked_again_once_it_has_caught_up(
    app: Flask, client: PageClient, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Woken by nothing but those who search."""
    monkeypatch.setattr(tiex.gateways.finder, "TENDED_EVERY", 0.0)
    add_resource(app)
    home, server = Unsteady(), Unsteady()
    finder = Finder(home, server, is_tended=True)  # type: ignore[arg-type]
    with using(app, finder):
        run(app, "reindex")
        server.failure = SearchUnavailable("away")
        told = "embedded: as in the database.\nembedded passages: as in the database.\nError: server: away\n"
        assert run(app, "verify", fails=True) == told
        set_resource(app, title="Quokkas")
        queue(app, RESOURCE)
        assert "0 delivered" in run(app, "deliver")
        assert finder.is_server_behind
        server.failure = None
        assert client.page("/resources?q=quokka").find("main h2").text == "1 resource for “quokka”"
        clock.at += timedelta(minutes=1)
        assert wait_until(lambda: is_looked_after(client, finder), PATIENCE)
        assert server.stored() == home.stored()
        assert wait_until(lambda: "search-index" not in {thread.name for thread in enumerate_threads()}, PATIENCE)


def is_looked_after(client: PageClient, finder: Finder) -> bool:
    client.page("/resources?q=quokka")
    return not finder.is_server_behind


@pytest.mark.skipif("TIEX_TEST_MEILI_URL" not in os.environ, reason="no Meilisearch: TIEX_TEST_MEILI_URL is not set")
def test_a_real_server_is_built_searched_and_looked_at(app: Flask, client: PageClient, tmp_path: Path) -> None:
    add_resource(app)
    url, key = os.environ["TIEX_TEST_MEILI_URL"], os.environ.get("TIEX_TEST_MEILI_KEY", "")
    finder = make_finder(tmp_path, url, key)
    server = MeiliIndex(url, key, name="test-commands", synonyms=finder.synonyms)
    passages = MeiliIndex(url, key, "test-passages", finder.synonyms, FACETS)
    both = PassageEngines(finder.passages.home, passages)
    with using(app, replace(finder, server=server, passages=both, is_tended=False)):
        assert "server: built with 1 resource." in run(app, "reindex")
        assert run(app, "settings", "--check") == "The search server has the settings of this version.\n"
        assert client.page("/resources?q=sensr").find("main h2").text == "1 resource for “sensr”"
        set_resource(app, title="Changed")
        assert "server: put right: 1 out of date" in run(app, "verify")
        assert "failures met by searches: 0" in run(app, "status")
