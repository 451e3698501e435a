"""The figures, gaps, next steps and notes of a result, worked out by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from tests.slices.results.views_given import FACTORS, FULL, NOTES, PARTIAL
from tiex.assessments import views as assessments
from tiex.assessments.queries import OpenResponse, Standing
from tiex.cells import views as cells
from tiex.content.editions import load_edition
from tiex.domain.answers import Answer, Note
from tiex.domain.edition import NOT_APPLICABLE
from tiex.factors import views as factors
from tiex.reports import views as reports
from tiex.results import views as results
from tiex.results.presenters import FiguresTable, ResultView, present_result

STANDING = Standing(is_open=True)
RESPONSE = OpenResponse(7, 1, "individual", 1, "X-FERN", "Fernmoor Borough Council", True, load_edition("2026-27"))
Figures = tuple[str, int | None, int | None, str]


@pytest.fixture(autouse=True)
def links() -> Iterator[None]:
    app = Flask("links")
    for part in (assessments, cells, factors, reports, results):
        app.register_blueprint(part.blueprint)
    with app.test_request_context():
        yield


def present(answers: Sequence[Answer], notes: Sequence[Note] = ()) -> ResultView:
    return present_result(
        RESPONSE, {each.statement_id: each for each in answers}, notes, standing=STANDING, today=date(2026, 11, 23)
    )


def figures(table: FiguresTable) -> list[Figures]:
    rows = [row for group in table.groups for row in (*([group.heading] if group.heading else []), *group.rows)]
    return [
        (row.label, row.tally.percent, row.tally.ambition_percent, f"{row.tally.answered} of {row.tally.total}")
        for row in rows
    ]


def test_the_score_counts_what_is_scored_and_says_what_is_left_out() -> None:
    summary = present(PARTIAL).summary
    assert (summary.tally.percent, summary.tally.answered, summary.unanswered) == (70, 7, 65)
    assert (summary.tally.ambition_percent, summary.with_ambition) == (88, 4)
    assert summary.sentence == (
        "The score counts 5 of 72 statements; "
        "left out: 65 not answered, 1 that does not apply and 1 that you don’t know."
    )
    assert summary.continue_url == "/responses/7/continue"


def test_a_complete_view_leaves_nothing_out_and_nothing_to_do() -> None:
    view = present(FULL)
    assert view.summary.sentence == "The score counts all 72 statements."
    assert view.summary.continue_url is None
    assert (view.widest, view.other_gaps) == ((), ())
    assert view.cells_done == 18


def test_where_nothing_is_scored_there_is_no_score() -> None:
    summary = present([Answer("role-service-plan", NOT_APPLICABLE, rationale="Why.")]).summary
    assert summary.tally.percent is None
    assert summary.sentence == ("The score counts no statement; left out: 71 not answered and 1 that does not apply.")


def test_each_characteristic_stands_above_its_cells() -> None:
    rows = figures(present(PARTIAL).cells)
    assert len(rows) == 6 + 18
    assert rows[:4] == [
        ("Role of the authority", 70, 88, "7 of 12"),
        ("Service focus", 50, 100, "3 of 4"),
        ("Customer focus", 100, 50, "4 of 4"),
        ("Community focus", None, None, "0 of 4"),
    ]
    assert {row[1:] for row in rows[5:8]} == {(None, None, "0 of 4")}


def test_stages_count_the_same_answers() -> None:
    assert figures(present(PARTIAL).stages.table) == [
        ("Understand", 100, 100, "2 of 18"),
        ("Plan", 50, 100, "2 of 18"),
        ("Do", 50, 75, "2 of 18"),
        ("Review", 100, None, "1 of 18"),
    ]


def test_pillars_count_each_cell_that_comes_close_to_them() -> None:
    view = present(PARTIAL)
    assert figures(view.pillars.table) == [
        ("Pursuing goals", 50, 100, "3 of 20"),
        ("Managing inputs", None, None, "0 of 40"),
        ("Engaging users and citizens", 70, 88, "7 of 36"),
        ("Developing systems capacity", 100, 50, "4 of 36"),
    ]
    assert view.pillar_cells[0] == (
        "Pursuing goals",
        "Role of the authority (service focus, community focus); Managing expenditure (community focus); "
        "Use of data and intelligence (service focus, community focus)",
    )


def test_success_factors_are_scored_apart_on_their_own_scale() -> None:
    view = present(FACTORS)
    assert figures(view.factors.table) == [
        ("Leadership and Management", 67, None, "2 of 6"),
        ("Approach to Change", None, None, "0 of 6"),
        ("Getting the Best from Staff", None, None, "0 of 6"),
    ]
    assert not view.factors.table.has_ambition
    assert (view.summary.tally.answered, view.summary.tally.percent) == (0, None)


def test_a_gap_is_told_in_steps_with_its_statements() -> None:
    (gap,) = present(PARTIAL).widest
    assert (gap.steps, gap.name, gap.stages) == (3, "Role of the authority, service focus", "Plan and Do")
    assert gap.url == "/responses/7/cells/role-service"
    assert [(move.stage, move.position, move.ambition) for move in gap.moves] == [
        ("Plan", "partly true", "fully true"),
        ("Do", "not yet true", "fully true"),
    ]


def test_the_five_widest_gaps_stand_first() -> None:
    edition = RESPONSE.edition
    answers = [Answer(cell.statements[0].id, "partly", "fully") for cell in edition.cells[:7]]
    answers.append(Answer(edition.cells[6].statements[1].id, "not-yet", "partly"))
    view = present(answers)
    assert [gap.steps for gap in view.widest] == [2, 1, 1, 1, 1]
    assert view.widest[0].name == "Managing expenditure, service focus"
    assert len(view.other_gaps) == 2


def test_the_next_step_is_the_first_stage_not_yet_fully_true() -> None:
    name, steps = present(PARTIAL).next_steps[0]
    assert name == "Role of the authority"
    assert [(step.mode, step.stage, step.state) for step in steps] == [
        ("Service focus", "Plan", "Partly true now, ambition fully true."),
        ("Customer focus", "Plan", "You don’t know."),
        ("Community focus", "Understand", "Not answered."),
    ]
    assert steps[0].text == RESPONSE.edition.statement("role-service-plan").text
    assert steps[0].url == "/responses/7/cells/role-service#statement-role-service-plan"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer("role-service-understand", "partly"), "Partly true now."),
        (Answer("role-service-understand", "partly", "partly"), "Partly true now, and your ambition is to stay there."),
        (Answer("role-service-understand", "partly", "not-yet"), "Partly true now, ambition not yet true."),
        (Answer("role-service-understand", None, "fully"), "Not answered, ambition fully true."),
    ],
)
def test_a_step_says_where_it_stands(answer: Answer, state: str) -> None:
    assert present([answer]).next_steps[0][1][0].state == state


@pytest.mark.parametrize(
    ("inapplicable", "state"),
    [
        (0, "Every statement is fully true."),
        (1, "Every statement that applies is fully true."),
        (4, "None of its statements applies."),
    ],
)
def test_a_cell_without_a_next_step_says_why(inapplicable: int, state: str) -> None:
    left_out = [replace(each, position=NOT_APPLICABLE, ambition=None) for each in FULL[:inapplicable]]
    step = present([*left_out, *FULL[inapplicable:]]).next_steps[0][1][0]
    assert (step.stage, step.text, step.state) == ("Done", "", state)


def test_notes_are_gathered_by_kind_then_cell_with_why_something_does_not_apply() -> None:
    view = present(PARTIAL, NOTES)
    assert [(kind.name, [(cell.name, cell.texts) for cell in kind.cells]) for kind in view.notes] == [
        ("Impediments", [("Role of the authority, service focus", (("About Plan and Do:", "<b>The law</b> & us"),))]),
        ("Notable practice", [("Role of the authority, service focus", (("", "A helpline."),))]),
        (
            "Rationale",
            [
                (
                    "Role of the authority, customer focus",
                    (
                        ("", "We chose\nto wait."),
                        ("Understand does not apply:", "The county does <this>.\nWe do not."),
                    ),
                )
            ],
        ),
    ]


def test_a_note_without_text_is_no_note() -> None:
    assert not present(FULL, [Note("role-service", "impediments", "")]).has_notes
