"""Two engines as one for those who search: the second answers while the first cannot."""

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TypeVar

from search.errors import SearchFailure, SearchUnavailable
from search.index import Searcher
from search.query import Query
from search.results import Hit, Results

PAUSE = 15.0
Answer = TypeVar("Answer")


class FallbackSearch:
    """Asks `first`, and `second` where `first` is unavailable; then leaves `first` alone for `pause` seconds.

    So nobody waits again and again for a server that is away. `failed` is told of every failure, to log and count it.
    """

    def __init__(
        self,
        first: Searcher,
        second: Searcher,
        failed: Callable[[SearchFailure], None],
        pause: float = PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first, self._second, self._failed = first, second, failed
        self._pause, self._clock = pause, clock
        self._again_at = float("-inf")
        self._lock = Lock()

    @property
    def is_falling_back(self) -> bool:
        return self._clock() < self._again_at

    def search(self, query: Query) -> Results:
        return self._ask(lambda engine: engine.search(query))

    def best_of_each(self, query: Query, facet: str) -> Mapping[str, Hit]:
        return self._ask(lambda engine: engine.best_of_each(query, facet))

    def _ask(self, question: Callable[[Searcher], Answer]) -> Answer:
        if not self._may_try():
            return question(self._second)
        try:
            answer = question(self._first)
        except SearchUnavailable as failure:
            self._again_at = self._clock() + self._pause
            self._failed(failure)
            return question(self._second)
        self._again_at = float("-inf")
        return answer

    def _may_try(self) -> bool:
        """Of many who search at once after a pause, one tries and the others do not wait for it."""
        with self._lock:
            if self.is_falling_back:
                return False
            if self._again_at > float("-inf"):
                self._again_at = self._clock() + self._pause
            return True
