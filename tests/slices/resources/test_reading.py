"""The catalogue as anybody can read it: the page of a resource, what leads on from it, and who may see what."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tests.slices.cells.steps import enter
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, Someone, add_person
from tests.support.resources import RESOURCE, add_resource, index_all, set_resource
from tiex.access.scope import Scope
from tiex.extensions import db
from tiex.resources.queries import free_id, list_related, open_resource, read_resources

PAGE = f"/resources/{RESOURCE}"
ANYBODY, MEMBER, OTHER = Scope(None, frozenset()), Scope(1, frozenset({COUNCIL})), Scope(2, frozenset({OTHER_COUNCIL}))


def hits(client: PageClient, query: str = "") -> list[str]:
    index_all(client.application)
    page = client.page(f"/resources{query}")
    return [link.get("href").rpartition("/")[2] for link in page.find_all("main .resource__title a")]


def test_the_page_says_what_it_is_and_leads_there(app: Flask, client: PageClient) -> None:
    add_resource(app)
    page = client.page(PAGE)
    assert page.h1 == "Bin collections by sensor"
    for part in (
        "Case study by Fernmoor Borough Council, 2024",
        "Sensors tell crews which bins are full",
        "A fifth fewer miles",
        "Go to it on fernmoor.example Leaves this website",
        "Yorkshire and The Humber",
    ):
        assert part in page.text
    way = page.find("main .govuk-button")
    assert way.get("href") == f"https://www.fernmoor.example/{RESOURCE}"
    assert way.get("rel") == "noopener noreferrer"
    assert "When to use it" not in page.text
    assert "Edit this resource" not in page.text


def test_a_methodology_says_when_to_use_it_and_how_much_effort_it_takes(app: Flask, client: PageClient) -> None:
    add_resource(app, type="methodology", effort="medium", when_to_use="Use it before a budget round.")
    page = client.page(PAGE)
    assert "When to use it Use it before a budget round." in page.text
    assert page.find("main .facts__row").text == "Effort to use itMedium"


def test_each_tag_leads_to_the_list_of_what_has_it(app: Flask, client: PageClient) -> None:
    add_resource(app)
    add_resource(app, "parks", service_areas=("parks",), characteristics=("role",), council_codes=(), regions=())
    links = [link.get("href") for link in client.page(PAGE).find_all("main .facts a")]
    assert len(links) == 8
    for link in links:
        query = link.removeprefix("/resources")
        assert RESOURCE in hits(client, query), link
        assert ("parks" in hits(client, query)) == (
            query in ("?change_mode=service", "?stage=do", "?success_factor=change")
        )


@pytest.mark.parametrize("state", ["dead", "moved", "unreachable", "ok"])
def test_only_a_link_that_is_dead_is_called_so(app: Flask, client: PageClient, state: str) -> None:
    add_resource(app)
    set_resource(app, link_state=state, link_checked_at=TODAY)
    text = client.page(PAGE).text
    assert ("When we last looked, on 23 November 2026, this page was no longer there." in text) == (state == "dead")
    assert ("Go to it on" in text) == (state != "dead")


def test_related_resources_share_most_tags_and_say_which(app: Flask, client: PageClient) -> None:
    add_resource(app)
    add_resource(app, "twin", title="Twin", year=2010)
    add_resource(app, "wider", title="Wider", service_areas=("waste", "parks", "housing"))
    add_resource(app, "cousin", title="Cousin", service_areas=("parks",), characteristics=("data",))
    add_resource(app, "hidden")
    set_resource(app, "hidden", is_hidden=True)
    nothing: dict[str, Any] = {"characteristics": ("role",), "change_modes": ("community",), "stages": ("plan",)}
    add_resource(app, "stranger", **nothing, success_factors=("staff",), service_areas=("parks",))
    page = client.page(PAGE)
    assert [link.text for link in page.find_all("main .related__list a")] == ["Twin", "Wider", "Cousin"]
    assert [why.text for why in page.find_all("main .resource__why")] == [
        "In common: Waste, Use of data and intelligence, Use of digital and technology, Service focus and 2 more",
        "In common: Waste, Use of data and intelligence, Use of digital and technology, Service focus and 2 more",
        "In common: Use of data and intelligence, Service focus, Do, Approach to Change",
    ]


def test_a_hidden_resource_is_not_there(app: Flask, client: PageClient) -> None:
    add_resource(app)
    set_resource(app, is_hidden=True)
    client.page(PAGE, status=404)
    assert hits(client) == []


def test_a_merged_resource_leads_to_the_one_that_stayed(app: Flask, client: PageClient) -> None:
    add_resource(app, "stays")
    add_resource(app)
    set_resource(app, merged_into="stays")
    response = client.get(PAGE)
    assert (response.status_code, response.location) == (301, "/resources/stays")
    assert hits(client) == ["stays"]


def test_what_is_for_some_is_there_for_them_alone(app: Flask, session: Session) -> None:
    for name, audience in (("all", "everyone"), ("many", "councils"), ("few", f"council:{COUNCIL}")):
        add_resource(app, name, audience=audience)
    for scope, seen in ((ANYBODY, {"all"}), (OTHER, {"all", "many"}), (MEMBER, {"all", "many", "few"})):
        assert {one.id for one in read_resources(scope, session, ["few", "many", "all"])} == seen
        first = open_resource(scope, session, "all")
        assert {one.resource.id for one in list_related(scope, session, first)} == seen - {"all"}
        for name in {"all", "many", "few"} - seen:
            with pytest.raises(NotFound):
                open_resource(scope, session, name)


def test_a_page_for_some_is_there_for_them_alone(app: Flask, client: PageClient) -> None:
    for name, audience in (("all", "everyone"), ("many", "councils"), ("few", f"council:{COUNCIL}")):
        add_resource(app, name, audience=audience)
    assert hits(client) == ["all"]
    for name in ("many", "few", "none"):
        client.page(f"/resources/{name}", status=404)
    member = enter(app, add_person(app, "Mem Ber"))
    assert set(hits(member)) == {"all", "many", "few"}
    assert member.page("/resources/few").h1 == "Bin collections by sensor"


def test_resources_come_in_the_order_that_was_asked_for(app: Flask, session: Session) -> None:
    for name in ("a", "b", "c"):
        add_resource(app, name)
    found = read_resources(ANYBODY, session, ["c", "missing", "a"])
    assert [one.id for one in found] == ["c", "a"]
    assert found[0].nations == ("England",)


def test_both_pages_ask_the_database_as_often_however_much_there_is(app: Flask, client: PageClient) -> None:
    add_resource(app)
    index_all(app)
    few = [statements(app, client, path) for path in ("/resources", PAGE)]
    for number in range(30):
        add_resource(app, f"more-{number}")
    index_all(app)
    assert [statements(app, client, path) for path in ("/resources", PAGE)] == few
    assert max(few) <= 3


def statements(app: Flask, client: PageClient, path: str) -> int:
    seen: list[Any] = []
    with app.app_context():
        engine = db.engine
    hear = lambda *heard: seen.append(heard)  # noqa: E731
    event.listen(engine, "before_cursor_execute", hear)
    client.page(path)
    event.remove(engine, "before_cursor_execute", hear)
    return len(seen)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bins, by sensor!", "bins-by-sensor-2"),
        ("Café Society", "cafe-society"),
        ("Ремонт", "resource"),
        ("x" * 150, "x" * 74),
    ],
)
def test_a_new_address_is_made_of_the_title(app: Flask, session: Session, title: str, name: str) -> None:
    add_resource(app)
    assert free_id(session, title) == name


def test_the_list_is_linked_from_every_page(app: Flask, client: PageClient, ada: Someone) -> None:
    for browser in (client, enter(app, ada)):
        page = browser.page("/")
        assert [link.text for link in page.find_all("a[href='/resources']")] == [
            "Resources",
            "Find what worked elsewhere",
            "Resources",
        ]
