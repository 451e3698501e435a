"""Scores: worked out by hand, and what must hold for any answers at all."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiex.content.editions import load_edition
from tiex.domain.answers import Answer
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE
from tiex.domain.scoring import (
    Tally,
    first_unanswered,
    gaps,
    next_step,
    steps_to_ambition,
    tally_cell,
    tally_edition,
    tally_factor,
    tally_pillar,
    tally_stage,
)

EDITION = load_edition("2026-27")
CELL = EDITION.cell("role-service")
STAGES = ("understand", "plan", "do", "review")
LEVELS = [level.key for level in EDITION.scale.levels]
FOUR_POINTS = [level.key for level in EDITION.factor_sheet.scale.levels]


def answers(*given: Answer) -> Mapping[str, Answer]:
    return {answer.statement_id: answer for answer in given}


def cell_answers(*positions: str | None) -> Mapping[str, Answer]:
    """Positions for the four statements of CELL; None leaves the statement out."""
    pairs = zip(STAGES, positions, strict=False)
    return answers(*(Answer(f"role-service-{stage}", position) for stage, position in pairs if position))


@pytest.mark.parametrize(
    ("positions", "percent", "answered", "scored"),
    [
        ((), None, 0, 0),
        (("fully",), 100, 1, 1),
        (("not-yet",), 0, 1, 1),
        (("partly",), 50, 1, 1),
        (("fully", "partly", "not-yet", "not-yet"), 38, 4, 4),
        (("fully", "fully", "partly"), 83, 3, 3),
        (("fully", None, None, "not-yet"), 50, 2, 2),
        (("fully", NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE), 100, 4, 1),
        (("partly", DONT_KNOW, NOT_APPLICABLE), 50, 3, 1),
        ((NOT_APPLICABLE,) * 4, None, 4, 0),
        ((DONT_KNOW,) * 4, None, 4, 0),
    ],
)
def test_the_score_of_a_cell(
    positions: tuple[str | None, ...], percent: int | None, answered: int, scored: int
) -> None:
    tally = tally_cell(EDITION, CELL, cell_answers(*positions))
    assert (tally.percent, tally.answered, tally.scored, tally.total) == (percent, answered, scored, 4)
    assert tally.not_applicable == positions.count(NOT_APPLICABLE)
    assert tally.dont_know == positions.count(DONT_KNOW)
    assert tally.is_complete is (answered == 4)


@pytest.mark.parametrize(
    ("points", "possible", "percent"),
    [(0, 0, None), (0, 8, 0), (8, 8, 100), (1, 8, 13), (3, 8, 38), (1, 3, 33), (2, 3, 67), (143, 144, 99), (1, 200, 1)],
)
def test_percentages_are_rounded_half_up(points: int, possible: int, percent: int | None) -> None:
    assert Tally(points=points, possible=possible).percent == percent
    assert Tally(ambition_points=points, ambition_possible=possible).ambition_percent == percent


def test_ambition_is_scored_on_its_own() -> None:
    given = answers(
        Answer("role-service-understand", "not-yet", "fully"),
        Answer("role-service-plan", None, "partly"),
        Answer("role-service-do", "fully"),
    )
    tally = tally_cell(EDITION, CELL, given)
    assert (tally.percent, tally.ambition_percent, tally.answered) == (50, 75, 2)


def test_the_score_of_a_stage_a_pillar_and_the_edition() -> None:
    given = answers(
        Answer("role-service-plan", "fully"),
        Answer("data-community-plan", "not-yet"),
        Answer("income-service-do", "partly"),
        Answer("csf-change-case", "strongly-disagree"),
    )
    plan = tally_stage(EDITION, "plan", given)
    assert (plan.percent, plan.answered, plan.total) == (50, 2, 18)
    whole = tally_edition(EDITION, given)
    assert (whole.percent, whole.answered, whole.total) == (50, 3, 72)
    inputs = tally_pillar(EDITION, "managing-inputs", given)
    assert (inputs.percent, inputs.answered, inputs.total) == (50, 1, 4 * 10)


def test_success_factors_are_scored_apart() -> None:
    given = answers(
        Answer("csf-change-case", "strongly-agree"),
        Answer("csf-change-trials", "disagree"),
        Answer("csf-staff-skills", "strongly-disagree"),
        Answer("role-service-plan", "fully"),
    )
    change = tally_factor(EDITION, "change", given)
    assert (change.percent, change.answered, change.total) == (67, 2, 6)
    assert tally_factor(EDITION, "staff", given).percent == 0
    assert tally_factor(EDITION, "leadership", given).percent is None
    assert tally_edition(EDITION, given).answered == 1


def test_tallies_add_up() -> None:
    given = cell_answers("fully", "partly", DONT_KNOW)
    total = sum((tally_cell(EDITION, cell, given) for cell in EDITION.cells), Tally())
    assert total == tally_edition(EDITION, given)


@pytest.mark.parametrize(
    ("answer", "steps"),
    [
        (None, 0),
        (Answer("s", "not-yet", "fully"), 2),
        (Answer("s", "partly", "partly"), 0),
        (Answer("s", "fully", "partly"), -1),
        (Answer("s", "fully"), 0),
        (Answer("s", None, "fully"), 0),
        (Answer("s", DONT_KNOW, "fully"), 0),
        (Answer("s", "mostly", "fully"), 0),
        (Answer("s", "partly", "mostly"), 0),
    ],
)
def test_steps_to_ambition(answer: Answer | None, steps: int) -> None:
    assert steps_to_ambition(EDITION, answer) == steps


def test_gaps_come_widest_first_and_then_in_the_order_of_the_table() -> None:
    given = answers(
        Answer("procurement-customer-do", "not-yet", "partly"),
        Answer("data-service-do", "not-yet", "fully"),
        Answer("data-service-plan", "fully", "not-yet"),
        Answer("role-service-do", "partly", "fully"),
        Answer("digital-service-do", "fully", "partly"),
    )
    assert [(gap.cell.id, gap.steps) for gap in gaps(EDITION, given)] == [
        ("data-service", 2),
        ("role-service", 1),
        ("procurement-customer", 1),
    ]
    assert [statement.id for statement in gaps(EDITION, given)[0].statements] == ["data-service-do"]
    assert gaps(EDITION, {}) == ()


@pytest.mark.parametrize(
    ("positions", "stage"),
    [
        ((), "understand"),
        (("fully",), "plan"),
        (("fully", "partly", "fully"), "plan"),
        (("fully", NOT_APPLICABLE, "fully"), "review"),
        (("fully", DONT_KNOW), "plan"),
        (("fully", "fully", "fully", "not-yet"), "review"),
        (("fully", "fully", NOT_APPLICABLE, "fully"), None),
    ],
)
def test_the_next_step_of_a_cell(positions: tuple[str, ...], stage: str | None) -> None:
    step = next_step(EDITION, CELL, cell_answers(*positions))
    assert (step and step.stage) == stage


def test_the_first_unanswered_statement() -> None:
    assert first_unanswered(EDITION, {}) is EDITION.statement("role-service-understand")
    first_two = cell_answers("fully", DONT_KNOW)
    assert first_unanswered(EDITION, first_two) is EDITION.statement("role-service-do")
    only_hoped = answers(Answer("role-service-understand", None, "fully"))
    assert first_unanswered(EDITION, only_hoped) is EDITION.statement("role-service-understand")
    everything = answers(*(Answer(statement_id, "partly") for statement_id in EDITION.statements))
    assert first_unanswered(EDITION, everything) is None


def any_answers() -> st.SearchStrategy[Mapping[str, Answer]]:
    positions = st.sampled_from([*LEVELS, NOT_APPLICABLE, DONT_KNOW, None])
    ambitions = st.sampled_from([*LEVELS, None])
    given = st.tuples(st.sampled_from(sorted(EDITION.statements)), positions, ambitions)
    return st.lists(given, max_size=12).map(lambda rows: answers(*(Answer(*row) for row in rows)))


quick = settings(max_examples=60, database=None)


@quick
@given(any_answers())
def test_a_score_lies_between_0_and_100_and_counts_hold(given: Mapping[str, Answer]) -> None:
    for tally in (tally_edition(EDITION, given), *(tally_cell(EDITION, cell, given) for cell in EDITION.cells)):
        assert tally.percent is None or 0 <= tally.percent <= 100
        assert tally.ambition_percent is None or 0 <= tally.ambition_percent <= 100
        assert 0 <= tally.scored <= tally.answered <= tally.total
        assert tally.answered == tally.scored + tally.not_applicable + tally.dont_know
        assert (tally.percent is None) is (tally.scored == 0)


@quick
@given(any_answers(), st.sampled_from(sorted(EDITION.statements)))
def test_what_is_not_answered_never_lowers_a_score(given: Mapping[str, Answer], statement_id: str) -> None:
    others = {key: answer for key, answer in given.items() if key != statement_id}
    for position in (None, NOT_APPLICABLE, DONT_KNOW):
        with_it = {**others, statement_id: Answer(statement_id, position)}
        assert tally_edition(EDITION, with_it).percent == tally_edition(EDITION, others).percent


@quick
@given(any_answers(), st.sampled_from(sorted(EDITION.statements)))
def test_a_truer_statement_never_lowers_a_score(given: Mapping[str, Answer], statement_id: str) -> None:
    scores = [
        tally_edition(EDITION, {**given, statement_id: Answer(statement_id, position)}).percent for position in LEVELS
    ]
    assert scores == sorted(score for score in scores if score is not None)


@quick
@given(any_answers())
def test_cells_and_stages_hold_each_statement_once(given: Mapping[str, Answer]) -> None:
    whole = tally_edition(EDITION, given)
    assert sum((tally_cell(EDITION, cell, given) for cell in EDITION.cells), Tally()) == whole
    assert sum((tally_stage(EDITION, stage.key, given) for stage in EDITION.stages), Tally()) == whole


@quick
@given(any_answers())
def test_the_next_step_is_never_one_that_is_done(given: Mapping[str, Answer]) -> None:
    for cell in EDITION.cells:
        step = next_step(EDITION, cell, given)
        if step is not None and step.id in given:
            assert given[step.id].position not in ("fully", NOT_APPLICABLE)
