"""Facets: how many results each value would give; or within a facet, and between facets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FACETS = (
    "type",
    "characteristic",
    "change_mode",
    "stage",
    "success_factor",
    "service_area",
    "publisher",
    "nation",
    "region",
    "council",
)
# Years are counted as a facet is, and chosen as a range.
YEAR = "year"


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A value and the results that have it, were it chosen (beside those of other facets that are)."""

    value: str
    count: int
    is_selected: bool = False


def facet_counts(counts: Mapping[str, int], selected: Iterable[str] = ()) -> tuple[FacetCount, ...]:
    """The most frequent first, then by value; a selected value stays in sight at zero."""
    chosen = frozenset(selected)
    found = {**dict.fromkeys(chosen, 0), **{value: count for value, count in counts.items() if count > 0}}
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetCount(value, count, value in chosen) for value, count in ordered)


def year_counts(counts: Mapping[int, int]) -> tuple[FacetCount, ...]:
    """The newest year first."""
    return tuple(FacetCount(str(year), count) for year, count in sorted(counts.items(), reverse=True) if count > 0)
