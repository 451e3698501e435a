"""The feed is valid Atom: what RFC 4287 asks for is there once, and public resources only."""

from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask

from tests.slices.cells.steps import enter
from tests.support.page_client import PageClient
from tests.support.people import COUNCIL, TODAY, Someone
from tests.support.resources import RESOURCE, add_resource, set_resource

FEED = "/resources/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(client: PageClient) -> Element:
    response = client.get(FEED)
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml")
    return fromstring(response.data)


def texts(parent: Element, name: str) -> list[str]:
    return [node.text or "" for node in parent.iter(ATOM + name)]


def entries(client: PageClient) -> list[str]:
    return [name.rpartition("/")[2] for entry in feed_of(client).iter(ATOM + "entry") for name in texts(entry, "id")]


def test_it_is_what_the_standard_asks_for(app: Flask, client: PageClient) -> None:
    add_resource(app, summary="Bins & <b>sensors</b>\x0b")
    feed = feed_of(client)
    assert feed.tag == f"{ATOM}feed"
    for holder in (feed, *feed.iter(ATOM + "entry")):
        for name in ("id", "title", "updated", "author"):
            assert len(holder.findall(ATOM + name)) == 1, (holder.tag, name)
        for moment in texts(holder, "updated"):
            assert moment == "2026-11-23T10:30:00Z"
    links = {link.get("rel"): link.get("href") for link in feed.findall(ATOM + "link")}
    assert links == {"self": f"http://localhost{FEED}", "alternate": "http://localhost/resources"}
    [entry] = feed.iter(ATOM + "entry")
    assert texts(entry, "id") == [f"http://localhost/resources/{RESOURCE}"]
    assert texts(entry, "summary") == ["Bins & <b>sensors</b>"]
    assert texts(entry, "published") == ["2026-11-23T10:30:00Z"]
    category = entry.find(ATOM + "category")
    assert category is not None
    assert category.attrib == {"term": "case-study", "label": "Case study"}


def test_an_empty_feed_is_valid_too(client: PageClient) -> None:
    feed = feed_of(client)
    assert texts(feed, "updated") == ["2000-01-01T00:00:00Z"]
    assert list(feed.iter(ATOM + "entry")) == []


def test_the_newest_fifty_that_everybody_may_read(app: Flask, client: PageClient, ada: Someone) -> None:
    for number in range(52):
        add_resource(app, f"r{number:02}")
    set_resource(app, "r51", created_at=TODAY.replace(year=2027))
    set_resource(app, "r00", is_hidden=True)
    set_resource(app, "r01", merged_into="r02")
    set_resource(app, "r03", audience="councils")
    set_resource(app, "r04", audience=f"council:{COUNCIL}")
    expected = ["r51", "r02", *(f"r{number:02}" for number in range(5, 51))]
    assert entries(client) == expected
    assert entries(enter(app, ada)) == expected
    for number in range(60, 70):
        add_resource(app, f"r{number}")
    assert len(entries(client)) == 50


def test_what_has_not_changed_is_not_sent_again(app: Flask, client: PageClient) -> None:
    add_resource(app)
    first = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    set_resource(app, title="Another title")
    assert client.get(FEED, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", ["/resources", f"/resources/{RESOURCE}"])
def test_pages_of_resources_lead_to_it(app: Flask, client: PageClient, path: str) -> None:
    add_resource(app)
    link = client.page(path).find("head link[rel=alternate]")
    assert (link.get("type"), link.get("href")) == ("application/atom+xml", FEED)
