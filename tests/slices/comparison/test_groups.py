"""Groups that a council chooses and names: saving, changing, removing, and what can be wrong with them."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.slices.cells.steps import enter, raw_post, stored, trail
from tests.slices.comparison.test_comparing import LOW, let_publish, name_of, unitaries
from tests.support.agreeing import Council
from tests.support.page_client import Page, PageClient
from tests.support.people import OTHER_COUNCIL, add_person, add_response, assessment_of
from tests.support.published import withdraw
from tiex.domain.comparators import MOST_MEMBERS
from tiex.domain.publishing import Ring
from tiex.models import ComparisonGroupRow, CouncilRow

OWN, COUNCILS, EVERYONE = Ring
FORM = ".people__form"


def save(council: Council, client: PageClient, name: str, names: list[str], status: int = 200) -> Page:
    client.page(council.path("comparison/groups"))
    return client.submit(FORM, name=name, councils="\n".join(names), status=status)


def change_page(client: PageClient, page: Page) -> Page:
    [link] = [link for link in page.find_all("#comparison a") if link.text == "Change this group"]
    return client.page(link.get("href"))


def stored_groups(app: Flask) -> list[tuple[str, Any]]:
    with stored(app) as session:
        row = ComparisonGroupRow
        return [(name, members) for name, members in session.execute(select(row.name, row.members).order_by(row.name))]


def test_a_group_is_saved_and_compared_with(app: Flask, council: Council, lead: PageClient) -> None:
    codes = unitaries(app, 6)
    let_publish(app, codes[:5], COUNCILS, LOW)
    let_publish(app, codes[5:], OWN, LOW)
    page = save(council, lead, " Our  neighbours ", [name_of(app, code) for code in codes] + ["", "fernmoor"])
    assert page.h1 == "Compare with other councils"
    assert page.find("select[name=with] option[selected]").text == "Our neighbours"
    assert "5 councils of these 6 let other councils read a result in this edition." in page.text
    assert page.find_all(".spread-table")
    assert stored_groups(app) == [("Our neighbours", codes)]
    assert [after for _, _, after in trail(app, "comparison groups changed")] == [
        {"name": "Our neighbours", "councils": codes}
    ]


def test_a_group_of_one_says_so_and_shows_what_may_be_read(app: Flask, council: Council, lead: PageClient) -> None:
    [code] = unitaries(app, 1)
    let_publish(app, [code], EVERYONE, LOW)
    page = save(council, lead, "One", [name_of(app, code)])
    assert "The one council of this group lets other councils read a result in this edition." in page.text
    assert "A distribution needs 5 councils besides yours, and this group has 1." in page.text
    assert "Come back later" not in page.text
    assert page.find_all("#beside")


def test_a_withdrawn_member_is_no_longer_counted(app: Flask, council: Council, lead: PageClient) -> None:
    codes = unitaries(app, 5)
    ids = let_publish(app, codes, COUNCILS, LOW)
    page = save(council, lead, "Five", [name_of(app, code) for code in codes])
    assert page.find_all(".spread-table")
    with stored(app) as session:
        withdraw(session, ids[codes[0]])
        session.commit()
    page = lead.page(page.response.request.full_path)
    assert "4 councils of these 5 let other councils read a result" in page.text
    assert not page.find_all(".spread-table")
    assert name_of(app, codes[0]) in page.find("#members").text
    assert name_of(app, codes[0]) not in page.find("#beside").text


def test_an_abolished_member_is_named_with_its_last_day(app: Flask, council: Council, lead: PageClient) -> None:
    with stored(app) as session:
        query = select(CouncilRow).where(CouncilRow.ends_on.is_not(None)).order_by(CouncilRow.code).limit(1)
        gone = session.scalars(query).one()
        name, day = gone.name, gone.ends_on
    page = save(council, lead, "Gone", [name])
    assert day is not None
    assert f"until {day.day} {day:%B %Y}" in page.find("#members").text
    assert page.find_all("#beside") == []


@pytest.mark.parametrize(
    ("name", "councils", "said"),
    [
        ("", ["Adur"], "Give the group a name"),
        ("x" * 81, ["Adur"], "80 characters or fewer"),
        ("Nobody", [], "Name one council at least"),
        ("Only us", ["Fernmoor"], "Name one council at least"),
        ("Wrong", ["Adurr"], "Did you mean Adur District Council"),
        ("Wrong", ["<b>qqqq</b>"], "names no council of the register"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, council: Council, lead: PageClient, name: str, councils: list[str], said: str
) -> None:
    page = save(council, lead, name, councils, status=422)
    assert said in page.find(".govuk-error-summary").text
    assert page.find("textarea[name=councils]").raw_text.split() == " ".join(councils).split()
    assert stored_groups(app) == []


def test_too_many_are_refused(app: Flask, council: Council, lead: PageClient) -> None:
    with stored(app) as session:
        names = list(session.scalars(select(CouncilRow.name).order_by(CouncilRow.code).limit(MOST_MEMBERS + 1)))
    page = save(council, lead, "All of them", names, status=422)
    assert "60 councils at most" in page.find(".govuk-error-summary").text


def test_a_name_is_taken_once(app: Flask, council: Council, lead: PageClient) -> None:
    save(council, lead, "Coast", ["Adur"])
    page = save(council, lead, "Coast", ["Arun"], status=422)
    assert "a group of this name already" in page.text


def test_a_group_is_changed_and_removed(app: Flask, council: Council, lead: PageClient) -> None:
    change_page(lead, save(council, lead, "Coast", ["Adur"]))
    page = lead.submit(FORM, name="Shore", councils="Arun\nAdur")
    assert page.find("select[name=with] option[selected]").text == "Shore"
    assert [(name, len(members)) for name, members in stored_groups(app)] == [("Shore", 2)]
    change_page(lead, page)
    lead.submit("form[action$=remove]")
    assert stored_groups(app) == []
    assert len(trail(app, "comparison groups changed")) == 3


def test_two_who_change_it_at_once_lose_nothing(app: Flask, council: Council, lead: PageClient) -> None:
    page = change_page(lead, save(council, lead, "Coast", ["Adur"]))
    path = page.find(FORM).get("action")
    other = enter(app, council.leader)
    other.page(path)
    other.submit(FORM, name="Coast", councils="Arun")
    page = lead.submit(FORM, name="Coast", councils="Adur\nArun", status=409)
    assert "somebody else changed this group" in page.text
    assert len(stored_groups(app)[0][1]) == 1
    lead.submit(FORM)
    assert len(stored_groups(app)[0][1]) == 2


def test_another_council_finds_no_group_of_ours(app: Flask, council: Council, lead: PageClient) -> None:
    page = save(council, lead, "Coast", ["Adur"])
    group_id = page.find("select[name=with] option[selected]").get("value").removeprefix("group-")
    person = add_person(app, "Os Other", council=OTHER_COUNCIL)
    theirs = assessment_of(app, add_response(app, person, council=OTHER_COUNCIL))
    stranger = enter(app, person)
    stranger.page(f"/assessments/{theirs}/comparison?with=group-{group_id}", status=404)
    stranger.page(f"/assessments/{theirs}/comparison/groups/{group_id}", status=404)
    stranger.page(f"/assessments/{theirs}/comparison")
    fields = {"name": "Taken", "councils": "Arun", "version": "1"}
    assert raw_post(stranger, f"/assessments/{theirs}/comparison/groups/{group_id}", fields).status_code == 404
    assert raw_post(stranger, f"/assessments/{theirs}/comparison/groups/{group_id}/remove", {}).status_code == 404
    assert [name for name, _ in stored_groups(app)] == ["Coast"]


def test_a_reader_compares_but_chooses_no_group(app: Flask, council: Council) -> None:
    reader = enter(app, council.reader)
    assert "Choose a group" not in reader.page(council.path("comparison")).text
    reader.page(council.path("comparison/groups"), status=403)
