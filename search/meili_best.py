"""The best document for each value of a facet, from a server: one search, and another where words are left out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from meilisearch import Client

from search import meili_settings as fields
from search.documents import Document
from search.highlight import Highlighter
from search.memory import Entry
from search.plan import Exactly, Plan, Planner, Unread
from search.query import Query
from search.results import Hit

STRATEGIES = ("all", "frequency")


def best_of_each(client: Client, name: str, query: Query, facet: str, planner: Planner) -> Mapping[str, Hit]:
    """The server forgives slips, and does not know of two thirds: what it finds is looked at again here."""
    lexicon = Exactly(Unread(), query.heard) if query.heard else None
    plan, found = planner.plan(query.text, lexicon), dict[str, Hit]()
    if not plan.slots:
        return found
    marker, value_field = Highlighter(plan.split), fields.facet_field(facet)
    values = {fields.written(value): value for value in query.selected.get(facet, ())}
    for strategy in STRATEGIES:
        missing = [value for value in values.values() if value not in found]
        if missing:
            asked = _asked(name, query, value_field, missing, fields.said(plan, plan.slots, planner), strategy)
            for hit in _standing(client.multi_search([asked])["results"][0]["hits"], plan.split):
                found[values[hit[value_field][0]]] = marker.hit(hit[fields.ID], hit[fields.TITLE], hit[fields.EXTRACT])
    return found


def _asked(name: str, query: Query, field: str, values: Iterable[str], text: str, strategy: str) -> dict[str, Any]:
    wanted = sorted(values)
    return {
        "indexUid": name,
        "q": text,
        "filter": [fields.filter_by(fields.AUDIENCES, query.audiences), fields.filter_by(field, wanted)],
        "distinct": field,
        "matchingStrategy": strategy,
        "attributesToRetrieve": [*fields.SHOWN, field],
        "limit": len(wanted),
    }


def _standing(hits: Iterable[Mapping[str, Any]], plan: Plan) -> Iterator[Mapping[str, Any]]:
    for hit in hits:
        if Entry(Document(hit[fields.ID], hit[fields.TITLE], body=hit[fields.EXTRACT])).has_most(plan):
            yield hit
