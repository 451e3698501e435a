"""Whatever stands in the address: an answer, in a total order, true to its filters, with counts that add up."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.slices.cells.steps import stored
from tests.slices.hub.steps import address, all_pages, counts_on, ids_on, total_on
from tests.support.page_client import PageClient, page_client
from tests.support.resources import add_resource, index_all
from tiex.cli import bring_in, starter_rows
from tiex.domain.resources import Origin
from tiex.hub.presenters import MOST
from tiex.models import ResourceRow
from tiex.resources.queries import IN_LIST, names_of_filters, resource_of

pytestmark = pytest.mark.usefixtures("finder")
SOME = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
NASTY = (
    "x" * 10_000,
    "waste " * 2_000,
    "!\"£$%^&*()_+{}[]:;@'~#<>?,./|\\`¬",
    'title:"bins" AND (a OR NOT b) ^2 ~3 [a TO z] *:* +x -y',
    "q=a&type=tool#x",
    "\x00\x01\x7f",
    "\u202eالنفايات والتدوير\u202c",  # noqa: RUF001 — written from right to left
    "🚮♻️ 👩‍👩‍👧‍👦 bins",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} ${7*7}",
    "\ud7ff\uffff\u2028",
    "   ",
)


@pytest.mark.parametrize("words", NASTY, ids=range(len(NASTY)))
def test_any_words_are_answered(app: Flask, client: PageClient, words: str) -> None:
    add_resource(app)
    index_all(app)
    page = client.page(address(q=words))
    assert len(page.find("#q").get("value")) <= 200
    assert total_on(page) == len(ids_on(page))


@pytest.mark.parametrize("page", ["0", "-1", "99", "1000000000", "9" * 5000, "x", "", "1e9", "\uff11"])
def test_a_page_that_does_not_exist_becomes_one_that_does(app: Flask, client: PageClient, page: str) -> None:
    add_resource(app)
    index_all(app)
    assert len(ids_on(client.page(address(page=page)))) == 1


@pytest.mark.parametrize(
    "query",
    [
        *("type=podcast", "stage=%22", "region=Mars&council=%00", "stage=", "x=y", "type=tools&type=Tool"),
        *("year_from=abc", "year_from=-5&year_to=99999", "year_from=%D9%A2%D9%A0%D9%A2%D9%A4", "year_to=" + "9" * 5000),
        *("sort=random", "sort=newest&sort=title", "q=&q=x&type=&publisher=", "year=1999"),
    ],
)
def test_what_is_not_known_filters_nothing(app: Flask, client: PageClient, query: str) -> None:
    add_resource(app)
    index_all(app)
    assert len(ids_on(client.page(f"/resources?{query}"))) == 1


@pytest.mark.parametrize("name", ["Nobody", "\x00%\"_'", "x" * 5000, "🚮"])
def test_an_unknown_publisher_finds_nothing_and_stays_in_sight(app: Flask, client: PageClient, name: str) -> None:
    add_resource(app)
    index_all(app)
    page = client.page(address(publisher=name))
    assert ids_on(page) == []
    assert len(page.find_all(".chosen__one")) == 1
    assert "Nothing in the catalogue is all of this" in page.text


def test_a_thousand_values_are_answered(app: Flask, client: PageClient) -> None:
    add_resource(app)
    index_all(app)
    client.page(address(publisher=[f"Publisher {number}" for number in range(1000)]))


FACETS = ("type", "characteristic", "change_mode", "stage", "success_factor", "service_area", "nation", "region")
WORDS = st.sampled_from(["", "", "waste", "digital service", "libary", "ASC", "council", "how do we save money?"])


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """Words and choices that often leave something to be found."""
    names = names_of_filters()
    chosen = draw(st.lists(st.sampled_from(FACETS), max_size=3, unique=True))
    some = {facet: draw(st.lists(st.sampled_from(sorted(names[facet])), min_size=1, max_size=4)) for facet in chosen}
    years = st.none() | st.integers(1990, 2030)
    return {"q": draw(WORDS), "year_from": draw(years), "year_to": draw(years), **some}


@pytest.mark.parametrize("origin", [Origin.STARTER])
@given(query=asked())
@example(query={"q": "", "year_from": 2030, "year_to": 2019, "type": ["case-study", "report"]})
@SOME
def test_hits_keep_their_filters_and_counts_are_those_of_the_catalogue(
    app: Flask, origin: Origin, query: dict[str, Any]
) -> None:
    """What the words find is taken from the search itself; everything else is counted by hand from the database."""
    client, rows = page_client(app), catalogue(app, origin)
    found = set(all_pages(client, q=query["q"]))
    wanted = {name for name in found if passes(rows[name], query)}
    pages = list(all_pages(client, **query))
    assert len(pages) == len(set(pages))
    assert set(pages) == wanted
    page = client.page(address(**query))
    assert total_on(page) == len(wanted)
    shown = counts_on(page)
    for facet in (*FACETS, "publisher"):
        others = [rows[name] for name in found if passes(rows[name], query, without=facet)]
        counts = Counter(value for row in others for value in row[facet])
        expected = dict.fromkeys(query.get(facet, ()), 0) | counts
        if len(expected) <= MOST:
            assert shown.get(facet, {}) == expected, facet


def catalogue(app: Flask, origin: Origin) -> dict[str, dict[str, Any]]:
    """Every facet of every resource, straight from its row; brought in and indexed once."""
    with stored(app) as session:
        if not session.scalar(select(ResourceRow.id).limit(1)):
            bring_in(starter_rows(), origin, "starter catalogue")
            index_all(app)
        return {row.id: facets_of(row) for row in session.scalars(select(ResourceRow))}


def facets_of(row: ResourceRow) -> dict[str, Any]:
    lists = {name: list(getattr(row, column.key)) for name, column in IN_LIST.items()}
    nations = resource_of(row).nations
    return {**lists, "type": [row.type], "publisher": [row.publisher], "nation": nations, "year": row.year}


def passes(row: Mapping[str, Any], query: Mapping[str, Any], without: str = "") -> bool:
    years = [year for year in (query["year_from"], query["year_to"]) if year is not None]
    first = query["year_from"] if len(years) < 2 else min(years)
    last = query["year_to"] if len(years) < 2 else max(years)
    if years and not (row["year"] and (first or 0) <= row["year"] <= (last or 9999)):
        return False
    chosen = ((facet, query[facet]) for facet in FACETS if facet in query and facet != without)
    return all(set(values) & set(row[facet]) for facet, values in chosen)
