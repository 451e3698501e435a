"""What a search gives back: hits of one page, counts for every facet, and perhaps a better spelling."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.facets import FacetCount


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; `is_hit` where it is what the person looked for."""

    text: str
    is_hit: bool = False


Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """`title` is whole, `snippet` the best stretch of the other text; together they are text, never markup."""

    id: str
    title: Parts
    snippet: Parts


@dataclass(frozen=True, slots=True)
class Results:
    """`page` is the page that is shown, of `pages` (at least 1). `suggestion` is the text spelt otherwise, or None.

    `facets` holds counts for every facet of the index, and for the years. `heard` are the misspelt words with what each
    was taken for; nothing where an engine does not tell. Nobody is shown it: it may stand in what they may not see.
    """

    hits: tuple[Hit, ...]
    total: int
    page: int
    pages: int
    facets: Mapping[str, tuple[FacetCount, ...]]
    suggestion: str | None = None
    heard: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(hit.id for hit in self.hits)


def page_of(total: int, page: int, per_page: int) -> tuple[int, int]:
    """The nearest page that exists, and how many there are."""
    pages = max(1, -(-total // per_page))
    return min(page, pages), pages
