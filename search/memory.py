"""The reference: everything in memory, every document looked at, nothing clever."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from math import log, log2

from search import ranking
from search.documents import Document, extract_of, texts_of
from search.facets import FACETS, YEAR, FacetCount, facet_counts, year_counts
from search.highlight import Highlighter, suggested
from search.plan import Exactly, Phrase, Plan, Planner, Slot, Word, misspelt, telling
from search.query import Query, Sort
from search.ranking import needed_words
from search.results import Hit, Results, page_of
from search.spelling import Vocabulary
from search.synonyms import Synonyms
from search.words import folded, has_run, stem, stems, surfaces


@dataclass(frozen=True)
class Entry:
    """A document and its words."""

    document: Document

    @cached_property
    def fields(self) -> list[tuple[list[list[str]], float]]:
        """The stems of the texts of each field, and what a word in it counts."""
        document = self.document
        return [
            (_stemmed(texts_of(document)), ranking.ANYWHERE),
            (_stemmed([document.title]), ranking.TITLE),
            (_stemmed([document.publisher, *document.words]), ranking.TAGS),
            (_stemmed([document.summary]), ranking.SUMMARY),
            (_stemmed([document.files]), ranking.FILES),
        ]

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(chain.from_iterable((*self.fields[0][0], *self.fields[-1][0])))

    @cached_property
    def surfaces(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(surfaces(text) for text in texts_of(self.document)))

    @cached_property
    def file_surfaces(self) -> frozenset[str]:
        return frozenset(surfaces(self.document.files))

    @cached_property
    def without_files(self) -> "Entry":
        return Entry(replace(self.document, files="")) if self.document.files else self

    @cached_property
    def sort_title(self) -> str:
        return folded(self.document.title)

    def has(self, phrase: Phrase) -> bool:
        return bool(self.weight_of(phrase))

    def weight_of(self, phrase: Phrase) -> float:
        """What the fields that have it count together."""
        if not self.stems.issuperset(phrase):
            return 0.0
        return sum(weight for texts, weight in self.fields if any(has_run(words, phrase) for words in texts))

    def matches(self, plan: Plan, slot: Slot) -> bool:
        return all(self._matches_word(plan, word) for word in slot.words) or self._has_other(plan, slot)

    def has_most(self, plan: Plan) -> bool:
        return sum(self.matches(plan, slot) for slot in plan.slots) >= ranking.most_words(len(plan.slots))

    def _matches_word(self, plan: Plan, word: Word) -> bool:
        if not self.stems.isdisjoint((word.stem, *word.spellings)) or self._has_other(plan, word):
            return True
        return word.is_beginning and self.has_beginning(word.token.surface)

    def has_beginning(self, beginning: str) -> bool:
        found = any(surface.startswith(beginning) for surface in self.surfaces)
        is_looked_for = not found and len(beginning) >= ranking.FILE_BEGINNING
        return found or (is_looked_for and any(surface.startswith(beginning) for surface in self.file_surfaces))

    def _has_other(self, plan: Plan, of: Slot | Word) -> bool:
        phrases = (phrase for phrase, _ in plan.others(of))
        if plan.is_loose:
            return any(self.stems.issuperset(telling(phrase)) for phrase in phrases)
        return any(map(self.has, phrases))


class MemoryIndex:
    """Keeps nothing when the process ends; for tests, and as the twin of the engines."""

    def __init__(self, synonyms: Synonyms | None = None, facets: Sequence[str] = FACETS) -> None:
        self._planner = Planner(synonyms or Synonyms())
        self._facets = tuple(facets)
        self._hold({})

    def put(self, documents: Iterable[Document]) -> None:
        self._hold({**self._entries, **{document.id: Entry(document) for document in documents}})

    def remove(self, ids: Iterable[str]) -> None:
        gone = frozenset(ids)
        self._hold({id: entry for id, entry in self._entries.items() if id not in gone})

    def rebuild(self, documents: Iterable[Document]) -> None:
        self._hold({document.id: Entry(document) for document in documents})

    def stored(self, facet: str = "", values: Iterable[str] = ()) -> Mapping[str, str]:
        wanted = frozenset(values)
        documents = [entry.document for entry in self._entries.values()]
        among = [each for each in documents if not facet or wanted.intersection(each.facets.get(facet, ()))]
        return {document.id: document.fingerprint for document in among}

    def check(self) -> None:
        """There is nothing that could be wrong."""

    def search(self, query: Query) -> Results:
        query = query.among(self._facets)
        plan = self._planner.plan(query.text, self._lexicon)
        asked, found = self._found(plan, self._visible(query))
        hits = [entry for entry in found if _passes(entry.document, query)]
        hits.sort(key=_order(query, _Scorer(plan, asked, self._entries.values()), has_words=bool(plan.slots)))
        page, pages = page_of(len(hits), query.page, query.per_page)
        shown = [entry.document for entry in hits[(page - 1) * query.per_page : page * query.per_page]]
        marker = Highlighter(asked)
        return Results(
            hits=tuple(marker.hit(each.id, each.title, extract_of(each)) for each in shown),
            total=len(hits),
            page=page,
            pages=pages,
            facets=self._counts(query, found),
            suggestion=suggested(plan, chain.from_iterable(map(texts_of, shown)), misspelt(plan)),
        )

    def best_of_each(self, query: Query, facet: str) -> Mapping[str, Hit]:
        plan = self._planner.plan(query.text, Exactly(self._lexicon))
        score, marker, found = _Scorer(plan, plan.split, self._entries.values()), Highlighter(plan.split), {}
        for value in query.selected.get(facet, ()) if plan.slots else ():
            chosen = replace(query, selected={facet: frozenset({value})})
            entries = [entry for entry in self._visible(query) if _passes(entry.document, chosen)]
            having = [entry for entry in entries if entry.has_most(plan.split)]
            for best in sorted(having, key=score, reverse=True)[:1]:
                document = best.document
                found[value] = marker.hit(document.id, document.title, extract_of(document))
        return found

    def _visible(self, query: Query) -> list[Entry]:
        return [entry for entry in self._entries.values() if query.audiences.intersection(entry.document.audiences)]

    def _hold(self, entries: dict[str, Entry]) -> None:
        self._entries = entries
        self._lexicon = _MemoryLexicon(entries.values())

    def _found(self, plan: Plan, visible: Sequence[Entry]) -> tuple[Plan, Sequence[Entry]]:
        """What the text finds, whatever is chosen: documents with all of it, or with as much as finds enough."""
        found = [entry for entry in visible if all(entry.matches(plan, slot) for slot in plan.slots)]
        if len(found) >= ranking.ENOUGH or not plan.slots:
            return plan, found
        loose = plan.loosened
        matching = [(entry, sum(entry.matches(loose, slot) for slot in loose.slots)) for entry in visible]
        for needed in needed_words(len(loose.slots)):
            found = [entry for entry, slots in matching if slots >= needed]
            if len(found) >= ranking.ENOUGH:
                break
        return loose, found

    def _counts(self, query: Query, found: Sequence[Entry]) -> dict[str, tuple[FacetCount, ...]]:
        counts: dict[str, tuple[FacetCount, ...]] = {}
        for facet in self._facets:
            passing = [entry.document for entry in found if _passes(entry.document, query, without=facet)]
            values = Counter(chain.from_iterable(document.facets.get(facet, ()) for document in passing))
            counts[facet] = facet_counts(values, query.selected.get(facet, ()))
        passing = [entry.document for entry in found if _passes(entry.document, query, without=YEAR)]
        counts[YEAR] = year_counts(Counter(each.year for each in passing if each.year is not None))
        return counts


class _MemoryLexicon:
    """The words of all documents, gathered when they are first asked for."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = entries

    @cached_property
    def _in_files(self) -> Vocabulary:
        return Vocabulary(Counter(chain.from_iterable(entry.file_surfaces for entry in self._entries)))

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(Counter(chain.from_iterable(entry.surfaces for entry in self._entries)))

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(map(stem, (*self._vocabulary.counts, *self._in_files.counts)))

    def has_word(self, surface: str) -> bool:
        return surface in self._vocabulary or surface in self._in_files

    def has_stem(self, stem: str) -> bool:
        return stem in self._stems

    def has_beginning(self, beginning: str) -> bool:
        if self._vocabulary.completions(beginning, 1):
            return True
        return len(beginning) >= ranking.FILE_BEGINNING and bool(self._in_files.completions(beginning, 1))

    def nearest(self, word: str) -> Iterable[str]:
        """Of words in files none: they have slips of their own."""
        return self._vocabulary.nearest(word)


def _passes(document: Document, query: Query, *, without: str = "") -> bool:
    """Whether it has what is selected in every facet but one."""
    if query.ids is not None and document.id not in query.ids:
        return False
    facets = ((key, values) for key, values in query.selected.items() if key != without)
    in_facets = all(values.intersection(document.facets.get(key, ())) for key, values in facets)
    return in_facets and (without == YEAR or query.includes_year(document.year))


def _order(
    query: Query, score: Callable[[Entry], float], *, has_words: bool
) -> Callable[[Entry], tuple[float | str, str]]:
    """Keys in a total order: by what is asked for, then by id."""
    if query.sort is Sort.TITLE:
        return lambda entry: (entry.sort_title, entry.document.id)
    if query.sort is Sort.NEWEST or not has_words:
        return lambda entry: (-entry.document.added, entry.document.id)
    return lambda entry: (-score(entry), entry.document.id)


class _Scorer:
    """Rare words count more than frequent ones; what has everything that was asked for comes first."""

    def __init__(self, plan: Plan, asked: Plan, entries: Iterable[Entry]) -> None:
        self._plan, self._asked, self._entries = plan, asked, list(entries)
        self._rarities: dict[Phrase, float] = {}
        self._ways = list(asked.ways())

    def __call__(self, entry: Entry) -> float:
        found = sum(weight * self._weight(entry, phrase) for phrase, weight in self._ways)
        found += sum(self._found(entry, slot) for slot in self._asked.slots)
        if self._asked is not self._plan and all(entry.matches(self._plan, slot) for slot in self._plan.slots):
            found += ranking.EVERYTHING * len(self._plan.slots)
        return found * log2(2 + ranking.document_weight(entry.document))

    def _found(self, entry: Entry, slot: Slot) -> float:
        if entry.without_files.matches(self._asked, slot):
            return ranking.FOUND
        return ranking.FOUND_IN_FILES if entry.matches(self._asked, slot) else 0.0

    def _weight(self, entry: Entry, phrase: Phrase) -> float:
        weight = entry.weight_of(phrase)
        return weight * self._rarity(phrase) if weight else 0.0

    def _rarity(self, phrase: Phrase) -> float:
        if phrase not in self._rarities:
            having = sum(entry.has(phrase) for entry in self._entries)
            self._rarities[phrase] = log(2 + len(self._entries) / (1 + having))
        return self._rarities[phrase]


def _stemmed(texts: Iterable[str]) -> list[list[str]]:
    return [list(stems(text)) for text in texts]
