"""Words that are a slip of the finger away from others."""

import string
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property

# Shortest words in which one slip is forgiven, and two.
ONE_SLIP, TWO_SLIPS = 4, 8
NEAREST = 5
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
        """Words with the fewest slips from this one; those with the same first letter first, then the frequent."""
        for most in range(1, slips_forgiven(word) + 1):
            near = [other for other in self._alike(word, most) if slips_between(word, other, most) == most]
            if near:
                return sorted(near, key=lambda other: (other[0] != word[0], -self.counts[other], other))[:limit]
        return []

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self.counts)

    @cached_property
    def _by_length(self) -> dict[int, list[tuple[str, int]]]:
        found: dict[int, list[tuple[str, int]]] = {}
        for word in self.counts:
            if word.isalpha():
                found.setdefault(len(word), []).append((word, _letters(word)))
        return found

    def _alike(self, word: str, most: int) -> Iterable[str]:
        """Cheaply leaves out nearly all that cannot be near: every slip changes at most two letters of the set."""
        mine = _letters(word)
        for length in range(len(word) - most, len(word) + most + 1):
            for other, theirs in self._by_length.get(length, ()):
                if (mine ^ theirs).bit_count() <= 2 * most:
                    yield other


def _letters(word: str) -> int:
    found = 0
    for letter in word:
        found |= _BITS.get(letter, 0)
    return found
