"""The search engine on a server of its own: Meilisearch 1.12 or newer, through its official client."""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Any
from urllib.parse import unquote

import requests
from meilisearch import Client
from meilisearch.errors import MeilisearchApiError, MeilisearchError, MeilisearchTimeoutError
from meilisearch.models.task import TaskInfo

from search import meili_settings as fields
from search import ranking
from search.documents import Document
from search.errors import SearchUnavailable, SettingsDiffer, TaskFailed, TaskUnfinished, UnknownIndex, WrongKey
from search.facets import FACETS, YEAR, FacetCount, facet_counts, year_counts
from search.highlight import Highlighter, suggested
from search.meili_best import best_of_each
from search.plan import Plan, Planner, Slot, heard_in, misspelt
from search.query import Query, Sort
from search.results import Hit, Results, page_of
from search.spelling import Vocabulary
from search.synonyms import Synonyms
from search.words import tokens

# Seconds that a search may take, that a change may take to be handed over, and that a task may take to be done.
SEARCH_PATIENCE, CHANGE_PATIENCE, TASK_PATIENCE = 1.0, 30.0, 120.0
BATCH, BATCH_LETTERS, STORED_BATCH = 2_000, 10_000_000, 10_000
# So many hits tell what a misspelt word was taken for.
PROBED = 20
# Where less than so much is found, words are left out: those that tell least, or else those that are most frequent.
ALL = "all"
FEWER_WORDS = (("last", ranking.ENOUGH), ("frequency", 1))
NEXT = "-next-"
ABANDONED, MOST_INDEXES = timedelta(hours=6), 1_000
ACCESS = (401, 403)

Answer = Mapping[str, Any]


class MeiliIndex:
    """The index `name` on the server at `url`. Changes wait until the server has done them."""

    def __init__(
        self,
        url: str,
        key: str | None,
        name: str = "resources",
        synonyms: Synonyms | None = None,
        facets: Sequence[str] = FACETS,
        patience: float = SEARCH_PATIENCE,
    ) -> None:
        self._name, self._facets = name, tuple(facets)
        self._planner = Planner(synonyms or Synonyms())
        self._settings = fields.make_settings(self._planner, self._facets)
        self._reader = _client(url, key, patience)
        self._writer = _client(url, key, CHANGE_PATIENCE)

    def search(self, query: Query) -> Results:
        query = query.among(self._facets)
        with _named_failures():
            return _Search(self._reader, self._name, self._facets, query, self._planner).results()

    def best_of_each(self, query: Query, facet: str) -> Mapping[str, Hit]:
        with _named_failures():
            return best_of_each(self._reader, self._name, query.among(self._facets), facet, self._planner)

    def check(self) -> None:
        with _named_failures():
            self._reader.index(self._name).get_stats()

    def stored(self, facet: str = "", values: Iterable[str] = ()) -> Mapping[str, str]:
        index, found = self._writer.index(self._name), dict[str, str]()
        among = {"filter": fields.filter_by(fields.facet_field(facet), values)} if facet else {}
        with _named_failures():
            for offset in range(0, fields.MOST_HITS, STORED_BATCH):
                wanted = {"offset": offset, "limit": STORED_BATCH, "fields": [fields.ID, fields.FINGERPRINT], **among}
                batch = index.get_documents(wanted).results
                found |= {document.id: document.fingerprint for document in batch}
                if len(batch) < STORED_BATCH:
                    break
        return found

    def put(self, documents: Iterable[Document]) -> None:
        """Without an index it is refused: the server would make one that lacks all settings."""
        self.check()
        self._add(self._name, documents)

    def remove(self, ids: Iterable[str]) -> None:
        remaining = map(fields.key_of, ids)
        while keys := list(islice(remaining, BATCH)):
            with _named_failures():
                self._await(self._writer.index(self._name).delete_documents(filter=fields.filter_by(fields.KEY, keys)))

    def rebuild(self, documents: Iterable[Document]) -> None:
        """What is put into the live index meanwhile is not in the new one: verify afterwards."""
        name = f"{self._name}{NEXT}{secrets.token_hex(4)}"
        self._clear()
        try:
            self._create(name)
            self._apply_settings(name)
            self._add(name, documents)
            self._swap(name)
        finally:
            self._delete(name)

    def apply_settings(self) -> None:
        """Give the live index the settings of the code; the server then works through all its documents again."""
        self.check()
        self._apply_settings(self._name)

    def check_settings(self) -> list[str]:
        """What the server has otherwise than the code asks for, a sentence each."""
        with _named_failures():
            found = self._reader.index(self._name).get_settings()
        return fields.differences(self._settings, found)

    def require_settings(self) -> None:
        if told := self.check_settings():
            raise SettingsDiffer(" ".join(told))

    def _create(self, name: str) -> None:
        with _named_failures():
            self._await(self._writer.create_index(name, {"primaryKey": fields.KEY}))

    def _apply_settings(self, name: str) -> None:
        with _named_failures():
            self._await(self._writer.index(name).update_settings(self._settings))

    def _add(self, name: str, documents: Iterable[Document]) -> None:
        for batch in _batches(documents):
            with _named_failures():
                made = [fields.to_meili(document, self._facets) for document in batch]
                self._await(self._writer.index(name).add_documents(made))

    def _swap(self, name: str) -> None:
        try:
            self.check()
        except UnknownIndex:
            self._create(self._name)
        with _named_failures():
            self._await(self._writer.swap_indexes([{"indexes": [self._name, name]}]))

    def _clear(self) -> None:
        """Take away what a rebuild that crashed has left; one that is still at work is not so old."""
        # The client leaves out that its times are UTC.
        oldest = (datetime.now(UTC) - ABANDONED).replace(tzinfo=None)
        with _named_failures():
            found = self._writer.get_indexes({"limit": MOST_INDEXES})["results"]
        for index in found:
            if index.uid.startswith(f"{self._name}{NEXT}") and index.created_at and index.created_at < oldest:
                self._delete(index.uid)

    def _delete(self, name: str) -> None:
        with _named_failures():
            self._writer.delete_index(name)

    def _await(self, given: TaskInfo) -> None:
        try:
            task = self._writer.wait_for_task(given.task_uid, int(1000 * TASK_PATIENCE), interval_in_ms=20)
        except MeilisearchTimeoutError as error:
            raise TaskUnfinished(f"The search server has not finished in {TASK_PATIENCE:g} s.") from error
        if task.status != "succeeded":
            message = (task.error or {}).get("message", "no reason given")
            raise TaskFailed(f"The search server could not do what it was given ({task.type}): {message}")


class _Search:
    def __init__(self, client: Client, name: str, facets: Sequence[str], query: Query, planner: Planner) -> None:
        self._client, self._name, self._facets, self._query = client, name, facets, query
        self._planner, self._plan = planner, planner.plan(query.text)
        self._strategy = ALL

    def results(self) -> Results:
        main, *others, _ = answers = self._enough()
        total = int(main["totalHits"])
        page, pages = page_of(total, self._query.page, self._query.per_page)
        if page != self._query.page:
            main = self._client.multi_search([self._main(page)])["results"][0]
        shown = _Shown(self._plan, main["hits"])
        return Results(
            hits=shown.hits,
            total=total,
            page=page,
            pages=pages,
            facets=self._facet_counts([answers[0], *others]),
            suggestion=shown.suggestion,
            heard=heard_in(self._plan),
        )

    def _enough(self) -> list[Answer]:
        """Answers for all words as they are typed, then as they were meant, then for as many of them as find enough."""
        answers = self._ask_as_meant()
        for strategy, enough in FEWER_WORDS if self._plan.slots else ():
            if answers[-1]["totalHits"] < enough:
                self._strategy = strategy
                answers = self._ask()
        return answers

    def _ask_as_meant(self) -> list[Answer]:
        """Asks anew where only slips find something: the server knows no synonyms of a misspelt word.

        What was meant is taken from what the text finds alone, so that every page and choice takes it alike.
        """
        answers = self._ask()
        hits = answers[-1]["hits"]
        if not self._plan.slots or not all(map(_slips, hits)):
            return answers
        texts = [_text_of(hit) for hit in (*hits, *self._hits_as_written())]
        self._plan = self._planner.plan(self._plan.text, _PageLexicon(texts))
        return self._ask() if misspelt(self._plan) else answers

    def _hits_as_written(self) -> list[Answer]:
        """What the words find by themselves: their stems may be further apart than they are."""
        written = " ".join(word.token.surface for word in self._plan.words)
        probe = {**self._counting([], [self._audience]), **self._telling(PROBED)}
        found = self._client.multi_search([{**probe, "q": written, "matchingStrategy": "frequency"}])
        return list(found["results"][0]["hits"])

    def _ask(self) -> list[Answer]:
        """The page and the facets without a choice, then each facet with one, and last what the text finds alone."""
        chosen = [facet for facet in (*self._facets, YEAR) if self._is_chosen(facet)]
        queries = [self._main(self._query.page)]
        queries += [self._counting([facet], self._filters(without=facet)) for facet in chosen]
        queries.append({**self._counting([], [self._audience]), **self._telling(PROBED)})
        return list(self._client.multi_search(queries)["results"])

    def _main(self, page: int) -> dict[str, Any]:
        open_ones = [facet for facet in (*self._facets, YEAR) if not self._is_chosen(facet)]
        return {
            **self._counting(open_ones, self._filters()),
            **self._telling(self._query.per_page),
            "page": page,
            "sort": self._sort(),
        }

    def _telling(self, hits: int) -> dict[str, Any]:
        """So many hits, and how many slips were forgiven for each."""
        has_words = bool(self._plan.slots)
        return {"hitsPerPage": hits, "attributesToRetrieve": fields.SHOWN, "showRankingScoreDetails": has_words}

    def _counting(self, facets: Iterable[str], filters: list[str]) -> dict[str, Any]:
        return {
            "indexUid": self._name,
            "q": self._text,
            "filter": filters,
            "facets": [_field(facet) for facet in facets],
            "matchingStrategy": self._strategy,
            "page": 1,
            "hitsPerPage": 0,
        }

    @property
    def _text(self) -> str:
        """The stems of what is asked for; an acronym by the word that stands for it.

        In the order typed, but what is left out first stands last where fewer words will do.
        """
        is_in_order = self._strategy == ALL
        slots = self._plan.slots if is_in_order else sorted(self._plan.slots, key=_tells, reverse=True)
        return fields.said(self._plan, slots, self._planner)

    def _is_chosen(self, facet: str) -> bool:
        return self._query.has_years if facet == YEAR else facet in self._query.selected

    @property
    def _audience(self) -> str:
        return fields.filter_by(fields.AUDIENCES, self._query.audiences)

    def _filters(self, *, without: str = "") -> list[str]:
        chosen = {facet: values for facet, values in self._query.selected.items() if facet != without}
        filters = [fields.filter_by(fields.facet_field(facet), values) for facet, values in chosen.items()]
        if self._query.ids is not None:
            filters.append(fields.filter_by(fields.KEY, map(fields.key_of, self._query.ids)))
        return [self._audience, *filters, *([] if without == YEAR else self._years())]

    def _years(self) -> Iterator[str]:
        if self._query.year_from is not None:
            yield f"{fields.YEAR} >= {self._query.year_from}"
        if self._query.year_to is not None:
            yield f"{fields.YEAR} <= {self._query.year_to}"

    def _sort(self) -> list[str]:
        if self._query.sort is Sort.TITLE:
            return [f"{fields.SORT_TITLE}:asc", f"{fields.ID}:asc"]
        if self._query.sort is Sort.NEWEST or not self._plan.slots:
            return [f"{fields.ADDED}:desc", f"{fields.ID}:asc"]
        return []

    def _facet_counts(self, answers: Iterable[Answer]) -> dict[str, tuple[FacetCount, ...]]:
        counts = {field: found for answer in answers for field, found in answer.get("facetDistribution", {}).items()}
        facets = {
            facet: facet_counts(
                {unquote(value): count for value, count in counts.get(_field(facet), {}).items()},
                self._query.selected.get(facet, ()),
            )
            for facet in self._facets
        }
        years = {int(float(year)): count for year, count in counts.get(fields.YEAR, {}).items()}
        return {**facets, YEAR: year_counts(years)}


class _Shown:
    """The hits of a page as the server gives them."""

    def __init__(self, plan: Plan, hits: Sequence[Answer]) -> None:
        self._plan, self._hits = plan, hits

    @property
    def hits(self) -> tuple[Hit, ...]:
        marker = Highlighter(self._plan)
        return tuple(marker.hit(hit[fields.ID], hit[fields.TITLE], hit[fields.EXTRACT]) for hit in self._hits)

    @property
    def suggestion(self) -> str | None:
        return suggested(self._plan, map(_text_of, self._hits), misspelt(self._plan))


class _PageLexicon:
    """The words of the texts of a few hits."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = [token for text in texts for token in tokens(text)]
        self._stems = {token.stem for token in found}
        self._vocabulary = Vocabulary(Counter(token.surface for token in found))

    def has_word(self, surface: str) -> bool:
        return surface in self._vocabulary

    def has_stem(self, stem: str) -> bool:
        return stem in self._stems

    def has_beginning(self, beginning: str) -> bool:
        return bool(self._vocabulary.completions(beginning, 1))

    def nearest(self, word: str) -> Iterable[str]:
        return self._vocabulary.nearest(word)


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Neither too many at once nor too much text: a server takes 100 MB, and each text is sent twice."""
    batch, letters = list[Document](), 0
    for document in documents:
        batch.append(document)
        letters += len(document.files) + len(document.body)
        if len(batch) == BATCH or letters >= BATCH_LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def _tells(slot: Slot) -> tuple[bool, int]:
    """What councils have other words for tells most, and then long words."""
    others = (slot.phrases, slot.related, *chain.from_iterable((word.phrases, word.related) for word in slot.words))
    return any(others), sum(len(word.token.surface) for word in slot.words)


def _text_of(hit: Answer) -> str:
    return f"{hit[fields.TITLE]} {' '.join(hit[fields.TAGS])} {hit[fields.EXTRACT]}"


def _slips(hit: Answer) -> int:
    """How many slips the server forgave to find this."""
    return int(hit.get("_rankingScoreDetails", {}).get("typo", {}).get("typoCount", 0))


def _field(facet: str) -> str:
    return fields.YEAR if facet == YEAR else fields.facet_field(facet)


def _client(url: str, key: str | None, patience: float) -> Client:
    # The client says whole seconds and hands the number on to requests, which takes parts of them.
    return Client(url, key, timeout=patience)  # type: ignore[arg-type]


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except MeilisearchApiError as error:
        if error.code == "index_not_found":
            raise UnknownIndex(f"The search server has no such index. It has to be built. {error.message}") from error
        if error.status_code in ACCESS:
            raise WrongKey(f"The search server refused the key: {error.message}") from error
        raise SearchUnavailable(f"The search server refused the question: {error.message}") from error
    except (MeilisearchError, requests.RequestException) as error:
        raise SearchUnavailable(f"The search server does not answer: {error}") from error
