"""Documents to search in: a handful by hand, and the real catalogue, as large as a test wants it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from search.documents import Document
from search.query import Query
from search.synonyms import Synonyms
from tiex.content.catalogue import CatalogueEntry, load_catalogue
from tiex.content.tags import load_tags

EVERYONE = frozenset({"everyone"})
SYNONYMS = Synonyms(
    same=(
        ("waste", "bins", "rubbish", "refuse"),
        ("LGR", "local government reorganisation"),
        ("adult social care", "ASC"),
        ("artificial intelligence", "AI"),
        ("council tax support", "council tax reduction"),
    ),
    one_way={"chatbot": ("virtual assistant",)},
    acronyms={"SEND": ("special educational needs",), "FOI": ("freedom of information",)},
)


def asks(text: str = "", *audiences: str, **others: Any) -> Query:
    """A query of someone whom everything for everyone is for."""
    return Query(text=text, audiences=frozenset(audiences) or EVERYONE, **others)


def a_document(id: str, title: str, **others: Any) -> Document:
    return Document(id, title, **{"audiences": ("everyone",), **others})


@cache
def shelf() -> tuple[Document, ...]:
    """A few documents, each there for something that a test asks."""
    return (
        a_document(
            "libraries", "Libraries as community hubs", summary="How a county kept every library open.", year=2021
        ),
        a_document("bins", "Bin collections by sensor", summary="Sensors tell crews which bins are full.", year=2022),
        a_document("recycling", "Recycling at the kerbside", summary="Weekly collections for food waste.", year=2019),
        a_document(
            "care",
            "A new front door for care",
            summary="People who need adult social care are called back within a day.",
            words=("Adult social care", "South East"),
            year=2023,
        ),
        a_document("reorganisation", "Ready for local government reorganisation", summary="Two tiers become one."),
        a_document("schools", "Transport to school", summary="Routes for special educational needs planned anew."),
        a_document("letters", "Send fewer letters", summary="Why one council writes less.", year=2018),
        a_document("assistant", "A virtual assistant answers", summary="Council tax questions at any time of day."),
        a_document("secret", "Libraries of one council", summary="A draft about libraries.", audiences=("council:A",)),
        a_document("cafe", "The Café Society", summary="Older residents meet over coffee.", publisher="Naïve Press"),
    )


@cache
def catalogue() -> tuple[Document, ...]:
    """The real catalogue; every seventh document is for councils alone, every eleventh for one council alone.

    Every thirteenth has a file.
    """
    names = {**_names(), "councils": "Councils"}
    return tuple(_document(entry, place, names) for place, entry in enumerate(load_catalogue()))


def copies(count: int) -> Iterator[Document]:
    """So many documents: the catalogue again and again, each copy a little different from the last."""
    originals = catalogue()
    for place in range(count):
        turn, original = divmod(place, len(originals))[0], originals[place % len(originals)]
        if turn == 0:
            yield original
            continue
        year = None if original.year is None else original.year - turn % 7
        other = originals[(place * 7 + turn) % len(originals)]
        yield replace(
            original,
            id=f"{original.id}-{turn}",
            title=f"{original.title}: part {turn}",
            body=f"{original.body} {other.summary}",
            year=year,
            added=original.added + turn,
        )


def _names() -> dict[str, str]:
    tags = load_tags()
    kinds = (tags.characteristics, tags.change_modes, tags.stages, tags.success_factors, tags.service_areas)
    return {key: name for kind in kinds for key, name in kind.items()}


def _document(entry: CatalogueEntry, place: int, names: dict[str, str]) -> Document:
    facets = {
        "type": (entry.type,),
        "characteristic": entry.characteristics,
        "change_mode": entry.change_modes,
        "stage": entry.stages,
        "success_factor": entry.success_factors,
        "service_area": entry.service_areas,
        "publisher": (entry.publisher,),
        "region": entry.regions,
        "council": entry.council_codes,
    }
    tagged = (*entry.characteristics, *entry.change_modes, *entry.success_factors, *entry.service_areas)
    audience = "council:A" if place % 11 == 0 else "councils" if place % 7 == 0 else "everyone"
    return Document(
        id=entry.id,
        title=entry.title,
        summary=entry.summary,
        body=" ".join([entry.when_to_use, *(f"{outcome}." for outcome in entry.outcomes)]).strip(),
        publisher=entry.publisher,
        year=entry.year,
        added=1_700_000_000 + 3600 * place,
        facets=facets,
        words=(*(names[key] for key in tagged), *entry.regions, *entry.councils),
        audiences=(audience,),
        tried=place % 13 if place % 5 == 0 else 0,
        files=f"Annex {place}. {entry.summary} Meter readings of pilot {place}." if place % 13 == 0 else "",
    )
