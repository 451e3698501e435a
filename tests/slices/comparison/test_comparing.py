"""The page of a comparison: with whom, what it shows and what it never shows."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from tests.slices.cells.steps import enter, stored
from tests.support.agreeing import Council, agree_everything, sign_off
from tests.support.many_councils import lay_results
from tests.support.page_client import Page, PageClient
from tests.support.people import OTHER_COUNCIL, TODAY, add_person
from tests.support.published import publish, put_result, rings, same_answer
from tiex.accounts.commands import add_membership
from tiex.benchmarks.commands import recount
from tiex.comparison.commands import Choosing, save_group
from tiex.domain.answers import Answer
from tiex.domain.comparators import Group
from tiex.domain.people import Role
from tiex.domain.publishing import Ring
from tiex.extensions import db
from tiex.models import CouncilRow, CouncilSuccessorRow

OWN, COUNCILS, EVERYONE = Ring
LOW, HIGH = same_answer("not-yet", "partly"), same_answer("fully", "fully")
LONG_AGO = date(2020, 1, 2)
CHARACTERISTICS = "#table-characteristics"


def unitaries(app: Flask, number: int) -> list[str]:
    """Codes of councils of the type of Fernmoor, in its region."""
    with stored(app) as session:
        own = session.get_one(CouncilRow, "X-FERN")
        alike = (CouncilRow.type == own.type, CouncilRow.region == own.region, CouncilRow.is_invented.is_(False))
        query = select(CouncilRow.code).where(*alike, CouncilRow.ends_on.is_(None)).order_by(CouncilRow.code)
        found = list(session.scalars(query.limit(number)))
    assert len(found) == number
    return found


def let_publish(app: Flask, codes: list[str], ring: Ring, answers: dict[str, Answer] = LOW) -> dict[str, int]:
    with stored(app) as session:
        ids = {code: publish(session, code, answers, ring) for code in codes}
        session.commit()
    return ids


def name_of(app: Flask, code: str) -> str:
    with stored(app) as session:
        return session.get_one(CouncilRow, code).name


def first_line(page: Page) -> list[str]:
    """The position in the first characteristic: middle half, middle, own, councils."""
    row = page.find_all(f"{CHARACTERISTICS} tbody tr")[1]
    return [cell.text for cell in row.find_all("td")]


def test_five_named_councils_make_a_distribution(app: Flask, council: Council, lead: PageClient) -> None:
    agree_everything(council)
    let_publish(app, unitaries(app, 5), COUNCILS)
    page = lead.page(council.path("comparison"))
    assert "Scores: 5 other councils counted. 5 let other councils read their result." in page.text
    assert "what is agreed so far" in page.text
    half, middle, own, councils = first_line(page)
    assert (half, middle, councils) == ("0% to 0%", "0%", "5")
    assert own == "50%, above"
    assert len(page.find_all(".spread-table")) == 4
    ways = {link.text: link.get("href") for link in page.find_all("#spread-key a")}
    cells = lead.page(ways["Cell by cell"])
    assert len(cells.find_all(".spread-table")) == 6
    assert "5 other councils counted" in cells.text
    assert cells.find("form.compare-form input[name=show]").get("value") == "cells"
    back = {link.text: link.get("href") for link in cells.find_all("#spread-key a")}
    assert back["Characteristics, change modes, stages and success factors"] == council.path("comparison?with=type")


def test_what_a_chart_draws_stands_in_words(app: Flask, council: Council, lead: PageClient) -> None:
    codes = unitaries(app, 6)
    let_publish(app, codes[:4], COUNCILS)
    let_publish(app, codes[4:], COUNCILS, HIGH)
    page = lead.page(council.path("comparison"))
    described = page.find("#spread-characteristics-description").text
    [row, *_] = page.find_all("#bands-characteristics tbody tr")
    assert page.find("#bands-characteristics summary").text.startswith("How many councils have which score")
    assert "Their counts stand under “How many councils have which score”" in described
    assert [cell.text for cell in row.find_all("td")] == ["4", *["0"] * 8, "2"]


def test_scores_and_success_factors_are_counted_apart(app: Flask, council: Council, lead: PageClient) -> None:
    codes = unitaries(app, 7)
    let_publish(app, codes[:5], COUNCILS)
    with stored(app) as session:
        for code in codes[5:]:
            number = put_result(session, code, LOW, rings(COUNCILS, OWN))
            recount(session=session, assessment_id=number, today=TODAY.date())
        session.commit()
    page = lead.page(council.path("comparison"))
    assert "Scores: 7 other councils counted." in page.text
    assert "Critical success factors: 5 other councils counted." in page.text
    assert "A row counts only those that have a score in it." in page.text
    assert first_line(page)[-1] == "7"
    assert page.find_all("#table-factors tbody tr")[0].find_all("td")[-1].text == "5"


def test_four_are_too_few_and_nothing_is_told(app: Flask, council: Council, lead: PageClient) -> None:
    agree_everything(council)
    let_publish(app, unitaries(app, 4), COUNCILS)
    page = lead.page(council.path("comparison"))
    assert "Not enough councils yet" in page.text
    assert page.find_all("table") == []
    cells = lead.page(council.path("comparison?show=cells"))
    back = [link.get("href") for link in cells.find_all("#comparison a") if link.text.startswith("Characteristics")]
    assert back == [council.path("comparison?with=type")]
    assert "once fewer than 5 of a batch have kept their results to themselves" in page.find("#rule").text


def test_hidden_ones_are_counted_in_batches_and_never_named(app: Flask, council: Council, lead: PageClient) -> None:
    codes = unitaries(app, 6)
    let_publish(app, codes[:5], OWN)
    assert "Not enough councils yet" in lead.page(council.path("comparison")).text
    let_publish(app, codes[5:], OWN)
    page = lead.page(council.path("comparison?with=all"))
    assert "6 other councils counted. None of them is named." in page.text
    for code in codes:
        assert name_of(app, code) not in page.text


def test_one_s_own_scores_are_left_out_of_the_others(app: Flask, council: Council, lead: PageClient) -> None:
    fingerprint = sign_off(council)
    codes = unitaries(app, 6)
    let_publish(app, codes, COUNCILS)
    let_publish(app, ["X-FERN"], COUNCILS, HIGH)
    page = lead.page(council.path("comparison"))
    assert "6 other councils counted" in page.text
    assert first_line(page)[0] == "0% to 0%"
    assert "version 1, signed off on 23 November 2026" in page.text
    assert fingerprint not in page.text


def test_one_s_own_in_a_batch_is_left_out_as_well(app: Flask, council: Council, lead: PageClient) -> None:
    agree_everything(council)
    let_publish(app, unitaries(app, 5), OWN)
    let_publish(app, ["X-FERN"], OWN, HIGH)
    page = lead.page(council.path("comparison"))
    assert "5 other councils counted" in page.text
    assert first_line(page) == ["0% to 0%", "0%", "50%, above", "5"]


def test_a_person_of_two_councils_learns_of_no_four_others(app: Flask, council: Council) -> None:
    """Both are in a batch of six, so it is left out; with a council that is named, only its own score is."""
    agree_everything(council)
    codes = unitaries(app, 10)
    both = add_person(app, "Two Councils")
    with stored(app) as session:
        add_membership(session=session, person_id=both.id, council_code=codes[0], role=Role.LEADER, now=TODAY)
        session.commit()
    let_publish(app, ["X-FERN", *codes[:5]], OWN)
    page = enter(app, both).page(council.path("comparison"))
    assert "Not enough councils yet" in page.text
    assert page.find_all("table") == []
    let_publish(app, codes[:1], COUNCILS, HIGH)
    let_publish(app, codes[5:], COUNCILS)
    page = enter(app, both).page(council.path("comparison"))
    assert "5 other councils counted. 5 let other councils read their result." in page.text
    assert first_line(page)[0] == "0% to 0%"
    assert "6 let other councils read" in enter(app, council.lead).page(council.path("comparison")).text


def test_another_council_of_one_s_own_is_left_out_of_a_chosen_group(app: Flask, council: Council) -> None:
    codes = unitaries(app, 6)
    both = add_person(app, "Two Councils")
    group = Group("Six", tuple(codes))
    with stored(app) as session:
        add_membership(session=session, person_id=both.id, council_code=codes[0], role=Role.LEADER, now=TODAY)
        number = save_group(choosing=Choosing(session, "X-FERN", both.id, TODAY), group=group)
        session.commit()
    let_publish(app, codes[:1], COUNCILS, HIGH)
    let_publish(app, codes[1:], COUNCILS)
    path = council.path(f"comparison?with=group-{number}")
    page = enter(app, both).page(path)
    assert "5 councils of these 5 let other councils read a result" in page.text
    assert "left out of the figures" in page.text
    assert len(page.find_all(".members__one")) == 6
    assert first_line(page)[-1] == "5"
    page = enter(app, council.lead).page(path)
    assert "6 councils of these 6 let other councils read a result" in page.text
    assert "left out of the figures" not in page.text


def test_success_factors_may_be_too_few_where_scores_are_not(app: Flask, council: Council, lead: PageClient) -> None:
    answers = {key: answer for key, answer in LOW.items() if not key.startswith("csf")}
    let_publish(app, unitaries(app, 5), COUNCILS, answers)
    page = lead.page(council.path("comparison"))
    assert "too few councils" in page.find("#theme-factor").text
    assert "0% to 0%" in page.find("#theme-mode").text


def test_only_the_same_edition_is_compared(app: Flask, council: Council, lead: PageClient) -> None:
    with stored(app) as session:
        for code in unitaries(app, 6):
            answers = same_answer("fully", edition="2019-20")
            number = put_result(session, code, answers, rings(EVERYONE), edition="2019-20", day=LONG_AGO)
            recount(session=session, assessment_id=number, today=LONG_AGO)
        session.commit()
    assert "Not enough councils yet" in lead.page(council.path("comparison?with=all")).text


def test_councils_like_mine_are_named_with_why(app: Flask, council: Council, lead: PageClient) -> None:
    alike = lead.page(council.path("comparison?with=like-mine")).find_all(".members__one")
    with stored(app) as session:
        by_name = dict(session.execute(select(CouncilRow.name, CouncilRow.code)).all())
    codes = [code for name, code in by_name.items() if any(each.text.startswith(f"{name} ") for each in alike)][:6]
    let_publish(app, codes[:5], COUNCILS)
    let_publish(app, codes[5:], OWN)
    page = lead.page(council.path("comparison?with=like-mine"))
    assert "5 councils of these 30 let other councils read a result" in page.text
    members = page.find_all(".members__one")
    assert len(members) == 30
    assert "points" in members[0].text
    assert "40 points for the same type" in page.find("#members").text
    names = [member.text for member in members]
    assert names == sorted(names)
    links = {link.get("href") for link in page.find_all(".members__one a")}
    assert links <= {f"/results/{code}/2026-27" for code in codes[:5]}


def test_where_too_few_like_mine_can_be_read_the_nearest_that_can_stand_there(
    app: Flask, council: Council, lead: PageClient
) -> None:
    with stored(app) as session:
        far = select(CouncilRow.code).where(CouncilRow.type == "district", CouncilRow.ends_on.is_(None))
        codes = list(session.scalars(far.order_by(CouncilRow.population, CouncilRow.code).limit(6)))
    let_publish(app, codes[5:], OWN)
    path = council.path("comparison?with=like-mine")
    assert len(lead.page(path).find_all(".members__one")) == 30, "nobody can be read"
    let_publish(app, codes[:1], COUNCILS)
    page = lead.page(path)
    assert "Here stands the one council of any kind that does." in page.text
    assert "A distribution needs 5 councils besides yours, and this group has 1." in page.text
    let_publish(app, codes[1:5], COUNCILS)
    page = lead.page(path)
    assert "Fewer than 5 of the 30 councils most like yours let other councils read a result" in page.text
    assert "Here stand the 5 most like yours of all that do, by name." in page.text
    names = [link.text for link in page.find_all(".members__one a")]
    assert names == sorted(name_of(app, code) for code in codes[:5])
    assert page.find_all(".spread-table")


def test_no_group_is_wider_than_all(app: Flask, council: Council, lead: PageClient) -> None:
    assert "choose a wider group" in lead.page(council.path("comparison")).text
    text = lead.page(council.path("comparison?with=all")).text
    assert "Come back later." in text
    assert "choose a wider group" not in text


def test_predecessors_stand_side_by_side_where_they_may_be_read(app: Flask, council: Council, lead: PageClient) -> None:
    assert "before and after" not in lead.page(council.path("comparison")).text
    first, second = unitaries(app, 2)
    with stored(app) as session:
        session.add_all(CouncilSuccessorRow(council_code=code, successor_code="X-FERN") for code in (first, second))
        session.commit()
    try:
        let_publish(app, [first], COUNCILS, HIGH)
        let_publish(app, [second], OWN)
        page = lead.page(council.path("comparison?with=predecessors"))
        assert "1 council of these 2 lets other councils read a result" in page.text
        head = [cell.text for cell in page.find_all("#beside thead th")]
        assert head == ["Score", "Your council", name_of(app, first)]
        assert "100%, ambition 100%" in page.find("#beside").text
        assert name_of(app, second) in page.find("#members").text
    finally:
        with stored(app) as session:
            session.query(CouncilSuccessorRow).filter_by(successor_code="X-FERN").delete()
            session.commit()


def test_a_part_that_is_not_shared_is_said_so(app: Flask, council: Council, lead: PageClient) -> None:
    [code] = unitaries(app, 1)
    with stored(app) as session:
        session.add(CouncilSuccessorRow(council_code=code, successor_code="X-FERN"))
        number = put_result(session, code, LOW, rings(COUNCILS, OWN))
        recount(session=session, assessment_id=number, today=TODAY.date())
        session.commit()
    try:
        text = lead.page(council.path("comparison?with=predecessors")).find("#beside").text
    finally:
        with stored(app) as session:
            session.query(CouncilSuccessorRow).filter_by(successor_code="X-FERN").delete()
            session.commit()
    assert "not shared" in text
    assert "100%" not in text


def test_nonsense_in_the_address_is_the_own_type(council: Council, lead: PageClient) -> None:
    for asked in ("", "group", "nonsense", "%00", "TYPE"):
        page = lead.page(council.path(f"comparison?with={asked}"))
        assert page.find("select[name=with] option[selected]").get("value") == "type"
    for asked in ("group-1", "group-99999999999999", "group-x"):
        lead.page(council.path(f"comparison?with={asked}"), status=404)


def test_htmx_gets_the_part_and_an_address_to_share(app: Flask, council: Council, lead: PageClient) -> None:
    let_publish(app, unitaries(app, 5), COUNCILS)
    lead.page(council.path("comparison"))
    place = f"http://localhost{council.path('comparison')}"
    headers = {"HX-Request": "true", "HX-Target": "section#comparison", "HX-Current-URL": place}
    response = FlaskClient.open(lead, council.path("comparison?with=all"), headers=headers)
    assert response.status_code == 200
    assert response.headers["HX-Push-Url"] == council.path("comparison?with=all")
    assert "<hx-partial" in response.text
    assert "<h1" not in response.text


def test_every_role_reads_it_and_others_do_not(app: Flask, council: Council) -> None:
    for person in (council.reader, council.contributor, council.leader):
        enter(app, person).page(council.path("comparison"))
    stranger = enter(app, add_person(app, "Os Other", council=OTHER_COUNCIL))
    stranger.page(council.path("comparison"), status=404)


def test_a_council_of_a_nation_that_is_one_region_has_no_such_choice_twice(
    app: Flask, council: Council, lead: PageClient
) -> None:
    with stored(app) as session:
        before = session.get_one(CouncilRow, "X-FERN")
        kind = before.type, before.nation, before.region
    try:
        set_kind(app, "welsh-unitary", "Wales", "Wales")
        page = lead.page(council.path("comparison"))
        values = [option.get("value") for option in page.find_all("select[name=with] option")]
        assert values == ["type", "nation", "all", "like-mine"]
    finally:
        set_kind(app, *kind)


def set_kind(app: Flask, type_: str, nation: str, region: str) -> None:
    with stored(app) as session:
        row = update(CouncilRow).where(CouncilRow.code == "X-FERN")
        session.execute(row.values(type=type_, nation=nation, region=region))
        session.commit()


@pytest.mark.parametrize("asked", ["type", "all", "like-mine"])
def test_the_same_statements_however_many_have_published(
    app: Flask, council: Council, lead: PageClient, asked: str
) -> None:
    path, seen = council.path(f"comparison?with={asked}"), list[str]()
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    numbers = []
    for number in (3, 40):
        with stored(app) as session:
            lay_results(session, number)
            session.commit()
        lead.page(path)
        seen.clear()
        event.listen(engine, "before_cursor_execute", note)
        lead.page(path)
        event.remove(engine, "before_cursor_execute", note)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] <= 8, seen
