"""The best document for each value of a facet: one search for all of them, sorted out by a number for each."""

from collections.abc import Iterator

from search import embedded_schema as fields
from search.embedded_query import all_of
from search.embedded_search import Address, Snapshot
from search.highlight import Highlighter
from search.plan import Plan
from search.query import Query
from search.ranking import most_words
from search.results import Hit

# So many documents are sorted out at a time, and so often, where a few values have nearly all of them.
LOOKED_AT, ROUNDS = 1_000, 3
# What each word that stands there counts: more than frequency and rarity of all words together.
STANDS = 1_000.0


def best_of_each(snapshot: Snapshot, query: Query, facet: str, plan: Plan) -> Iterator[tuple[str, Hit]]:
    if not plan.slots:
        return
    searcher, marker = snapshot.searcher, Highlighter(plan.split)
    missing = {fields.number_of(value): value for value in query.selected.get(facet, ())}
    for _ in range(ROUNDS):
        found = list(_best(snapshot, query, facet, plan, list(missing.values()))) if missing else []
        for number, address in found:
            doc = searcher.doc(address)
            title, extract = (bytes(doc[name][0]).decode() for name in (fields.NAME, fields.EXTRACT))
            yield missing.pop(number), marker.hit(str(doc[fields.ID][0]), title, extract)
        if not found:
            return


def _best(snapshot: Snapshot, query: Query, facet: str, plan: Plan, values: list[str]) -> Iterator[tuple[int, Address]]:
    clauses, searcher, split = snapshot.clauses, snapshot.searcher, plan.split
    wanted = [clauses.any_word(split, STANDS), clauses.having(facet, values), clauses.audience(query.audiences)]
    hits = searcher.search(all_of(wanted, [clauses.everything(plan)]), LOOKED_AT, count=False).hits
    least = STANDS * most_words(len(split.slots))
    addresses = [address for score, address in hits if score >= least]
    seen = set[int]()
    for number, address in zip(
        searcher.fast_field_values(fields.number_field(facet), addresses), addresses, strict=True
    ):
        if number not in seen:
            seen.add(number)
            yield number, address
