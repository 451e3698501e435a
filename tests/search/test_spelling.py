"""Slips of the finger: how many there are between two words, and which word was meant."""

import pytest

from search.spelling import Vocabulary, slips_between, slips_forgiven

COUNTS = {"library": 5, "libraries": 9, "liberty": 1, "form": 3, "from": 8, "transformation": 4, "recycling": 2}


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        *(("bins", "bins", 0), ("bins", "bin", 1), ("bins", "bines", 1), ("bins", "bans", 1)),
        *(("form", "from", 1), ("recyclnig", "recycling", 1), ("abcd", "badc", 2), ("", "ab", 2)),
        *(("waste", "taste of", 3), ("library", "transformation", 3)),
    ],
)
def test_slips_between_two_words(one: str, other: str, slips: int) -> None:
    assert slips_between(one, other, 2) == slips_between(other, one, 2) == slips


@pytest.mark.parametrize(
    ("word", "slips"), [("bin", 0), ("bins", 1), ("service", 1), ("services", 2), ("2024", 0), ("covid19", 0)]
)
def test_slips_forgiven(word: str, slips: int) -> None:
    assert slips_forgiven(word) == slips


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("libary", ["library"]),
        ("fro", []),
        ("frm", []),
        ("farm", ["form"]),
        ("ofrm", ["form"]),
        ("yform", ["form"]),
        ("dorm", []),
        ("transfromtion", ["transformation"]),
        ("2024", []),
        ("zzyzxqwv", []),
    ],
)
def test_nearest_words(word: str, nearest: list[str]) -> None:
    assert Vocabulary(COUNTS).nearest(word) == nearest


def test_where_no_word_is_near_a_stem_will_do() -> None:
    assert Vocabulary({"libraries": 1}).nearest("libary") == ["libraries"]


def test_completions_are_the_most_frequent() -> None:
    assert Vocabulary(COUNTS).completions("lib", 2) == ["libraries", "library"]
    assert Vocabulary(COUNTS).completions("x", 2) == []
