"""The house rules on sizes, names and words hold in all our code and templates."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import python_rules, template_rules
from tests.architecture.python_rules import Module
from tests.architecture.template_rules import Template

ROOT = Path(__file__).resolve().parents[2]
MODULES = python_rules.modules_in(ROOT, "tiex", "search")
TEMPLATES = template_rules.templates_in(ROOT / "templates")

PYTHON_RULES = (
    python_rules.long_functions,
    python_rules.long_files,
    python_rules.banned_names,
    python_rules.undescribed_modules,
    python_rules.broad_errors,
    python_rules.strangers_in_slices,
    python_rules.foreign_text,
)
TEMPLATE_RULES = (
    template_rules.broken,
    template_rules.long_fragments,
    template_rules.inline_code,
    template_rules.unescaped,
    template_rules.foreign_variables,
    template_rules.crowded_components,
)


def test_there_is_something_to_check() -> None:
    assert MODULES
    assert TEMPLATES


@pytest.mark.parametrize("rule", PYTHON_RULES, ids=lambda rule: rule.__name__)
def test_python_files_have_no(rule: Callable[[list[Module]], list[str]]) -> None:
    found = rule(MODULES)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("rule", TEMPLATE_RULES, ids=lambda rule: rule.__name__)
def test_templates_are_not(rule: Callable[[list[Template]], list[str]]) -> None:
    found = rule(TEMPLATES)
    assert not found, "\n".join(found)


def test_half_of_all_functions_are_short() -> None:
    assert python_rules.function_median(MODULES) <= python_rules.FUNCTION_MEDIAN


def test_the_lock_file_names_no_index() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or "index-url" in line] == []
