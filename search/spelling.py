"""Words that are a slip of the finger away from others."""

import string
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import product

from search.words import stem

# Shortest words in which one slip is forgiven, and two.
ONE_SLIP, TWO_SLIPS = 4, 8
NEAREST = 5
# By the length and the first letter of a form of a word: the form, the set of its letters, the word.
Forms = dict[tuple[int, str], list[tuple[str, int, str]]]
_BITS = {letter: 1 << place for place, letter in enumerate(string.ascii_lowercase)}


def slips_forgiven(word: str) -> int:
    """None in short words, in numbers, and in what is not a word."""
    if len(word) < ONE_SLIP or not word.isalpha():
        return 0
    return 2 if len(word) >= TWO_SLIPS else 1


def slips_between(one: str, other: str, most: int) -> int:
    """Letters added, left out, exchanged, or swapped with a neighbour; `most` + 1 where it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        this = [row]
        for column, other_letter in enumerate(other, 1):
            cost = min(last[column] + 1, this[-1] + 1, last[column - 1] + (letter != other_letter))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == other_letter:
                cost = min(cost, before[column - 2] + 1)
            this.append(cost)
        if min(this) > most:
            return most + 1
        before, last = last, this
    return min(last[-1], most + 1)


class Vocabulary:
    """The words of an index, or of a page of it, and how often each occurs."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts

    def __contains__(self, word: str) -> bool:
        return word in self.counts

    def completions(self, prefix: str, limit: int) -> list[str]:
        """Words that begin so, the most frequent first."""
        words, found = self._ordered, []
        for at in range(bisect_left(words, prefix), len(words)):
            if not words[at].startswith(prefix):
                break
            found.append(words[at])
        return sorted(found, key=lambda word: (-self.counts[word], word))[:limit]

    def nearest(self, word: str, limit: int = NEAREST) -> list[str]:
        """Words with the fewest slips from this one; those with the same first letter first, then the frequent.

        Where no word is near, one whose stem is will do: libary has one slip from the stem of libraries.
        """
        for most in range(1, slips_forgiven(word) + 1):
            near = _near(word, self._by_length, most) or _near(stem(word), self._stems_by_length, most)
            if near:
                return sorted(near, key=lambda other: (other[0] != word[0], -self.counts[other], other))[:limit]
        return []

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self.counts)

    @cached_property
    def _by_length(self) -> Forms:
        return _by_length((word, word) for word in self.counts)

    @cached_property
    def _stems_by_length(self) -> Forms:
        return _by_length((stem(word), word) for word in self.counts)


def _by_length(forms: Iterable[tuple[str, str]]) -> Forms:
    found: Forms = {}
    for form, word in forms:
        if word.isalpha():
            found.setdefault((len(form), form[0]), []).append((form, _letters(form), word))
    return found


def _near(form: str, others: Forms, most: int) -> list[str]:
    """Words so many slips away.

    Hardly anyone slips at the first letter, so only words that begin with it are looked at, or with the second, for
    the first may be swapped or too much; and of these only words whose letters differ by no more than slips explain.
    """
    letters = _letters(form)
    lengths = range(len(form) - most, len(form) + most + 1)
    alike = (
        (other, word)
        for key in product(lengths, dict.fromkeys(form[:2]))
        for other, theirs, word in others.get(key, ())
        if (letters ^ theirs).bit_count() <= 2 * most
    )
    return [word for other, word in alike if slips_between(form, other, most) <= most]


def _letters(word: str) -> int:
    found = 0
    for letter in word:
        found |= _BITS.get(letter, 0)
    return found
