"""Pages of files as documents of an index of their own, and the page of each resource in which the words stand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from search.documents import Document
from search.index import Searcher
from search.query import Query
from search.results import Parts

RESOURCE = "resource"
FACETS = (RESOURCE,)
# Between the parts of an id; no id of a resource has it.
APART = "/"


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one page of a file that a resource has. `unit` is page, slide or sheet; empty where there are none.

    `audience` says who may find it, as for the resource.
    """

    resource_id: str
    file_id: int
    file_name: str
    page: int
    unit: str
    text: str
    audience: str

    @property
    def document(self) -> Document:
        """Without the name of the file: by that, every page of it would be found."""
        return Document(
            id=APART.join((self.resource_id, str(self.file_id), str(self.page))),
            title="",
            body=self.text,
            facets={RESOURCE: (self.resource_id,)},
            audiences=(self.audience,),
        )


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A page in which the words stand, and the stretch of it that shows most of them."""

    resource_id: str
    file_id: int
    page: int
    snippet: Parts


def find_passages(
    index: Searcher,
    text: str,
    resource_ids: Collection[str],
    audiences: frozenset[str],
    heard: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Mapping[str, FoundPassage]:
    """By the id of the resource, the page that has most of the words; nothing where no page has enough of them.

    A slip is forgiven only where the search for resources took the word for another, which stands in `heard`.
    """
    query = Query(text, selected={RESOURCE: frozenset(resource_ids)}, audiences=audiences, heard=heard)
    if not (query.text and query.selected):
        return {}
    best = index.best_of_each(query, RESOURCE)
    found = (_found(hit.id, hit.snippet) for hit in best.values())
    return {passage.resource_id: passage for passage in found if any(part.is_hit for part in passage.snippet)}


def _found(id: str, snippet: Parts) -> FoundPassage:
    resource_id, file_id, page = id.rsplit(APART, 2)
    return FoundPassage(resource_id, int(file_id), int(page), snippet)
