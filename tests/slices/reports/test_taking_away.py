"""The page that offers a result to take away, and what comes of its links."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import update

from tests.papers.reading import bare, json_of, pdf_pages, text_of
from tests.slices.cells.steps import enter, stored
from tests.slices.results.views_given import FACTORS, NOTES, PARTIAL, give_view
from tests.support.agreeing import Council, agree, found_council, sign_off
from tests.support.document import Node
from tests.support.page_client import PageClient
from tests.support.people import CLOSED, Someone
from tests.support.resources import add_resource
from tiex.domain.answers import Answer
from tiex.extensions import db
from tiex.gateways.press import DirectPress, SubprocessPress
from tiex.models import ConsensusRecordRow
from tiex.papers.formats import Order
from tiex.papers.words import WORDS

NAMES = ("full.pdf", "full.docx", "summary.pdf", "summary.docx", "data.xlsx", "data.csv", "data.json")
COMMITTEE = ("committee.pdf", "committee.docx")
BEGINNINGS = {"pdf": b"%PDF-1.", "docx": b"PK", "xlsx": b"PK", "csv": b"\xef\xbb\xbfcouncil code", "json": b"{"}
ASIDE = (
    *(".screen-only", ".result-ways", ".result-contents", "form"),
    *(".wheel-sectors", "#summary > .quiet", ".result-summary__about"),
)
SAID = "p, li, td, th, dd, dt, h3, h4"


@pytest.fixture
def council(app: Flask, ada: Someone) -> Council:
    return found_council(app, ada)


@pytest.fixture
def lead(app: Flask, council: Council) -> PageClient:
    return enter(app, council.lead)


@pytest.fixture
def own(app: Flask, ada: Someone) -> str:
    """The address of a result with every kind of answer, and of notes."""
    add_resource(app)
    return give_view(app, ada, (*PARTIAL, *FACTORS), NOTES)


def away(result: str, name: str = "") -> str:
    return result.replace("/result", f"/take-away{f'/{name}' if name else ''}")


def offers_on(client: PageClient, path: str) -> list[str]:
    page = client.page(path)
    return [link.get("href").rpartition("/")[2] for link in page.find_all(".take-away__offers a")]


def test_the_result_leads_to_the_page_and_the_page_to_each_file(ada_client: PageClient, own: str) -> None:
    link = next(link for link in ada_client.page(own).find_all("main a") if link.text == "Take it away")
    page = ada_client.page(link.get("href"))
    assert page.h1 == "Take it away"
    assert "Individual view of Ada Moor, private to its author." in page.find("main").text
    offers = page.find_all(".take-away__offers a")
    assert [offer.get("href").rpartition("/")[2] for offer in offers] == list(NAMES)
    assert len({offer.text for offer in offers}) == len(offers)
    for offer in offers:
        assert ada_client.get(offer.get("href")).status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_each_file_comes_as_what_it_is(ada_client: PageClient, own: str, name: str) -> None:
    response = ada_client.get(away(own, name))
    kind = name.rpartition(".")[2]
    assert response.data.startswith(BEGINNINGS[kind])
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    shape = name.partition(".")[0]
    file = f"fernmoor-borough-council-2026-27-individual-view-{shape}.{kind}"
    assert response.headers["Content-Disposition"] == f"attachment; filename={file}"


def test_each_file_of_a_usual_result_is_no_larger_than_the_page_says(
    app: Flask, council: Council, lead: PageClient
) -> None:
    sign_off(council)
    page = lead.page(council.path("consensus/take-away"))
    assert offers_on(lead, council.path("consensus/take-away")) == [*NAMES[:4], *COMMITTEE, *NAMES[4:]]
    for offer in page.find_all(".take-away__offers li"):
        most = re.search(r"usually less than (\d+) (kB|MB)", offer.text)
        assert most
        size = len(lead.get(offer.find("a").get("href")).data)
        assert size < int(most[1]) * {"kB": 1000, "MB": 1_000_000}[most[2]]
    assert "Long notes make a file larger" in page.find("main").text


def test_the_page_says_which_files_hold_minority_views(council: Council, lead: PageClient) -> None:
    page = lead.page(council.path("consensus/take-away"))
    for kind in ("full", "data"):
        said = page.find(f"#take-{kind}").text
        assert "With all notes, reasons and minority views: for the council’s own use." in said
    assert "Without minority views, which stay in the council." in page.find("#take-committee").text
    assert "Without notes, reasons and minority views." in page.find("#take-summary").text


@pytest.mark.parametrize("name", [*COMMITTEE, "full.xlsx", "data.pdf", "data", "full.PDF", "..", "x"])
def test_what_is_not_offered_is_not_there(ada_client: PageClient, own: str, name: str) -> None:
    assert ada_client.get(away(own, name)).status_code == 404


def shown(main: Node) -> list[Node]:
    """What stands on paper too. Names of sectors are in the wheel there, and the first lines are put in another way."""
    aside = {
        id(node) for outside in ASIDE for found in main.find_all(outside) for node in (found, *found.descendants())
    }
    leaves = (node for node in main.find_all(SAID) if not (node.find_all(SAID) or node.find_all("form, svg")))
    return [node for node in leaves if id(node) not in aside]


def on_paper(node: Node) -> str:
    text = node.text
    for hidden in (*node.find_all(".screen-only"), *node.find_all(".govuk-visually-hidden")):
        text = text.replace(hidden.text, "", 1)
    return text


@pytest.mark.parametrize("name", ["full.pdf", "full.docx"])
def test_nothing_on_the_page_is_missing_from_the_papers(ada_client: PageClient, own: str, name: str) -> None:
    texts = [on_paper(node) for node in shown(ada_client.page(own).find(".result"))]
    found = text_of(ada_client.get(away(own, name)).data, name)
    assert len(texts) > 200
    assert [text for text in texts if bare(text) not in found] == []
    about = ("Fernmoor Borough Council", "invented for the demonstration", "open for answers until 31 March 2027")
    for text in (*about, "Individual view of Ada Moor, private to its author", "made on 23 November 2026"):
        assert bare(text) in found


@pytest.mark.parametrize("name", ["data.xlsx", "data.csv", "data.json"])
def test_nothing_written_on_the_page_is_missing_from_the_data(ada_client: PageClient, own: str, name: str) -> None:
    """Sentences that explain a chart aside, as there is none."""
    main = ada_client.page(own).find(".result")
    texts = {node.text for node in main.find_all(".result-note__text, .shelf__title, .shelf__about, .shelf__why")}
    texts |= {
        on_paper(cell)
        for cell in main.find_all(".steps tbody td, .steps tbody th, .score-table tbody th, .pillar-cells dd")
    }
    texts |= {move.text.partition(" From ")[0].partition(": ")[2] for move in main.find_all(".gap__moves li")}
    found = text_of(ada_client.get(away(own, name)).data, name)
    parts = [part for text in texts for part in re.split(r"(?<=[:.]) ", text)]
    assert len(parts) > 60
    assert [part for part in parts if bare(part) not in found] == []
    assert bare(WORDS.cells) not in found


def test_a_signed_record_says_by_whom_and_which_it_is(app: Flask, council: Council, lead: PageClient) -> None:
    fingerprint = sign_off(council)
    path = council.path(f"records/{fingerprint}")
    link = next(link for link in lead.page(path).find_all("main a") if link.text.startswith("Take it away"))
    assert offers_on(lead, link.get("href"))[4:6] == list(COMMITTEE)
    for place in (link.get("href"), council.path("consensus/take-away")):
        document = json_of(lead.get(f"{place}/data.json").data)
        assert document["is_signed_off"]
        assert document["version"]["fingerprint"] == fingerprint
        assert "23 November 2026" in document["standing"]
        response = lead.get(f"{place}/committee.pdf")
        assert "self-assessment-committee-version-1.pdf" in response.headers["Content-Disposition"]
        assert not any("Draft" in page for page in pdf_pages(response.data))


def test_a_draft_says_so(council: Council, lead: PageClient) -> None:
    agree(council, [Answer("role-service-plan", "partly", "fully", "We saw it.", minority_view="Not all of us.")])
    response = lead.get(council.path("consensus/take-away/full.pdf"))
    assert "-draft.pdf" in response.headers["Content-Disposition"]
    assert all("Draft, not signed off" in page for page in pdf_pages(response.data))
    document = json_of(lead.get(council.path("consensus/take-away/data.json")).data)
    assert document["version"] is None
    answer = next(each for each in document["statements"] if each["id"] == "role-service-plan")
    assert (answer["reason"], answer["minority_view"]) == ("We saw it.", "Not all of us.")


def test_a_record_that_was_tampered_with_says_so(app: Flask, council: Council, lead: PageClient) -> None:
    fingerprint = sign_off(council)
    with stored(app) as session:
        document = session.get_one(ConsensusRecordRow, (council.assessment_id, fingerprint)).document
        forged = document.replace('"position":"not-yet"', '"position":"fully"', 1)
        session.execute(update(ConsensusRecordRow).values(document=forged))
        session.commit()
    file = lead.get(council.path(f"records/{fingerprint}/take-away/full.pdf")).data
    assert all("Tampered with: do not rely on it" in page for page in pdf_pages(file))


def test_a_record_that_is_not_there_is_not_found(council: Council, lead: PageClient) -> None:
    for path in ("take-away", "take-away/full.pdf"):
        assert lead.get(council.path(f"records/{'0' * 64}/{path}")).status_code == 404


def test_without_answers_and_in_an_edition_of_long_ago(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    for edition in ("2026-27", CLOSED):
        result = give_view(app, ada, edition=edition)
        for name in NAMES:
            assert ada_client.get(away(result, name)).status_code == 200
        document = json_of(ada_client.get(away(result, "data.json")).data)
        assert document["overall"]["position"] is None


def test_what_the_json_holds_is_written_down_for_anybody(client: PageClient) -> None:
    response = client.get("/take-away/result.schema.json")
    assert response.content_type == "application/schema+json"
    assert json_of(response.data)["properties"]["schema_version"] == {"const": 1}


@pytest.mark.parametrize(
    "press",
    [SubprocessPress(clock=0.001), SubprocessPress(python="/nonexistent/python")],
    ids=["late", "not started"],
)
def test_where_none_can_be_made_now_the_page_says_so(
    app: Flask, ada_client: PageClient, own: str, press: SubprocessPress
) -> None:
    gateways = app.extensions["gateways"]
    app.extensions["gateways"] = replace(gateways, press=press)
    try:
        page = ada_client.page(away(own, "full.pdf"), status=503)
        assert "The file could not be made just now." in page.find("#not-made").text
        assert ada_client.get(away(own, "data.csv")).status_code == 200
    finally:
        app.extensions["gateways"] = gateways


class ConnectionSeen(DirectPress):
    """Knows whether a connection to the database was held while a file was made."""

    def __init__(self) -> None:
        self.held: list[bool] = []

    def make(self, order: Order) -> bytes:
        self.held.append(db.session().in_transaction())
        return super().make(order)


def test_no_connection_is_held_while_a_file_is_made(app: Flask, ada_client: PageClient, own: str) -> None:
    gateways, press = app.extensions["gateways"], ConnectionSeen()
    app.extensions["gateways"] = replace(gateways, press=press)
    try:
        assert ada_client.get(away(own, "data.xlsx")).status_code == 200
    finally:
        app.extensions["gateways"] = gateways
    assert press.held == [False]
