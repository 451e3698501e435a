"""The words that councils use for the same thing."""

from pathlib import Path

import pytest

from tests.content.broken_content import break_file
from tiex.content.checking import ContentError
from tiex.content.synonyms import load_synonyms

FILE = "synonyms.yaml"
BINS = "- same: [bins, refuse, rubbish, household waste]\n"
SPECIAL_NEEDS = "  acronyms: [SEND]\n"
POTHOLES = "- from: potholes\n  to: [highways, road repairs]\n"
EVERYDAY_WORDS = (
    "a act age aid and are at be best bid can care cat change cut do end for free get go good help home how in is it "
    "just local make may need new no not of on one open or our out pay people plan put send service set team the time "
    "tip to use way we what who work you"
)


def test_there_are_many_groups() -> None:
    synonyms = load_synonyms()
    assert len(synonyms.groups) >= 120
    assert len(synonyms.narrower) >= 10


def test_a_term_leads_to_the_others_of_its_group() -> None:
    alternatives = load_synonyms().alternatives
    assert alternatives["asc"] == ("adult social care", "adult services", "adult care")
    assert "asc" in alternatives["adult social care"]


def test_a_narrower_term_leads_to_the_broader_and_not_back() -> None:
    alternatives = load_synonyms().alternatives
    assert alternatives["potholes"] == ("highways", "road repairs")
    assert "potholes" not in alternatives["highways"]


def test_a_group_leads_to_broader_terms_and_not_back() -> None:
    broader = load_synonyms().broader
    assert broader["telecare"] == broader["assistive technology"] == ("adult social care", "sensors")
    assert broader["potholes"] == ("highways", "road repairs")
    assert "telecare" not in broader["adult social care"]


def test_an_acronym_that_is_an_ordinary_word_counts_only_in_capitals() -> None:
    synonyms = load_synonyms()
    assert "special educational needs" in synonyms.capitals["SEND"]
    assert "send" not in synonyms.alternatives
    assert not {"SEND", "send"}.intersection(synonyms.alternatives["special educational needs"])


def test_no_everyday_word_is_a_term() -> None:
    assert not load_synonyms().alternatives.keys() & set(EVERYDAY_WORDS.split())


def test_no_term_leads_to_itself_or_to_nothing() -> None:
    synonyms = load_synonyms()
    for mapping in (synonyms.alternatives, synonyms.capitals):
        for term, others in mapping.items():
            assert others
            assert term not in others


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (BINS, "- same: [bins]\n", "group 1: same: must hold 2 to 6 terms"),
        (BINS, "- same: [b1, b2, b3, b4, b5, b6, b7]\n", "group 1: same: must hold 2 to 6 terms"),
        (BINS, "- same: [bins, bins]\n", "group 1: same: 'bins' appears twice"),
        (BINS, "- same: [bins, Refuse]\n", "group 1: same: must be lower-case words with one space or hyphen"),
        (BINS, "- same: [bins, bin  bags]\n", "group 1: same: must be lower-case words with one space or hyphen"),
        (BINS, "- same: [bins, no]\n", "group 1: same 2: must be text, not False"),
        (BINS, "- same: [bins, a b c d e-f]\n", "group 1: same: must have 5 words at most, unlike 'a b c d e-f'"),
        (BINS, "- same: bins\n", "group 1: same: must be a list"),
        (BINS, "- bins\n", "group 1: must hold named fields"),
        (BINS, "- like: [bins, refuse]\n", "group 1: like: is not a known field"),
        (BINS, "- same: [bins, refuse]\n  to: [waste]\n", "group 1: to: is not a known field"),
        (BINS, "- from: bins\n", "group 1: to: is missing"),
        (BINS, "- same: [bins, refuse]\n  broader: [refuse]\n", "group 1: broader: 'refuse' leads to itself"),
        (BINS, "- same: [a1, a2]\n  broader: [b1, b2, b3, b4, b5, b6, b7]\n", "group 1: broader: must hold 6 terms"),
        (BINS, "- same: [bins, refuse]\n  broader: [Waste]\n", "group 1: broader: must be lower-case words"),
        (BINS, "- from: bins\n  to: [rubbish, bins]\n", "group 1: to: 'bins' leads to itself"),
        (BINS, "- from: bins\n  to: [b1, b2, b3, b4, b5, b6, b7]\n", "group 1: to: must hold 6 terms at most"),
        (BINS, "- from: Bins\n  to: [waste]\n", "group 1: from: must be lower-case words"),
        (BINS, "- from: bins\n  to: [waste]\n  same: [refuse]\n", "group 1: same: is not a known field"),
        (SPECIAL_NEEDS, "  acronyms: [Send]\n", "acronyms: must be capitals such as SEND, not 'Send'"),
        (SPECIAL_NEEDS, "  acronyms: [SEN]\n", "same: 'SEN' appears twice, in whatever case"),
        (SPECIAL_NEEDS, "  acronyms: [MASH]\n", "same: 'MASH' appears twice, in whatever case"),
        (POTHOLES, "- same: [fly tipping, litter]\n", "same: 'fly tipping' appears twice, in whatever case"),
        (POTHOLES, "- from: bins\n  to: [waste]\n", "from: 'bins' appears twice, in whatever case"),
    ],
)
def test_a_broken_group_is_refused(root: Path, old: str, new: str, problem: str) -> None:
    break_file(root, FILE, old, new)
    with pytest.raises(ContentError) as error:
        load_synonyms(root)
    assert f"{FILE}: group " in str(error.value)
    assert problem in str(error.value)


def test_every_problem_is_told_at_once(root: Path) -> None:
    break_file(root, FILE, BINS, "- same: [bins]\n")
    break_file(root, FILE, POTHOLES, "- from: potholes\n")
    with pytest.raises(ContentError) as error:
        load_synonyms(root)
    assert len(error.value.problems) == 2
