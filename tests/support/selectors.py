"""The small part of CSS selectors that tests need: tag, #id, .class, [attribute], descendant, child and comma."""

import re
from dataclasses import dataclass
from functools import cache

COMBINATOR = re.compile(r"\s*([>,])\s*|(\s+)")
SIMPLE = re.compile(
    r"(?P<tag>[a-zA-Z][\w-]*|\*)|#(?P<id>[\w-]+)|\.(?P<klass>[\w-]+)"
    r"""|\[(?P<name>[\w:-]+)(?:(?P<operator>[\^$*~]?=)(?P<quote>["']?)(?P<value>.*?)(?P=quote))?\]"""
)


@dataclass(frozen=True)
class Condition:
    """What one attribute must be; without an operator it must only be there."""

    name: str
    operator: str = ""
    value: str = ""

    def holds(self, attributes: dict[str, str]) -> bool:
        actual = attributes.get(self.name)
        if actual is None:
            return False
        match self.operator:
            case "=":
                return actual == self.value
            case "^=":
                return actual.startswith(self.value)
            case "$=":
                return actual.endswith(self.value)
            case "*=":
                return self.value in actual
            case "~=":
                return self.value in actual.split()
        return True


@dataclass(frozen=True)
class Compound:
    """The conditions on one element."""

    tag: str
    conditions: tuple[Condition, ...]

    def matches(self, tag: str, attributes: dict[str, str]) -> bool:
        return self.tag in ("*", tag) and all(condition.holds(attributes) for condition in self.conditions)


# Each step is how it hangs on the one before ("" descendant, ">" child) and what the element must be.
Path = tuple[tuple[str, Compound], ...]
Selector = tuple[Path, ...]


@cache
def parse_selector(text: str) -> Selector:
    """Raises ValueError for what is not understood."""
    paths: list[list[tuple[str, Compound]]] = [[]]
    position, combinator = 0, ""
    text = text.strip()
    while position < len(text):
        compound, position = _parse_compound(text, position)
        paths[-1].append((combinator, compound))
        if separator := COMBINATOR.match(text, position):
            position, combinator = separator.end(), separator[1] or ""
        if combinator == ",":
            paths.append([])
            combinator = ""
    return tuple(tuple(path) for path in paths)


def _parse_compound(text: str, start: int) -> tuple[Compound, int]:
    tag, conditions, position = "*", [], start
    while part := SIMPLE.match(text, position):
        if part["tag"]:
            tag = part["tag"]
        elif part["id"]:
            conditions.append(Condition("id", "=", part["id"]))
        elif part["klass"]:
            conditions.append(Condition("class", "~=", part["klass"]))
        else:
            conditions.append(Condition(part["name"], part["operator"] or "", part["value"] or ""))
        position = part.end()
    if position == start:
        raise ValueError(f"selector {text!r} is not understood at {text[start:]!r}")
    return Compound(tag, tuple(conditions)), position
