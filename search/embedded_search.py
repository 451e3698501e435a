"""One search in one state of the tantivy index: what matches, the counts beside it, and the hits of one page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, groupby

import tantivy
from tantivy import Order
from tantivy import Query as Clause

from search import embedded_schema as fields
from search import ranking
from search.embedded_counts import Counts, aggregations, counts_in
from search.embedded_query import Clauses, all_of, begun_in
from search.highlight import Highlighter, suggested
from search.plan import Plan, misspelt
from search.query import Query, Sort
from search.ranking import needed_words
from search.results import Hit, Results, page_of
from search.spelling import Vocabulary
from search.words import stem

# Hits beyond both ends of a page that are looked at, to put those with the same score in the order of their ids.
TIES = 32

Address = tantivy.DocAddress


class Snapshot:
    """The index as it was at one commit, and what it knows about its words."""

    def __init__(self, index: tantivy.Index) -> None:
        self.searcher = index.searcher()
        self.clauses = Clauses(index.schema, self.searcher)
        # The counts where nothing is asked for, which are on the page that everybody comes to first.
        self.counts_of_all: dict[frozenset[str], Counts] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(dict(self.searcher.terms_with_prefix(fields.SURFACES, "")))

    def has_word(self, surface: str) -> bool:
        return any(self.searcher.doc_freq(field, surface) for field in (fields.SURFACES, fields.FILE_SURFACES))

    def has_stem(self, stem: str) -> bool:
        return any(self.searcher.doc_freq(field, stem) for field in (fields.STEMS, fields.FILES))

    def has_beginning(self, beginning: str) -> bool:
        return any(self.searcher.terms_with_prefix(field, beginning, limit=1) for field in begun_in(beginning))

    def nearest(self, word: str) -> Iterable[str]:
        """Of words in files none: they have slips of their own."""
        return self.vocabulary.nearest(word)

    def completions(self, plan: Plan) -> list[str]:
        """Stems of the most frequent words that begin as the last word does, where that is no word itself."""
        begun = [word.token.surface for word in plan.words if word.is_beginning]
        found = (self.searcher.terms_with_prefix(fields.SURFACES, each, limit=ranking.COMPLETIONS) for each in begun)
        stems = dict.fromkeys(stem(surface) for surface, _ in chain.from_iterable(found))
        return [each for each in stems if each not in {word.stem for word in plan.words}]


class Search:
    def __init__(self, snapshot: Snapshot, facets: Sequence[str], query: Query, plan: Plan) -> None:
        self._snapshot, self._facets, self._query = snapshot, facets, query
        self._searcher, self._clauses = snapshot.searcher, snapshot.clauses
        self._plan, self._has_everything = plan, False
        self._need(plan, len(plan.slots))

    def results(self) -> Results:
        counts = self._enough_counts()
        total = counts.total
        page, pages = page_of(total, self._query.page, self._query.per_page)
        hits, texts = self._hits(total, (page - 1) * self._query.per_page)
        return Results(
            hits=hits,
            total=total,
            page=page,
            pages=pages,
            facets=counts.facets,
            suggestion=suggested(self._plan, texts, misspelt(self._plan)) if misspelt(self._plan) else None,
        )

    def _need(self, plan: Plan, slots: int) -> None:
        """Look for documents in which so many slots of this plan match."""
        self._asked = plan
        self._matching = [self._clauses.matching(plan, slots)] if slots else []

    def _enough_counts(self) -> Counts:
        """Counts for as much of the text as finds enough, whatever is chosen: a choice must never add a hit."""
        counts = self._counts()
        self._has_everything = counts.total > 0
        if not self._plan.slots or counts.unchosen >= ranking.ENOUGH:
            return counts
        if self._query.ids is not None and self._finds_enough():
            return counts
        for slots in needed_words(len(self._plan.loosened.slots)):
            self._need(self._plan.loosened, slots)
            if self._finds_enough():
                break
        return self._counts()

    def _finds_enough(self) -> bool:
        unscored = [Clause.const_score_query(clause, 0.0) for clause in self._matching]
        seen = self._clauses.audience(self._query.audiences)
        return len(self._searcher.search(all_of([*unscored, seen]), ranking.ENOUGH, count=False).hits) >= ranking.ENOUGH

    def _counts(self) -> Counts:
        query, known = self._query, self._snapshot.counts_of_all
        is_all = not (self._matching or query.selected or query.has_years or query.ids is not None)
        if is_all and query.audiences in known:
            return known[query.audiences]
        unchosen = replace(query, selected={}, year_from=None, year_to=None)
        clauses = all_of([*self._matching, *self._clauses.filters(unchosen)])
        found = self._searcher.aggregate(clauses, aggregations(self._facets, query))
        counts = counts_in(found, self._facets, query)
        if is_all:
            known[query.audiences] = counts
        return counts

    def _hits(self, total: int, start: int) -> tuple[tuple[Hit, ...], list[str]]:
        """The hits of the page, and their texts."""
        if not total:
            return (), []
        marker = Highlighter(self._asked)
        shown = [self._searcher.doc(address) for address in self._addresses(total, start)]
        found = [
            (str(doc[fields.ID][0]), bytes(doc[fields.NAME][0]).decode(), bytes(doc[fields.EXTRACT][0]).decode())
            for doc in shown
        ]
        return tuple(marker.hit(*each) for each in found), [f"{title} {text}" for _, title, text in found]

    def _addresses(self, total: int, start: int) -> list[Address]:
        count = min(self._query.per_page, total - start)
        clauses = [*self._matching, *self._clauses.filters(self._query)]
        if self._query.sort is Sort.RELEVANCE and self._matching:
            better = list(self._clauses.ranking(self._asked, self._snapshot.completions(self._plan)))
            if self._asked.is_loose and self._has_everything:
                better.append(self._clauses.everything(self._plan))
            return self._best(all_of(clauses, better), total, start, count)
        by = fields.BY_TITLE if self._query.sort is Sort.TITLE else fields.BY_NEWEST
        found = self._searcher.search(
            all_of(clauses), count, count=False, offset=start, order_by_field=by, order=Order.Asc
        )
        return [address for _, address in found.hits]

    def _best(self, clause: Clause, total: int, start: int, count: int) -> list[Address]:
        """By score, then by id: looks far enough beyond the page to see the whole of any tie that reaches into it."""
        reach = TIES
        while True:
            left, right = max(0, start - reach), min(total, start + count + reach)
            hits = self._searcher.search(
                clause, right - left, count=False, offset=left, weight_by_field=fields.WEIGHT
            ).hits
            first, last = hits[start - left][0], hits[start - left + count - 1][0]
            is_whole = (left == 0 or hits[0][0] != first) and (right == total or hits[-1][0] != last)
            if is_whole:
                return self._untied(hits)[start - left : start - left + count]
            reach *= 8

    def _untied(self, hits: Iterable[tuple[float, Address]]) -> list[Address]:
        found: list[Address] = []
        for _, tied in groupby(hits, key=lambda hit: hit[0]):
            addresses = [address for _, address in tied]
            found += addresses if len(addresses) == 1 else sorted(addresses, key=self._id)
        return found

    def _id(self, address: Address) -> str:
        return str(self._searcher.doc(address)[fields.ID][0])
