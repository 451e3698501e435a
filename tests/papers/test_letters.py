"""Signs that no typeface of a paper has are named, and all others stay."""

import pytest

from tiex.papers.letters import _drawn, plainly, written


@pytest.mark.parametrize(
    "text", ["", "Plain.\nAnd more.", "Ŵyl y Glannau, café, naïve", "Ελλάδα, Москва, שלום, مرحبا", "£ € – “x” ≥"]
)
def test_what_a_typeface_has_stays(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Go 🚀!", "Go [rocket]!"),
        ("漢", "[cjk unified ideograph-6f22]"),
        ("\U0010ffff", "[U+10FFFF]"),
        ("x\ufeffy\ufe0f", "xy"),
        ("नि", "[devanagari letter na][devanagari vowel sign i]"),
        ("e\u0301", "e\u0301"),
        ("a\u3000b", "a b"),
    ],
)
def test_what_none_has_is_named(text: str, found: str) -> None:
    assert written(text) == found


def test_the_last_resort_has_the_plainest_letters() -> None:
    assert plainly("Ŵ é\nΩ") == "Ŵ é\n[greek capital letter omega]"


def test_a_long_text_of_few_signs_is_looked_up_sign_by_sign_once() -> None:
    """As that is what takes the time: ten thousand signs are a note that people may write."""
    before = _drawn.cache_info().misses
    assert written("🦔🧿" * 5000) == "[hedgehog][nazar amulet]" * 5000
    assert _drawn.cache_info().misses - before <= 2
