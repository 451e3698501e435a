"""Pages of files: the best of each resource, only where the words stand, only for those whom the resource is for."""

from dataclasses import replace

import pytest

from search.index import SearchIndex
from search.passages import FACETS, RESOURCE, FoundPassage, Passage, find_passages
from search.upkeep import find_drift
from tests.search.conftest import Maker
from tests.search.library import SYNONYMS

EVERYONE, COUNCIL = frozenset({"everyone"}), frozenset({"everyone", "council:A"})


def a_passage(resource: str, page: int, text: str, *, file: int = 1, audience: str = "everyone") -> Passage:
    return Passage(resource, file, "pilot.pdf", page, "page", text, audience)


PASSAGES = (
    a_passage("damp", 1, "A pilot in 40 flats. Damp was seen by chance."),
    a_passage("damp", 2, "Humidity sensors warned us of damp and mould before tenants saw any."),
    a_passage("damp", 3, "What it cost: sensors, and the humidity of an office."),
    a_passage("bins", 1, "Sensors in bins. Refuse is collected when a bin is full.", file=2),
    a_passage("bins", 12, f"{'Nothing of note. ' * 200}The depot moved. {'More of the same. ' * 50}", file=3),
    a_passage("secret", 1, "Humidity sensors and damp in our own flats.", file=4, audience="council:A"),
)
IDS = frozenset({"damp", "bins", "secret"})


@pytest.fixture
def pages(make: Maker) -> SearchIndex:
    made = make("pages", SYNONYMS, FACETS)
    made.rebuild(passage.document for passage in PASSAGES)
    return made


def found(index: SearchIndex, text: str, audiences: frozenset[str] = EVERYONE) -> dict[str, tuple[int, int]]:
    """File and page, by resource."""
    passages = find_passages(index, text, IDS, audiences)
    return {name: (passage.file_id, passage.page) for name, passage in passages.items()}


def marks(passage: FoundPassage) -> list[str]:
    return [part.text for part in passage.snippet if part.is_hit]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("humidity sensors for damp and mould", {"damp": (1, 2)}),
        ("sensors", {"damp": (1, 3), "bins": (2, 1)}),
        ("damp sensors mould volcano", {"damp": (1, 2)}),
        ("rubbish", {"bins": (2, 1)}),
        ("the depot moved", {"bins": (3, 12)}),
        ("humid", {"damp": (1, 3)}),
        ("tenants volcano lava", {}),
        ("pilot.pdf", {}),
        ("volcano", {}),
        ("", {}),
        ("?!", {}),
    ],
)
def test_the_page_with_most_of_the_words_is_found(
    pages: SearchIndex, text: str, expected: dict[str, tuple[int, int]]
) -> None:
    places = found(pages, text)
    assert places.keys() == expected.keys()
    if text not in {"sensors", "humid"}:
        assert places == expected


def test_words_are_marked_in_the_stretch_with_most_of_them(pages: SearchIndex) -> None:
    passage = find_passages(pages, "depot moving", IDS, EVERYONE)["bins"]
    assert marks(passage) == ["depot", "moved"]
    assert len("".join(part.text for part in passage.snippet)) <= 240


def test_a_word_that_was_taken_for_another_is_looked_for_as_that(pages: SearchIndex) -> None:
    """What a word of these pages is spelt like does not matter, nor what a word that stands there was taken for."""
    heard = {"humdity": ("humid",), "damp": ("volcano",)}
    assert "damp" not in find_passages(pages, "humdity", IDS, EVERYONE, {"humdity": ("volcano",)})
    passage = find_passages(pages, "humdity damp", IDS, EVERYONE, heard)["damp"]
    assert passage.page == 2
    assert marks(passage) == ["Humidity", "damp"]


def test_only_the_resources_that_are_asked_for(pages: SearchIndex) -> None:
    assert set(find_passages(pages, "sensors", {"bins", "no such"}, EVERYONE)) == {"bins"}
    assert find_passages(pages, "sensors", (), EVERYONE) == {}


def test_nobody_finds_a_page_that_is_not_for_them(pages: SearchIndex) -> None:
    assert "secret" not in found(pages, "humidity sensors damp")
    assert "secret" not in found(pages, "humidity sensors damp", frozenset())
    assert found(pages, "humidity sensors damp", COUNCIL)["secret"] == (4, 1)


def test_another_audience_is_another_state(pages: SearchIndex) -> None:
    pages.put([replace(PASSAGES[-1], audience="everyone").document])
    assert found(pages, "humidity sensors damp")["secret"] == (4, 1)


def test_what_differs_for_some_resources_is_told_apart(pages: SearchIndex) -> None:
    expected = {passage.document.id: passage.document.fingerprint for passage in PASSAGES[:2]}
    drift = find_drift(pages, expected, facet=RESOURCE, values=["damp"])
    assert (drift.missing, drift.changed, drift.surplus) == ((), (), (PASSAGES[2].document.id,))
    assert set(pages.stored(RESOURCE, ["bins", "no such"])) == {PASSAGES[3].document.id, PASSAGES[4].document.id}


def test_an_empty_index_has_no_pages(make: Maker) -> None:
    index = make("no-pages", SYNONYMS, FACETS)
    index.rebuild(())
    assert found(index, "sensors") == {}
