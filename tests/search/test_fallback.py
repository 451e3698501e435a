"""While one engine is away another answers, and the first is asked again in time."""

from collections.abc import Mapping

from search.errors import SearchFailure, SearchUnavailable, WrongKey
from search.fallback import FallbackSearch
from search.memory import MemoryIndex
from search.query import Query
from search.results import Hit, Results
from tests.search.library import a_document, asks

PAUSE = 10.0


class Server:
    """An engine that may be away, and counts how often it was asked."""

    def __init__(self) -> None:
        self.index, self.failure, self.asked = MemoryIndex(), SearchUnavailable("away"), 0
        self.is_away = False

    def search(self, query: Query) -> Results:
        self.asked += 1
        if self.is_away:
            raise self.failure
        return self.index.search(query)

    def best_of_each(self, query: Query, facet: str) -> Mapping[str, Hit]:
        self.asked += 1
        if self.is_away:
            raise self.failure
        return self.index.best_of_each(query, facet)


class Pair:
    def __init__(self) -> None:
        self.now, self.told, self.server, second = 0.0, list[SearchFailure](), Server(), MemoryIndex()
        self.server.index.put([a_document("first", "Bins")])
        second.put([a_document("second", "Bins")])
        self.search = FallbackSearch(self.server, second, self.told.append, PAUSE, lambda: self.now)

    def ids(self) -> tuple[str, ...]:
        return self.search.search(asks("bins")).ids


def test_the_first_answers_while_it_can() -> None:
    pair = Pair()
    assert pair.ids() == ("first",)
    assert pair.told == []


def test_the_second_answers_and_the_failure_is_told_once_a_pause() -> None:
    pair = Pair()
    pair.server.is_away = True
    assert {pair.ids() for _ in range(5)} == {("second",)}
    assert pair.server.asked == 1
    assert pair.told == [pair.server.failure]
    assert pair.search.is_falling_back
    pair.now += PAUSE
    assert pair.ids() == ("second",)
    assert pair.server.asked == 2


def test_the_first_answers_again_by_itself() -> None:
    pair = Pair()
    pair.server.is_away = True
    pair.ids()
    pair.server.is_away = False
    pair.now += PAUSE
    assert [pair.ids() for _ in range(3)] == [("first",)] * 3
    assert not pair.search.is_falling_back


def test_a_wrong_key_is_a_reason_too() -> None:
    pair = Pair()
    pair.server.is_away, pair.server.failure = True, WrongKey("refused")
    assert pair.ids() == ("second",)
