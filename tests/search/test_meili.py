"""Meilisearch as a server: settings, a wrong key, an unknown index, a task that fails, a server away or slow."""

import os
import secrets
import socket
import time
from collections.abc import Iterator

import pytest
from meilisearch import Client

from search.documents import Document
from search.errors import SearchUnavailable, SettingsDiffer, TaskFailed, UnknownIndex, WrongKey
from search.facets import FACETS
from search.meili import MeiliIndex
from search.meili_settings import differences, filter_by, key_of, make_settings, to_meili, written
from search.plan import Planner
from search.upkeep import needs_rebuild
from tests.search.library import SYNONYMS, a_document, asks, shelf

URL, KEY = os.environ.get("TIEX_TEST_MEILI_URL", ""), os.environ.get("TIEX_TEST_MEILI_KEY")
with_server = pytest.mark.skipif(not URL, reason="NOT TESTED AGAINST MEILISEARCH: TIEX_TEST_MEILI_URL is not set")
SETTINGS = make_settings(Planner(SYNONYMS), FACETS)


@pytest.fixture
def name() -> Iterator[str]:
    chosen = f"test-{secrets.token_hex(4)}"
    yield chosen
    Client(URL, KEY).delete_index(chosen)


@pytest.fixture
def index(name: str) -> MeiliIndex:
    made = MeiliIndex(URL, KEY, name, SYNONYMS, patience=10)
    made.rebuild(shelf()[:3])
    return made


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes every call and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_server_that_is_away_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    index = MeiliIndex(f"http://127.0.0.1:{port}", "key")
    for attempt in (lambda: index.search(asks("bins")), index.check, index.stored, index.check_settings):
        with pytest.raises(SearchUnavailable):
            attempt()


def test_a_slow_server_is_unavailable_in_good_time(silent_port: int) -> None:
    index = MeiliIndex(f"http://127.0.0.1:{silent_port}", "key", patience=0.2)
    start = time.perf_counter()
    with pytest.raises(SearchUnavailable):
        index.search(asks("bins"))
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "ftp://127.0.0.1", "http://[::1"])
def test_an_address_that_is_none_is_unavailable(url: str) -> None:
    with pytest.raises(SearchUnavailable):
        MeiliIndex(url, "key").check()


def test_settings_that_agree_do_not_differ() -> None:
    there = {**SETTINGS, "filterableAttributes": sorted(SETTINGS["filterableAttributes"]), "distinctAttribute": None}
    there["typoTolerance"] = {**SETTINGS["typoTolerance"], "disableOnNumbers": False}
    assert differences(SETTINGS, there) == []


def test_each_setting_that_differs_is_named() -> None:
    there = {**SETTINGS, "rankingRules": ["words"], "synonyms": {}}
    told = differences(SETTINGS, there)
    assert [sentence.split()[0] for sentence in told] == ["rankingRules", "synonyms"]


def test_acronyms_are_words_of_their_own() -> None:
    assert SETTINGS["synonyms"]["acronymsend"] == ["send", "special educ need"]
    assert "acronymsend" in SETTINGS["typoTolerance"]["disableOnWords"]


def test_values_and_filters_hold_nothing_that_ends_them() -> None:
    assert written("case-study 1:a") == "case-study 1:a"
    assert written("Café") == "%43af%C3%A9"
    assert (
        filter_by("audiences", {'"] OR id EXISTS', "b\\"})
        == 'audiences IN ["%22%5D %4F%52 id %45%58%49%53%54%53", "b%5C"]'
    )


def test_a_document_lies_under_a_key_that_the_server_accepts() -> None:
    made = to_meili(Document("ä/ö", "Libraries"), FACETS)
    assert made["key"] == key_of("ä/ö")
    assert made["key"].isalnum()
    assert made["title_stems"] == ["librari"]


@with_server
def test_a_wrong_key_is_named(index: MeiliIndex, name: str) -> None:
    wrong = MeiliIndex(URL, "wrong", name)
    for attempt in (lambda: wrong.search(asks("bins")), wrong.check, lambda: wrong.put(shelf())):
        with pytest.raises(WrongKey):
            attempt()


@with_server
def test_an_unknown_index_is_named_and_not_made_by_a_put(name: str) -> None:
    index = MeiliIndex(URL, KEY, name)
    for attempt in (lambda: index.search(asks("bins")), index.stored, lambda: index.put(shelf())):
        with pytest.raises(UnknownIndex):
            attempt()
    assert needs_rebuild(index)


@with_server
def test_a_task_that_fails_says_why(name: str) -> None:
    client = Client(URL, KEY)
    client.wait_for_task(client.create_index(name, {"primaryKey": "id"}).task_uid)
    with pytest.raises(TaskFailed, match="Document identifier"):
        MeiliIndex(URL, KEY, name).put([a_document("not / an id", "Odd")])


@with_server
def test_settings_are_checked_and_applied(index: MeiliIndex, name: str) -> None:
    assert index.check_settings() == []
    client = Client(URL, KEY)
    client.wait_for_task(client.index(name).update_synonyms({}).task_uid)
    assert [sentence.split()[0] for sentence in index.check_settings()] == ["synonyms"]
    with pytest.raises(SettingsDiffer):
        index.require_settings()
    index.apply_settings()
    index.require_settings()


@with_server
def test_a_rebuild_leaves_no_index_behind(index: MeiliIndex, name: str) -> None:
    client = Client(URL, KEY)
    client.wait_for_task(client.delete_index(f"{name}-never-there").task_uid)  # whatever was asked before is done
    names = [each.uid for each in client.get_indexes({"limit": 1000})["results"] if each.uid.startswith(name)]
    assert names == [name]
