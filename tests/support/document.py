"""HTML parsed as a browser parses it, in a form that tests can ask questions of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import html5lib
from html5lib.constants import E as PARSE_ERRORS

from tests.support.selectors import Path, Selector, parse_selector

HTML_NAMESPACES = ("", "http://www.w3.org/1999/xhtml")
# htmx parses each partial on its own, as the content of a template.
PARTIAL = re.compile(r"<hx-partial\b([^>]*)>(.*?)</hx-partial\s*>", re.DOTALL | re.IGNORECASE)
FIRST_TAG = re.compile(r"\s*(?:<!--.*?-->\s*)*<([a-z]+)", re.DOTALL | re.IGNORECASE)
CONTAINERS = {
    "tr": "tbody",
    "td": "tr",
    "th": "tr",
    "tbody": "table",
    "thead": "table",
    "tfoot": "table",
    "caption": "table",
    "colgroup": "table",
}


@dataclass(eq=False, repr=False)
class Node:
    """An element; `content` holds its texts and elements in their order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    is_html: bool = True
    parent: Node | None = None
    content: list[Node | str] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def has(self, name: str) -> bool:
        return name in self.attributes

    @property
    def children(self) -> list[Node]:
        return [child for child in self.content if isinstance(child, Node)]

    @property
    def raw_text(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw_text for child in self.content)

    @property
    def text(self) -> str:
        """The text within, with runs of white space made one space."""
        return " ".join(self.raw_text.split())

    def descendants(self) -> Iterator[Node]:
        for child in self.children:
            yield child
            yield from child.descendants()

    def ancestors(self) -> Iterator[Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def closest(self, *tags: str) -> Node | None:
        return next((node for node in self.ancestors() if node.tag in tags), None)

    def find_all(self, selector: str) -> list[Node]:
        parsed = parse_selector(selector)
        return [node for node in self.descendants() if _matches(node, parsed)]

    def find(self, selector: str) -> Node:
        """The first element that matches; an AssertionError where there is none."""
        found = self.find_all(selector)
        assert found, f"nothing matches {selector!r} in: {self.text[:300]}"
        return found[0]

    def __str__(self) -> str:
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        return f"<{self.tag}{attributes}>"[:160]

    __repr__ = __str__


@dataclass(eq=False)
class Document:
    """A whole page, or a fragment whose top elements are the children of `root`."""

    root: Node
    is_fragment: bool
    parse_errors: tuple[str, ...]

    @cached_property
    def nodes(self) -> list[Node]:
        return list(self.root.descendants())

    @cached_property
    def ids(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            if node.has("id"):
                found.setdefault(node.get("id"), []).append(node)
        return found

    def tagged(self, *tags: str) -> list[Node]:
        return [node for node in self.nodes if node.tag in tags]


@lru_cache(maxsize=4)
def parse_page(html: str) -> Document:
    parser = _parser()
    tree = parser.parse(html)
    root = Node("#document")
    root.content.append(_node(tree, root))
    return Document(root, is_fragment=False, parse_errors=tuple(_errors(parser)))


@lru_cache(maxsize=4)
def parse_fragment(html: str) -> Document:
    """A response to htmx: elements and `<hx-partial>` wrappers, each parsed where it would stand."""
    root = Node("#fragment")
    errors = _parse_into(root, PARTIAL.sub("", html))
    for attributes, inner in PARTIAL.findall(html):
        errors += _parse_into(root, f"<hx-partial{attributes}></hx-partial>")
        errors += _parse_into(root.children[-1], inner)
    return Document(root, is_fragment=True, parse_errors=tuple(errors))


def _parse_into(parent: Node, html: str) -> list[str]:
    parser = _parser()
    first = FIRST_TAG.match(html)
    tree = parser.parseFragment(html, container=CONTAINERS.get(first[1].lower(), "div") if first else "div")
    parent.content += _content(tree, parent)
    return list(_errors(parser))


def _parser() -> Any:
    return html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=True)


def _errors(parser: Any) -> Iterator[str]:
    for (line, column), code, details in parser.errors:
        yield f"line {line}, column {column}: {PARSE_ERRORS.get(code, code) % details}"


def _node(element: Any, parent: Node) -> Node:
    namespace, _, tag = element.tag.rpartition("}")
    attributes = {_attribute_name(name): value for name, value in element.attrib.items()}
    node = Node(tag, attributes, namespace.lstrip("{") in HTML_NAMESPACES, parent)
    node.content = list(_content(element, node))
    return node


def _content(element: Any, parent: Node) -> Iterable[Node | str]:
    if element.text:
        yield element.text
    for child in element:
        # Comments have no tag name; only the text behind them counts.
        if isinstance(child.tag, str):
            yield _node(child, parent)
        if child.tail:
            yield child.tail


def _attribute_name(name: str) -> str:
    namespace, _, local = name.rpartition("}")
    return f"xlink:{local}" if namespace.endswith("xlink") else local


def _matches(node: Node, selector: Selector) -> bool:
    return any(_matches_path(node, path) for path in selector)


def _matches_path(node: Node, path: Path) -> bool:
    outer, (combinator, last) = path[:-1], path[-1]
    if not last.matches(node.tag, node.attributes):
        return False
    if not outer:
        return True
    holders = [node.parent] if combinator == ">" and node.parent else node.ancestors()
    return any(_matches_path(holder, outer) for holder in holders)
