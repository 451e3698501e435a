"""Builds tantivy's queries: what has to match, what ranks higher, and what is left out."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

from tantivy import FieldType, Occur, Schema, Searcher
from tantivy import Query as Clause

from search import embedded_schema as fields
from search import ranking
from search.plan import Phrase, Plan, Slot, Word, telling
from search.query import Query

BOOSTED = ((fields.TITLE, ranking.TITLE), (fields.SUMMARY, ranking.SUMMARY), (fields.TAGS, ranking.TAGS))


class Clauses:
    """Clauses for one state of an index. Files are left out where there are none, or none with the word."""

    def __init__(self, schema: Schema, searcher: Searcher, *, with_files: bool = True) -> None:
        self._schema, self._searcher = schema, searcher
        self._has_files = with_files and searcher.doc_freq(fields.WITH_FILES, fields.YES) > 0

    @cached_property
    def _without_files(self) -> "Clauses":
        return Clauses(self._schema, self._searcher, with_files=False)

    def filters(self, query: Query) -> list[Clause]:
        """What a document must have to be seen and to pass every facet; these do not change its score."""
        found = [self._any_of(fields.filter_field(facet), values) for facet, values in query.selected.items()]
        if query.has_years:
            found.append(self._years(query))
        if query.ids is not None:
            found.append(self._any_of(fields.ID, query.ids))
        return [self.audience(query.audiences), *(Clause.const_score_query(clause, 0.0) for clause in found)]

    def having(self, facet: str, values: Iterable[str]) -> Clause:
        return Clause.const_score_query(self._any_of(fields.filter_field(facet), values), 0.0)

    def audience(self, audiences: Iterable[str]) -> Clause:
        return Clause.const_score_query(self._any_of(fields.AUDIENCES, audiences), 0.0)

    def matching(self, plan: Plan, needed: int) -> Clause:
        """Documents in which so many slots match, scored by where they match best."""
        is_found_counted = plan.is_loose and len(plan.slots) > 1
        slots = [self._found(plan, slot) if is_found_counted else self._slot(plan, slot) for slot in plan.slots]
        if needed >= len(slots):
            return all_of(slots)
        return Clause.boolean_query([(Occur.Should, slot) for slot in slots], minimum_number_should_match=needed)

    def any_word(self, plan: Plan, stands: float) -> Clause:
        """Documents in which any slot matches; `stands` is what each counts beside the rarity of words."""
        counted = (Clause.const_score_query(self._slot(plan, slot), stands) for slot in plan.slots)
        words = (self._term(fields.STEMS, word.stem) for word in plan.words)
        return Clause.boolean_query([(Occur.Should, clause) for clause in (*counted, *words)])

    def ranking(self, plan: Plan, completions: Iterable[str]) -> Iterator[Clause]:
        """What makes a document that matches a better one."""
        begun = (((stem,), ranking.BEGINNING) for stem in completions)
        for phrase, weight in chain(plan.ways(), begun):
            for field, boost in BOOSTED if len(phrase) == 1 else BOOSTED[:2]:
                yield Clause.boost_query(self._phrase(field, phrase), boost * weight)

    def everything(self, plan: Plan) -> Clause:
        """What makes a document better that has all of it."""
        return Clause.const_score_query(self.matching(plan, len(plan.slots)), ranking.EVERYTHING * len(plan.slots))

    def _found(self, plan: Plan, slot: Slot) -> Clause:
        """That a slot matches, which counts however frequent its words are; in the files alone it counts less."""
        counted = [(Occur.Must, self._slot(plan, slot))]
        if self._has_files:
            without_files = self._without_files._slot(plan, slot)
            beside_files = Clause.const_score_query(without_files, ranking.FOUND - ranking.FOUND_IN_FILES)
            counted.append((Occur.Should, beside_files))
        stands = ranking.FOUND_IN_FILES if self._has_files else ranking.FOUND
        return Clause.boolean_query([*counted, (Occur.Should, Clause.const_score_query(Clause.all_query(), stands))])

    def _slot(self, plan: Plan, slot: Slot) -> Clause:
        words = all_of([self._word(plan, word) for word in slot.words])
        return _best_of([words, *self._others(plan, slot)])

    def _word(self, plan: Plan, word: Word) -> Clause:
        found = [self._anywhere((word.stem,)), *self._others(plan, word)]
        spelt = (self._anywhere((spelling,)) for spelling in word.spellings)
        found += [Clause.boost_query(term, ranking.SPELLING) for term in spelt]
        if word.is_beginning:
            found += self._begun(word.token.surface)
        return _best_of(found)

    def _begun(self, surface: str) -> Iterator[Clause]:
        if len(surface) <= fields.LETTERS:
            yield Clause.const_score_query(self._term(fields.BEGINNINGS, surface), ranking.BEGINNING)
            return
        for field in begun_in(surface) if self._has_files else (fields.SURFACES,):
            begun = Clause.fuzzy_term_query(self._schema, field, surface, 0, prefix=True)
            weight = ranking.BEGINNING * (ranking.FILES if field == fields.FILE_SURFACES else 1.0)
            yield Clause.const_score_query(begun, weight)

    def _others(self, plan: Plan, of: Slot | Word) -> Iterator[Clause]:
        for phrase, weight in plan.others(of):
            if plan.is_loose:
                found = all_of([self._anywhere((stem,)) for stem in telling(phrase)])
            else:
                found = self._anywhere(phrase)
            yield Clause.boost_query(found, weight)

    def _anywhere(self, phrase: Phrase) -> Clause:
        """In any of the texts, and for less in the files."""
        found = self._phrase(fields.STEMS, phrase)
        if self._has_files and all(self._searcher.doc_freq(fields.FILES, stem) for stem in phrase):
            return _best_of([found, Clause.boost_query(self._phrase(fields.FILES, phrase), ranking.FILES)])
        return found

    def _phrase(self, field: str, phrase: Phrase) -> Clause:
        if len(phrase) == 1:
            return self._term(field, phrase[0])
        return Clause.phrase_query(self._schema, field, list(phrase))

    def _term(self, field: str, stem: str) -> Clause:
        return Clause.term_query(self._schema, field, stem)

    def _any_of(self, field: str, values: Iterable[str]) -> Clause:
        """A few terms each on its own are faster than a set of them, which is gathered anew for every search."""
        terms = [Clause.term_query(self._schema, field, value, "basic") for value in sorted(values)]
        if len(terms) > 1:
            return Clause.boolean_query([(Occur.Should, term) for term in terms])
        return terms[0] if terms else Clause.empty_query()

    def _years(self, query: Query) -> Clause:
        return Clause.range_query(self._schema, fields.YEAR, FieldType.Integer, query.year_from, query.year_to)


def begun_in(beginning: str) -> tuple[str, ...]:
    """The fields in which words are found by this beginning."""
    return (fields.SURFACES, fields.FILE_SURFACES) if len(beginning) >= ranking.FILE_BEGINNING else (fields.SURFACES,)


def all_of(clauses: list[Clause], better: Iterable[Clause] = ()) -> Clause:
    """Documents that match all; those that match some of `better` score higher."""
    found = [(Occur.Must, clause) for clause in clauses] + [(Occur.Should, clause) for clause in better]
    return clauses[0] if len(found) == 1 else Clause.boolean_query(found)


def _best_of(clauses: list[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else Clause.disjunction_max_query(clauses)
