"""The page of one's own result: what it shows, to whom, and that each chart has its table."""

import re

import pytest
from flask import Flask
from sqlalchemy import event

from tests.slices.results.views_given import FACTORS, FULL, NOTES, PARTIAL, give_view
from tests.support.document import Node
from tests.support.page_client import Page, PageClient
from tests.support.people import CLOSED, OTHER_COUNCIL, Someone, add_person, add_response
from tiex.domain.answers import Answer
from tiex.extensions import db

CHARTED = ("#cells", "#stages", "#factors", "#pillars")


def words_of_bars(section: Node) -> list[list[str]]:
    """Label, score, ambition and n of m of each bar, as its text says them."""
    rows = []
    for bar in section.find_all("svg.bar-row"):
        label = " ".join(text.text for text in bar.find_all("text") if not text.has("class"))
        note = re.fullmatch(r"(\d+ of \d+) answered(?:, ambition (\d+%))?", bar.find("text.bar-note").text)
        assert note
        answered, ambition = note.groups("not given")
        rows.append([label, bar.find("text.bar-value").text, ambition, answered])
    return rows


def words_of_table(section: Node) -> list[list[str]]:
    rows = []
    for row in section.find("table").find_all("tbody > tr"):
        if row.get("class") != "score-table__whole":
            label, *figures = [cell.text for cell in row.children]
            rows.append([label, *(figures if len(figures) == 3 else [figures[0], "not given", figures[1]])])
    return rows


def count_statements(app: Flask, client: PageClient, url: str) -> int:
    seen: list[str] = []

    def listen(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    client.page(url)
    event.remove(engine, "before_cursor_execute", listen)
    return len(seen)


def links_of(page: Page) -> dict[str, str]:
    return {link.text: link.get("href") for link in page.find_all("main a") if link.closest("svg") is None}


def test_it_says_whose_view_it_is(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    page = ada_client.page(give_view(app, ada, PARTIAL))
    summary = page.find("#summary").text
    assert page.h1 == "Result of your individual view"
    assert "Fernmoor Borough Council Invented for the demonstration" in summary
    assert "Second edition, 2026-27, open for answers until 31 March 2027." in summary
    assert "Only you can see it until it is released" in summary
    assert "Individual view of Ada Moor, private to its author. Printed on 23 November 2026." in summary


def test_a_partial_view_has_its_score_and_the_way_on(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    page = ada_client.page(give_view(app, ada, PARTIAL))
    assert [figure.text for figure in page.find_all(".scores dd")] == ["70% 7 of 72 answered", "88% given for 4 of 72"]
    assert links_of(page)["Go on answering, 65 left"].endswith("/continue")
    assert "The widest gap is 3 steps, in Role of the authority, service focus." in page.find("#summary").text
    assert page.find(".gap__name").text == "3 steps in Role of the authority, service focus"


@pytest.mark.parametrize("answers", [(*PARTIAL, *FACTORS), (*FULL, *FACTORS)], ids=["partial", "full"])
@pytest.mark.parametrize("part", CHARTED)
def test_each_chart_has_a_table_with_the_same_figures(
    app: Flask, ada: Someone, ada_client: PageClient, answers: tuple[Answer, ...], part: str
) -> None:
    section = ada_client.page(give_view(app, ada, answers)).find(part)
    assert words_of_bars(section) == words_of_table(section)
    assert all(re.fullmatch(r"\d+ of \d+", row[-1]) for row in words_of_table(section))


def test_the_wheel_says_what_the_table_says(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    page = ada_client.page(give_view(app, ada, PARTIAL))
    titles = [link.find("title").text.rpartition(": ")[2] for link in page.find_all("svg.wheel a")]
    table = [f"{score}, {answered} answered" for _, score, _, answered in words_of_table(page.find("#cells"))]
    assert titles == table
    assert page.find("svg.wheel .wheel-score").text == "70%"


def test_a_full_view_leaves_no_gap_and_no_step(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    page = ada_client.page(give_view(app, ada, FULL))
    assert "The score counts all 72 statements." in page.find("#summary").text
    assert "Go on answering" not in page.text
    assert "There is none" in page.find("#gaps").text
    assert "18 of 18 cells have no step left." in page.find("#steps").text
    assert page.find("#notes").text.startswith("Your notes There are none yet.")


def test_an_empty_view_says_what_to_do_first(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    page = ada_client.page(give_view(app, ada))
    links = links_of(page)
    assert "There is no result yet." in page.find("#summary").text
    assert links["Answer the first statement"].endswith("/continue")
    assert links["Answer the critical success factors"].endswith("/success-factors")
    assert page.find_all("svg, table, #notes") == []


def test_success_factors_alone_are_shown(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    page = ada_client.page(give_view(app, ada, FACTORS, NOTES))
    assert words_of_table(page.find("#factors"))[0] == ["Leadership and Management", "67%", "not given", "2 of 6"]
    assert "There is no result yet." in page.text
    assert "A helpline." in page.find("#notes").text


def test_a_closed_edition_asks_for_nothing_more(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    page = ada_client.page(give_view(app, ada, PARTIAL, edition=CLOSED))
    assert "First edition, 2019-20, closed on 31 March 2020." in page.find("#summary").text
    assert not [words for words in links_of(page) if "nswer" in words]


def test_a_closed_edition_without_answers_says_so(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    page = ada_client.page(give_view(app, ada, edition=CLOSED))
    assert "You answered no statement before this edition closed" in page.text
    assert not [words for words in links_of(page) if "nswer" in words]


def test_notes_are_text_with_their_lines(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    notes = ada_client.page(give_view(app, ada, PARTIAL, NOTES)).find("#notes")
    assert [heading.text for heading in notes.find_all("h3")] == ["Impediments", "Notable practice", "Rationale"]
    assert notes.find_all("b") == []
    assert [text.raw_text for text in notes.find_all("p")] == [
        "About Plan and Do: <b>The law</b> & us",
        "A helpline.",
        "We chose\nto wait.",
        "Understand does not apply: The county does <this>.\nWe do not.",
    ]


def test_every_link_leads_somewhere(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    page = ada_client.page(give_view(app, ada, PARTIAL, NOTES))
    places = sorted({link.get("href").partition("#")[0] for link in page.find_all("main a")} - {""})
    in_cells = [place for place in places if "/cells/" in place]
    assert len(in_cells) == 18
    for place in (in_cells[0], *(place for place in places if place not in in_cells)):
        ada_client.page(place)


def test_another_persons_result_is_not_there(app: Flask, ada_client: PageClient) -> None:
    colleague = add_person(app, "Ben Hill")
    stranger = add_person(app, "Cas Reed", council=OTHER_COUNCIL)
    ada_client.page(give_view(app, colleague, PARTIAL), status=404)
    ada_client.page(f"/responses/{add_response(app, stranger, council=OTHER_COUNCIL)}/result", status=404)
    ada_client.page("/responses/999999/result", status=404)


def test_signed_out_it_leads_to_signing_in(app: Flask, ada: Someone, client: PageClient) -> None:
    page = client.page(give_view(app, ada, PARTIAL))
    assert page.url.startswith("/sign-in")
    assert "70%" not in page.text


def test_it_takes_few_statements_however_much_is_answered(app: Flask, ada: Someone, ada_client: PageClient) -> None:
    empty, full = give_view(app, ada, edition=CLOSED), give_view(app, ada, FULL, NOTES)
    assert count_statements(app, ada_client, empty) == count_statements(app, ada_client, full) <= 8
