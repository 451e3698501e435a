"""Suggestions: what fits a cell best comes first, always in the same order, and says truly why it stands there."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tiex.content.catalogue import CatalogueEntry, load_catalogue
from tiex.content.editions import edition_keys, load_edition
from tiex.domain.answers import Answer
from tiex.domain.recommending import (
    BEST,
    Aim,
    Candidate,
    Fit,
    aim_at,
    aims_of,
    suggest,
    suggest_for_all,
    why,
)

EDITION = load_edition(edition_keys()[-1])
CELL = EDITION.cell("digital-community")
STAGES = tuple(stage.key for stage in EDITION.stages)
EVERY_AIM = [Aim(cell, stage) for cell, stage in product(EDITION.cells, STAGES)]


def candidate_of(entry: CatalogueEntry, worked: int = 0) -> Candidate:
    return Candidate(
        entry.id,
        entry.type,
        f"{entry.title} {entry.summary}",
        entry.year,
        frozenset(entry.characteristics),
        frozenset(entry.change_modes),
        frozenset(entry.stages),
        frozenset(entry.regions),
        worked,
    )


CATALOGUE = tuple(map(candidate_of, load_catalogue()))
WHOLE = Candidate("a", "case-study", "", 2020, frozenset({"digital"}), frozenset({"community"}), frozenset({"do"}))
AIM = Aim(CELL, "do")


def ids(*candidates: Candidate, regions: tuple[str, ...] = (), limit: int = BEST) -> list[str]:
    return [one.candidate.id for one in suggest(AIM, candidates, regions, limit)]


@pytest.mark.parametrize("aim", EVERY_AIM, ids=lambda aim: f"{aim.cell.id}-{aim.stage}")
def test_each_cell_and_stage_has_something_sensible_in_the_real_catalogue(aim: Aim) -> None:
    found = suggest(aim, CATALOGUE)
    assert len(found) == BEST
    assert found[0].fit is Fit.WHOLE
    assert all(one.fit >= Fit.STAGE for one in found)
    assert len({one.candidate.type for one in found}) >= 2
    for one in found:
        assert aim.cell.characteristic in one.candidate.characteristics
        said = why(EDITION, one)
        assert "\n" not in said
        assert ("the step from" in said or "the first step" in said) == (aim.stage in one.candidate.stages)


def test_it_says_in_one_line_why() -> None:
    word = CELL.keywords[0]
    entry = replace(WHOLE, text=f"On {word}.", worked=2, regions=frozenset({"London"}))
    [found] = suggest(AIM, [entry], ["London"])
    assert why(EDITION, found) == (
        f"For the step from plan to do in digital and technology, community focus; about {word}; "
        "from your region; 2 councils say it worked"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stages": frozenset({"plan"})}, "For digital and technology, community focus"),
        ({"change_modes": frozenset({"service"})}, "For the step from plan to do in digital and technology"),
        ({"stages": frozenset(), "change_modes": frozenset()}, "For digital and technology"),
        (
            {"worked": 1},
            "For the step from plan to do in digital and technology, community focus; 1 council says it worked",
        ),
    ],
)
def test_it_claims_nothing_that_the_resource_is_not_about(changes: dict[str, frozenset[str]], said: str) -> None:
    [found] = suggest(AIM, [replace(WHOLE, **changes)])  # type: ignore[arg-type]
    assert why(EDITION, found) == said


def test_the_first_stage_has_no_stage_before_it() -> None:
    [found] = suggest(Aim(CELL, "understand"), [replace(WHOLE, stages=frozenset({"understand"}))])
    assert why(EDITION, found) == "For the first step, to understand, in digital and technology, community focus"


def test_first_the_mode_is_given_up_then_the_stage() -> None:
    neither = replace(WHOLE, id="1", change_modes=frozenset(), stages=frozenset())
    mode = replace(WHOLE, id="2", stages=frozenset())
    stage = replace(WHOLE, id="3", change_modes=frozenset())
    elsewhere = replace(WHOLE, id="5", characteristics=frozenset({"data"}))
    assert ids(neither, mode, stage, elsewhere, WHOLE, limit=9) == ["a", "3", "2", "1"]


def test_of_equals_the_own_region_comes_first_then_what_worked_then_the_newer_then_the_id() -> None:
    near = replace(WHOLE, id="n", regions=frozenset({"London"}), year=None)
    worked, newer, same = replace(WHOLE, id="w", worked=1), replace(WHOLE, id="y", year=2021), replace(WHOLE, id="b")
    assert ids(same, newer, worked, near, WHOLE, regions=("London",), limit=9) == ["n", "w", "y", "a", "b"]
    assert ids(same, newer, worked, near, WHOLE, limit=9) == ["w", "y", "a", "b", "n"]


def test_a_word_of_the_cell_counts_as_a_whole_word_only() -> None:
    word = CELL.keywords[0]
    speaks, nearly = replace(WHOLE, id="z", text=f"On {word.upper()}!"), replace(WHOLE, id="b", text=f"On {word}x")
    assert ids(nearly, WHOLE, speaks) == ["z", "a", "b"]


def test_types_are_mixed_where_another_is_nearly_as_good() -> None:
    studies = [replace(WHOLE, id=name) for name in "abc"]
    method = replace(WHOLE, id="m", type="methodology", change_modes=frozenset())
    assert ids(*studies, method) == ["a", "m", "b"]
    assert ids(*studies, replace(method, stages=frozenset())) == ["a", "b", "c"]


def answers(**positions: tuple[str | None, str | None]) -> dict[str, Answer]:
    return {f"{CELL.id}-{stage}": Answer(f"{CELL.id}-{stage}", *given) for stage, given in positions.items()}


@pytest.mark.parametrize(
    ("given_answers", "stage"),
    [
        ({}, "understand"),
        (answers(understand=("fully", None)), "plan"),
        (answers(understand=("partly", "partly"), plan=("fully", None), do=("not-yet", "partly")), "do"),
        (answers(understand=("not-applicable", None), plan=("dont-know", None)), "plan"),
        (answers(**dict.fromkeys(STAGES, ("fully", "fully"))), ""),
    ],
)
def test_the_aim_is_the_first_stage_below_its_ambition_or_not_fully_true(
    given_answers: dict[str, Answer], stage: str
) -> None:
    assert aim_at(EDITION, CELL, given_answers).stage == stage


def test_a_cell_that_is_done_has_suggestions_that_name_no_step() -> None:
    [found] = suggest(Aim(CELL), [WHOLE])
    assert (found.fit, why(EDITION, found)) == (Fit.WHOLE, "For digital and technology, community focus")


def test_the_widest_gaps_take_turns() -> None:
    given_answers = {
        f"{cell}-do": Answer(f"{cell}-do", "not-yet", "fully") for cell in ("role-service", "data-customer")
    }
    aims = aims_of(EDITION, given_answers)
    assert [aim.cell.id for aim in aims] == ["role-service", "data-customer"]
    found = suggest_for_all(aims, CATALOGUE)
    assert [one.aim.cell.id for one in found] == ["role-service", "data-customer", "role-service"]
    assert suggest_for_all((), CATALOGUE) == ()


def subsets(*values: str) -> some.SearchStrategy[frozenset[str]]:
    return some.frozensets(some.sampled_from(values))


CANDIDATES = some.lists(
    some.builds(
        Candidate,
        id=some.text("abcdef", min_size=1, max_size=3),
        type=some.sampled_from(["case-study", "tool"]),
        text=some.sampled_from(["", *CELL.keywords]),
        year=some.none() | some.integers(1990, 2030),
        characteristics=subsets("digital", "data"),
        change_modes=subsets("community", "service"),
        stages=subsets("plan", "do"),
        regions=subsets("London", "Wales"),
        worked=some.integers(0, 3),
    ),
    unique_by=lambda one: one.id,
)


@given(CANDIDATES, some.randoms(use_true_random=False), subsets("London"), some.integers(0, 5))
def test_the_order_of_the_catalogue_changes_nothing(
    candidates: list[Candidate], chance: object, regions: frozenset[str], limit: int
) -> None:
    found = suggest(AIM, candidates, regions, limit)
    shuffled = sorted(candidates, key=lambda one: chance.random())  # type: ignore[attr-defined]
    assert suggest(AIM, shuffled, regions, limit) == found
    fitting = [one for one in candidates if "digital" in one.characteristics]
    assert len(found) == min(limit, len(fitting))
    assert len({one.candidate.id for one in found}) == len(found)
    if found:
        assert found[0].fit == max(fit for one in candidates if (fit := AIM.fit_of(one)) is not None)


@given(CANDIDATES)
def test_no_two_ranks_are_equal(candidates: list[Candidate]) -> None:
    found = suggest(AIM, candidates, limit=len(candidates))
    assert len({one.rank for one in found}) == len(found)
