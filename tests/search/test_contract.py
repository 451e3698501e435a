"""What every engine does: finds, narrows, counts, marks, orders and keeps to those who may see."""

from dataclasses import replace

import pytest

from search.facets import YEAR
from search.index import SearchIndex
from search.query import Sort
from search.results import Parts
from search.upkeep import find_drift, mend, needs_rebuild
from search.words import folded
from tests.search.conftest import Maker
from tests.search.library import SYNONYMS, a_document, asks, catalogue, shelf

FOUND = [
    ("library", "libraries", "another number"),
    ("libraries", "libraries", "the same word"),
    ("community hub", "libraries", "two words, one of them in another number"),
    ("libary", "libraries", "a letter left out"),
    ("recyclnig", "recycling", "two letters swapped"),
    ("recyc", "recycling", "the beginning of a word"),
    ("virtual assist", "assistant", "the beginning of the last word"),
    ("cafe", "cafe", "no accent where there is one"),
    ("naïve press", "cafe", "the publisher"),
    ("SOUTH EAST", "care", "a tag, in capitals"),
    ("rubbish", "bins", "a synonym"),
    ("ASC", "care", "a synonym of several words"),
    ("lgr", "reorganisation", "a synonym of several words, in small letters"),
    ("local government reorganisation", "reorganisation", "the words themselves"),
    ("chatbot", "assistant", "a synonym one way"),
    ("SEND transport", "schools", "an acronym in capitals"),
    ("how do we keep our libraries open?", "libraries", "a sentence"),
]


def text_of(parts: Parts) -> str:
    return "".join(part.text for part in parts)


def marked(parts: Parts) -> list[str]:
    return [part.text for part in parts if part.is_hit]


@pytest.mark.parametrize(("text", "id"), [(text, id) for text, id, _ in FOUND], ids=[why for *_, why in FOUND])
def test_it_finds_first(index: SearchIndex, text: str, id: str) -> None:
    assert index.search(asks(text)).ids[0] == id


def test_an_acronym_in_small_letters_is_a_word(index: SearchIndex) -> None:
    assert index.search(asks("send")).ids[0] == "letters"


def test_a_synonym_one_way_does_not_go_back(index: SearchIndex) -> None:
    index.put([a_document("bot", "A chatbot for tenants")])
    assert "bot" not in index.search(asks("virtual assistant")).ids


def test_an_exact_word_comes_before_a_slip(index: SearchIndex) -> None:
    index.put([a_document("form", "A form"), a_document("farm", "A farm")])
    assert index.search(asks("farm")).ids[0] == "farm"
    assert index.search(asks("form")).ids[0] == "form"


def test_a_title_comes_before_a_summary(index: SearchIndex) -> None:
    index.put([a_document("b", "Parking"), a_document("a", "Streets", summary="All about parking.")])
    assert index.search(asks("parking")).ids == ("b", "a")


SENTENCE = "The tenants' panel asked for humidity meters in every flat."


@pytest.mark.parametrize(
    "text", [SENTENCE, "humidity", "humid", "HUMIDITY METER", "panel refuse", "humidity libraries"]
)
def test_it_finds_by_the_text_of_files(index: SearchIndex, text: str) -> None:
    index.put([a_document("filed", "A pilot", summary="Libraries too.", files=f"{SENTENCE} Bins were moved.")])
    hit = index.search(asks(text)).hits[0]
    assert hit.id == "filed"
    assert text_of(hit.snippet) == "Libraries too."


def test_what_stands_in_files_alone_comes_last(index: SearchIndex) -> None:
    files = f"All of it is about {'parking ' * 9}"
    index.put([a_document("a", "One", files=files), a_document("b", "Two", body="All about parking in our town.")])
    index.put([a_document("c", "Three", summary="All about parking."), a_document("d", "Parking")])
    assert index.search(asks("parking")).ids == ("d", "c", "b", "a")


def test_a_sentence_in_a_file_comes_before_fewer_of_its_words_elsewhere(index: SearchIndex) -> None:
    about = "The tenants of flats and their panel: humidity in every flat. Tenants, flats, humidity, panel."
    index.put([a_document("filed", "A pilot", summary="In the north.", files=f"Bins were moved. {SENTENCE}")])
    index.put(a_document(f"near-{number}", "Tenants, humidity, flat", summary=about) for number in range(20))
    assert index.search(asks(SENTENCE)).ids[0] == "filed"


def test_other_files_are_another_state(index: SearchIndex) -> None:
    plain, filed = (a_document("p", "A pilot", files=files) for files in ("", "humidity"))
    index.put([filed])
    assert index.stored()["p"] == filed.fingerprint != plain.fingerprint
    index.put([plain])
    assert "p" not in index.search(asks("humidity")).ids


def test_files_are_read_up_to_a_bound(index: SearchIndex) -> None:
    long = a_document("long", "Long", files=f"humidity {'a word ' * 100_000} zzyzxqwv")
    assert len(long.files) == 500_000
    index.put([long])
    assert index.search(asks("humidity")).ids == ("long",)
    assert index.search(asks("zzyzxqwv")).total == 0


def test_what_worked_for_many_comes_first_of_equals(index: SearchIndex) -> None:
    index.put([a_document("a", "Parking"), a_document("b", "Parking", tried=30)])
    assert index.search(asks("parking")).ids == ("b", "a")


def test_nothing_has_all_words_so_some_will_do(index: SearchIndex) -> None:
    assert "libraries" in index.search(asks("libraries volcano")).ids


def test_what_has_everything_comes_before_what_has_some(index: SearchIndex) -> None:
    index.put([a_document("both", "A walk", summary="From the libraries to the volcano.")])
    assert index.search(asks("libraries volcano")).ids[:2] == ("both", "libraries")


def test_a_misspelt_word_has_the_synonyms_of_the_one_that_was_meant(index: SearchIndex) -> None:
    index.put([a_document("asc", "The ASC plan")])
    assert set(index.search(asks("adlut social care")).ids) >= {"care", "asc"}


@pytest.mark.parametrize("text", ["children's homes", "children’s homes", "childrens homes", "CHILDREN’S HOMES"])
def test_what_somebody_has_is_one_word(index: SearchIndex, text: str) -> None:
    index.put([a_document("homes", "Children’s homes")])
    hit = index.search(asks(text)).hits[0]
    assert hit.id == "homes"
    assert " ".join(marked(hit.title)) == "Children’s homes"


def test_nothing_is_found_for_a_word_like_no_other(index: SearchIndex) -> None:
    found = index.search(asks("zzyzxqwv"))
    assert (found.ids, found.total, found.page, found.pages) == ((), 0, 1, 1)
    assert found.suggestion is None


@pytest.mark.parametrize("text", ["", "?!", "\N{WASTEBASKET}", "  ", '"', "\x00\x01"])
def test_a_text_without_words_finds_everything(index: SearchIndex, text: str) -> None:
    assert index.search(asks(text)).total == len(shelf()) - 1


def test_did_you_mean(index: SearchIndex) -> None:
    assert index.search(asks("libary hubs")).suggestion in {"library hubs", "libraries hubs"}
    assert index.search(asks("libraries")).suggestion is None


def test_hits_are_marked_and_nothing_is_lost(index: SearchIndex) -> None:
    hit = index.search(asks("library")).hits[0]
    assert text_of(hit.title) == "Libraries as community hubs"
    assert marked(hit.title) == ["Libraries"]
    assert text_of(hit.snippet) == "How a county kept every library open."
    assert marked(hit.snippet) == ["library"]


def test_markup_in_a_text_stays_text(index: SearchIndex) -> None:
    index.put([a_document("m", "<b>Parking</b> & more")])
    hit = index.search(asks("parking")).hits[0]
    assert text_of(hit.title) == "<b>Parking</b> & more"
    assert marked(hit.title) == ["Parking"]


def test_a_slip_is_marked_as_what_was_found(index: SearchIndex) -> None:
    assert marked(index.search(asks("recyclnig")).hits[0].title) == ["Recycling"]


def test_a_long_text_is_cut_around_the_hit(index: SearchIndex) -> None:
    index.put([a_document("long", "Long", summary=f"{'word ' * 200}needle {'word ' * 200}")])
    snippet = index.search(asks("needle")).hits[0].snippet
    assert marked(snippet) == ["needle"]
    assert len(text_of(snippet)) <= 240


def test_nobody_finds_what_is_not_for_them(index: SearchIndex) -> None:
    assert "secret" not in index.search(asks("libraries")).ids
    assert "secret" in index.search(asks("libraries", "everyone", "council:A")).ids
    assert index.search(replace(asks(), audiences=frozenset())).total == 0


def test_it_can_be_asked_which_of_some_documents_a_search_finds(library: SearchIndex) -> None:
    """Whatever place they have among all that it finds, and nothing of what is not for those who ask."""
    everything = library.search(asks("council", per_page=100))
    last = library.search(asks("council", per_page=100, page=everything.pages)).ids[-2:]
    ids = frozenset({*last, "no such document"})
    found = library.search(asks("council", ids=ids))
    assert (set(found.ids), found.total) == (set(last), len(last))
    assert library.search(asks("council", ids=frozenset())).total == 0
    unseen = frozenset(each.id for each in catalogue() if "everyone" not in each.audiences)
    assert unseen
    assert library.search(asks(ids=unseen)).total == 0


def test_counts_of_facets_are_or_within_and_between(library: SearchIndex) -> None:
    everything = library.search(asks())
    chosen = library.search(asks(selected={"type": frozenset({"report"})}))
    assert {each.value: each.count for each in chosen.facets["type"]} == {
        each.value: each.count for each in everything.facets["type"]
    }
    assert [each.value for each in chosen.facets["type"] if each.is_selected] == ["report"]
    assert chosen.total == next(each.count for each in everything.facets["type"] if each.value == "report")
    both = library.search(asks(selected={"type": frozenset({"report", "tool"})}))
    assert both.total == sum(each.count for each in everything.facets["type"] if each.value in {"report", "tool"})
    assert sum(each.count for each in chosen.facets["stage"]) < sum(each.count for each in everything.facets["stage"])


def test_a_selected_value_stays_at_zero(library: SearchIndex) -> None:
    found = library.search(asks(selected={"type": frozenset({"poem"}), "colour": frozenset({"red"})}))
    assert found.total == 0
    poem = next(each for each in found.facets["type"] if each.value == "poem")
    assert (poem.count, poem.is_selected) == (0, True)


def test_years_narrow_and_are_counted_as_if_they_did_not(library: SearchIndex) -> None:
    found = library.search(asks(year_from=2021, year_to=2019))
    expected = [each for each in catalogue() if each.year in {2019, 2020, 2021} and each.audiences == ("everyone",)]
    assert found.total == len(expected)
    assert found.facets[YEAR] == library.search(asks()).facets[YEAR]
    values = [each.value for each in found.facets[YEAR]]
    assert values == sorted(values, reverse=True)


def test_the_newest_first_or_by_title(library: SearchIndex) -> None:
    visible = [each for each in catalogue() if each.audiences == ("everyone",)]
    newest = sorted(visible, key=lambda each: (-each.added, each.id))
    assert library.search(asks(sort=Sort.NEWEST)).ids == tuple(each.id for each in newest[:20])
    titles = [folded(text_of(hit.title)) for hit in library.search(asks(sort=Sort.TITLE)).hits]
    assert titles == sorted(titles)
    assert titles[0] == folded(min(visible, key=lambda each: folded(each.title)).title)


@pytest.mark.parametrize(("asked", "shown"), [(-1, 1), (0, 1), (2, 2), (10**9, 3), (10**30, 3)])
def test_a_page_that_is_not_there_is_the_nearest_that_is(index: SearchIndex, asked: int, shown: int) -> None:
    found = index.search(asks(page=asked, per_page=4))
    assert (found.page, found.pages) == (shown, 3)
    assert found.hits


def test_put_replaces_and_remove_removes(index: SearchIndex) -> None:
    index.put([replace(shelf()[0], title="Swimming pools", summary="")])
    assert index.search(asks("swimming")).ids == ("libraries",)
    assert index.search(asks("hubs")).total == 0
    index.remove(["libraries", "never there"])
    assert index.search(asks("swimming")).total == 0


def test_an_empty_index_finds_nothing(make: Maker) -> None:
    index = make("empty")
    index.rebuild(())
    index.check()
    assert index.search(asks("libraries")).total == 0
    assert index.search(asks()).total == 0
    assert index.stored() == {}


def test_a_rebuild_leaves_nothing_of_the_old(index: SearchIndex) -> None:
    index.rebuild([a_document("only", "The only one")])
    assert index.search(asks()).ids == ("only",)
    assert set(index.stored()) == {"only"}


def test_a_rebuild_that_breaks_off_changes_nothing(index: SearchIndex) -> None:
    def broken() -> object:
        yield a_document("only", "The only one")
        raise ConnectionError("the database is gone")

    with pytest.raises(ConnectionError):
        index.rebuild(broken())  # type: ignore[arg-type]
    assert index.search(asks()).total == len(shelf()) - 1
    index.rebuild([a_document("only", "The only one")])
    assert index.search(asks()).ids == ("only",)


def test_drift_is_found_and_mended(index: SearchIndex) -> None:
    documents = [replace(shelf()[0], summary="Changed."), *shelf()[1:-1], a_document("new", "New")]
    expected = {each.id: each.fingerprint for each in documents}
    drift = find_drift(index, expected)
    assert (drift.missing, drift.changed, drift.surplus) == (("new",), ("libraries",), (shelf()[-1].id,))
    mend(index, drift, documents)
    assert not find_drift(index, expected)
    assert not needs_rebuild(index)


def test_ids_may_hold_anything_printable(index: SearchIndex) -> None:
    ids = ["a b", "ä/ö?&=", "\"quoted\" 'id'", "x" * 200, "\N{WASTEBASKET}"]
    index.put([a_document(id, "Odd one") for id in ids])
    assert sorted(index.search(asks("odd one")).ids[: len(ids)]) == sorted(ids)
    index.remove(ids)
    assert not set(ids) & set(index.stored())


def test_synonyms_are_those_of_the_index(make: Maker) -> None:
    plain = make("plain", replace(SYNONYMS, same=()))
    plain.rebuild(shelf())
    assert "care" not in plain.search(asks("ASC")).ids
