"""What others read of a published result: the page, what it keeps back, and that nobody stores it."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event, insert, update

from tests.slices.cells.steps import enter, stored
from tests.support.agreeing import Council, found_council, sign_off
from tests.support.given_answers import edition
from tests.support.page_client import PageClient, page_client
from tests.support.people import CLOSED, COUNCIL, OPEN, OTHER_COUNCIL, Someone, add_person
from tests.support.publishing import COUNCILS, EVERYONE, OWN, publish
from tiex.domain.publishing import Part, Ring
from tiex.extensions import db
from tiex.models import CouncilRow, CouncilSuccessorRow

PUBLIC, LIST = f"/results/{COUNCIL}/{OPEN}", "/results"


@pytest.fixture
def council(app: Flask, ada: Someone) -> Council:
    return found_council(app, ada)


@pytest.fixture
def signed(council: Council) -> str:
    return sign_off(council)


@pytest.fixture
def mia(app: Flask) -> PageClient:
    """Somebody of another council."""
    return enter(app, add_person(app, "Mia Salt", council=OTHER_COUNCIL))


def test_the_public_reads_who_signed_what_and_that_it_is_no_ranking(
    council: Council, signed: str, client: PageClient
) -> None:
    publish(council, signed)
    page = client.page(PUBLIC)
    assert page.h1 == "Fernmoor Borough Council: self-assessment result"
    summary = page.find("#summary").text
    assert "Version 1, signed off by the Leader and the Chief Executive on 23 November 2026." in summary
    assert "Published on 23 November 2026." in summary
    assert "This is not a ranking." in summary
    assert page.find(".fingerprint").text.replace(" ", "") == signed
    assert {link.get("href").partition("#")[0] for link in page.find_all("#cells a")} == {f"/statements/{OPEN}"}
    assert not [link for link in page.find_all("a") if "/assessments/" in link.get("href")]


def test_every_fragment_is_there(council: Council, signed: str, client: PageClient) -> None:
    publish(council, signed)
    rings = "scores=everyone&notes=everyone&factors=everyone"
    preview = council.path(f"publishing/preview/everyone?fingerprint={signed}&{rings}")
    for reader, path in ((client, PUBLIC), (enter(council.app, council.leader), preview)):
        page = reader.page(path)
        places = {link.get("href") for link in page.find_all("main a") if "#" in link.get("href")}
        assert any(place.startswith(f"/statements/{OPEN}#") for place in places)
        ids: dict[str, set[str]] = {"": {each.get("id") for each in page.find_all("[id]")}}
        for place in sorted(places):
            target, fragment = place.split("#")
            if target not in ids:
                ids[target] = {each.get("id") for each in client.page(target).find_all("[id]")}
            assert fragment in ids[target], place


def test_it_says_the_same_figures_as_the_council_reads(council: Council, signed: str, client: PageClient) -> None:
    publish(council, signed)
    own = enter(council.app, council.reader).page(council.path("consensus/result"))
    page = client.page(PUBLIC)
    for part in ("#cells-table", "#stages table", "#pillars table", "#factors table", ".scores"):
        assert page.find(part).text == own.find(part).text


def test_each_part_is_left_out_with_its_links(council: Council, signed: str, client: PageClient) -> None:
    publish(council, signed, {**EVERYONE, Part.NOTES: Ring.OWN, Part.FACTORS: Ring.COUNCILS})
    page = client.page(PUBLIC)
    assert page.find_all("#notes") == page.find_all("#factors") == []
    assert "does not show its notes and critical success factors here." in page.find("#summary").text
    publish(council, signed, {**OWN, Part.FACTORS: Ring.EVERYONE})
    page = client.page(PUBLIC)
    assert "Critical success factors" in page.find("#factors").text
    assert page.find_all("svg.wheel") == page.find_all("#cells") == page.find_all("#pillars") == []
    assert [link.get("href") for link in page.find_all("#contents a")] == ["#factors", "#record"]
    statement = next(iter(edition().statements.values()))
    assert statement.text not in page.text


@pytest.mark.parametrize("hidden", Part)
def test_the_fingerprint_is_for_those_who_see_everything(
    council: Council, signed: str, mia: PageClient, client: PageClient, hidden: Part
) -> None:
    """With it, the answers of a part that is hidden could be tried out."""
    rings = {**EVERYONE, hidden: Ring.COUNCILS} | ({Part.NOTES: Ring.COUNCILS} if hidden is Part.SCORES else {})
    publish(council, signed, rings)
    page, own = client.page(PUBLIC), enter(council.app, council.reader)
    assert page.find_all(".fingerprint") == []
    assert "The fingerprint is shown where everything is" in page.find("#record").text
    assert signed[:8] not in page.response.text
    for reader in (mia, own):
        assert reader.page(PUBLIC).find(".fingerprint").text.replace(" ", "") == signed
    publish(council, signed, {**rings, hidden: Ring.OWN, Part.NOTES: Ring.OWN})
    assert mia.page(PUBLIC).find_all(".fingerprint") == []
    assert own.page(PUBLIC).find(".fingerprint").text.replace(" ", "") == signed


@pytest.mark.parametrize("path", [PUBLIC, LIST])
def test_nobody_keeps_a_copy_on_the_way(council: Council, signed: str, mia: PageClient, path: str) -> None:
    publish(council, signed)
    for client in (mia, page_client(council.app)):
        assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("place", ["X-NONE", "X-FERN%00", "%0a", "E06000001"])
def test_what_is_not_there_is_not_found(client: PageClient, place: str) -> None:
    client.page(f"/results/{place}/{OPEN}", status=404)
    client.page(f"/results/{COUNCIL}/{place}", status=404)


def test_another_edition_is_another_result(council: Council, signed: str, client: PageClient) -> None:
    publish(council, signed)
    client.page(f"/results/{COUNCIL}/{CLOSED}", status=404)


def test_a_merged_council_is_read_under_its_name(council: Council, signed: str, client: PageClient) -> None:
    publish(council, signed)
    with stored(council.app) as session:
        session.execute(update(CouncilRow).filter_by(code=COUNCIL).values(ends_on=date(2026, 10, 31)))
        session.execute(insert(CouncilSuccessorRow).values(council_code=COUNCIL, successor_code=OTHER_COUNCIL))
        session.commit()
    try:
        summary = client.page(PUBLIC).find("#summary").text
        assert "Fernmoor Borough Council came to an end on 31 October 2026." in summary
        assert "Its area is now served by Saltwick District Council." in summary
        assert "Fernmoor Borough Council" in client.page(LIST).find("table").text
    finally:
        with stored(council.app) as session:
            session.query(CouncilSuccessorRow).filter_by(council_code=COUNCIL).delete()
            session.execute(update(CouncilRow).filter_by(code=COUNCIL).values(ends_on=None))
            session.commit()


def test_the_list_says_what_each_shows_and_to_whom(
    council: Council, signed: str, client: PageClient, mia: PageClient
) -> None:
    assert "No council has published a result yet." in client.page(LIST).text
    publish(council, signed, {**COUNCILS, Part.SCORES: Ring.EVERYONE})
    row = client.page(LIST).find("tbody tr").text
    assert "Scores" in row
    assert "notes" not in row
    assert "Scores, notes and critical success factors" in mia.page(LIST).find("tbody tr").text
    assert "For councils only: notes and critical success factors" in mia.page(LIST).find("tbody tr").text
    assert "%" not in mia.page(LIST).find("table").text
    publish(council, signed, COUNCILS)
    assert client.page(LIST).find_all("table") == []
    assert mia.page(LIST).find("tbody a").get("href") == PUBLIC
    assert mia.page(LIST).find(".published__whom").text == "For councils only"
    publish(council, signed, OWN)
    assert mia.page(LIST).find_all("table") == []


@pytest.mark.parametrize("query", ["?page=2", "?page=0", "?page=-1", "?page=99999999999999", "?page=x", "?edition=%00"])
def test_odd_pages_of_the_list(council: Council, signed: str, client: PageClient, query: str) -> None:
    publish(council, signed)
    client.page(LIST + query)


def test_a_page_has_few_statements(council: Council, signed: str, mia: PageClient) -> None:
    publish(council, signed)
    mia.page(PUBLIC)
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with council.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        for path in (PUBLIC, LIST):
            seen.clear()
            mia.page(path)
            assert len(seen) <= 6, seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_it_leads_on_to_open_data_and_to_the_comparison_of_those_who_may(
    council: Council, signed: str, client: PageClient, mia: PageClient
) -> None:
    def ways(reader: PageClient) -> set[str]:
        return {link.get("href") for link in reader.page(PUBLIC).find_all(".result-ways a")}

    data, comparison = f"/data#edition-{OPEN}", council.path("comparison")
    publish(council, signed)
    assert data in ways(client)
    assert "use Print in the menu of your browser" in client.page(PUBLIC).text
    assert not any("comparison" in way for way in ways(client) | ways(mia)), "her council has no assessment"
    assert {data, comparison} <= ways(enter(council.app, council.reader))
    publish(council, signed, COUNCILS)
    assert data not in ways(mia)


def test_the_list_is_narrowed_by_type_region_and_name(council: Council, signed: str, client: PageClient) -> None:
    publish(council, signed)
    client.page(LIST)
    assert client.submit("#filter", name="  council FERN ").find_all("tbody tr")
    page = client.submit("#filter", name="100%")
    assert "No council with a result in this edition is like that." in page.text
    assert page.find_all("tbody tr") == []
    for query, is_there in (
        ("type=unitary", True),
        ("type=county", False),
        ("region=Wales", False),
        ("name=%00", True),
    ):
        assert bool(client.page(f"{LIST}?{query}").find_all("tbody tr")) is is_there, query
    assert client.page(f"{LIST}?type=unitary").find("#type option[selected]").get("value") == "unitary"
