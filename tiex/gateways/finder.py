"""The search engines as one: a server where there is one, the engine in process behind it, one beside that at need."""

import shutil
import time
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import TYPE_CHECKING

from structlog import get_logger

from search import passages
from search.documents import Document
from search.embedded import EmbeddedIndex
from search.errors import IndexUnreadable, SearchFailure, UnknownIndex
from search.fallback import FallbackSearch
from search.index import SearchIndex
from search.memory import MemoryIndex
from search.passages import FoundPassage
from search.query import Query
from search.results import Results
from search.synonyms import Synonyms
from tiex.content.synonyms import load_synonyms

# How long somebody who searches waits for another process that writes, and how long a stand-in is good for, in seconds.
LOCK_PATIENCE, STAND_IN_LASTS = 1.0, 30.0
# How often at most those who search wake up what keeps the engines true.
TENDED_EVERY = 15.0
LONGEST_RECORD = 500_000

if TYPE_CHECKING:
    from search.meili import MeiliIndex

Documents = Callable[[], Iterable[Document]]
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failures:
    """How often an engine failed somebody who searched, and the last time, as it was written down."""

    count: int = 0
    last: str = ""


class FailureRecord:
    """A line in a file for each failure, so that all processes add to one count; without a file it counts nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def add(self, failure: Exception) -> None:
        _log.warning("search engine failed", error=str(failure), kind=type(failure).__name__)
        if self._path is None:
            return
        line = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {type(failure).__name__}: {' '.join(str(failure).split())}\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.exists() and self._path.stat().st_size > LONGEST_RECORD:
                self._path.replace(self._path.with_suffix(".old"))
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line)
        except OSError as error:
            _log.warning("failure of a search engine not counted", error=str(error))

    def read(self) -> Failures:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines() if self._path else []
        except OSError:
            lines = []
        return Failures(len(lines), lines[-1] if lines else "")


@dataclass(frozen=True, slots=True)
class _StandIn:
    """An index in a folder that goes with it, for as long as the right one can be neither read nor built."""

    index: EmbeddedIndex
    until: float


@dataclass(frozen=True, slots=True)
class PassageEngines:
    """The same engines with another index: of the pages of files."""

    home: SearchIndex
    server: SearchIndex | None = None

    @property
    def engines(self) -> dict[str, SearchIndex]:
        return {"embedded passages": self.home, **({"server passages": self.server} if self.server else {})}


@dataclass(eq=False)
class Finder:
    """`home` is the engine in process and `server` another one, asked first. `mender` builds `home` and waits for less.

    `is_tended` says whether searching wakes up what brings the engines up to date. Then a server that failed is left
    alone until it knows of every change: nobody waits for it again, or is told by it what is no longer so. `passages`
    are found in the pages of files.
    """

    home: SearchIndex
    server: "MeiliIndex | None" = None
    mender: SearchIndex | None = None
    record: FailureRecord = field(default_factory=FailureRecord)
    synonyms: Synonyms = field(default_factory=Synonyms)
    is_tended: bool = False
    passages: PassageEngines = field(default_factory=lambda: PassageEngines(MemoryIndex(facets=passages.FACETS)))

    def __post_init__(self) -> None:
        self._first = FallbackSearch(self.server, self.home, self._failed) if self.server else self.home
        home, server = self.passages.home, self.passages.server
        self._first_passages = FallbackSearch(server, home, self._failed) if server else home
        self._mending = Lock()
        self._stand_in: _StandIn | None = None
        self._tended_at = float("-inf")
        self.is_server_known = self.is_server_behind = False

    @property
    def engines(self) -> dict[str, SearchIndex]:
        """By what the person who runs them calls them."""
        return {"embedded": self.home, **({"server": self.server} if self.server else {})}

    def search(self, query: Query, documents: Documents) -> Results:
        """From the engine that answers; where there is no index to read, from one built of `documents` first."""
        stand_in = self._stand_in
        if stand_in is not None and time.monotonic() < stand_in.until:
            return stand_in.index.search(query)
        try:
            return (self.home if self.is_server_behind else self._first).search(query)
        except IndexUnreadable as failure:
            self.record.add(failure)
            return self._search_mended(query, documents)

    def find_passages(
        self, text: str, resource_ids: Collection[str], audiences: frozenset[str], heard: Mapping[str, tuple[str, ...]]
    ) -> Mapping[str, FoundPassage]:
        """None where no engine answers: a search does not fail for want of them."""
        engine = self.passages.home if self.is_server_behind else self._first_passages
        try:
            return passages.find_passages(engine, text, resource_ids, audiences, heard)
        except SearchFailure as failure:
            self.record.add(failure)
            return {}

    def is_to_be_tended(self) -> bool:
        """Whether it is time again; says so once, to one of those who ask at the same time."""
        with self._mending:
            is_time = self.is_tended and time.monotonic() >= self._tended_at + TENDED_EVERY
            if is_time:
                self._tended_at = time.monotonic()
            return is_time

    def _search_mended(self, query: Query, documents: Documents) -> Results:
        """One builds and the others wait for it; they find the index there, or the stand-in for it."""
        with self._mending:
            stand_in = self._stand_in
            if stand_in is not None and time.monotonic() < stand_in.until:
                return stand_in.index.search(query)
            try:
                return self.home.search(query)
            except IndexUnreadable:
                return self._build(documents).search(query)

    def _build(self, documents: Documents) -> SearchIndex:
        try:
            (self.mender or self.home).rebuild(documents())
            self._stand_in = None
            return self.home
        except (SearchFailure, OSError, ValueError) as failure:
            self.record.add(failure)
        try:
            self._stand_in = _make_stand_in(self.synonyms, documents())
        except (OSError, ValueError) as error:
            raise IndexUnreadable(f"A search index could be built nowhere: {error}") from error
        return self._stand_in.index

    def leave_server(self) -> None:
        self.is_server_behind = self.is_tended

    def _failed(self, failure: SearchFailure) -> None:
        self.leave_server()
        if isinstance(failure, UnknownIndex):
            self.is_server_known = False
        self.record.add(failure)


def _make_stand_in(words: Synonyms, documents: Iterable[Document]) -> _StandIn:
    folder = mkdtemp(prefix="tiex-search-")
    index = EmbeddedIndex(Path(folder), words)
    weakref.finalize(index, shutil.rmtree, folder, ignore_errors=True)
    index.rebuild(documents)
    return _StandIn(index, time.monotonic() + STAND_IN_LASTS)


def make_finder(folder: Path, meili_url: str, meili_key: str) -> Finder:
    """The engine in `folder`, with the server before it where there is an address of one."""
    words = council_words()
    servers = _servers(meili_url, meili_key or None, words) if meili_url else (None, None)
    return Finder(
        home=EmbeddedIndex(folder / "index", words),
        server=servers[0],
        mender=EmbeddedIndex(folder / "index", words, patience=LOCK_PATIENCE),
        record=FailureRecord(folder / "failures.txt"),
        synonyms=words,
        is_tended=True,
        passages=PassageEngines(
            home=EmbeddedIndex(folder / "passages", words, passages.FACETS),
            server=servers[1],
        ),
    )


def _servers(url: str, key: str | None, words: Synonyms) -> "tuple[MeiliIndex, MeiliIndex]":
    """For resources and for passages. Their client takes memory that who has no server need not spend."""
    from search.meili import MeiliIndex

    return MeiliIndex(url, key, synonyms=words), MeiliIndex(url, key, "passages", words, passages.FACETS)


def memory_finder() -> Finder:
    """The twin: keeps nothing when the process ends."""
    words = council_words()
    return Finder(
        MemoryIndex(words), synonyms=words, passages=PassageEngines(MemoryIndex(words, facets=passages.FACETS))
    )


def council_words() -> Synonyms:
    """The words that councils use for the same thing, as the engines take them."""
    loaded = load_synonyms()
    return Synonyms(
        same=tuple(group.terms for group in loaded.groups if len(group.terms) > 1),
        one_way=loaded.broader,
        acronyms=loaded.capitals,
    )
