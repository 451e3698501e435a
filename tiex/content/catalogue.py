"""Loads the starter catalogue of the hub: case studies, methodologies, reports and tools."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tiex.content.checking import CONTENT, Document, Item, check_unique, parse_yaml, read_text
from tiex.content.council_names import codes_of_names
from tiex.content.councils import REGIONS, load_councils
from tiex.content.tags import Tags, load_tags
from tiex.domain.resources import EFFORTS

FILES = {
    "case-study": "resources/case_studies.yaml",
    "methodology": "resources/methodologies.yaml",
    "report": "resources/reports.yaml",
    "tool": "resources/tools.yaml",
}
EARLIEST, LATEST = 1990, 2100
LONGEST_ID, LONGEST_TITLE, LONGEST_PUBLISHER, LONGEST_TEXT, LONGEST_OUTCOME, LONGEST_NAME = 80, 150, 100, 500, 200, 100
# Summaries of methodologies and tools say it in a sentence of their own.
_WHEN = re.compile(r" ?(Use it .+?[.!?])(?= [A-Z]|$)")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A resource on another site, described in our own words.

    `councils` are names as the resource gives them; `council_codes` those of them that are in the register.
    `effort` is low, medium or high, or None where nothing has to be done. `when_to_use` is a sentence, or empty.
    """

    id: str
    type: str
    title: str
    url: str
    publisher: str
    year: int | None
    summary: str
    when_to_use: str
    effort: str | None
    councils: tuple[str, ...]
    council_codes: tuple[str, ...]
    regions: tuple[str, ...]
    outcomes: tuple[str, ...]
    characteristics: tuple[str, ...]
    change_modes: tuple[str, ...]
    stages: tuple[str, ...]
    success_factors: tuple[str, ...]
    service_areas: tuple[str, ...]


@cache
def load_catalogue(root: Path = CONTENT) -> tuple[CatalogueEntry, ...]:
    """Every resource, file by file, in the order of the files."""
    tags = load_tags(root)
    codes = frozenset(council.code for council in load_councils(root))
    entries: list[CatalogueEntry] = []
    for resource_type, file in FILES.items():
        document = Document(file, {"resources": parse_yaml(read_text(root / file, file), file)})
        items = document.top.items("resources", resource_type)
        for item in items:
            item.exactly("type", resource_type)
        found = [read_entry(item, resource_type, tags, codes) for item in items]
        _check_ids(items, found, entries)
        document.finish()
        entries.extend(found)
    return tuple(entries)


def read_entry(item: Item, resource_type: str, tags: Tags, codes: Collection[str]) -> CatalogueEntry:
    """The entry, with what is wrong noted in the item's document."""
    tagged = item.section("tags")
    councils = item.optional_texts("councils", longest=LONGEST_NAME)
    has_codes = item.has("council_codes")
    summary, when_to_use = _read_summary(item)
    return CatalogueEntry(
        id=item.slug("id", longest=LONGEST_ID),
        type=resource_type,
        title=item.text("title", longest=LONGEST_TITLE),
        url=item.web_address("url"),
        publisher=item.text("publisher", longest=LONGEST_PUBLISHER),
        year=item.optional_whole_number("year", lowest=EARLIEST, highest=LATEST),
        summary=summary,
        when_to_use=when_to_use,
        effort=item.choice("effort", EFFORTS) if item.has("effort") else None,
        councils=councils,
        council_codes=item.choices("council_codes", codes, at_least=0) if has_codes else codes_of_names(councils),
        regions=item.choices("regions", REGIONS, at_least=0) if item.has("regions") else (),
        outcomes=item.optional_texts("outcomes", longest=LONGEST_OUTCOME),
        characteristics=tagged.choices("characteristics", tags.characteristics),
        change_modes=tagged.choices("change_modes", tags.change_modes),
        stages=tagged.choices("stages", tags.stages),
        success_factors=tagged.choices("critical_success_factors", tags.success_factors),
        service_areas=tagged.choices("service_areas", tags.service_areas),
    )


def _read_summary(item: Item) -> tuple[str, str]:
    """The summary, and apart from it the sentence on when to use the thing, where there is one."""
    summary = item.text("summary", longest=LONGEST_TEXT)
    found = _WHEN.search(summary)
    if item.has("when_to_use") or not found:
        return summary, item.optional_text("when_to_use", longest=LONGEST_TEXT) or ""
    return f"{summary[: found.start()]}{summary[found.end() :]}".strip(), found[1]


def _check_ids(items: list[Item], found: list[CatalogueEntry], before: list[CatalogueEntry]) -> None:
    check_unique(items, "id", [entry.id for entry in found])
    taken = {entry.id for entry in before}
    for item, entry in zip(items, found, strict=True):
        if entry.id in taken:
            item.refuse("id", f"{entry.id!r} stands in another file already")
