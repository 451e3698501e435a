"""How a document lies in Meilisearch, and the settings of its index, which a command applies and a check compares."""

import hashlib
import string
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from search.documents import Document, extract_of
from search.plan import Phrase, Plan, Planner, Slot
from search.words import folded, stems

KEY, ID, FINGERPRINT, TITLE, EXTRACT, TAGS = "key", "id", "fingerprint", "title", "extract", "tags"
AUDIENCES, YEAR, ADDED, TRIED, SORT_TITLE = "audiences", "year", "added", "tried", "sort_title"
# The server knows no stems, so each text lies there twice: by its stems, which questions are asked by, and as it is
# written, for the beginnings of words. What stands earlier here counts more.
TEXTS = ("title", "tags", "summary", "body", "files")
SHOWN = [ID, TITLE, EXTRACT, TAGS]
MOST_HITS, MOST_VALUES = 1_000_000, 5_000
# Shortest stems in which one slip is forgiven, and two; four would take one year for another.
ONE_SLIP, TWO_SLIPS = 5, 9
_PLAIN = frozenset(string.ascii_lowercase + string.digits + " -_:")
ORDER_OF_KEYS = ("displayedAttributes", "filterableAttributes", "sortableAttributes")


def facet_field(facet: str) -> str:
    return f"facet_{facet}"


def stems_field(text: str) -> str:
    return f"{text}_stems"


def key_of(id: str) -> str:
    """An id that the server accepts: letters and digits."""
    return hashlib.blake2b(id.encode(), digest_size=16).hexdigest()


def written(value: str) -> str:
    """A value that the server tells from every other: by itself it takes capitals and accents for plain letters."""
    return "".join(letter if letter in _PLAIN else _quoted(letter) for letter in value)


def filter_by(field: str, values: Iterable[str]) -> str:
    """The filter that a document passes with any of these values; nothing in a value can end it."""
    quoted = ", ".join(f'"{written(value)}"' for value in sorted(values))
    return f"{field} IN [{quoted}]"


def acronym_word(acronym: str) -> str:
    """What an acronym in capitals is sent as, because the server does not tell capitals from small letters."""
    return f"acronym{acronym.casefold()}"


def make_settings(planner: Planner, facets: Sequence[str]) -> dict[str, Any]:
    """Sorting comes first, so that it is strict where it is asked for; the last rules make the order total."""
    return {
        "searchableAttributes": [field for text in TEXTS for field in (stems_field(text), text)],
        "displayedAttributes": [*SHOWN, FINGERPRINT, *map(facet_field, facets)],
        "filterableAttributes": [KEY, AUDIENCES, YEAR, *map(facet_field, facets)],
        "sortableAttributes": [ADDED, SORT_TITLE, ID],
        "rankingRules": [
            *("sort", "words", "typo", "exactness", "proximity", "attribute"),
            *(f"{TRIED}:desc", f"{ADDED}:desc", f"{ID}:asc"),
        ],
        "stopWords": [],
        "synonyms": _synonyms(planner),
        "typoTolerance": {
            "enabled": True,
            "minWordSizeForTypos": {"oneTypo": ONE_SLIP, "twoTypos": TWO_SLIPS},
            "disableOnWords": sorted(map(acronym_word, planner.acronyms)),
            "disableOnAttributes": [],
        },
        "pagination": {"maxTotalHits": MOST_HITS},
        "faceting": {"maxValuesPerFacet": MOST_VALUES, "sortFacetValuesBy": {"*": "count"}},
    }


def differences(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """What the server has otherwise, a sentence for each setting; settings that nothing is said about do not count."""
    told = []
    for name, value in wanted.items():
        there = found.get(name)
        if _comparable(name, value) != _comparable(name, _like(value, there)):
            told.append(f"{name} is {there!r} on the server and should be {value!r}.")
    return told


def to_meili(document: Document, facets: Sequence[str]) -> dict[str, Any]:
    texts = {
        "title": [document.title],
        "tags": [document.publisher, *document.words],
        "summary": [document.summary],
        "body": [document.body],
        "files": [document.files],
    }
    stemmed = {stems_field(name): [" ".join(stems(text)) for text in parts] for name, parts in texts.items()}
    numbers = {YEAR: document.year, ADDED: document.added, TRIED: document.tried}
    return {
        KEY: key_of(document.id),
        ID: document.id,
        FINGERPRINT: document.fingerprint,
        **{name: parts if name == TAGS else parts[0] for name, parts in texts.items()},
        **stemmed,
        **numbers,
        EXTRACT: extract_of(document),
        SORT_TITLE: folded(document.title),
        AUDIENCES: [written(audience) for audience in document.audiences],
        **{facet_field(facet): [written(value) for value in document.facets.get(facet, ())] for facet in facets},
    }


def said(plan: Plan, slots: Iterable[Slot], planner: Planner) -> str:
    """These slots as the server is asked for them: stems, and an acronym by the word that stands for it."""
    words = []
    for word in chain.from_iterable(slot.words for slot in slots):
        typed = plan.text[word.token.start : word.token.end]
        words.append(acronym_word(typed) if typed in planner.acronyms else word.heard)
    return " ".join(words)


def _synonyms(planner: Planner) -> dict[str, list[str]]:
    """All that means the same or something near: the server cannot be told that one counts less than the other."""
    entries = dict.fromkeys((*planner.synonyms, *planner.related))
    known = {" ".join(key): _spoken(_found_by(planner, key)) for key in entries}
    for key, phrases in planner.acronyms.items():
        related = chain.from_iterable(planner.related.get(phrase, ()) for phrase in phrases)
        known[acronym_word(key)] = [*stems(key), *_spoken([*phrases, *related])]
    return known


def _found_by(planner: Planner, key: Phrase) -> tuple[Phrase, ...]:
    return (*planner.synonyms.get(key, ()), *planner.related.get(key, ()))


def _spoken(phrases: Iterable[Phrase]) -> list[str]:
    return sorted({" ".join(phrase) for phrase in phrases})


def _quoted(letter: str) -> str:
    """As in an address, but capitals too."""
    return "".join(f"%{byte:02X}" for byte in letter.encode())


def _like(value: Any, there: Any) -> Any:
    """Of nested settings only those that something is said about."""
    if isinstance(value, dict) and isinstance(there, dict) and "enabled" in value:
        return {key: there.get(key) for key in value}
    return there


def _comparable(name: str, value: Any) -> Any:
    """Lists whose order means nothing, in one order."""
    if name in ORDER_OF_KEYS and isinstance(value, list):
        return sorted(value)
    if name == "synonyms" and isinstance(value, dict):
        return {key: sorted(others) for key, others in value.items()}
    return value
