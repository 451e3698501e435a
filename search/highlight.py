"""Marks in a text what the person looked for, and finds the stretch of it that shows most."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from search.plan import Phrase, Plan, Word, suggestion
from search.results import Hit, Part, Parts
from search.spelling import Vocabulary
from search.words import read_word, stem, words, words_among, words_like

SNIPPET = 240
LEAD = 60
# Letters in which a phrase is looked for.
REACH = 400


class Highlighter:
    """Marks the words of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        phrases = set(plan.phrases)
        stems = {phrase[0] for phrase in phrases if len(phrase) == 1}
        stems.update(stem for word in plan.words for stem in (word.stem, *word.spellings))
        runs = [phrase for phrase in phrases if len(phrase) > 1]
        firsts = {*stems, *(run[0] for run in runs)}
        beginnings = [word.token.surface for word in plan.words if word.is_beginning]
        self._wanted, self._like = _Wanted(stems, beginnings), words_like(firsts, beginnings)
        self._has_runs, self._begun = bool(runs), _Begun(runs)

    def hit(self, id: str, title: str, text: str) -> Hit:
        return Hit(id, self.mark(title), self.snippet(text))

    def mark(self, text: str) -> Parts:
        return _parts(text, self._spans(text))

    def snippet(self, text: str) -> Parts:
        """About `SNIPPET` characters, cut between words, from the first stretch with the most hits."""
        spans = list(self._spans(text))
        start, end = _window(text, spans)
        shown = [(max(left, start) - start, min(right, end) - start) for left, right in spans if start < right <= end]
        return _parts(text[start:end], [span for span in shown if span[0] < span[1]])

    def _spans(self, text: str) -> Iterable[tuple[int, int]]:
        """Where hits begin and end; a text is gone through quickly where no phrase is looked for."""
        if not self._plan.slots:
            return ()
        if self._has_runs:
            return self._spans_with_runs(text)
        return (place for word, place in words_among(text, self._like) if self._wanted[word])

    def _spans_with_runs(self, text: str) -> Iterator[tuple[int, int]]:
        past = 0
        for word, (start, end) in words_among(text, self._like):
            if start < past:
                continue
            length = _longest_run(text[start : start + REACH], runs) if (runs := self._begun[word]) else 0
            if length or self._wanted[word]:
                past = start + length if length else end
                yield start, past


class _Begun(dict[str, Sequence[Phrase]]):
    """The phrases that begin with a word, the longest first; looked into once for each word."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        super().__init__()
        self._by_stem: dict[str, list[Phrase]] = {}
        for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
            self._by_stem.setdefault(phrase[0], []).append(phrase)

    def __missing__(self, word: str) -> Sequence[Phrase]:
        self[word] = runs = self._by_stem.get(_stem_of(word), ())
        return runs


class _Wanted(dict[str, bool]):
    """Whether a word is a hit; looked into once for each word, however often it stands there."""

    def __init__(self, stems: Iterable[str], beginnings: Iterable[str]) -> None:
        super().__init__()
        self._stems, self._beginnings = frozenset(stems), tuple(beginnings)

    def __missing__(self, word: str) -> bool:
        known = read_word(word)
        is_wanted = known is not None and (known[1] in self._stems or known[0].startswith(self._beginnings))
        self[word] = is_wanted
        return is_wanted


def suggested(plan: Plan, texts: Iterable[str], words: Sequence[Word]) -> str | None:
    """The text with those of `words` that stand in none of the texts spelt as the nearest that does.

    The texts are those that the person is shown, so that no suggestion tells of what they may not see.
    """
    # Only words that begin with the first letter of one of these, or with its second, can be the same or near.
    like = words_like((), {letter for word in words for letter in word.token.surface[:2]})
    read = (read_word(each) for text in texts for each, _ in words_among(text, like))
    counts = Counter(known[0] for known in read if known)
    vocabulary = Vocabulary(counts)
    missing = [word for word in words if not _stands_in(word, counts)]
    near = {word: nearest[0] for word in missing if (nearest := vocabulary.nearest(word.token.surface, 1))}
    return suggestion(plan, near)


def _stands_in(word: Word, surfaces: Iterable[str]) -> bool:
    beginning = word.token.surface if word.is_beginning else "\0"
    stands_for_others = bool(word.phrases) and not word.spellings
    return stands_for_others or any(stem(each) == word.stem or each.startswith(beginning) for each in surfaces)


def _longest_run(text: str, runs: Sequence[Phrase]) -> int:
    """How many letters at the beginning of the text are one of these phrases, the longest of which come first."""
    found = list(islice(words(text), len(runs[0])))
    for run in runs:
        if tuple(_stem_of(word) for word, _ in found[: len(run)]) == run:
            return found[len(run) - 1][1][1]
    return 0


def _stem_of(word: str) -> str:
    known = read_word(word)
    return known[1] if known else ""


def _window(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if len(text) <= SNIPPET:
        return 0, len(text)
    starts = [0, *(max(0, left - LEAD) for left, _ in spans)]
    best = max(
        starts, key=lambda start: (sum(start <= left and right <= start + SNIPPET for left, right in spans), -start)
    )
    start = text.rfind(" ", 0, best + 1) + 1 if best else 0
    end = len(text) if len(text) <= start + SNIPPET else text.rfind(" ", start, start + SNIPPET + 1)
    return start, end if end > start else min(start + SNIPPET, len(text))


def _parts(text: str, spans: Iterable[tuple[int, int]]) -> Parts:
    found, at = [], 0
    for start, end in spans:
        found += [Part(text[at:start]), Part(text[start:end], is_hit=True)]
        at = end
    return tuple(part for part in (*found, Part(text[at:])) if part.text)
