"""Words are what the analyzers of the engines see, whichever way they are read."""

from itertools import product
from string import ascii_lowercase

from hypothesis import given
from hypothesis import strategies as st

from search.words import joined, read_word, stem, stem_analyzer, tokens, word_analyzer, words, words_like
from tiex.content.catalogue import load_catalogue


@given(st.text(st.characters(max_codepoint=0x2100, exclude_categories=["Cs"])))
def test_tokens_are_those_of_the_analyzers(text: str) -> None:
    found = tokens(text)
    assert [token.surface for token in found] == word_analyzer().analyze(joined(text))
    assert [token.stem for token in found] == stem_analyzer().analyze(joined(text))


def test_every_latin_letter_is_read_alike() -> None:
    characters = [chr(point) for point in (*range(0x20, 0x300), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0))]
    text = " ".join(f"a{character}b {character}" for character in characters)
    assert [token.surface for token in tokens(text)] == word_analyzer().analyze(text)


def test_places_are_those_in_the_text() -> None:
    text = "The Café’s £5m co-production"
    assert [text[token.start : token.end] for token in tokens(text)] == ["The", "Café’s", "5m", "co", "production"]


def test_what_somebody_has_is_one_word() -> None:
    for text in ("children's services", "Children’s services", "childrens services", "שירותי children's services"):
        assert [token.stem for token in tokens(text)][-2:] == ["children", "servic"]
    assert [token.surface for token in tokens("'s it's rock 'n' roll s's")] == ["s", "its", "rock", "n", "roll", "ss"]


def test_stems_are_english() -> None:
    assert {stem(word) for word in ("transform", "transforming", "transformation", "transformations")} == {"transform"}


ENDINGS = ("", "s", "es", "ies", "ed", "ied", "ing", "ying", "er", "ly", "y", "e", "al", "ness")


def test_the_pattern_for_a_stem_finds_every_word_that_has_it() -> None:
    """Every word of the catalogue, and every short one that is made with an ending: dying has the stem of die."""
    texts = (f"{entry.title} {entry.summary}".lower() for entry in load_catalogue())
    found = {word for text in texts for word, _ in words(text)}
    short = ("".join(letters) for length in (1, 2) for letters in product(ascii_lowercase, repeat=length))
    found |= {beginning + ending for beginning in short for ending in ENDINGS}
    read = ((word, read_word(word)) for word in found)
    missed = {word for word, known in read if known and not words_like([known[1]], ()).fullmatch(word)}
    assert missed == set()
