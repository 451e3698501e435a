"""Following a search: once however it is written, seen and stopped by its own person, and shared by anybody."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from tests.slices.cells.steps import enter, stored, trail
from tests.support.page_client import Page, PageClient
from tests.support.people import Someone, add_person
from tiex.domain.follows import MOST_FOLLOWED
from tiex.follows.queries import canonical, in_words, pairs_of, read_search
from tiex.models import FollowRow

FOLLOWS, SHARE = "/account/follows", "/resources/searches/share"
FORM = f"main form[action='{FOLLOWS}']"


@pytest.fixture
def ada_client(app: Flask, ada: Someone) -> PageClient:
    return enter(app, ada)


def follow(client: PageClient, query: str) -> Page:
    client.page(f"{SHARE}?{query}")
    return client.submit(FORM)


def test_a_search_is_followed_seen_and_stopped(app: Flask, ada_client: PageClient) -> None:
    page = follow(ada_client, "q=bins&type=case-study&sort=title&page=3")
    assert page.url == FOLLOWS
    assert "You follow this search now." in page.text
    link = page.find("main .resource__title a")
    assert (link.text, link.get("href")) == ("“bins”; type: Case studies", "/resources?q=bins&type=case-study")
    assert "Since 23 November 2026. No e-mail yet" in page.text
    shared = ada_client.page(f"{SHARE}?type=case-study&q=bins")
    assert "You follow this search." in shared.text
    assert shared.find_all(FORM) == []
    ada_client.page(FOLLOWS)
    page = ada_client.submit("main form.list__remove")
    assert "You follow no search yet." in page.text
    assert [len(trail(app, action)) for action in ("search followed", "search no longer followed")] == [1, 1]


def test_the_same_search_written_otherwise_is_the_same(app: Flask, ada_client: PageClient) -> None:
    token = ada_client.page(FOLLOWS).find("meta[name=csrf-token]").get("content")
    for query in ("q=bins&stage=do&stage=plan", "?stage=plan&stage=do&stage=do&q=%20bins%20&x=y&stage=fly&page=2"):
        ada_client.post(FOLLOWS, data={"csrf_token": token, "query": query})
    with stored(app) as session:
        assert [row.query for row in session.query(FollowRow)] == ["q=bins&stage=do&stage=plan"]


def test_what_one_follows_is_ones_own(app: Flask, ada_client: PageClient) -> None:
    follow(ada_client, "q=bins")
    ben = enter(app, add_person(app, "Ben Vale"))
    assert "You follow no search yet." in ben.page(FOLLOWS).text
    token = ben.page(FOLLOWS).find("meta[name=csrf-token]").get("content")
    with stored(app) as session:
        follow_id = session.query(FollowRow).one().id
    assert ben.post(f"{FOLLOWS}/{follow_id}/stop", data={"csrf_token": token}).status_code == 404
    assert "“bins”" in ada_client.page(FOLLOWS).text


def test_visitors_share_and_are_led_to_sign_in_to_follow(client: PageClient) -> None:
    page = client.page(f"{SHARE}?q=r%C3%A9sum%C3%A9&region=London&year_from=2020&year_to=2018")
    assert page.find("main .govuk-body-l").text == "“résumé”; region: London; years: 2018 to 2020"
    assert page.find_all(FORM) == []
    address = page.find(".share__address").text
    assert parse_qs(urlsplit(address).query) == {
        "q": ["résumé"],
        "region": ["London"],
        "year_from": ["2018"],
        "year_to": ["2020"],
    }
    mail = parse_qs(urlsplit(page.find("main a[href^='mailto:']").get("href")).query)
    assert address in mail["body"][0]


@pytest.mark.parametrize("query", ["", "q=", "q=%00&stage=&type=podcast", "%%%=&&&;;", "q=" + "x" * 20_000])
def test_whatever_stands_in_an_address(ada_client: PageClient, query: str) -> None:
    assert ada_client.page(f"{SHARE}?{query}").h1 == "Share or follow a search"
    assert follow(ada_client, query).url == FOLLOWS


def test_too_much_to_follow_is_said(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    token = ada_client.page(FOLLOWS).find("meta[name=csrf-token]").get("content")
    long = "&".join(f"publisher={letter * 90}" for letter in "abcdefghijklmnop")
    refused = ada_client.post(FOLLOWS, data={"csrf_token": token, "query": long})
    assert (refused.status_code, "too long to be followed" in refused.text) == (422, True)
    for number in range(MOST_FOLLOWED):
        follow(ada_client, f"q={number}")
    ada_client.page(f"{SHARE}?q=more")
    page = ada_client.submit(FORM, status=422)
    assert f"You follow {MOST_FOLLOWED} searches already." in page.text
    assert page.find("main .govuk-error-message a").get("href") == FOLLOWS


PAIRS = some.lists(
    some.tuples(
        some.sampled_from(["q", "stage", "type", "publisher", "year_from", "year_to", "nation", "council", "odd"]),
        some.sampled_from(["do", "plan", "tool", "England", "LDS", "2020", "1", "x"]) | some.text(max_size=20),
    ),
    max_size=12,
)


@given(PAIRS)
def test_a_canonical_search_stays_itself(pairs: list[tuple[str, str]]) -> None:
    query = read_search(pairs)
    again = read_search(pairs_of(canonical(query)))
    assert again == query
    assert canonical(again) == canonical(query)
    assert in_words(again)


@given(PAIRS, some.randoms(use_true_random=False))
def test_the_order_in_an_address_means_nothing(pairs: list[tuple[str, str]], chance: object) -> None:
    single = {name: value for name, value in pairs if name in ("q", "year_from", "year_to")}
    several = [(name, value) for name, value in pairs if name not in single]
    one, other = [*single.items(), *several], [*several, *reversed(single.items())]
    assert canonical(read_search(one)) == canonical(read_search(other))
