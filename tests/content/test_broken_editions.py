"""Broken edition files: each problem is told by file, item and field."""

from pathlib import Path

import pytest

from tests.content.broken_content import break_file
from tiex.content.checking import ContentError
from tiex.content.editions import edition_keys, load_edition

EDITION = "editions/2019-20/edition.yaml"
FACTORS = "editions/2019-20/critical_success_factors.yaml"
PLAN = '        text: "There are clear, signed-off plans for monitoring service performance and customer feedback."\n'
VISION = '"Think about whether residents, businesses and partners could describe the vision, not just staff."'

BROKEN_EDITION = [
    (PLAN, "", "statement role-service-plan: text: is missing"),
    (PLAN, "        text:\n", "statement role-service-plan: text: is missing"),
    (PLAN, '        text: "  "\n', "statement role-service-plan: text: is empty"),
    (PLAN, "        text: true\n", "statement role-service-plan: text: must be text, not True"),
    (PLAN, f"        text: {'x' * 301}\n", "statement role-service-plan: text: has 301 characters; 300 is the most"),
    (PLAN, '        text: "a\\nb"\n', "statement role-service-plan: text: holds a line break"),
    (PLAN, PLAN + PLAN, "role-service-plan: text: appears twice (near line "),
    (PLAN, PLAN + "        txt: a\n", "statement role-service-plan: txt: is not a known field"),
    ("stage: plan", "stage: dream", "statement role-service-plan: stage: 'dream' is not one of do, plan"),
    ("stage: plan", "stage: do", "cell role-service: statements: must be one for each stage: understand, plan"),
    ("id: role-service-plan", "id: role-service-do", "statement role-service-do: id: appears twice"),
    ("id: role-service-plan", "id: csf-change-case", "statement csf-change-case: id: appears twice"),
    ("id: role-service-plan", "id: Role plan", "statement Role plan: id: must be lower-case words"),
    ("id: role-customer\n", "id: role-service\n", "cell role-service: id: appears twice"),
    ("mode: customer", "mode: service", "cells: there is none for characteristic role and mode customer"),
    ("mode: customer", "mode: service", "cells: there are two for characteristic role and mode service"),
    ("mode: customer", "mode: client", "cell role-customer: mode: 'client' is not one of community, customer, service"),
    ("characteristic: income", "characteristic: cash", "cell income-service: characteristic: 'cash' is not one of"),
    ("[pursuing-goals, engaging", "[setting-goals, engaging", "cell role-service: barber_pillars: 'setting-goals'"),
    ("    cells: 18", "    cells: 17", "edition.counts.cells: must be 18, not 17"),
    ("    statements: 72", "", "edition.counts.statements: is missing"),
    ("weight: 2\n      help", "weight: 3\n      help", "option fully: weight: must be 2, not 3"),
    ("bars: 3", "bars: 2", "option fully: bars: must be 3, not 2"),
    ("max_weight: 2", "max_weight: 9", "answer_scale.max_weight: must be 2, not 9"),
    ("scored: false", "scored: true", "answer not-applicable: scored: must be False, not True"),
    ("- key: dont-know", "- key: shrug", "answer shrug: key: 'shrug' is not one of dont-know, not-applicable"),
    ("layer: middle", "layer: outer", "mode customer: layer: 'outer' appears twice"),
    ("order: 2", "order: 3", "mode customer: order: must be 2, not 3"),
    ('start: "2019-04-01"', 'start: "2020-04-01"', "edition.period: must start before it ends"),
    ('end: "2020-03-31"', 'end: "2020-02-31"', "edition.period.end: must be a date such as"),
    ('  key: "2019-20"', '  key: "2018-19"', "edition.key: must be '2019-20', as the folder is called"),
    ("number: 1", "number: one", "edition.number: must be a whole number"),
    ("modes_note: >-", "modes_remark: >-", "modes_note: is missing"),
    ("answering:", "asking:", "answering: is missing"),
    ("answering:", "asking:", "asking: is not a known field"),
    ("note_types:", "note_types: {a: [\n#", "is not valid YAML"),
]
BROKEN_FACTORS = [
    (f"        hint: {VISION}\n", "", "statement csf-leadership-vision: hint: is missing"),
    ("weight: 2", "weight: 3", "answer_scale.options: must have each weight from 0 up once"),
    (
        "order: 2\n        text",
        "order: 4\n        text",
        "statement csf-leadership-one-message: order: must be 2, not 4",
    ),
    ('edition: "2019-20"', 'edition: "2018-19"', "edition: must be '2019-20', not '2018-19'"),
    ("key: change", "key: leadership", "factor leadership: key: 'leadership' appears twice"),
    ("csf-change-case", "csf-leadership-vision", "factors: the statement id 'csf-leadership-vision' appears twice"),
]


@pytest.mark.parametrize(("old", "new", "problem"), BROKEN_EDITION)
def test_a_broken_edition_is_refused(root: Path, old: str, new: str, problem: str) -> None:
    break_file(root, EDITION, old, new)
    with pytest.raises(ContentError) as error:
        load_edition("2019-20", root)
    assert f"{EDITION}: {problem}" in str(error.value)


@pytest.mark.parametrize(("old", "new", "problem"), BROKEN_FACTORS)
def test_broken_success_factors_are_refused(root: Path, old: str, new: str, problem: str) -> None:
    break_file(root, FACTORS, old, new)
    with pytest.raises(ContentError) as error:
        load_edition("2019-20", root)
    assert problem in str(error.value)


def test_all_problems_of_a_file_are_told_at_once(root: Path) -> None:
    break_file(root, EDITION, PLAN, "")
    break_file(root, EDITION, "layer: middle", "layer: crust")
    with pytest.raises(ContentError) as error:
        load_edition("2019-20", root)
    assert error.value.problems == (
        f"{EDITION}: mode customer: layer: 'crust' is not one of inner, middle, outer",
        f"{EDITION}: statement role-service-plan: text: is missing",
    )


def test_a_missing_file_is_named(root: Path) -> None:
    (root / FACTORS).unlink()
    with pytest.raises(ContentError, match=f"{FACTORS}: cannot be read: No such file"):
        load_edition("2019-20", root)


def test_a_file_that_is_not_text_is_named(root: Path) -> None:
    (root / EDITION).write_bytes(b"edition: \xff\xfe")
    with pytest.raises(ContentError, match=f"{EDITION}: is not UTF-8 text"):
        load_edition("2019-20", root)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words"])
def test_a_file_that_holds_something_else_is_refused(root: Path, text: str) -> None:
    (root / EDITION).write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=f"{EDITION}: must hold named fields"):
        load_edition("2019-20", root)


def test_one_broken_edition_stops_the_list_of_all(root: Path) -> None:
    break_file(root, EDITION, PLAN, "")
    with pytest.raises(ContentError, match="role-service-plan: text: is missing"):
        edition_keys(root)
