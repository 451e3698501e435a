"""Loads the other improvement tools that councils may find useful beside the self-assessment."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tiex.content.checking import CONTENT, Item, check_unique, read_document
from tiex.content.tags import load_tags


@dataclass(frozen=True, slots=True)
class RelatedTool:
    """`url` and `link_text` are both None where no address could be confirmed."""

    key: str
    name: str
    owner: str
    purpose: str
    who_for: str
    how_it_relates: str
    note: str | None
    url: str | None
    link_text: str | None
    modes: tuple[str, ...]
    characteristics: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedTools:
    introduction: str
    tools: tuple[RelatedTool, ...]


@cache
def load_related_tools(root: Path = CONTENT) -> RelatedTools:
    tags = load_tags(root)
    document = read_document(root / "related_tools.yaml", root)
    introduction = document.top.text("introduction", longest=600)
    items = document.top.items("tools", "tool")
    tools = tuple(_read_tool(item, tags.change_modes, tags.characteristics) for item in items)
    check_unique(items, "key", [tool.key for tool in tools])
    document.finish()
    return RelatedTools(introduction, tools)


def _read_tool(item: Item, modes: Collection[str], characteristics: Collection[str]) -> RelatedTool:
    tool = RelatedTool(
        key=item.slug("key"),
        name=item.text("name", longest=100),
        owner=item.text("owner", longest=120),
        purpose=item.text("purpose"),
        who_for=item.text("who_for"),
        how_it_relates=item.text("how_it_relates"),
        note=item.optional_text("note"),
        url=item.web_address("url") if item.has("url") else None,
        link_text=item.optional_text("link_text", longest=100),
        modes=item.choices("modes", modes),
        characteristics=item.choices("characteristics", characteristics),
        keywords=item.texts("keywords", longest=60),
    )
    if (tool.url is None) != (tool.link_text is None):
        item.refuse("link_text", "must go with a url, and a url with a link_text")
    return tool
