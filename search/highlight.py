"""Marks in a text what the person looked for, and finds the stretch of it that shows most."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from search.plan import Phrase, Plan, Word, suggestion
from search.results import Hit, Part, Parts
from search.spelling import Vocabulary
from search.words import read_word, spans_of, stem, tokens, words

SNIPPET = 240
LEAD = 60
# A word as it stands in a text, and where it begins and ends.
Place = tuple[str, tuple[int, int]]


class Highlighter:
    """Marks the words of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        phrases = set(plan.phrases)
        stems = {phrase[0] for phrase in phrases if len(phrase) == 1}
        stems.update(stem for word in plan.words for stem in (word.stem, *word.spellings))
        self._wanted = _Wanted(stems, (word.token.surface for word in plan.words if word.is_beginning))
        runs = [phrase for phrase in phrases if len(phrase) > 1]
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
            return self._spans_with_runs(list(words(text)))
        return spans_of(text, self._wanted)

    def _spans_with_runs(self, found: Sequence[Place]) -> Iterator[tuple[int, int]]:
        past = 0
        for at, (word, (start, end)) in enumerate(found):
            if at < past:
                continue
            if runs := self._begun[word]:
                past = at + _longest_run(found, at, runs)
            if past > at:
                yield start, found[past - 1][1][1]
            elif self._wanted[word]:
                yield start, end


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


def suggested(plan: Plan, texts: Iterable[str], words: Iterable[Word]) -> str | None:
    """The text with those of `words` that stand in none of the texts spelt as the nearest that does.

    The texts are those that the person is shown, so that no suggestion tells of what they may not see.
    """
    counts = Counter(token.surface for text in texts for token in tokens(text))
    vocabulary = Vocabulary(counts)
    missing = [word for word in words if not _stands_in(word, counts)]
    near = {word: nearest[0] for word in missing if (nearest := vocabulary.nearest(word.token.surface, 1))}
    return suggestion(plan, near)


def _stands_in(word: Word, surfaces: Iterable[str]) -> bool:
    beginning = word.token.surface if word.is_beginning else "\0"
    stands_for_others = bool(word.phrases) and not word.spellings
    return stands_for_others or any(stem(each) == word.stem or each.startswith(beginning) for each in surfaces)


def _longest_run(found: Sequence[Place], at: int, runs: Iterable[Phrase]) -> int:
    """How many words from here are one of these phrases."""
    for run in runs:
        if tuple(_stem_of(word) for word, _ in found[at : at + len(run)]) == run:
            return len(run)
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
