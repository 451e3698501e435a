"""Loads the starter catalogue of the hub: case studies, methodologies, reports and tools."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tiex.content.checking import CONTENT, Document, Item, check_unique, parse_yaml, read_text
from tiex.content.councils import REGIONS, load_councils
from tiex.content.tags import Tags, load_tags

FILES = {
    "case-study": "resources/case_studies.yaml",
    "methodology": "resources/methodologies.yaml",
    "report": "resources/reports.yaml",
    "tool": "resources/tools.yaml",
}
EFFORTS = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A resource on another site, described in our own words.

    `councils` are names as the resource gives them; `council_codes` those of them that are in the register.
    `effort` is low, medium or high, or None where nothing has to be done.
    """

    id: str
    type: str
    title: str
    url: str
    publisher: str
    year: int | None
    summary: str
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
        found = [_read_entry(item, resource_type, tags, codes) for item in items]
        _check_ids(items, found, entries)
        document.finish()
        entries.extend(found)
    return tuple(entries)


def _read_entry(item: Item, resource_type: str, tags: Tags, codes: Collection[str]) -> CatalogueEntry:
    item.exactly("type", resource_type)
    tagged = item.section("tags")
    return CatalogueEntry(
        id=item.slug("id", longest=80),
        type=resource_type,
        title=item.text("title", longest=150),
        url=item.web_address("url"),
        publisher=item.text("publisher", longest=100),
        year=item.optional_whole_number("year", lowest=1990, highest=2100),
        summary=item.text("summary", longest=500),
        effort=item.choice("effort", EFFORTS) if item.has("effort") else None,
        councils=item.optional_texts("councils", longest=100),
        council_codes=item.choices("council_codes", codes, at_least=0) if item.has("council_codes") else (),
        regions=item.choices("regions", REGIONS, at_least=0) if item.has("regions") else (),
        outcomes=item.optional_texts("outcomes", longest=200),
        characteristics=tagged.choices("characteristics", tags.characteristics),
        change_modes=tagged.choices("change_modes", tags.change_modes),
        stages=tagged.choices("stages", tags.stages),
        success_factors=tagged.choices("critical_success_factors", tags.success_factors),
        service_areas=tagged.choices("service_areas", tags.service_areas),
    )


def _check_ids(items: list[Item], found: list[CatalogueEntry], before: list[CatalogueEntry]) -> None:
    check_unique(items, "id", [entry.id for entry in found])
    taken = {entry.id for entry in before}
    for item, entry in zip(items, found, strict=True):
        if entry.id in taken:
            item.refuse("id", f"{entry.id!r} stands in another file already")
