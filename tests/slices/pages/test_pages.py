"""The public pages say what the content files say."""

from datetime import UTC, datetime

import pytest

from tests.support.page_client import PageClient
from tests.support.people import PASSWORD, Someone
from tiex.access.in_words import IN_WORDS
from tiex.access.policy import IN_COUNCIL
from tiex.content.glossary import load_glossary
from tiex.content.guidance import GuidancePage, load_guidance, render_markdown
from tiex.content.related_tools import load_related_tools
from tiex.domain.people import Role
from tiex.gateways.clock import SetClock
from tiex.pages.presenters import COLUMNS, OWN_ADDRESS, present_page

BETWEEN_EDITIONS = datetime(2021, 6, 1, 12, tzinfo=UTC)
PUBLIC = ("/", "/guidance", "/glossary", "/related-tools", "/accessibility", "/privacy", "/cookies")
GUIDANCE = tuple(page for page in load_guidance() if page.key not in OWN_ADDRESS)


@pytest.mark.parametrize("url", PUBLIC)
def test_anybody_can_read_it_under_a_strict_policy(client: PageClient, url: str) -> None:
    headers = client.page(url).response.headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_home_leads_to_signing_in_the_open_edition_and_guidance(client: PageClient) -> None:
    page = client.page("/")
    links = {link.get("href") for link in page.find_all("main a")}
    guidance = "/guidance/how-the-self-assessment-works"
    assert links == {"/sign-in", "/statements/2026-27", guidance, "/resources", "/related-tools", "/results"}
    for link in links:
        client.page(link)


def test_home_draws_an_example_and_says_that_it_is_none_of_a_real_council(client: PageClient) -> None:
    page = client.page("/")
    assert page.find("figcaption").text.startswith("Example, not a real council.")
    assert page.find("svg.wheel").get("role") == "img"
    assert len(page.find_all("svg.wheel-segment")) == 18


def test_home_names_what_the_model_consists_of(client: PageClient) -> None:
    text = client.page("/").find("section.home__model").text
    for words in ("6 characteristics", "Use of digital", "3 change modes", "Community focus", "4 stages"):
        assert words in text


def test_home_leads_a_member_of_a_council_to_it(ada_client: PageClient) -> None:
    links = [link.get("href") for link in ada_client.page("/").find_all("main a.govuk-button")]
    assert links == ["/my-council"]


def test_home_without_an_open_edition_leads_to_all_of_them(client: PageClient, clock: SetClock) -> None:
    clock.at = BETWEEN_EDITIONS
    links = [link.get("href") for link in client.page("/").find_all("ul.home__ways a")]
    assert links[0] == "/statements"


def test_guidance_lists_every_page(client: PageClient) -> None:
    links = [link.get("href") for link in client.page("/guidance").find_all("main a")]
    assert links[: len(GUIDANCE)] == [f"/guidance/{page.key}" for page in GUIDANCE]
    assert links[len(GUIDANCE) :] == ["/accessibility", "/privacy", "/cookies"]


def test_guidance_pages_follow_each_other(client: PageClient) -> None:
    page = client.page(f"/guidance/{GUIDANCE[0].key}")
    visited = [page.h1]
    while following := page.find_all("a[rel=next]"):
        page = client.page(following[0].get("href"))
        visited.append(page.h1)
    assert visited == [page.title for page in GUIDANCE]
    assert page.find("a[rel=prev]").get("href") == f"/guidance/{GUIDANCE[-2].key}"


def test_a_guidance_page_marks_its_own_place(client: PageClient) -> None:
    here = client.page("/guidance/who-can-do-what").find_all("nav.side a[aria-current=page]")
    assert [link.text for link in here] == ["Who can do what"]


def test_a_guidance_page_explains_its_words(client: PageClient) -> None:
    page = client.page("/guidance/how-the-self-assessment-works")
    explained = page.find("details.words").text
    assert load_glossary().term("consensus").definition in explained
    assert page.find("a.term").get("href").startswith("/glossary#")


def test_a_wide_table_can_be_scrolled_by_keyboard() -> None:
    html = render_markdown("| a | b | c | d |\n| - | - | - | - |\n| 1 | 2 | 3 | 4 |")
    view = present_page([GuidancePage("wide", "Wide", 1, "A table", False, (), html)], load_glossary(), "wide")
    assert view is not None
    assert '<div class="scroll" role="region" aria-label="Table, can be scrolled" tabindex="0">' in view.html


def test_who_can_do_what_is_what_is_checked(client: PageClient) -> None:
    """Each permission in a council has words, and the page says of each role what the policy says."""
    assert set(IN_WORDS) == set(IN_COUNCIL), "give each permission words in tiex/access/in_words.py"
    assert len(set(IN_WORDS.values())) == len(IN_WORDS)
    page = client.page("/guidance/who-can-do-what")
    rows = page.find_all("#permissions tbody tr")
    assert [row.find("th").text for row in rows] == list(IN_WORDS.values())
    for row, permission in zip(rows, IN_WORDS, strict=True):
        answers = [cell.find(".who__answer").text for cell in row.find_all("td")]
        allowed = IN_COUNCIL[permission]
        for answer, role in zip(answers[1:], (Role.LEAD, Role.CONTRIBUTOR, Role.READER), strict=True):
            assert answer == ("Yes" if role in allowed else "No"), permission
        both = [role.label for role in (Role.LEADER, Role.CHIEF_EXECUTIVE) if role in allowed]
        assert answers[0] == {0: "No", 1: f"{''.join(both)} only", 2: "Yes"}[len(both)], permission


def test_the_table_of_permissions_stands_where_the_text_has_its_place(client: PageClient) -> None:
    page = client.page("/guidance/who-can-do-what")
    assert "{{" not in page.text
    assert [cell.text for cell in page.find_all("#permissions thead th")] == ["What you can do", *COLUMNS]
    assert page.text.index("Download the history") < page.text.index("private to the person who gives it")
    assert "permissions" not in client.page("/guidance/about-the-exchange").find("main").text


@pytest.mark.parametrize(
    ("key", "address"),
    [("accessibility-statement", "/accessibility"), ("privacy-notice", "/privacy"), ("cookies", "/cookies")],
)
def test_pages_about_the_service_have_one_address(client: PageClient, key: str, address: str) -> None:
    response = client.get(f"/guidance/{key}")
    assert (response.status_code, response.location) == (301, address)


@pytest.mark.parametrize(("url", "is_draft"), [("/accessibility", True), ("/privacy", True), ("/cookies", False)])
def test_a_draft_says_so(client: PageClient, url: str, is_draft: bool) -> None:
    assert bool(client.page(url).find_all("p.draft-notice")) is is_draft


def test_cookies_names_the_cookies_that_are_set(client: PageClient, ada: Someone) -> None:
    named = {code.text for code in client.page("/cookies").find_all("td code")}
    client.page("/sign-in")
    client.submit("main form", email=ada.email, password=PASSWORD, remember="y")
    is_set = {name for name in ("tiex", "remember_token") if client.get_cookie(name)}
    assert named == is_set == {"tiex", "remember_token"}


@pytest.mark.parametrize("url", ["/guidance/nothing", "/guidance/..%2Fsecret"])
def test_an_unknown_page_is_answered_with_a_sentence(client: PageClient, url: str) -> None:
    page = client.page(url, status=404)
    assert "There is no page at this address" in page.text


def test_the_glossary_has_every_term_in_its_place(client: PageClient) -> None:
    page = client.page("/glossary")
    assert [term.get("id") for term in page.find_all("div.definition")] == [term.key for term in load_glossary().terms]
    letters = [link.text for link in page.find_all("nav.letters a")]
    assert letters == sorted(set(letters))


def test_a_term_leads_on_to_others(client: PageClient) -> None:
    term = client.page("/glossary").find("div#ambition")
    links = [link.get("href") for link in term.find_all("p.definition__more a")]
    assert links == ["/resources?q=Ambition", "#position", "#rationale"]
    assert "/glossary#ambition" not in {link.get("href") for link in term.find_all("a")}


def test_a_tool_without_an_address_has_no_link(client: PageClient) -> None:
    page = client.page("/related-tools")
    for tool in load_related_tools().tools:
        links = page.find_all(f"section#{tool.key} a")
        assert [link.get("href") for link in links] == ([tool.url] if tool.url else [])


def test_links_to_other_websites_say_so_and_carry_nothing_over(client: PageClient) -> None:
    links = client.page("/related-tools").find_all("section.tool a")
    assert links
    for link in links:
        assert link.get("rel") == "noopener noreferrer"
        assert link.parent is not None
        assert "(opens another website)" in link.parent.text
