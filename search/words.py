"""How text becomes words: in lower case, without accents, and their English stems."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST_WORD = 60
STEMS_KEPT = 100_000
# Asked for beside other words, these say nothing about what is looked for.
_SILENT = """
a about all an and any are as at be been being but by can could d did do does doing for from get give had has have
having help how i if in into is it its ll m me more most much my need of on or our please s should show so some t than
that the their them then there these they this those to up us ve very want was we were what when where which who why
will with would you your
"""
STOP_WORDS = frozenset(_SILENT.split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, at `text[start:end]`."""

    surface: str
    start: int
    end: int

    @property
    def stem(self) -> str:
        return stem(self.surface)


def word_analyzer() -> TextAnalyzer:
    """Words as they are written, but for case and accents."""
    return _folding().build()


def stem_analyzer() -> TextAnalyzer:
    return _folding().filter(Filter.stemmer("english")).build()


def tokens(text: str) -> list[Token]:
    found = _WORDS.pre_tokenize(text).tokens
    return [Token(token.text, token.char_offset_from, token.char_offset_to) for token in found]


def surfaces(text: str) -> list[str]:
    return _WORDS.analyze(text)


@lru_cache(STEMS_KEPT)
def stem(surface: str) -> str:
    """The stem of one word as `surfaces` gives it."""
    return (_STEMMER.analyze(surface) or [surface])[0]


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


def _folding() -> TextAnalyzerBuilder:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_WORD))
    return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())


_WORDS = word_analyzer()
_STEMMER = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()
