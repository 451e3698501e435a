"""An edition that is based on another lists only its changes."""

from pathlib import Path

import pytest

from tests.content.broken_content import break_file
from tiex.content.checking import ContentError
from tiex.content.editions import edition_keys, fingerprint, load_edition

FILE = "editions/2026-27/edition.yaml"
CHANGES = """changes:
  - statement: role-service-plan
    text: "There are clear plans for service performance."
    evidence: ["A yearly programme"]
  - key_statement: csf-staff-ideas
    hint: "How many ideas came in?"
  - cell: data-community
    purpose: "Learn from data what causes need."
    barber_pillars: [managing-inputs]
  - characteristic: digital
    chart_label: "Digital"
  - mode: service
    question: "Do we do this well?"
  - stage: do
    test: "Can a visitor see it?"
  - factor: change
    description: "Whether change is run well."
"""


def test_changes_replace_the_fields_they_name_and_nothing_else(root: Path) -> None:
    break_file(root, FILE, "changes: []", CHANGES)
    first, second = load_edition("2019-20", root), load_edition("2026-27", root)
    changed = second.statement("role-service-plan")
    assert changed.text == "There are clear plans for service performance."
    assert changed.evidence == ("A yearly programme",)
    assert second.key_statement("csf-staff-ideas").hint == "How many ideas came in?"
    assert second.key_statement("csf-staff-ideas").text == first.key_statement("csf-staff-ideas").text
    assert second.cell("data-community").barber_pillars == ("managing-inputs",)
    assert second.characteristic("digital").chart_label == "Digital"
    assert second.mode("service").question == "Do we do this well?"
    assert second.stage("do").test == "Can a visitor see it?"
    assert [a.id for a, b in zip(first.cells, second.cells, strict=True) if a != b] == [
        "role-service",
        "data-community",
    ]
    assert second.statements.keys() == first.statements.keys()


def test_the_base_stays_as_it_was(root: Path) -> None:
    before = fingerprint(load_edition("2019-20", root))
    break_file(root, FILE, "changes: []", CHANGES)
    load_edition("2026-27", root)
    load_edition.cache_clear()
    assert fingerprint(load_edition("2019-20", root)) == before


def test_an_edition_can_be_based_on_one_that_is_itself_based_on_another(root: Path) -> None:
    break_file(root, FILE, "changes: []", CHANGES)
    text = (root / FILE).read_text(encoding="utf-8").partition("changes:")[0]
    third = text.replace("2019-20", "2026-27").replace('key: "2026-27"', 'key: "2027-28"')
    third = third.replace("number: 2", "number: 3").replace("2027-03-31", "2028-03-31")
    (root / "editions/2027-28").mkdir()
    (root / "editions/2027-28/edition.yaml").write_text(f"{third}changes: []\n", encoding="utf-8")
    assert edition_keys(root) == ("2019-20", "2026-27", "2027-28")
    assert load_edition("2027-28", root).cells == load_edition("2026-27", root).cells


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ("- statement: role-service-plann\n    text: a", "statement: 'role-service-plann' is not in the edition"),
        ("- cell: role-service-plan\n    purpose: a", "cell: 'role-service-plan' is not in the edition"),
        ("- statement: role-service-plan\n    hint: a", "hint: is not a known field"),
        ("- statement: role-service-plan\n    id: a", "id: is not a known field"),
        ("- statement: role-service-plan", "replaces nothing; it can replace text, evidence"),
        ("- text: a", "must name one statement, key_statement, cell"),
        ("- statement: role-service-plan\n    cell: role-service\n    text: a", "must name one statement"),
        ("- just words", "change 1: must hold named fields"),
        (
            "- statement: role-service-plan\n    text: a\n  - statement: role-service-plan\n    text: b",
            "change 2: statement: 'role-service-plan' is changed twice",
        ),
        ("- statement: role-service-plan\n    text: 7", "statement role-service-plan: text: must be text, not 7"),
        ("- key_statement: csf-staff-ideas\n    hint: 7", "statement csf-staff-ideas: hint: must be text, not 7"),
        ("- cell: role-service\n    barber_pillars: [x]", "cell role-service: barber_pillars: 'x' is not one of"),
    ],
)
def test_a_change_that_fits_nothing_is_refused(root: Path, changes: str, problem: str) -> None:
    break_file(root, FILE, "changes: []", f"changes:\n  {changes}")
    with pytest.raises(ContentError) as error:
        load_edition("2026-27", root)
    assert str(error.value).startswith(f"{FILE}: ")
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('based_on: "2019-20"', 'based_on: "2018-19"', "edition.based_on: there is no earlier edition '2018-19'"),
        ('based_on: "2019-20"', 'based_on: "2026-27"', "edition.based_on: there is no earlier edition '2026-27'"),
        ('based_on: "2019-20"', 'based_on: "../x"', "edition.based_on: there is no earlier edition '../x'"),
        ("number: 2", "number: 1", "edition.number: must be more than 1, the number of 2019-20"),
        ('key: "2026-27"', 'key: "2026-28"', "edition.key: must be '2026-27', as the folder is called"),
        ("changes: []", "", "changes: is missing"),
        ("changes: []", "changes: []\ncells: []", "cells: is not a known field"),
        ('start: "2026-04-01"', "start: soon", "edition.period.start: must be a date such as 2026-04-01, not 'soon'"),
    ],
)
def test_the_head_of_an_edition_with_a_base_is_checked(root: Path, old: str, new: str, problem: str) -> None:
    break_file(root, FILE, old, new)
    with pytest.raises(ContentError) as error:
        load_edition("2026-27", root)
    assert f"{FILE}: {problem}" in str(error.value)


def test_success_factors_beside_an_edition_with_a_base_are_refused(root: Path) -> None:
    copy = root / "editions/2026-27/critical_success_factors.yaml"
    copy.write_bytes((root / "editions/2019-20/critical_success_factors.yaml").read_bytes())
    with pytest.raises(ContentError, match=r"editions/2026-27/critical_success_factors\.yaml: must go"):
        load_edition("2026-27", root)
