"""What was sent stays readable, and a fingerprint is checked against it."""

from flask import Flask
from sqlalchemy import update

from tests.slices.cells.steps import enter, stored
from tests.support.agreeing import Council, agree, agree_everything, send, sign_off
from tests.support.page_client import PageClient
from tiex.domain.answers import Answer
from tiex.domain.consensus import fingerprint_of
from tiex.models import ConsensusRecordRow

CHANGED = Answer("role-service-plan", "not-yet", rationale="We looked again.", version=1)


def test_a_sent_version_stays_as_it_was(council: Council, lead: PageClient) -> None:
    agree_everything(council)
    first = send(council)
    agree(council, [CHANGED])
    assert "We looked again." in lead.page(council.path("sign-off")).find("#record").text
    page = lead.page(council.path(f"records/{first}"))
    assert page.h1 == "Version 1 of the consensus"
    assert "We looked again." not in page.text
    assert "never signed off" in page.text
    assert page.find(".fingerprint").text.replace(" ", "") == first


def test_everybody_with_read_access_checks_a_fingerprint(app: Flask, council: Council) -> None:
    fingerprint = sign_off(council)
    client = enter(app, council.reader)
    client.page(council.path("records"))
    spaced = " ".join(fingerprint[start : start + 8].upper() for start in range(0, 64, 8))
    page = client.submit(".check-form", fingerprint=f" {spaced} ")
    assert "This is the record signed off on 23 November 2026 by Dana Whit (Leader)" in page.find(".verdict").text
    for other in ("0" * 64, "nonsense <b>", fingerprint[:-1]):
        page = client.submit(".check-form", fingerprint=other)
        assert "belongs to no record" in page.find(".verdict").text
    client.page(council.path("records/" + "0" * 64), status=404)


def test_a_record_that_was_tampered_with_says_so(app: Flask, council: Council, lead: PageClient) -> None:
    fingerprint = sign_off(council)
    assert "tampered" not in lead.page(council.path(f"records/{fingerprint}")).text
    with stored(app) as session:
        document = session.get_one(ConsensusRecordRow, (council.assessment_id, fingerprint)).document
        assert fingerprint_of(document) == fingerprint
        forged = document.replace('"position":"not-yet"', '"position":"fully"', 1)
        session.execute(update(ConsensusRecordRow).values(document=forged))
        session.commit()
    assert "has been tampered with" in lead.page(council.path(f"records/{fingerprint}")).text


def test_no_record_yet(council: Council, lead: PageClient) -> None:
    assert "Nothing has been sent for sign-off yet." in lead.page(council.path("records")).text


def test_a_record_leads_to_what_is_taken_away_and_to_the_comparison(app: Flask, council: Council) -> None:
    fingerprint = sign_off(council)
    client = enter(app, council.reader)
    for place in ("records", f"records/{fingerprint}"):
        links = {link.get("href") for link in client.page(council.path(place)).find_all("main a")}
        assert {council.path(f"records/{fingerprint}/take-away"), council.path("comparison")} <= links
