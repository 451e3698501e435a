"""From the text that a person typed to the words that are looked for, with what else would do for each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from search.synonyms import Synonyms
from search.words import STOP_WORDS, Token, stem, stems, tokens

MOST_WORDS = 16

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A typed word, the stems of words spelt nearly so, and phrases (of stems) that mean the same."""

    token: Token
    phrases: tuple[Phrase, ...] = ()
    spellings: tuple[str, ...] = ()
    is_beginning: bool = False

    @property
    def stem(self) -> str:
        return self.token.stem

    @property
    def heard(self) -> str:
        """The stem that was most likely meant."""
        return self.spellings[0] if self.spellings else self.token.stem


@dataclass(frozen=True, slots=True)
class Slot:
    """Words that have to be found all together, or one of the phrases that mean the same as all of them."""

    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    text: str
    slots: tuple[Slot, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for slot in self.slots for word in slot.words)

    @property
    def loosened(self) -> "Plan":
        """The words of each slot apart, so that fewer of them will do."""
        return replace(self, slots=tuple(Slot((word,), slot.phrases) for slot in self.slots for word in slot.words))

    @property
    def phrases(self) -> Iterator[Phrase]:
        for slot in self.slots:
            yield from slot.phrases
            for word in slot.words:
                yield from word.phrases


class Lexicon(Protocol):
    """What an index knows about its own words."""

    def has_stem(self, stem: str) -> bool: ...

    def has_beginning(self, beginning: str) -> bool: ...

    def nearest(self, word: str) -> Iterable[str]: ...


class Planner:
    """Makes plans with the synonyms it is given."""

    def __init__(self, synonyms: Synonyms) -> None:
        self.acronyms = {key: _phrases(values) for key, values in synonyms.acronyms.items()}
        self.synonyms: dict[Phrase, dict[Phrase, None]] = {}
        for group in synonyms.same:
            for entry in group:
                self._add(entry, group)
        for entry, others in synonyms.one_way.items():
            self._add(entry, others)
        self._longest = max(map(len, self.synonyms), default=1)

    def plan(self, text: str, lexicon: Lexicon | None = None) -> Plan:
        """With a lexicon, words that it does not have are taken for those spelt nearly so, and mean what these do."""
        slots = tuple(self._slots(self._words(text, lexicon)))
        telling = tuple(slot for slot in slots if not _is_silent(slot))
        return Plan(text, telling or slots)

    def _add(self, entry: str, others: Iterable[str]) -> None:
        key = stems(entry)
        if key:
            found = self.synonyms.setdefault(key, {})
            found.update({phrase: None for phrase in _phrases(others) if phrase != key})

    def _words(self, text: str, lexicon: Lexicon | None) -> list[Word]:
        words = [self._word(text, token) for token in tokens(text)[:MOST_WORDS]]
        if lexicon is None:
            return words
        return [
            self._meant(_resolved(word, lexicon)) if length == 1 else replace(word, is_beginning=False)
            for part, length, _ in self._parts(words)
            for word in part
        ]

    def _slots(self, words: Sequence[Word]) -> Iterator[Slot]:
        for part, _, phrases in self._parts(words):
            telling = [word for word in part if word.token.surface not in STOP_WORDS]
            yield Slot(tuple(telling or part), phrases)

    def _parts(self, words: Sequence[Word]) -> Iterator[tuple[Sequence[Word], int, tuple[Phrase, ...]]]:
        """Runs of words that have synonyms as a whole, how long they are, and these; other words one by one."""
        at = 0
        while at < len(words):
            length, phrases = self._longest_entry(words, at)
            yield words[at : at + length], length, phrases
            at += length

    def _longest_entry(self, words: Sequence[Word], at: int) -> tuple[int, tuple[Phrase, ...]]:
        """How many words from here have synonyms as a whole, and these; 1 where there are none."""
        for length in range(min(self._longest, len(words) - at), 1, -1):
            if phrases := self.synonyms.get(tuple(word.heard for word in words[at : at + length])):
                return length, tuple(phrases)
        return 1, ()

    def _word(self, text: str, token: Token) -> Word:
        phrases = (*self.acronyms.get(text[token.start : token.end], ()), *self.synonyms.get((token.stem,), ()))
        return Word(token, phrases, is_beginning=token.end == len(text))

    def _meant(self, word: Word) -> Word:
        """With the synonyms of the word that was meant."""
        return replace(word, phrases=tuple(self.synonyms.get((word.heard,), ()))) if word.spellings else word


def misspelt(plan: Plan) -> list[Word]:
    return [word for word in plan.words if word.spellings]


def _resolved(word: Word, lexicon: Lexicon) -> Word:
    """With near spellings where the lexicon does not have the word.

    A word that it has is not taken for the beginning of a longer one: bus is not business. One letter is.
    """
    surface = word.token.surface
    is_known = lexicon.has_stem(word.stem)
    if is_known and len(surface) > 1:
        word = replace(word, is_beginning=False)
    if is_known or word.phrases or (word.is_beginning and lexicon.has_beginning(surface)):
        return word
    return replace(word, spellings=tuple(dict.fromkeys(stem(near) for near in lexicon.nearest(surface))))


def _phrases(entries: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(phrase for entry in entries if (phrase := stems(entry)))


def _is_silent(slot: Slot) -> bool:
    """A stop word says nothing, but for one that is an acronym."""
    return len(slot.words) == 1 and slot.words[0].token.surface in STOP_WORDS and not slot.words[0].phrases


def suggestion(plan: Plan, spelt: Mapping[Word, str]) -> str | None:
    """The text as it was typed, with these words spelt otherwise; None where there are none."""
    text = plan.text
    for word, better in sorted(spelt.items(), key=lambda item: -item[0].token.start):
        text = text[: word.token.start] + better + text[word.token.end :]
    return text if spelt else None
