"""Then beside now: what can be compared, what was reworded, predecessors, and where there is nothing to compare."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from tests.slices.cells.steps import enter, stored
from tests.slices.timeline.conftest import THEN, Put
from tests.slices.timeline.steps import MARK, all_at
from tests.support.agreeing import Council, agree, sign_off
from tests.support.page_client import Page, PageClient
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, add_person
from tiex.domain.answers import Answer
from tiex.domain.edition import Edition
from tiex.domain.people import Role
from tiex.extensions import db
from tiex.models import AssessmentRow, ConsensusRecordRow, CouncilRow, SignoffEventRow

STATIC = Path(__file__).parents[3] / "static"
PATH = f"/councils/{COUNCIL}/over-time"
# Allerdale was one of the districts that Cumberland followed in 2023.
ALLERDALE, CUMBERLAND = "ALL", "CBD"


def row(page: Page, name: str, within: str = "#by-characteristic") -> list[str]:
    """The cells of a table's row, without the column's name, which stands in each of them on a phone."""
    for found in page.find_all(f"{within} tbody tr"):
        if found.find("th").text == name:
            sides = [head.text for head in page.find_all(f"{within} thead th")[1:]]
            cells = [cell.text for cell in found.find_all("td")]
            return [text.removeprefix(side).strip() for text, side in zip(cells, sides, strict=True)]
    raise AssertionError(name)


def test_two_signed_results_stand_side_by_side(council: Council, lead: PageClient, put: Put) -> None:
    put()
    sign_off(council)
    page = lead.page(PATH)
    assert page.h1 == "Over time"
    summary = page.find("#summary").text
    assert "First edition, 2019-20 50% 72 of 72 agreed, signed off on 18 November 2019" in summary
    assert "The ambition then was 100%" in summary
    assert "Second edition, 2026-27 50% 72 of 72 agreed, signed off on 23 November 2026" in summary
    assert "Like for like: no change, on the same 72 statements." in summary
    assert "All 72 statements are word for word the same. All 18 key statements are word for word the same." in summary
    assert "no line is drawn" in summary
    assert row(page, "Role of the authority") == ["50% 12 of 12", "50% 12 of 12", "no change on the same 12 statements"]
    assert len(page.find_all("#by-cell tbody td")) == 18 * 3
    assert len(page.find_all("#by-cell svg.bars")) == 6
    assert page.find_all(".timeline svg line, .timeline svg path, .timeline svg polyline") == []
    assert MARK not in page.response.text


def test_what_is_agreed_so_far_stands_beside_what_was_signed(council: Council, lead: PageClient, put: Put) -> None:
    put()
    agree(council, [Answer("role-service-plan", "fully"), Answer("role-service-do", "not-yet")])
    page = lead.page(PATH)
    assert "2 of 72 agreed, agreed so far, not signed off" in page.find("#summary").text
    assert row(page, "Role of the authority") == [
        "50% 12 of 12",
        "50% 2 of 12",
        "no change on 2 of 12: 50% then, 50% now",
    ]
    statement = page.find("#wording .record-list__one").text
    assert "Partly true then, nothing agreed now." in statement
    assert "The same wording." in statement


def test_nothing_agreed_yet(lead: PageClient, put: Put) -> None:
    put()
    page = lead.page(PATH)
    assert "Nothing is agreed yet in Second edition, 2026-27." in page.find("main").text
    assert row(page, "Role of the authority") == ["50% 12 of 12", "no score yet 0 of 12", "nothing agreed yet"]
    assert "Like for like:" not in page.find("#summary").text


def test_one_edition_alone_and_none(council: Council, lead: PageClient) -> None:
    page = lead.page(PATH)
    assert "Second edition, 2026-27: nothing agreed yet." in page.text
    assert "has signed off no earlier edition" in page.text
    assert page.find_all("table") == []
    sign_off(council)
    assert "Second edition, 2026-27: signed off on 23 November 2026." in lead.page(PATH).text


def test_old_and_new_wording(older: Edition, council: Council, lead: PageClient, put: Put) -> None:
    put(edition=older)
    sign_off(council)
    page = lead.page(PATH)
    breaks = page.find("#summary").text
    assert "66 of the 72 statements asked now (91%) are word for word the same; 6 were reworded." in breaks
    assert "The success factors have another scale: strongly agree indeed, agree indeed" in breaks
    assert "no chart shows both and no difference is worked out" in breaks
    assert row(page, "Leadership and Management", "#by-factor")[2] == "another scale"
    assert page.find_all("#by-factor svg.bars") == []
    assert len(page.find_all("#by-characteristic svg.bars")) == 1
    cell = page.find("#wording .record-group").text
    assert "2017-18 We once asked this of role-service." in cell
    assert f"2026-27 {THEN.statement('role-service-plan').text}" in cell
    assert "11 of 12 statements the same" in page.find("#wording details summary").text


def test_which_earlier_result_stands_beside_it_is_the_readers_choice(
    older: Edition, council: Council, lead: PageClient, put: Put
) -> None:
    oldest = put(edition=older)
    put(all_at(THEN, "fully"))
    page = lead.page(PATH)
    assert "First edition, 2019-20 100%" in page.find("#summary").text
    assert page.find_all(".timeline__choices a")[1].get("href") == f"{PATH}?beside={oldest}"
    page = lead.page(f"{PATH}?beside={oldest}")
    assert "Trial edition, 2017-18 50%" in page.find("#summary").text
    assert page.find(".timeline__choices [aria-current]").text == "Trial edition, 2017-18"
    for odd in ("", "0", "-1", "x", "9" * 40, str(council.assessment_id), "%00"):
        lead.page(f"{PATH}?beside={odd}", status=404)


def test_a_reopened_result_stays_what_was_signed(council: Council, lead: PageClient, put: Put) -> None:
    put()
    fingerprint = sign_off(council)
    with stored(council.app) as session:
        for seq, (kind, role) in enumerate(
            (("reopen-consented", Role.LEADER), ("reopen-consented", Role.CHIEF_EXECUTIVE), ("reopened", "")), 4
        ):
            who = council.leader if role == Role.LEADER else council.chief
            values = {"assessment_id": council.assessment_id, "fingerprint": fingerprint, "at": TODAY}
            session.add(SignoffEventRow(seq=seq, kind=kind, role=role, actor_id=who.id, **values))
        session.commit()
    agree(council, [Answer(key, "fully", version=1) for key in THEN.statements])
    summary = lead.page(PATH).find("#summary").text
    assert "Second edition, 2026-27 50% 72 of 72 agreed, signed off on 23 November 2026" in summary


def test_a_record_that_was_tampered_with_gives_no_figures(council: Council, lead: PageClient, put: Put) -> None:
    assessment_id = put()
    sign_off(council)
    with stored(council.app) as session:
        query = select(ConsensusRecordRow.document).filter_by(assessment_id=assessment_id)
        forged = session.scalars(query).one().replace('"partly"', '"fully"', 1)
        session.execute(update(ConsensusRecordRow).filter_by(assessment_id=assessment_id).values(document=forged))
        session.commit()
    page = lead.page(PATH)
    assert "First edition, 2019-20 has been tampered with" in page.text
    assert page.find_all("table") == []


def test_a_predecessor_stands_under_its_own_name(app: Flask, council: Council, put: Put) -> None:
    put(all_at(THEN, "not-yet"), code=ALLERDALE)
    put(code=OTHER_COUNCIL)
    client = enter(app, add_person(app, "Cum Bria", council=CUMBERLAND))
    page = client.page(f"/councils/{CUMBERLAND}/over-time")
    text = page.find("main").text
    assert "Allerdale Borough Council came to an end on 31 March 2023, and Cumberland Council followed it." in text
    assert "First edition, 2019-20, Allerdale Borough Council 0%" in page.find("#summary").text
    assert page.find_all("#summary a") == [], "its records are its own"
    assert "Saltwick" not in text
    for elsewhere in (ALLERDALE, OTHER_COUNCIL):
        client.page(f"/councils/{elsewhere}/over-time", status=404)


@pytest.mark.parametrize("ends_on", [TODAY.date(), date(2027, 3, 31), None])
def test_a_predecessor_that_is_still_there_keeps_its_results(app: Flask, put: Put, ends_on: date | None) -> None:
    put(code=ALLERDALE)
    client = enter(app, add_person(app, "Cum Bria", council=CUMBERLAND))
    path, row = f"/councils/{CUMBERLAND}/over-time", update(CouncilRow).filter_by(code=ALLERDALE)
    assert "Allerdale" in client.page(path).find("#summary").text
    with stored(app) as session:
        before = session.scalars(select(CouncilRow.ends_on).filter_by(code=ALLERDALE)).one()
        assessment_id = session.scalars(select(AssessmentRow.id).filter_by(council_code=ALLERDALE)).one()
        session.execute(row.values(ends_on=ends_on))
        session.commit()
    try:
        assert "Allerdale" not in client.page(path).find("main").text
        client.page(f"{path}?beside={assessment_id}", status=404)
    finally:
        with stored(app) as session:
            session.execute(row.values(ends_on=before))
            session.commit()


def test_an_abolished_council_reads_what_it_had(app: Flask, put: Put) -> None:
    put(code=ALLERDALE)
    client = enter(app, add_person(app, "Al Dale", council=ALLERDALE))
    page = client.page(f"/councils/{ALLERDALE}/over-time")
    assert "This council came to an end on 31 March 2023." in page.text
    assert "First edition, 2019-20: signed off on 18 November 2019." in page.text
    assert "Cumberland" not in page.find("main").text


def test_everybody_in_the_council_reads_it_and_nobody_else(app: Flask, council: Council, put: Put) -> None:
    put()
    for person in (council.leader, council.chief, council.contributor, council.reader):
        assert "50%" in enter(app, person).page(PATH).text
    for role in Role:
        outsider = add_person(app, f"Out {role.label}", council=OTHER_COUNCIL, role=role)
        enter(app, outsider).page(PATH, status=404)


def test_more_results_and_predecessors_take_no_more_statements(
    older: Edition, app: Flask, council: Council, lead: PageClient, put: Put
) -> None:
    put()
    alone = count_statements(app, PATH, lead)
    put(edition=older)
    assert count_statements(app, PATH, lead) == alone <= 8
    put(code=ALLERDALE)
    put(code=ALLERDALE, edition=older)
    client = enter(app, add_person(app, "Cum Bria", council=CUMBERLAND))
    assert count_statements(app, f"/councils/{CUMBERLAND}/over-time", client) <= alone


def count_statements(app: Flask, path: str, client: PageClient) -> int:
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    client.page(path)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        client.page(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_on_paper_the_wordings_are_open_and_nothing_says_open_one(council: Council, lead: PageClient, put: Put) -> None:
    put()
    sign_off(council)
    said = lead.page(PATH).find("#wording p")
    assert said.text.startswith("Open one to read each statement.")
    assert said.get("class") == "screen-only"
    css = (STATIC / "css" / "timeline.css").read_text()
    assert ".timeline-wording::details-content { content-visibility: visible;" in css.partition("@media print")[2]
