"""An edition: what is in it, what stands beside what, and when it is open."""

from datetime import date
from typing import Any

import pytest

from tiex.content.editions import load_edition
from tiex.domain.edition import Cell
from tiex.domain.errors import Refusal, UnknownCell, UnknownLevel, UnknownStatement

EDITION = load_edition("2026-27")


def test_cells_stand_characteristic_by_characteristic_and_mode_by_mode() -> None:
    assert [(cell.characteristic, cell.mode) for cell in EDITION.cells] == [
        (characteristic.key, mode.key) for characteristic in EDITION.characteristics for mode in EDITION.modes
    ]
    assert len(EDITION.cells) == 18


def test_somebody_with_a_limit_is_asked_some_characteristics_and_no_success_factor() -> None:
    limit = frozenset({"digital", "data"})
    asked = EDITION.asked_of(limit)
    assert len(asked) == 24
    assert {EDITION.cell(EDITION.statement(key).cell_id).characteristic for key in asked} == limit
    limited = EDITION.limited_to(limit)
    assert tuple(limited.statements) == asked
    assert (len(limited.cells), len(limited.key_statements)) == (6, 0)
    assert EDITION.asked_of(frozenset()) == tuple(EDITION.statements)
    assert EDITION.limited_to(frozenset()) is EDITION


def test_each_cell_has_one_statement_for_each_stage() -> None:
    stages = [stage.key for stage in EDITION.stages]
    assert stages == ["understand", "plan", "do", "review"]
    for cell in EDITION.cells:
        assert [statement.stage for statement in cell.statements] == stages
        assert {statement.cell_id for statement in cell.statements} == {cell.id}
    assert len(EDITION.statements) == 72
    assert len(EDITION.key_statements) == 18
    assert not set(EDITION.statements) & set(EDITION.key_statements)


@pytest.mark.parametrize(
    ("cell", "before", "after"),
    [
        ("role-service", None, "role-customer"),
        ("role-customer", "role-service", "role-community"),
        ("income-service", "role-community", "income-customer"),
        ("procurement-community", "procurement-customer", None),
    ],
)
def test_neighbours(cell: str, before: str | None, after: str | None) -> None:
    found = EDITION.neighbours(cell)
    assert tuple(neighbour and neighbour.id for neighbour in found) == (before, after)


def test_walking_on_visits_every_cell_once() -> None:
    walked: list[Cell] = []
    here: Cell | None = EDITION.cells[0]
    while here is not None:
        walked.append(here)
        here = EDITION.neighbours(here.id)[1]
    assert tuple(walked) == EDITION.cells


@pytest.mark.parametrize(
    ("day", "has_started", "is_open", "has_ended"),
    [
        (date(2026, 3, 31), False, False, False),
        (date(2026, 4, 1), True, True, False),
        (date(2026, 11, 23), True, True, False),
        (date(2027, 3, 31), True, True, False),
        (date(2027, 4, 1), True, False, True),
    ],
)
def test_an_edition_is_open_from_its_first_to_its_last_day(
    day: date, has_started: bool, is_open: bool, has_ended: bool
) -> None:
    assert EDITION.has_started_by(day) is has_started
    assert EDITION.is_open_on(day) is is_open
    assert EDITION.has_ended_by(day) is has_ended


def test_things_are_found_by_their_names() -> None:
    assert EDITION.statement("data-customer-do").cell_id == "data-customer"
    assert EDITION.key_statement("csf-staff-skills").factor == "staff"
    assert EDITION.cell("data-customer").mode == "customer"
    assert EDITION.mode("customer").key == "customer"
    assert EDITION.stage("do").key == "do"
    assert EDITION.characteristic("data").key == "data"
    assert EDITION.scale.level("fully").bars == 3
    assert EDITION.scale.max_weight == 2
    assert EDITION.factor_sheet.scale.max_weight == 3


@pytest.mark.parametrize(
    ("ask", "name", "refusal"),
    [
        (EDITION.statement, "csf-change-case", UnknownStatement),
        (EDITION.statement, "", UnknownStatement),
        (EDITION.key_statement, "role-service-do", UnknownStatement),
        (EDITION.cell, "role", UnknownCell),
        (EDITION.neighbours, "role", UnknownCell),
        (EDITION.scale.level, "agree", UnknownLevel),
        (EDITION.scale.level, "not-applicable", UnknownLevel),
        (EDITION.factor_sheet.scale.level, "fully", UnknownLevel),
    ],
)
def test_what_is_not_there_is_refused_by_name(ask: Any, name: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        ask(name)


def test_what_an_edition_holds_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        EDITION.statements["role-service-do"] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        EDITION.title = "Another"  # type: ignore[misc]
