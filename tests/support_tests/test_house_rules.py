"""The house rules catch what breaks them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import python_rules, template_rules
from tests.architecture.python_rules import Module
from tests.architecture.template_rules import Template

DOC = '"""Words."""\n'
LONG = "def go():\n" + "    pass\n" * 40
PYTHON_FAULTS: list[tuple[Callable[[list[Module]], list[str]], str, str]] = [
    (python_rules.long_functions, "tiex/a.py", DOC + LONG),
    (python_rules.long_files, "tiex/a.py", DOC + "x = 1\n" * 400),
    (python_rules.banned_names, "tiex/utils.py", DOC),
    (python_rules.banned_names, "tiex/common/views.py", DOC),
    (python_rules.undescribed_modules, "tiex/a.py", "x = 1\n"),
    (python_rules.undescribed_modules, "tiex/a.py", '"""No full stop"""\n'),
    (python_rules.undescribed_modules, "tiex/a.py", '"""One. Two."""\n'),
    (python_rules.broad_errors, "tiex/a.py", "try:\n    x = 1\nexcept:\n    pass\n"),
    (python_rules.broad_errors, "tiex/a.py", "try:\n    x = 1\nexcept (ValueError, Exception):\n    pass\n"),
    (python_rules.broad_errors, "tiex/a.py", "try:\n    x = 1\nexcept builtins.BaseException:\n    pass\n"),
    (python_rules.strangers_in_slices, "tiex/results/rules.py", DOC),
    (python_rules.strangers_in_slices, "tiex/results/inner/views.py", DOC),
    (python_rules.foreign_text, "tiex/a.py", "x = 'https://pypi.org/simple'\n"),
    (python_rules.foreign_text, "tiex/a.py", "x = '/tmp/mail'\n"),
    (python_rules.foreign_text, "tiex/a.py", "# TODO later\n"),
]
TEMPLATE_FAULTS: list[tuple[Callable[[list[Template]], list[str]], str, str]] = [
    (template_rules.broken, "a/page.html", "{% if view %}"),
    (template_rules.long_fragments, "a/_part.html", "<p>\n" * 61),
    (template_rules.long_fragments, "components/bar.html", "\n" * 61),
    (template_rules.inline_code, "a/page.html", '<p style="x">'),
    (template_rules.inline_code, "a/page.html", "<style>"),
    (template_rules.inline_code, "a/page.html", "<script defer>go()</script>"),
    (template_rules.inline_code, "a/page.html", '<p hx-on:click="go()">'),
    (template_rules.inline_code, "a/page.html", '<p onclick="go()">'),
    (template_rules.inline_code, "a/page.html", '<a href="javascript:go()">'),
    (template_rules.unescaped, "a/page.html", "{{ view.note | safe }}"),
    (template_rules.unescaped, "a/page.html", "{% autoescape false %}{{ view.note }}{% endautoescape %}"),
    (template_rules.foreign_variables, "a/page.html", "{{ current_user.name }}"),
    (
        template_rules.crowded_components,
        "components/bar.html",
        "{% macro a() %}{% endmacro %}{% macro b() %}{% endmacro %}",
    ),
    (template_rules.crowded_components, "components/bar.html", "<p>{{ view }}</p>"),
]
CLEAN_PYTHON = {
    "tiex/__init__.py": "",
    "tiex/results/views.py": '"""Shows a result, e.g. as /work-in-progress/."""\n\n\ndef show():\n    """Long.\n'
    + "\n" * 50
    + '    """\n    try:\n        return 1\n    except ValueError:\n        return 2\n',
    "tiex/web/respond.py": DOC,
}
CLEAN_TEMPLATE = """{% extends "layouts/base.html" %}{% from "components/bar.html" import bar %}
{% set m = 2 %}{% block main %}{{ super() }}{{ m }}
{% for row in view.rows if row is special %}{{ loop.index }} {{ bar(row) | own_filter }}{% endfor %}
<script src="{{ static_url('site.js') }}" defer></script>{% set n = 1 %}{{ n }}
<p class="style">once = 1</p>{% endblock %}"""


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("rule", "name", "text"), PYTHON_FAULTS)
def test_a_fault_in_python_is_found(
    rule: Callable[[list[Module]], list[str]], name: str, text: str, tmp_path: Path
) -> None:
    write(tmp_path, name, text)
    found = rule(python_rules.modules_in(tmp_path, "tiex"))
    assert len(found) == 1
    assert name in found[0]


@pytest.mark.parametrize(("rule", "name", "text"), TEMPLATE_FAULTS)
def test_a_fault_in_a_template_is_found(
    rule: Callable[[list[Template]], list[str]], name: str, text: str, tmp_path: Path
) -> None:
    write(tmp_path, name, text)
    found = rule(template_rules.templates_in(tmp_path))
    assert len(found) == 1
    assert name in found[0]


def test_clean_python_keeps_all_rules(tmp_path: Path) -> None:
    for name, text in CLEAN_PYTHON.items():
        write(tmp_path, name, text)
    modules = python_rules.modules_in(tmp_path, "tiex", "search")
    assert [rule(modules) for rule in {rule for rule, _, _ in PYTHON_FAULTS} if rule(modules)] == []
    assert python_rules.function_median(modules) == 5


def test_a_clean_template_keeps_all_rules(tmp_path: Path) -> None:
    write(tmp_path, "results/page.html", CLEAN_TEMPLATE)
    write(tmp_path, "components/bar.html", "{% macro bar(row) %}<b>{{ row }}{{ caller() }}</b>{% endmacro %}")
    templates = template_rules.templates_in(tmp_path)
    assert [rule(templates) for rule in {rule for rule, _, _ in TEMPLATE_FAULTS} if rule(templates)] == []
