"""The house rules for Python files; each returns what breaks it, as lines of text."""

import ast
import re
import statistics
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

FUNCTION_CAP = 40
FUNCTION_MEDIAN = 10
FILE_CAP = 400
BANNED_NAMES = frozenset({"utils", "helpers", "common", "core", "manager", "misc"})
BROAD_ERRORS = frozenset({"Exception", "BaseException"})
SLICE_MODULES = frozenset({"__init__", "views", "staff_views", "forms", "queries", "commands", "presenters"})
NOT_SLICES = frozenset(
    {"content", "domain", "models", "access", "gateways", "charts", "papers", "reading", "web", "demo"}
)
FOREIGN_TEXT = {
    "a package registry": re.compile(
        r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com|crates\.io|rubygems\.org|artifactory|index-url",
        re.IGNORECASE,
    ),
    "a path of one machine": re.compile(r"(?<![\w.>/])/(?:work|tmp|home|root|Users)/"),
    "work left to do": re.compile(r"\b(?:TODO|FIXME|XXX)\b"),
}


class Module:
    """A Python file and its syntax tree."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self.source = path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    @cached_property
    def function_lengths(self) -> dict[str, int]:
        return {
            f"{self.name}:{node.lineno} {node.name}": _length(node)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }


def modules_in(root: Path, *packages: str) -> list[Module]:
    return [Module(path, root) for package in packages for path in sorted((root / package).rglob("*.py"))]


def long_functions(modules: list[Module]) -> list[str]:
    lengths = [item for module in modules for item in module.function_lengths.items()]
    return [f"{where} has {length} lines, cap {FUNCTION_CAP}" for where, length in lengths if length > FUNCTION_CAP]


def function_median(modules: list[Module]) -> float:
    return statistics.median([length for module in modules for length in module.function_lengths.values()] or [0])


def long_files(modules: list[Module]) -> list[str]:
    sizes = {module.name: len(module.source.splitlines()) for module in modules}
    return [f"{name} has {size} lines, cap {FILE_CAP}" for name, size in sizes.items() if size > FILE_CAP]


def banned_names(modules: list[Module]) -> list[str]:
    return [module.name for module in modules if BANNED_NAMES & {*Path(module.name).with_suffix("").parts}]


def undescribed_modules(modules: list[Module]) -> list[str]:
    """Modules without one sentence at the top; an empty `__init__` needs none."""
    described = [(module.name, ast.get_docstring(module.tree)) for module in modules if module.source.strip()]
    return [f"{name}: {docstring!r}" for name, docstring in described if not _is_one_sentence(docstring or "")]


def broad_errors(modules: list[Module]) -> list[str]:
    return [
        f"{module.name}:{node.lineno}"
        for module in modules
        for node in module.nodes(ast.ExceptHandler)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ]


def strangers_in_slices(modules: list[Module], package: str = "tiex") -> list[str]:
    found = []
    for module in modules:
        top, *inner = Path(module.name).with_suffix("").parts
        is_in_slice = top == package and len(inner) > 1 and inner[0] not in NOT_SLICES
        if is_in_slice and (len(inner) > 2 or inner[1] not in SLICE_MODULES):
            found.append(module.name)
    return found


def foreign_text(modules: list[Module]) -> list[str]:
    return [
        f"{module.name}:{number} names {what}: {line.strip()}"
        for module in modules
        for number, line in enumerate(module.source.splitlines(), 1)
        for what, pattern in FOREIGN_TEXT.items()
        if pattern.search(line)
    ]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end; the docstring does not count, or short ones would be won by saying less."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def _is_one_sentence(docstring: str) -> bool:
    return docstring.endswith(".") and not re.search(r"[.!?]\s+[A-Z]|\n\s*\n", docstring)


def _is_broad(kind: ast.expr | None) -> bool:
    if isinstance(kind, ast.Tuple):
        return any(_is_broad(item) for item in kind.elts)
    name = kind.attr if isinstance(kind, ast.Attribute) else kind.id if isinstance(kind, ast.Name) else ""
    return kind is None or name in BROAD_ERRORS
