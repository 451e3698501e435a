"""The search page: words, facets, years, sort and pages, as a page and as the parts that htmx asks for."""

from typing import Any

import pytest
from flask import Flask

from tests.slices.cells.steps import enter
from tests.slices.hub.steps import TARGET, address, counts_on, hits, ids_on, parts_of, ticked, total_on
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, Someone, add_person, add_response
from tests.support.resources import RESOURCE, add_resource, index_all, set_resource

pytestmark = pytest.mark.usefixtures("finder")


def add_library(app: Flask) -> None:
    words: dict[str, Any] = {"title": "A library of things", "summary": "What people can borrow.", "outcomes": ()}
    add_resource(app, "library", type="tool", service_areas=("libraries",), year=2019, **words)


def test_the_front_page_leads_into_the_types_and_shows_the_newest_first(app: Flask, client: PageClient) -> None:
    for year in range(2000, 2025):
        add_resource(app, f"of-{year}", title=f"Of {year}", year=year, type="report" if year % 2 else "tool")
    add_resource(app, "of-no-year", year=None, type="tool")
    index_all(app)
    page = client.page("/resources")
    assert [node.text for node in page.find_all("main h2")] == ["26 resources", "Newest"]
    assert [link.text for link in page.find_all(".kinds a")] == ["12 reports", "14 tools"]
    assert ids_on(page) == [f"of-{year}" for year in range(2024, 2004, -1)]
    assert hits(client, page=2) == [*(f"of-{year}" for year in range(2004, 1999, -1)), "of-no-year"]
    page = client.page(page.find(".kinds a").get("href"))
    assert (page.find("main h2").text, page.find_all(".kinds")) == ("12 resources", [])
    assert [box.get("value") for box in ticked(page)] == ["report"]


@pytest.mark.parametrize("words", ["libary", "librar", "LIBRARIES", "tool library", "libraries: things!"])
def test_words_are_found_as_people_type_them(app: Flask, client: PageClient, words: str) -> None:
    add_resource(app)
    add_library(app)
    index_all(app)
    page = client.page(address(q=words))
    assert ids_on(page) == ["library"]
    assert page.find("main h2").text == f"1 resource for “{words}”"
    assert "library" in [mark.text for mark in page.find_all("mark")]


def test_what_is_marked_is_text_and_never_markup(app: Flask, client: PageClient) -> None:
    add_resource(app, title="Bins <b>and</b> &amp; <script>", summary="Sensors <mark>in</mark> bins")
    index_all(app)
    page = client.page(address(q="bins script"))
    assert page.find(".resource__title").text == "Bins <b>and</b> &amp; <script>"
    assert [mark.text for mark in page.find_all("mark")] == ["Bins", "script", "bins"]


def test_a_slip_is_forgiven_and_another_spelling_offered(app: Flask, client: PageClient) -> None:
    add_library(app)
    index_all(app)
    link = client.page(address(q="libary", type="tool")).find(".suggestion")
    assert link.text == "library"
    page = client.page(link.get("href"))
    assert page.find("#q").get("value") == "library"
    assert page.find_all(".suggestion") == []
    assert [box.get("value") for box in ticked(page)] == ["tool"]


def test_or_within_a_facet_and_between_facets(app: Flask, client: PageClient) -> None:
    add_resource(app)
    add_library(app)
    add_resource(app, "parks", service_areas=("parks",), type="report")
    index_all(app)
    page = client.page(address(service_area=["waste", "libraries"]))
    assert set(ids_on(page)) == {RESOURCE, "library"}
    assert counts_on(page)["service_area"] == {"libraries": 1, "parks": 1, "waste": 1}
    assert counts_on(page)["type"] == {"case-study": 1, "tool": 1}
    assert hits(client, service_area=["waste", "libraries"], type="tool") == ["library"]


def test_a_chosen_value_stays_in_sight_at_nothing_and_can_be_taken_away(app: Flask, client: PageClient) -> None:
    add_resource(app)
    index_all(app)
    page = client.page(address(service_area="parks", stage="do", q="bins"))
    assert counts_on(page)["service_area"] == {"waste": 1, "parks": 0}
    assert page.find("main h2").text == "No resources for “bins”"
    assert [chip.text for chip in page.find_all(".chosen__one")] == [
        "Service area: Parks Remove Service area: Parks",
        "Stage: Do Remove Stage: Do",
    ]
    links = [link.get("href") for link in page.find_all(".chosen a")]
    assert links == ["/resources?q=bins&stage=do", "/resources?q=bins&service_area=parks", "/resources?q=bins"]


def test_nothing_found_suggests_ways_on(app: Flask, client: PageClient) -> None:
    add_resource(app)
    add_library(app)
    index_all(app)
    page = client.page(address(q="bins", type="tool", year_from=2024))
    assert [link.text for link in page.find_all("#nothing a")] == [
        "1 resource for “bins” alone",
        "1 resource without type Tools",
        "The newest tools",
        "All resources, the newest first",
    ]
    for link in page.find_all("#nothing a"):
        assert ids_on(client.page(link.get("href"))), link.text
    assert [link.text for link in client.page(address(q="zzyzx")).find_all("#nothing a")] == [
        "All resources, the newest first"
    ]


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ((2020, None), [RESOURCE]),
        ((None, 2019), ["library"]),
        ((2024, 2019), [RESOURCE, "library"]),
        ((2025, 2030), []),
    ],
)
def test_years_are_a_range_in_either_order(
    app: Flask, client: PageClient, years: tuple[int | None, int | None], found: list[str]
) -> None:
    add_resource(app)
    add_library(app)
    add_resource(app, "no-year", year=None)
    index_all(app)
    assert hits(client, year_from=years[0], year_to=years[1]) == found


def test_sorting_by_title_and_by_year(app: Flask, client: PageClient) -> None:
    for name, title, year in (("b", "Äpfel", 2001), ("a", "zebra", 2003), ("c", "Mole", 2002)):
        add_resource(app, name, title=title, year=year)
    index_all(app)
    assert hits(client, sort="title") == ["b", "c", "a"]
    assert hits(client, sort="newest", q="sensors") == ["a", "c", "b"]
    assert client.page(address(sort="title")).find("#sort option[selected]").get("value") == "title"


def test_parts_alone_come_back_while_narrowing(app: Flask, client: PageClient) -> None:
    add_resource(app)
    index_all(app)
    client.page("/resources")
    page = client.htmx_get(address(q="bins", sort="", year_from=""), TARGET, source="form#finder")
    assert parts_of(page) == ["#found", "#results", "#facets"]
    assert page.find_all("#q, h1") == []
    assert page.find("title").text == client.page(address(q="bins")).find("title").text
    assert page.find("#found").get("role") == "status"
    assert page.response.headers["Vary"].lower().count("hx-request") == 1
    headers = {"HX-Request": "true", "HX-Request-Type": "full", "HX-Target": "div#elsewhere"}
    assert client.get(address(q="bins"), headers=headers).text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("before", "after", "header"),
    [
        ("/resources", "/resources?q=b", "HX-Push-Url"),
        ("/resources?q=b", "/resources?q=bi", "HX-Replace-Url"),
        ("/resources?q=bi", "/resources", "HX-Push-Url"),
        ("/resources?q=bi", "/resources?q=bi&type=tool", "HX-Push-Url"),
        ("/resources?q=bi&type=tool", "/resources?q=bin&type=tool", "HX-Replace-Url"),
        ("/resources?q=bi&page=2", "/resources?q=bin", "HX-Push-Url"),
        ("/guidance?q=b", "/resources?q=bi", "HX-Push-Url"),
    ],
)
def test_typing_on_takes_the_place_of_an_address_and_a_choice_is_a_step(
    client: PageClient, before: str, after: str, header: str
) -> None:
    """The address leaves out whatever is empty, so that it can be shared."""
    client.page(before)
    response = client.htmx_get(f"{after}{'&' if '?' in after else '?'}sort=&year_from=", TARGET).response
    assert {name: response.headers.get(name) for name in ("HX-Push-Url", "HX-Replace-Url")} == {
        "HX-Push-Url": None,
        "HX-Replace-Url": None,
        header: after,
    }


@pytest.mark.parametrize("current", ["http://[", "", "x", "http://localhost/resources?" + "&" * 9000])
def test_any_current_address_is_taken(client: PageClient, current: str) -> None:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": TARGET, "HX-Current-URL": current}
    assert client.get("/resources?q=x", headers=headers).status_code == 200


def test_the_form_works_alone(app: Flask, client: PageClient) -> None:
    add_resource(app)
    add_library(app)
    index_all(app)
    client.page("/resources")
    page = client.submit("form#finder", q="things", type=["tool"], sort="title")
    assert ids_on(page) == ["library"]
    assert (page.find("#q").get("value"), [box.get("value") for box in ticked(page)]) == ("things", ["tool"])


def test_a_long_facet_is_folded_and_keeps_what_is_chosen(app: Flask, client: PageClient) -> None:
    for number in range(80):
        add_resource(app, f"no-{number}", publisher=f"Publisher {number:02}")
    index_all(app)
    page = client.page("/resources")
    assert len(page.find_all("#facet-publisher input")) == 50
    assert page.find("#more-publisher summary").text == "42 more"
    assert not page.find("#more-publisher").has("open")
    assert "And 30 others." in page.find("#more-publisher").text
    page = client.page(address(publisher="Publisher 79"))
    assert [box.get("value") for box in ticked(page)] == ["Publisher 79"]
    assert page.find("#more-publisher").has("open")
    assert total_on(page) == 1


def test_what_is_for_some_is_found_by_them_alone(app: Flask, client: PageClient) -> None:
    audiences = {"all": "everyone", "many": "councils", "few": f"council:{COUNCIL}"}
    for name, audience in audiences.items():
        add_resource(app, name, audience=audience, publisher=name)
    index_all(app)
    own = enter(app, add_person(app, "Mem Ber"))
    other = enter(app, add_person(app, "Ot Her", council=OTHER_COUNCIL))
    for browser, seen in ((client, {"all"}), (other, {"all", "many"}), (own, {"all", "many", "few"})):
        page = browser.page(address(q="sensors"))
        assert set(ids_on(page)) == seen
        assert total_on(page) == len(seen)
        assert counts_on(page)["publisher"] == dict.fromkeys(seen, 1)
        assert hits(browser, publisher="few") == (["few"] if "few" in seen else [])


def test_what_was_hidden_behind_the_index_is_not_shown(app: Flask, client: PageClient) -> None:
    """The index may lag; the rows are read under the same rule."""
    add_resource(app)
    index_all(app)
    set_resource(app, is_hidden=True)
    assert hits(client) == []


def test_terms_cells_and_factors_lead_here(app: Flask, ada: Someone) -> None:
    browser, response_id = enter(app, ada), add_response(app, ada)
    for path, selector, wanted in (
        ("/glossary", "#customer .definition__more a", "/resources?q=Customer"),
        (
            f"/responses/{response_id}/cells/digital-community",
            ".cell__purpose a[href^='/resources']",
            "/resources?characteristic=digital&change_mode=community",
        ),
        (f"/responses/{response_id}/success-factors", ".factor p a", "/resources?success_factor=leadership"),
    ):
        assert browser.page(path).find_all(selector)[0].get("href") == wanted
        assert browser.page(wanted).h1 == "Resources"
