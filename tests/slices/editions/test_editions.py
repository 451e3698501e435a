"""The statements of an edition stand there for anybody to read, word for word."""

from datetime import UTC, datetime

import pytest

from tests.support.page_client import PageClient
from tiex.content.editions import fingerprint, load_edition
from tiex.gateways.clock import SetClock


def test_the_open_edition_comes_first(client: PageClient) -> None:
    rows = [row.text for row in client.page("/statements").find_all("main li")]
    assert rows == [
        "Second edition, 2026-27 Open 1 April 2026 to 31 March 2027",
        "First edition, 2019-20 Closed 1 April 2019 to 31 March 2020",
    ]


def test_an_older_edition_comes_first_while_it_is_the_open_one(client: PageClient, clock: SetClock) -> None:
    clock.at = datetime(2019, 6, 1, tzinfo=UTC)
    rows = [row.text for row in client.page("/statements").find_all("main li")]
    assert rows[0].startswith("First edition, 2019-20 Open")
    assert rows[1].startswith("Second edition, 2026-27 Not open yet")


@pytest.mark.parametrize("key", ["2019-20", "2026-27"])
def test_every_statement_stands_under_its_stage(client: PageClient, key: str) -> None:
    edition = load_edition(key)
    page = client.page(f"/statements/{key}")
    shown = {row.get("id"): (row.find("dt").text, row.find("dd").text) for row in page.find_all("div.stages__row")}
    assert shown == {
        statement.id: (edition.stage(statement.stage).name, statement.text) for statement in edition.statements.values()
    }


def test_every_cell_has_an_anchor_under_its_characteristic(client: PageClient) -> None:
    edition = load_edition("2026-27")
    page = client.page("/statements/2026-27")
    anchors = [heading.get("id") for heading in page.find_all("h3.statements__mode")]
    assert anchors == [cell.id for cell in edition.cells]
    assert page.find("h3#role-service").text == "Service focus, Role of the authority"
    assert page.find("h2#role").text == "1. Role of the authority"


def test_success_factors_come_with_their_key_statements(client: PageClient) -> None:
    factors = load_edition("2026-27").factor_sheet.factors
    page = client.page("/statements/2026-27")
    for factor in factors:
        assert factor.name == page.find(f"h3#factor-{factor.key}").text
        for statement in factor.statements:
            assert statement.text in page.find(f"li#{statement.id}").text


def test_evidence_is_folded_away(client: PageClient) -> None:
    folded = client.page("/statements/2026-27").find_all("details.evidence")
    assert len(folded) == 18
    assert not any(part.has("open") for part in folded)
    assert "A standard way to review a service" in folded[0].text


def test_an_edition_says_where_its_wording_is_from(client: PageClient) -> None:
    page = client.page("/statements/2026-27")
    assert "The wording is that of First edition, 2019-20, without any change." in page.text
    assert page.find("code.wording-fingerprint").text == fingerprint(load_edition("2026-27"))
    assert "The wording is that of" not in client.page("/statements/2019-20").text


def test_terms_are_explained_where_they_appear(client: PageClient) -> None:
    terms = client.page("/statements/2026-27").find_all("a.term")
    assert "/glossary#customer" in {term.get("href") for term in terms}
    assert all(term.get("title") and term.text.endswith("(in the glossary)") for term in terms)


@pytest.mark.parametrize("key", ["2020-21", "2026-27x", "%00"])
def test_an_unknown_edition_is_answered_with_a_sentence(client: PageClient, key: str) -> None:
    assert "There is no page at this address" in client.page(f"/statements/{key}", status=404).text
