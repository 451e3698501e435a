"""The history reads as a story: day by day, the newest first, a page at a time, and about what one chose."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.slices.history.conftest import HISTORY, Council
from tests.support.given_answers import Given, give, give_note, plan
from tests.support.people import COUNCIL, OTHER_COUNCIL, TODAY, add_person, add_response
from tiex.domain.answers import Note
from tiex.extensions import db
from tiex.history.queries import ON_A_PAGE


def test_people_and_what_they_are_stand_in_words(council: Council) -> None:
    text = council.text(council.reader)
    assert "23 November 2026" in text
    assert "10:30 The exchange gave Tom Ash access as contributor." in text
    assert "The exchange gave Dana Whit access as Leader." in text


def test_an_answer_says_from_what_to_what(app: Flask, council: Council) -> None:
    view = add_response(app, council.lead)
    for given in (Given("partly"), Given("fully", "fully"), Given(None)):
        give(app, council.lead, view, {"expenditure-customer-review": given})
    give_note(app, council.lead, view, Note("expenditure-customer", "rationale", "x"))
    text = council.text(council.lead)
    place = "in Managing expenditure, customer focus"
    assert f"…” {place}: partly true." in text
    assert f"…” {place}, from partly true to fully true; ambition fully true." in text
    assert "took back the answer to “" in text
    assert "wrote a note on rationale in Managing expenditure, customer focus." in text
    assert "gave or changed 4 answers and notes in an individual view" in text


def test_a_success_factor_is_named(app: Flask, council: Council) -> None:
    view = add_response(app, council.lead)
    give(app, council.lead, view, {"csf-change-case": Given("agree")})
    assert "in the success factor Approach to Change: agree." in council.text(council.lead)


LEAD, READ = {"role": "lead", "group": ""}, {"role": "reader", "group": ""}
WORDS: list[tuple[str, str, dict[str, Any], str]] = [
    (
        "access changed",
        "person TOM",
        {"before": READ, "after": LEAD},
        "changed the access of Tom Ash, from reader to lead",
    ),
    ("access ended", "person TOM", {"before": READ, "reason": "Left"}, "ended the access of Tom Ash."),
    ("invitation sent", "invitation 3", {"after": ["i@x.uk", "reader", ""]}, "invited i@x.uk as reader."),
    ("invitation sent again", "invitation 3", {"after": 2}, "sent an invitation again."),
    ("invitation revoked", "invitation 3", {"before": "i@x.uk"}, "withdrew the invitation of i@x.uk."),
    ("invitation accepted", "person TOM", {"after": "leader"}, "accepted the invitation to join as Leader."),
    (
        "signatory succeeded",
        "person TOM",
        {"before": "leader", "after": "reader"},
        "took over from Tom Ash, from Leader",
    ),
    (
        "join request accepted",
        "join request 1",
        {"after": "reader"},
        "agreed that somebody who asked may join as reader.",
    ),
    (
        "join request settled",
        "join request 1",
        {"before": "i@x.uk", "reason": "Decided together with another request of theirs."},
        "settled the request of i@x.uk to join.",
    ),
    (
        "deputy named",
        "delegation 1",
        {"after": ["TOM", "2026-12-01", "2026-12-24"]},
        "named Tom Ash as deputy: from 1 Dec",
    ),
    ("deputy revoked", "delegation 1", {"before": "TOM"}, "ended the time of Tom Ash as deputy."),
    (
        "round dated",
        "assessment 1",
        {"after": ["2026-12-04", "soon"]},
        "set the dates: views by 4 December 2026, meeting",
    ),
    ("round dated", "assessment 2", {"after": [None, None]}, "set the dates."),
    (
        "statement shown",
        "assessment 1",
        {"after": {"statement": "x", "votes": None}},
        "put a statement to the meeting.",
    ),
    ("consensus signed", "assessment 1: consensus", {"after": {"role": "leader"}}, "signed the consensus as Leader."),
    (
        "consensus sent for signoff",
        "assessment 1: consensus",
        {"after": {"role": None}},
        "sent the consensus for sign-off.",
    ),
    ("window opened", "assessment 1", {}, "made the entry “window opened”."),
    ("window opened", "person TOM", {"after": [1.5, {"a": None}]}, "made the entry “window opened” about Tom Ash."),
    ("membership added", "person 999999", {"after": "nonsense"}, "gave somebody access."),
    (
        "answer recorded",
        "nothing: at-all",
        {"before": 7, "after": {"position": "fully"}},
        "answered a statement: fully.",
    ),
]


def with_id(value: Any, person_id: int) -> Any:
    """The same with the id of a person in it."""
    if isinstance(value, list):
        return [with_id(item, person_id) for item in value]
    return person_id if value == "TOM" else value


@pytest.mark.parametrize(("action", "subject", "facts", "words"), WORDS, ids=[f"{w[0]} {w[1]}" for w in WORDS])
def test_every_action_reads_acceptably(
    council: Council, action: str, subject: str, facts: dict[str, Any], words: str
) -> None:
    tom = council.contributor.id
    council.write(action, subject.replace("TOM", str(tom)), **{key: with_id(facts[key], tom) for key in facts})
    text = council.text(council.lead)
    assert f"Ada Moor {words}" in text
    if "reason" in facts:
        assert f"Why: {facts['reason']}" in text


def test_it_is_read_about_one_thing_at_a_time(council: Council) -> None:
    council.write("consensus sent for signoff")
    council.write("round closed")
    council.write("meeting started")
    for about, words in (
        ("people", "gave Tom Ash access"),
        ("answers", "closed the answering round"),
        ("consensus", "opened the meeting"),
        ("sign-off", "sent the consensus for sign-off"),
    ):
        page = council.browser(council.reader).page(f"{HISTORY}?about={about}")
        assert words in page.text
        assert len({run.text for run in page.find_all("li.history__entry")}) == (4 if about == "people" else 1)
        assert page.find("[aria-current=true]").get("href") == f"{HISTORY}?about={about}"


@pytest.mark.parametrize(
    "query", ["about=nothing", "about=", "before=x", "before=-1", "before=", "before=²", "before=9e9"]
)
def test_what_nobody_can_have_chosen_is_not_found(council: Council, query: str) -> None:
    council.browser(council.reader).page(f"{HISTORY}?{query}", status=404)


def test_before_everything_there_is_nothing(council: Council) -> None:
    for before in ("0", "1"):
        assert "There is nothing here that is older." in council.text(council.reader, f"{HISTORY}?before={before}")
    assert "gave Tom Ash access" in council.text(council.reader, f"{HISTORY}?before=99999999999")


def test_pages_follow_each_other_without_gap_or_overlap(council: Council) -> None:
    for number in range(2 * ON_A_PAGE + 3):
        council.write("access ended", reason=f"Number {number}.", at=TODAY + timedelta(hours=number))
    client, seen = council.browser(council.reader), list[int]()
    page = client.page(HISTORY)
    while True:
        seen += [int(entry.get("id").removeprefix("entry-")) for entry in page.find_all("li.history__entry")]
        older = page.find_all("a[rel=next]")
        if not older:
            break
        council.write("access ended", reason="Meanwhile.")
        page = client.page(older[0].get("href"))
    assert seen == list(range(seen[0], 0, -1))
    assert page.find_all(f"a[href='{HISTORY}']")


def statements(council: Council, path: str) -> int:
    client, seen = council.browser(council.lead), list[str]()
    assert client.get(path).text
    with council.app.app_context():
        engine = db.engine

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).text
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_long_history_takes_as_many_statements_as_a_short_one(app: Flask, council: Council) -> None:
    paths = (HISTORY, f"{HISTORY}.csv")
    view = add_response(app, council.lead)
    give(app, council.lead, view, {"role-service-do": Given("partly")})
    few = [statements(council, path) for path in paths]
    give(app, council.lead, view, plan())
    for number in range(30):
        add_person(app, f"Person {number}")
    assert [statements(council, path) for path in paths] == few
    assert max(few) <= 8


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_file_is_a_formula(council: Council, beginning: str) -> None:
    council.write("access ended", f"{beginning}1+1", reason=f"{beginning}cmd|' /C calc'!A0")
    response = council.browser(council.lead).get(f"{HISTORY}.csv")
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"), newline="")))
    assert rows[1][6:10] == [f"'{beginning}1+1", "", "", f"'{beginning}cmd|' /C calc'!A0"]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)


def test_commas_quotes_and_lines_stay_in_their_cell(council: Council) -> None:
    reason = 'He said: "no, never",\nand left – for good'
    council.write("access ended", reason=reason)
    response = council.browser(council.lead).get(f"{HISTORY}.csv")
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"), newline="")))
    assert rows[1][9] == reason
    assert {len(row) for row in rows} == {11}


def test_what_somebody_wrote_is_text_on_the_page(council: Council) -> None:
    council.write("access ended", reason="<script>alert(1)</script>")
    assert "Why: <script>alert(1)</script>" in council.text(council.reader)


def test_each_council_reads_its_own(app: Flask, council: Council) -> None:
    other = add_person(app, "Mia Kowal", council=OTHER_COUNCIL)
    assert "Mia Kowal" not in council.text(council.lead)
    client = council.browser(other)
    client.page(HISTORY, status=404)
    assert "Mia Kowal" in client.page(HISTORY.replace(COUNCIL, OTHER_COUNCIL)).text
