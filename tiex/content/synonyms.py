"""Loads the words that councils use for the same thing, so that a search for one finds the others."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tiex.content.checking import CONTENT, Document, Item, parse_yaml, read_text

FILE = "synonyms.yaml"
MOST_TERMS = 6
MOST_WORDS = 5
TERM = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*")
ACRONYM = re.compile(r"[A-Z][A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words for one thing.

    `acronyms` stand for it only in capitals, because in lower case they are or begin ordinary words. `broader` terms
    are found by it as well, but do not find it.
    """

    terms: tuple[str, ...]
    acronyms: tuple[str, ...]
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NarrowerTerm:
    """A term that also finds the broader ones, while they do not find it."""

    term: str
    broader: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The groups and narrower terms, and what to search for beside each term.

    `alternatives` has lower-case keys, to be compared with what is typed in any case. `capitals` has the acronyms as
    keys, to be compared with the case. No acronym stands among the alternatives: it would match the ordinary word.
    `broader` leads from a term to what it finds too, one way.
    """

    groups: tuple[SynonymGroup, ...]
    narrower: tuple[NarrowerTerm, ...]
    alternatives: Mapping[str, tuple[str, ...]]
    capitals: Mapping[str, tuple[str, ...]]
    broader: Mapping[str, tuple[str, ...]]


@cache
def load_synonyms(root: Path = CONTENT) -> Synonyms:
    document = Document(FILE, {"groups": parse_yaml(read_text(root / FILE, FILE), FILE)})
    items = document.top.items("groups", "group")
    read = [(item, _read_narrower(item) if item.has("from") else _read_group(item)) for item in items]
    _refuse_terms_in_two_groups(read)
    document.finish()
    return _arranged([entry for _, entry in read])


def _read_group(item: Item) -> SynonymGroup:
    group = SynonymGroup(_terms(item, "same"), item.optional_texts("acronyms", longest=12), _broader(item))
    for acronym in group.acronyms:
        if acronym and not ACRONYM.fullmatch(acronym):
            item.refuse("acronyms", f"must be capitals such as SEND, not {acronym!r}")
    if not 2 <= len(group.terms) + len(group.acronyms) <= MOST_TERMS:
        item.refuse("same", f"must hold 2 to {MOST_TERMS} terms, acronyms among them")
    _check_broader(item, "broader", group.terms, group.broader)
    return group


def _read_narrower(item: Item) -> NarrowerTerm:
    narrower = NarrowerTerm(item.text("from", longest=60), _terms(item, "to"))
    _check_term(item, "from", narrower.term)
    _check_broader(item, "to", (narrower.term,), narrower.broader)
    return narrower


def _broader(item: Item) -> tuple[str, ...]:
    return _terms(item, "broader") if item.has("broader") else ()


def _check_broader(item: Item, field: str, terms: Iterable[str], broader: Collection[str]) -> None:
    if len(broader) > MOST_TERMS:
        item.refuse(field, f"must hold {MOST_TERMS} terms at most")
    for term in terms:
        if _plain(term) in map(_plain, broader):
            item.refuse(field, f"{term!r} leads to itself")


def _terms(item: Item, field: str) -> tuple[str, ...]:
    terms = item.texts(field, longest=60)
    for term in terms:
        _check_term(item, field, term)
    return terms


def _check_term(item: Item, field: str, term: str) -> None:
    if term and not TERM.fullmatch(term):
        item.refuse(field, f"must be lower-case words with one space or hyphen between them, not {term!r}")
    elif len(_plain(term).split()) > MOST_WORDS:
        item.refuse(field, f"must have {MOST_WORDS} words at most, unlike {term!r}")


def _refuse_terms_in_two_groups(read: Iterable[tuple[Item, SynonymGroup | NarrowerTerm]]) -> None:
    """A term may start one entry only; the broader terms that narrower ones lead to may stand anywhere."""
    seen: set[str] = set()
    for item, entry in read:
        field = "from" if isinstance(entry, NarrowerTerm) else "same"
        for term in (entry.term,) if isinstance(entry, NarrowerTerm) else (*entry.terms, *entry.acronyms):
            if _plain(term) in seen:
                item.refuse(field, f"{term!r} appears twice, in whatever case and with or without hyphens")
            seen.add(_plain(term))


def _arranged(entries: Iterable[SynonymGroup | NarrowerTerm]) -> Synonyms:
    groups: list[SynonymGroup] = []
    narrower: list[NarrowerTerm] = []
    alternatives: dict[str, tuple[str, ...]] = {}
    capitals: dict[str, tuple[str, ...]] = {}
    broader: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if isinstance(entry, NarrowerTerm):
            narrower.append(entry)
            alternatives[entry.term] = broader[entry.term] = entry.broader
            continue
        groups.append(entry)
        broader.update(dict.fromkeys(entry.terms, entry.broader) if entry.broader else {})
        capitals.update(dict.fromkeys(entry.acronyms, entry.terms))
        if len(entry.terms) > 1:
            alternatives.update({term: tuple(t for t in entry.terms if t != term) for term in entry.terms})
    mappings = (MappingProxyType(found) for found in (alternatives, capitals, broader))
    return Synonyms(tuple(groups), tuple(narrower), *mappings)


def _plain(term: str) -> str:
    """The term as a search engine splits it, where a hyphen is as good as a space."""
    return term.lower().replace("-", " ")
