"""Loads the guidance pages: front matter and Markdown, turned into safe HTML."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tiex.content.checking import CONTENT, ContentError, Document, parse_yaml, read_text

FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n(.*)", re.DOTALL)
GAP = re.compile(r"\[[^\]\n]+\](?!\()")
# A paragraph of a page, in whose place stands the table made from the permissions themselves.
PERMISSIONS_MARKER = "<p>{{ permissions }}</p>"
ALLOWED_TAGS = {
    *("h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "pre", "hr", "br"),
    *("a", "code", "em", "strong"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ALLOWED_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "ol": {"start"},
    "th": {"scope"},
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the body of a page: level 2 to 4, and the id to link to."""

    id: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class GuidancePage:
    """`html` is sanitised and starts at level 2: the title is the page's h1. A draft has gaps in square brackets."""

    key: str
    title: str
    order: int
    summary: str
    is_draft: bool
    headings: tuple[Heading, ...]
    html: str


@cache
def load_guidance(root: Path = CONTENT) -> tuple[GuidancePage, ...]:
    """All pages in their order."""
    paths = sorted(root.glob("guidance/*.md"))
    pages = [_read_page(path, root) for path in paths]
    for number, (path, page) in enumerate(zip(paths, pages, strict=True), 1):
        if (page.order, path.stem) != (number, f"{number:02}-{page.key}"):
            file = path.relative_to(root).as_posix()
            raise ContentError(f"{file}: order: the pages must count up from 1, each in a file called order-key.md")
    return tuple(pages)


def _read_page(path: Path, root: Path) -> GuidancePage:
    file = path.relative_to(root).as_posix()
    match = FRONT_MATTER.fullmatch(read_text(path, file))
    if not match:
        raise ContentError(f"{file}: must start with front matter between two lines of ---")
    document = Document(file, parse_yaml(match[1], file))
    tokens = _markdown().parse(match[2])
    headings = _mark_headings(tokens)
    is_draft = document.top.has("draft")
    if is_draft:
        document.top.exactly("draft", True)
    page = GuidancePage(
        key=document.top.slug("key"),
        title=document.top.text("title", longest=100),
        order=document.top.whole_number("order", lowest=1, highest=99),
        summary=document.top.text("summary"),
        is_draft=is_draft,
        headings=headings,
        html=_render(tokens),
    )
    _check_body(document, match[2], page)
    document.finish()
    return page


def _check_body(document: Document, body: str, page: GuidancePage) -> None:
    if not body.strip():
        document.refuse("", "body", "is empty")
    gap = GAP.search(body)
    if gap and not page.is_draft:
        document.refuse("", "body", f"has the gap {gap[0]}, but the page is not a draft")
    before = 1
    for heading in page.headings:
        if not 1 < heading.level <= min(before + 1, 4):
            document.refuse("", "body", f"heading {heading.text!r} has level {heading.level} after level {before}")
        before = heading.level


def render_markdown(text: str) -> str:
    """Safe HTML: raw HTML in the text is shown as it stands, headings have ids, table headings a scope."""
    tokens = _markdown().parse(text)
    _mark_headings(tokens)
    return _render(tokens)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def _render(tokens: Sequence[Token]) -> str:
    for token in tokens:
        if token.type == "th_open":
            token.attrs["scope"] = "col"
    html: str = _markdown().renderer.render(tokens, _markdown().options, {})
    return nh3.clean(html, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes={"http", "https", "mailto"})


def _mark_headings(tokens: Sequence[Token]) -> tuple[Heading, ...]:
    """Give each heading an id made of its words, and list them."""
    headings: list[Heading] = []
    taken: Counter[str] = Counter()
    for opening, inline in itertools.pairwise(tokens):
        if opening.type != "heading_open":
            continue
        text = "".join(child.content for child in inline.children or ())
        slug = "-".join(re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))) or "section"
        taken[slug] += 1
        heading = Heading(slug if taken[slug] == 1 else f"{slug}-{taken[slug]}", text, int(opening.tag[1]))
        opening.attrs["id"] = heading.id
        headings.append(heading)
    return tuple(headings)
