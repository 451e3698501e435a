"""Loads the glossary and finds its terms in a text, so that they are explained where they appear."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tiex.content.checking import CONTENT, Item, check_unique, read_document


@dataclass(frozen=True, slots=True)
class Term:
    """`source_ref` is its number in the appendix of the source document."""

    key: str
    name: str
    definition: str
    source_ref: int | None
    see_also: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """One name, or two where the term reads "this or that"."""
        return tuple(self.name.split(" or "))


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, with the term that it names."""

    text: str
    term: Term | None = None


@dataclass(frozen=True)
class Glossary:
    """Terms in alphabetical order."""

    introduction: str
    terms: tuple[Term, ...]

    def term(self, key: str) -> Term:
        """The term with this key; KeyError where there is none."""
        return self._terms[key]

    @cached_property
    def _terms(self) -> dict[str, Term]:
        return {term.key: term for term in self.terms}

    @cached_property
    def by_name(self) -> dict[str, Term]:
        """Each term under its names in lower case."""
        return {name.lower(): term for term in self.terms for name in term.names}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any name as a whole word or its plural, the longest name that fits; the first group is the name."""
        names = sorted(self.by_name, key=lambda name: (-len(name), name))
        # ASCII case rules only: with Unicode ones "ſ" and "İ" would fit names that `by_name` does not hold.
        return re.compile(rf"(?<![\w-])(?a:({'|'.join(map(re.escape, names))})s?)(?![\w-])", re.IGNORECASE)


@cache
def load_glossary(root: Path = CONTENT) -> Glossary:
    document = read_document(root / "glossary.yaml", root)
    introduction = document.top.text("introduction")
    items = document.top.items("terms", "term")
    terms = [_read_term(item) for item in items]
    document.finish()
    check_unique(items, "key", [term.key for term in terms])
    check_unique(items, "term", [term.name.lower() for term in terms])
    keys = {term.key for term in terms}
    for item, term in zip(items, terms, strict=True):
        for key in term.see_also:
            if key not in keys or key == term.key:
                item.refuse("see_also", f"{key!r} is not another term")
    document.finish()
    return Glossary(introduction, tuple(sorted(terms, key=lambda term: (term.name.lower(), term.key))))


def link_terms(text: str, glossary: Glossary, without: Collection[str] = ()) -> tuple[Segment, ...]:
    """The text in pieces, the first place of each term marked; `without` holds keys of terms to leave alone."""
    segments: list[Segment] = []
    explained = set(without)
    end = 0
    for match in glossary.pattern.finditer(text):
        term = glossary.by_name[match[1].lower()]
        if term.key in explained:
            continue
        explained.add(term.key)
        if match.start() > end:
            segments.append(Segment(text[end : match.start()]))
        segments.append(Segment(match[0], term))
        end = match.end()
    if end < len(text):
        segments.append(Segment(text[end:]))
    return tuple(segments)


def _read_term(item: Item) -> Term:
    return Term(
        key=item.slug("key"),
        name=item.text("term", longest=60),
        definition=item.text("definition", longest=400),
        source_ref=item.optional_whole_number("source_ref", lowest=1),
        see_also=item.texts("see_also", longest=60, at_least=0),
    )
