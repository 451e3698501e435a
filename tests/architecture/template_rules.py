"""The house rules for templates; each returns what breaks it, as lines of text."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

FRAGMENT_CAP = 60
# What every template may use beside `view`: `frame` is what the layout needs on each page.
GLOBALS = frozenset({"url_for", "static_url", "csrf_token", "frame", "count", "range"})
# Templates that may print sanitised Markdown with `|safe`.
SAFE_TEMPLATES: frozenset[str] = frozenset()
INLINE = {
    "a style attribute": re.compile(r"[\s\"']style\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-on\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[a-z][^<>]*[\s\"']on[a-z]+\s*=", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
}


class Template:
    """A template file, its text and its syntax tree."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.name = path.relative_to(folder).as_posix()
        self.source = path.read_text(encoding="utf-8")

    @property
    def is_component(self) -> bool:
        return self.name.startswith("components/")

    @property
    def is_fragment(self) -> bool:
        return Path(self.name).name.startswith("_")

    def parse(self) -> nodes.Template:
        """Raises TemplateSyntaxError, with the name of the file."""
        return _environment().parse(self.source, name=self.name)


def templates_in(folder: Path) -> list[Template]:
    return [Template(path, folder) for path in sorted(folder.rglob("*")) if path.suffix in (".html", ".txt", ".svg")]


def long_fragments(templates: list[Template]) -> list[str]:
    sizes = {item.name: len(item.source.splitlines()) for item in templates if item.is_fragment or item.is_component}
    return [f"{name} has {size} lines, cap {FRAGMENT_CAP}" for name, size in sizes.items() if size > FRAGMENT_CAP]


def inline_code(templates: list[Template]) -> list[str]:
    return [
        f"{template.name}:{template.source.count(chr(10), 0, hit.start()) + 1} has {what}"
        for template in templates
        for what, pattern in INLINE.items()
        for hit in pattern.finditer(template.source)
    ]


def unescaped(templates: list[Template], allowed: frozenset[str] = SAFE_TEMPLATES) -> list[str]:
    """Templates that print something as it is, by `|safe` or by switching escaping off."""
    return [
        f"{template.name}:{node.lineno}"
        for template in templates
        if template.name not in allowed
        for node in template.parse().find_all((nodes.Filter, nodes.ScopedEvalContextModifier))
        if not isinstance(node, nodes.Filter) or node.name == "safe"
    ]


def foreign_variables(templates: list[Template]) -> list[str]:
    """Variables other than `view` and the named globals."""
    found = []
    for template in templates:
        tree = template.parse()
        strangers = meta.find_undeclared_variables(tree) - GLOBALS - {"view"} - set(_top_names(tree))
        if strangers:
            found.append(f"{template.name} uses {', '.join(sorted(strangers))}")
    return found


def crowded_components(templates: list[Template]) -> list[str]:
    """Component files that are not one macro; those that begin with `_` are fragments."""
    counts = {
        item.name: sum(1 for _ in item.parse().find_all(nodes.Macro))
        for item in templates
        if item.is_component and not item.is_fragment
    }
    return [f"{name} has {number} macros" for name, number in counts.items() if number != 1]


def broken(templates: list[Template]) -> list[str]:
    return [problem for template in templates for problem in _syntax_errors(template)]


def _top_names(tree: nodes.Template) -> Iterator[str]:
    """What a template imports or sets at its top; Jinja's own search does not see these from within blocks."""
    for node in tree.body:
        if isinstance(node, nodes.FromImport):
            yield from (name if isinstance(name, str) else name[1] for name in node.names)
        elif isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.Macro):
            yield node.name
        elif isinstance(node, nodes.Assign):
            yield from (
                target.name
                for target in [node.target, *node.target.find_all(nodes.Name)]
                if isinstance(target, nodes.Name)
            )


def _syntax_errors(template: Template) -> Iterator[str]:
    try:
        template.parse()
    except TemplateSyntaxError as error:
        yield f"{template.name}:{error.lineno}: {error.message}"


class _AnyName(dict[str, Any]):
    """Filters and tests are added by the application, which these rules do without."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key, default) or str


def _environment() -> Environment:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    vars(environment).update(filters=_AnyName(environment.filters), tests=_AnyName(environment.tests))
    return environment
