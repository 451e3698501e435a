"""The search engine in process: tantivy on disk, read by many processes while one writes."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import tantivy

from search import embedded_schema as fields
from search.documents import Document
from search.embedded_best import best_of_each
from search.embedded_search import Search, Snapshot
from search.errors import IndexUnreadable
from search.facets import FACETS
from search.generations import Generations, InUse, unwritable
from search.plan import Exactly, Planner
from search.query import Query
from search.results import Hit, Results
from search.synonyms import Synonyms

# Bytes that a writer may use: little for a few documents, more to build everything.
PUT_HEAP, BUILD_HEAP = 20_000_000, 100_000_000
PATIENCE = 10.0
ATTEMPTS = 3

State = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A generation that this process reads, and how it was when it was last looked at."""

    state: State
    index: tantivy.Index
    in_use: InUse
    snapshot: Snapshot


class EmbeddedIndex:
    """Lies in `root`; a writer waits `patience` seconds for another before it gives up with `IndexLocked`."""

    def __init__(
        self,
        root: Path,
        synonyms: Synonyms | None = None,
        facets: Sequence[str] = FACETS,
        patience: float = PATIENCE,
    ) -> None:
        self._root, self._facets = root, tuple(facets)
        self._planner = Planner(synonyms or Synonyms())
        self._generations = Generations(root, {"format": fields.FORMAT, "facets": list(self._facets)}, patience)
        self._opened: _Opened | None = None
        self._opening = Lock()

    def search(self, query: Query) -> Results:
        query = query.among(self._facets)
        with _unreadable():
            snapshot = self._snapshot()
            plan = self._planner.plan(query.text, snapshot)
            return Search(snapshot, self._facets, query, plan).results()

    def best_of_each(self, query: Query, facet: str) -> Mapping[str, Hit]:
        query = query.among(self._facets)
        with _unreadable():
            snapshot = self._snapshot()
            if not snapshot.searcher.num_docs:
                return {}
            return dict(
                best_of_each(snapshot, query, facet, self._planner.plan(query.text, Exactly(snapshot, query.heard)))
            )

    def check(self) -> None:
        self._snapshot()

    def stored(self, facet: str = "", values: Iterable[str] = ()) -> Mapping[str, str]:
        with _unreadable():
            snapshot = self._snapshot()
            among = snapshot.clauses.having(facet, values) if facet else tantivy.Query.all_query()
            stamps = snapshot.searcher.terms_with_prefix(fields.STAMP, "", among)
        found = (stamp.split(fields.STAMPED) for stamp, count in stamps if count)
        return dict(found)

    def put(self, documents: Iterable[Document]) -> None:
        made = {document.id: fields.to_tantivy(document, self._facets) for document in documents}

        def change(writer: tantivy.IndexWriter) -> None:
            for id, document in made.items():
                writer.delete_documents_by_term(fields.ID, id)
                writer.add_document(document)

        self._change(change)

    def remove(self, ids: Iterable[str]) -> None:
        gone = list(ids)

        def change(writer: tantivy.IndexWriter) -> None:
            for id in gone:
                writer.delete_documents_by_term(fields.ID, id)

        self._change(change)

    def rebuild(self, documents: Iterable[Document]) -> None:
        with self._generations.writing(), self._generations.next() as folder:
            with unwritable():
                index = tantivy.Index(fields.make_schema(self._facets), path=str(folder), reuse=False)
                fields.register_analyzers(index)
                writer = index.writer(BUILD_HEAP, num_threads=1)
            _fill(writer, documents, self._facets)

    def _change(self, change: Callable[[tantivy.IndexWriter], None]) -> None:
        with self._generations.writing():
            with _unreadable():
                index = _open(self._generations.current())
            with unwritable():
                writer = index.writer(PUT_HEAP, num_threads=1)
                change(writer)
                _finish(writer)

    def _snapshot(self) -> Snapshot:
        """The newest state of the index; looks every time, which takes some microseconds."""
        opened = self._opened
        if opened is not None and opened.state == self._state():
            return opened.snapshot
        with self._opening:
            self._opened = self._open_newest(self._opened)
            return self._opened.snapshot

    def _open_newest(self, before: _Opened | None) -> _Opened:
        """A generation may be taken away between the look at its name and its opening: then there is a newer one."""
        for _ in range(ATTEMPTS - 1):
            try:
                return self._open(before)
            except (OSError, ValueError):
                before = None
        with _unreadable():
            return self._open(before)

    def _open(self, before: _Opened | None) -> _Opened:
        state = self._state()
        if before is not None and before.state[0] == state[0]:
            before.index.reload()
            return _Opened(state, before.index, before.in_use, Snapshot(before.index))
        folder = self._generations.current()
        in_use, index = InUse(folder), _open(folder)
        return _Opened(state, index, in_use, Snapshot(index))

    def _state(self) -> State:
        """The current generation and its last commit."""
        name = self._generations.current_name()
        try:
            commit = os.stat(f"{self._root}/{name}/meta.json")  # noqa: PTH116 — asked before every search
        except OSError:
            return name, 0, 0
        return name, commit.st_ino, commit.st_mtime_ns


def _fill(writer: tantivy.IndexWriter, documents: Iterable[Document], facets: Sequence[str]) -> None:
    """Of documents with the same id the last one stays, as it does with `put`.

    What goes wrong while the documents are fetched is not ours to name.
    """
    seen: set[str] = set()
    for document in documents:
        made = fields.to_tantivy(document, facets)
        with unwritable():
            if document.id in seen:
                writer.delete_documents_by_term(fields.ID, document.id)
            writer.add_document(made)
        seen.add(document.id)
    with unwritable():
        _finish(writer)


def _finish(writer: tantivy.IndexWriter) -> None:
    writer.commit()
    writer.wait_merging_threads()


def _open(folder: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(folder))
    fields.register_analyzers(index)
    index.config_reader("manual")
    return index


@contextmanager
def _unreadable() -> Iterator[None]:
    """tantivy says with a ValueError that a file of its own is missing, cut off or damaged."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise IndexUnreadable(f"The search index cannot be read and has to be rebuilt: {error}") from error
