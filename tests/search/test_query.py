"""A query is clean once it exists, whatever it is made from."""

import pytest

from search.documents import Document
from search.query import LONGEST_PAGE, PER_PAGE_LIMIT, TEXT_LIMIT, Query


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  bins \n and\tbags ", "bins and bags"),
        ("a\x00b\x1fc", "a b c"),
        ("in\u00adside", "inside"),
        ("\u202etxet", "txet"),
        ("\ud800bins", "bins"),
        ("שירותי המועצה", "שירותי המועצה"),
        ('"quoted" AND -x', '"quoted" AND -x'),
    ],
)
def test_text_is_cleaned(typed: str, kept: str) -> None:
    assert Query(text=typed).text == kept


@pytest.mark.parametrize("text", ["x" * 10_000, "a " * 5_000, "\u202e" * 10_000, "\x00" * 10_000])
def test_text_is_cut(text: str) -> None:
    assert len(Query(text=text).text) <= TEXT_LIMIT


def test_years_are_put_in_order_and_within_reach() -> None:
    query = Query(year_from=2024, year_to=-5)
    assert (query.year_from, query.year_to) == (0, 2024)
    assert query.includes_year(2024)
    assert not query.includes_year(2025)
    assert not query.includes_year(None)
    assert Query().includes_year(None)
    assert Query(year_to=0).includes_year(0)


def test_pages_are_within_reach() -> None:
    assert Query(page=-1, per_page=0).page == Query(page=-1, per_page=0).per_page == 1
    assert Query(page=10**30).page == LONGEST_PAGE
    assert Query(per_page=10**9).per_page == PER_PAGE_LIMIT


def test_selections_are_cleaned_and_empty_ones_go() -> None:
    query = Query(selected={"type": frozenset({" report ", "\x00"}), "stage": frozenset()})
    assert query.selected == {"type": frozenset({"report"})}
    assert query.among(["stage"]).selected == {}


def test_a_document_is_clean_and_its_fingerprint_tells_every_change() -> None:
    document = Document("a", "Bins\x00", facets={"type": ("report", "report"), "stage": ()}, tried=-1, added=-1)
    assert (document.title, document.tried, document.added) == ("Bins ", 0, 0)
    assert document.facets == {"type": ("report",)}
    others = [
        *(Document("b", "Bins"), Document("a", "Bin"), Document("a", "Bins", audiences=("everyone",))),
        *(Document("a", "Bins", tried=1), Document("a", "Bins", words=("x",)), Document("a", "Bins", year=2020)),
    ]
    assert len({Document("a", "Bins").fingerprint, *(each.fingerprint for each in others)}) == 7
    one, other = Document("a", "B", facets={"t": ("x", "y")}), Document("a", "B", facets={"t": ("y", "x")})
    assert one.fingerprint == other.fingerprint
