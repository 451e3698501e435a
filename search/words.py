"""How text becomes words: in lower case, without accents, and their English stems; children's is one word."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST_WORD = 60
STEMS_KEPT = 30_000
# Asked for beside other words, these say nothing about what is looked for.
_SILENT = """
a about all an and any are as at be been being but by can could d did do does doing for from get give had has have
having help how i if in into is it its ll m me more most much my need of on or our please s should show so some t than
that the their them then there these they this those to up us ve very want was we were what when where which who why
will with would you your
"""
_LATIN_WORD = re.compile(r"[^\W_]+(?:['’][sS](?![^\W_]))?")
_POSSESSIVE = re.compile(r"(?<=[^\W_])['’](?=[sS](?![^\W_]))")
_NOT_LATIN = re.compile("[^\x00-\u02ff\u2000-\u206f\u20a0-\u20bf]")
_NOT_PLAIN = re.compile("[\xaa\xb5\xba\xc0-\u1fff\u2070-\u209f\u20c0-\U0010ffff]")
STOP_WORDS = frozenset(_SILENT.split())


class Token(NamedTuple):
    """A word of a text, at `text[start:end]`."""

    surface: str
    stem: str
    start: int
    end: int


def word_analyzer() -> TextAnalyzer:
    """Words as they are written, but for case and accents."""
    return _folding().build()


def stem_analyzer() -> TextAnalyzer:
    return _folding().filter(Filter.stemmer("english")).build()


def tokens(text: str) -> list[Token]:
    """The words as the analyzers see them, but four times faster where all letters are Latin."""
    if _NOT_LATIN.search(text):
        found = _WORDS.pre_tokenize(text).tokens
        return _with_possessives(text, [(each.text, each.char_offset_from, each.char_offset_to) for each in found])
    read = ((read_word(match[0]), match) for match in _LATIN_WORD.finditer(text))
    return [Token(known[0], known[1], *match.span()) for known, match in read if known]


def words(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The words as they stand in the text, and where."""
    if _NOT_LATIN.search(text):
        return ((token.surface, (token.start, token.end)) for token in tokens(text))
    return ((match[0], match.span()) for match in _LATIN_WORD.finditer(text))


def words_like(stems: Iterable[str], beginnings: Iterable[str]) -> re.Pattern[str]:
    """Finds, in plain letters, every word with one of these stems or beginnings, and few others.

    A word begins as its stem does, but for the last letter of the stem, and for a few short words such as dying (die).
    """
    begun = {*map(_beginning_of, stems), *beginnings}
    either = "|".join(sorted(map(re.escape, begun))) or "(?!)"
    possessive = r"['’]s(?![^\W_])"
    return re.compile(rf"(?<![^\W_])(?!(?<=[^\W_]['’])s(?![^\W_]))(?:{either})[^\W_]*(?:{possessive})?", re.IGNORECASE)


def _beginning_of(stem: str) -> str:
    if len(stem) > 3:
        return stem[:3]
    return stem[:1] if stem.endswith("ie") else stem[: max(1, len(stem) - 1)]


def words_among(text: str, like: re.Pattern[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """As `words`, but in plain letters only those `like` what is looked for: most are passed over quickly."""
    if _NOT_PLAIN.search(text):
        return words(text)
    return ((match[0], match.span()) for match in like.finditer(text))


def surfaces(text: str) -> list[str]:
    return _WORDS.analyze(joined(text))


def joined(text: str) -> str:
    """The text as the analyzers should have it: they would make two words of children's."""
    return _POSSESSIVE.sub("", text)


@lru_cache(STEMS_KEPT)
def stem(surface: str) -> str:
    """The stem of one word as `surfaces` gives it."""
    return (_STEMMER.analyze(surface) or [surface])[0]


@lru_cache(STEMS_KEPT)
def read_word(word: str) -> tuple[str, str] | None:
    """The surface and the stem of one word; nothing where it is too long to be one."""
    surface = "".join(_WORDS.analyze(word))
    return (surface, stem(surface)) if surface else None


def stems(text: str) -> tuple[str, ...]:
    return tuple(stem(surface) for surface in surfaces(text))


def folded(text: str) -> str:
    """Its words and nothing else: texts are put in order by it."""
    return " ".join(surfaces(text))


def has_run(words: list[str], run: tuple[str, ...]) -> bool:
    """Whether `run` stands in `words`, without gaps and in its order."""
    if len(run) == 2:
        return run in pairwise(words)
    return any(tuple(words[at : at + len(run)]) == run for at, word in enumerate(words) if word == run[0])


def _with_possessives(text: str, found: Iterable[tuple[str, int, int]]) -> list[Token]:
    read: list[Token] = []
    for surface, start, end in found:
        if read and read[-1].end == start - 1 and _POSSESSIVE.match(text, start - 1):
            owner = read.pop()
            surface, start = f"{owner.surface}s", owner.start
        read.append(Token(surface, stem(surface), start, end))
    return read


def _folding() -> TextAnalyzerBuilder:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD))
    return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())


_WORDS = word_analyzer()
_STEMMER = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()
