"""The tags that resources and related tools may carry: the keys of the newest edition and the service areas."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tiex.content.checking import CONTENT
from tiex.content.editions import edition_keys, load_edition

SERVICE_AREAS: Mapping[str, str] = MappingProxyType(
    {
        "adult-social-care": "Adult social care",
        "assets": "Buildings and land",
        "children": "Children and families",
        "communications": "Communications",
        "community": "Communities",
        "corporate": "Whole council",
        "customer-services": "Customer services",
        "democracy": "Democracy",
        "economic-development": "Economic development",
        "education": "Education",
        "elections": "Elections",
        "environment": "Environment",
        "finance": "Finance",
        "highways": "Highways",
        "housing": "Housing",
        "leisure": "Leisure",
        "libraries": "Libraries",
        "parks": "Parks",
        "planning": "Planning",
        "procurement": "Procurement",
        "public-health": "Public health",
        "revenues-and-benefits": "Revenues and benefits",
        "transport": "Transport",
        "waste": "Waste",
        "workforce": "Workforce",
    }
)


@dataclass(frozen=True, slots=True)
class Tags:
    """Each kind of tag: key to name, in the order to show them."""

    characteristics: Mapping[str, str]
    change_modes: Mapping[str, str]
    stages: Mapping[str, str]
    success_factors: Mapping[str, str]
    service_areas: Mapping[str, str]


@cache
def load_tags(root: Path = CONTENT) -> Tags:
    edition = load_edition(edition_keys(root)[-1], root)
    return Tags(
        characteristics=MappingProxyType({entry.key: entry.short_name for entry in edition.characteristics}),
        change_modes=MappingProxyType({entry.key: entry.name for entry in edition.modes}),
        stages=MappingProxyType({entry.key: entry.name for entry in edition.stages}),
        success_factors=MappingProxyType({entry.key: entry.name for entry in edition.factor_sheet.factors}),
        service_areas=SERVICE_AREAS,
    )
