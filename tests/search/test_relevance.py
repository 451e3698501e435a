"""The quality of results does not fall: floors a little under what the engines reach."""

from pathlib import Path

import pytest

from search.embedded import EmbeddedIndex
from search.memory import MemoryIndex
from tests.search.judged import average, by_kind, judged_documents, tuned_on, worth, worths_of
from tiex.gateways.finder import council_words

EMBEDDED, OTHERS, FIRST, MEMORY = 0.845, 0.84, 0.97, 0.825
# What people type in full sentences shares the fewest words with what answers it.
KINDS = {
    "acronym": 0.82,
    "method": 0.75,
    "place": 0.95,
    "plural": 0.86,
    "prefix": 0.78,
    "publisher": 0.97,
    "sentence": 0.64,
    "service": 0.89,
    "several": 0.85,
    "synonym": 0.79,
    "typo": 0.89,
}
ANSWERS = {"best": 3, "good": 2, "fair": 1}


@pytest.mark.parametrize(
    ("found", "gain", "first"),
    [
        (["best", "good", "fair"], 1.0, 1.0),
        (["other", "best", "good", "fair"], 0.68, 0.5),
        (["fair", "good", "best"], 0.68, 1.0),
        (["best"], 0.745, 1.0),
        (["other"] * 10 + ["best"], 0.0, 0.0),
        ([], 0.0, 0.0),
    ],
)
def test_the_worth_of_results(found: list[str], gain: float, first: float) -> None:
    measured = worth(found, ANSWERS)
    assert measured.gain == pytest.approx(gain, abs=0.005)
    assert measured.first == first


def test_the_engine_in_process_keeps_its_quality(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index", council_words())
    index.rebuild(judged_documents())
    worths = worths_of(index)
    whole = average(worths.values())
    assert whole.gain >= EMBEDDED
    assert whole.first >= FIRST
    assert average(each for judged, each in worths.items() if judged not in tuned_on()).gain >= OTHERS
    kinds = by_kind(worths)
    assert kinds.keys() == KINDS.keys()
    assert {kind: each.gain for kind, each in kinds.items() if each.gain < KINDS[kind]} == {}


def test_the_reference_is_nearly_as_good() -> None:
    index = MemoryIndex(council_words())
    index.rebuild(judged_documents())
    assert average(worths_of(index).values()).gain >= MEMORY
