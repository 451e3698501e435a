"""What a person asks for; whatever comes from an address bar, a query is clean once it exists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from search.cleaning import clean_text

TEXT_LIMIT = 200
VALUE_LIMIT, VALUES_LIMIT = 200, 50
PER_PAGE_LIMIT = 100
LONGEST_PAGE = 10**9
LAST_YEAR = 9999


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Query:
    """`audiences` are those the person belongs to; without any, nothing is found.

    `selected` gives the chosen values of each facet, `ids` the only documents of interest where it is given: a way to
    ask which of them a search finds. `heard` are misspelt words with what another search took them for. A page that
    does not exist becomes the nearest that does.
    """

    text: str = ""
    selected: Mapping[str, frozenset[str]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    audiences: frozenset[str] = frozenset()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    ids: frozenset[str] | None = None
    heard: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "text", clean_text(self.text, TEXT_LIMIT))
        selected = {key: _values(values) for key, values in self.selected.items()}
        put(self, "selected", {key: values for key, values in sorted(selected.items()) if values})
        put(self, "audiences", frozenset(clean_text(audience) for audience in self.audiences) - {""})
        year_from, year_to = _year(self.year_from), _year(self.year_to)
        if year_from is not None and year_to is not None:
            year_from, year_to = sorted((year_from, year_to))
        put(self, "year_from", year_from)
        put(self, "year_to", year_to)
        put(self, "page", _between(self.page, 1, LONGEST_PAGE))
        put(self, "per_page", _between(self.per_page, 1, PER_PAGE_LIMIT))

    def among(self, facets: Iterable[str]) -> Self:
        """Without what is selected in facets that an index does not have."""
        known = frozenset(facets)
        return replace(self, selected={key: values for key, values in self.selected.items() if key in known})

    @property
    def has_years(self) -> bool:
        return self.year_from is not None or self.year_to is not None

    def includes_year(self, year: int | None) -> bool:
        """A document without a year is found only where no year is asked for."""
        if not self.has_years:
            return True
        return year is not None and (self.year_from or 0) <= year <= _or(self.year_to, LAST_YEAR)


def _or(number: int | None, default: int) -> int:
    return default if number is None else number


def _between(number: int, lowest: int, highest: int) -> int:
    return min(max(number, lowest), highest)


def _year(year: int | None) -> int | None:
    return None if year is None else _between(year, 0, LAST_YEAR)


def _values(values: Iterable[str]) -> frozenset[str]:
    cleaned = sorted({clean_text(value, VALUE_LIMIT) for value in values} - {""})
    return frozenset(cleaned[:VALUES_LIMIT])
