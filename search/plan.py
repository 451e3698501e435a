"""From the text that a person typed to the words that are looked for, with what else would do for each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from typing import Protocol

from search import ranking
from search.synonyms import Synonyms
from search.words import STOP_WORDS, Token, stem, stems, tokens

MOST_WORDS, MOST_RELATED = 16, 12
PHRASES_KEPT = 10_000

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A typed word, the stems of words spelt nearly so, and phrases (of stems) that mean the same or something near."""

    token: Token
    phrases: tuple[Phrase, ...] = ()
    related: tuple[Phrase, ...] = ()
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
    related: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A loose plan is content with words of a phrase that stand apart, and with what is only related."""

    text: str
    slots: tuple[Slot, ...]
    is_loose: bool = False

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for slot in self.slots for word in slot.words)

    @property
    def loosened(self) -> "Plan":
        """With the words of each slot apart, so that fewer of them will do."""
        apart = (replace(slot, words=(word,)) for slot in self.slots for word in slot.words)
        return replace(self, slots=tuple(apart), is_loose=True)

    @property
    def split(self) -> "Plan":
        """With the words of each slot apart, but content with nothing that is only related."""
        return replace(self.loosened, is_loose=False)

    @property
    def phrases(self) -> Iterator[Phrase]:
        """What means the same as words that were typed, or something near where the plan is loose."""
        for each in self._parts:
            yield from (phrase for phrase, _ in self.others(each))

    @property
    def _parts(self) -> Iterator[Slot | Word]:
        for slot in self.slots:
            yield slot
            yield from slot.words

    def others(self, of: Slot | Word) -> Iterator[tuple[Phrase, float]]:
        """What else will do for it, and what that counts beside it."""
        yield from ((phrase, ranking.SYNONYM) for phrase in of.phrases)
        if self.is_loose:
            yield from ((phrase, ranking.RELATED) for phrase in of.related)

    def ways(self) -> Iterator[tuple[Phrase, float]]:
        """Everything that is looked for, and what it counts."""
        found: dict[Phrase, float] = {}
        for phrase, weight in chain.from_iterable(map(self.others, self._parts)):
            found[phrase] = max(weight, found.get(phrase, 0.0))
        yield from found.items()
        for word in self.words:
            yield (word.stem,), 1.0
            yield from (((spelling,), ranking.SPELLING) for spelling in word.spellings)


class Lexicon(Protocol):
    """What an index knows about its own words."""

    def has_word(self, surface: str) -> bool: ...

    def has_stem(self, stem: str) -> bool: ...

    def has_beginning(self, beginning: str) -> bool: ...

    def nearest(self, word: str) -> Iterable[str]: ...


class Exactly:
    """A lexicon that knows of no slips but those that it is told of: a word, and the stems that it was taken for."""

    def __init__(self, lexicon: Lexicon, heard: Mapping[str, Phrase]) -> None:
        self._heard = heard
        self.has_word, self.has_stem, self.has_beginning = lexicon.has_word, lexicon.has_stem, lexicon.has_beginning

    def nearest(self, word: str) -> Iterable[str]:
        return self._heard.get(word, ())


class Unread:
    """A lexicon of nothing, where only the engine itself knows its words."""

    def has_word(self, surface: str) -> bool:
        return False

    has_stem = has_beginning = has_word

    def nearest(self, word: str) -> Iterable[str]:
        return ()


class Planner:
    """Makes plans with the synonyms it is given."""

    def __init__(self, synonyms: Synonyms) -> None:
        self.acronyms = {key: _phrases(values) for key, values in synonyms.acronyms.items()}
        self.synonyms, self.related = dict[Phrase, tuple[Phrase, ...]](), dict[Phrase, tuple[Phrase, ...]]()
        for group in synonyms.same:
            for entry in group:
                _add(self.synonyms, entry, group)
        for entry, others in synonyms.one_way.items():
            _add(self.related, entry, others)
        self.related = {key: self._with_same(key, near) for key, near in self.related.items()}
        self._longest = max(map(len, (*self.synonyms, *self.related)), default=1)

    def plan(self, text: str, lexicon: Lexicon | None = None) -> Plan:
        """With a lexicon, words that it does not have are taken for those spelt nearly so, and mean what these do."""
        slots = tuple(self._slots(self._words(text, lexicon)))
        telling = tuple(slot for slot in slots if not _is_silent(slot))
        return Plan(text, telling or slots)

    def _with_same(self, key: Phrase, related: Iterable[Phrase]) -> tuple[Phrase, ...]:
        """What is related, and what means the same as that, but for what means the same as the entry itself."""
        near = chain.from_iterable((each, *self.synonyms.get(each, ())) for each in related)
        found = (phrase for phrase in dict.fromkeys(near) if phrase not in {key, *self.synonyms.get(key, ())})
        return tuple(islice(found, MOST_RELATED))

    def _words(self, text: str, lexicon: Lexicon | None) -> list[Word]:
        words = [self._word(text, token) for token in tokens(text)[:MOST_WORDS]]
        if lexicon is None:
            return words
        return [
            self._meant(_resolved(word, lexicon)) if len(part) == 1 else replace(word, is_beginning=False)
            for part in self._parts(words)
            for word in part
        ]

    def _slots(self, words: Sequence[Word]) -> Iterator[Slot]:
        for part in self._parts(words):
            telling = tuple(word for word in part if word.token.surface not in STOP_WORDS)
            heard = _heard(part)
            as_one = (self.synonyms.get(heard, ()), self.related.get(heard, ())) if len(part) > 1 else ()
            yield Slot(telling or tuple(part), *as_one)

    def _parts(self, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
        """Runs of words that have synonyms as a whole; other words one by one."""
        at = 0
        while at < len(words):
            length = self._longest_entry(words, at)
            yield words[at : at + length]
            at += length

    def _longest_entry(self, words: Sequence[Word], at: int) -> int:
        """How many words from here have synonyms as a whole; 1 where there are none."""
        for length in range(min(self._longest, len(words) - at), 1, -1):
            heard = _heard(words[at : at + length])
            if heard in self.synonyms or heard in self.related:
                return length
        return 1

    def _word(self, text: str, token: Token) -> Word:
        stands_for = self.acronyms.get(text[token.start : token.end], ())
        phrases = (*stands_for, *self.synonyms.get((token.stem,), ()))
        related = dict.fromkeys(near for key in ((token.stem,), *stands_for) for near in self.related.get(key, ()))
        return Word(token, phrases, tuple(related), is_beginning=token.end == len(text))

    def _meant(self, word: Word) -> Word:
        """With the synonyms of the word that was meant."""
        heard = (word.heard,)
        if not word.spellings:
            return word
        return replace(word, phrases=self.synonyms.get(heard, ()), related=self.related.get(heard, ()))


@lru_cache(PHRASES_KEPT)
def telling(phrase: Phrase) -> Phrase:
    """Its words without those that say nothing."""
    return tuple(stem for stem in phrase if stem not in STOP_WORDS) or phrase


def heard_in(plan: Plan) -> Mapping[str, Phrase]:
    """The misspelt words of the plan, and for each the stem that it was taken for."""
    return {word.token.surface: (word.heard,) for word in misspelt(plan)}


def misspelt(plan: Plan) -> list[Word]:
    return [word for word in plan.words if word.spellings]


def _resolved(word: Word, lexicon: Lexicon) -> Word:
    """With near spellings where the lexicon does not have the word.

    A word that it has is not taken for the beginning of a longer one: bus is not business. One letter is.
    """
    surface = word.token.surface
    is_known = lexicon.has_stem(word.stem)
    if len(surface) > 1 and lexicon.has_word(surface):
        word = replace(word, is_beginning=False)
    if is_known or word.phrases or word.related or (word.is_beginning and lexicon.has_beginning(surface)):
        return word
    return replace(word, spellings=tuple(dict.fromkeys(stem(near) for near in lexicon.nearest(surface))))


def _heard(words: Iterable[Word]) -> Phrase:
    return tuple(word.heard for word in words)


def _add(found: dict[Phrase, tuple[Phrase, ...]], entry: str, others: Iterable[str]) -> None:
    """Each phrase once, in its order, and none for itself."""
    if key := stems(entry):
        phrases = (*found.get(key, ()), *_phrases(others))
        found[key] = tuple(phrase for phrase in dict.fromkeys(phrases) if phrase != key)


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
