"""Reads an HTML response the way a careful person would and lists what is wrong with it."""

from collections.abc import Callable, Iterable

from tests.support import rules_code, rules_forms, rules_htmx, rules_page
from tests.support.document import Document, parse_fragment, parse_page

Rule = Callable[[Document], Iterable[str]]

RULES: tuple[Rule, ...] = (
    rules_page.parse_errors,
    rules_page.page_frame,
    rules_page.unique_ids,
    rules_page.references,
    rules_page.links_within_page,
    rules_page.headings,
    rules_page.names_of_links_and_buttons,
    rules_page.images,
    rules_forms.labels,
    rules_forms.groups,
    rules_forms.error_links,
    rules_forms.csrf_tokens,
    rules_code.inline_code,
    rules_code.script_urls,
    rules_code.foreign_files,
    rules_htmx.forbidden_attributes,
)


def proofread(html: str, *, url: str, is_fragment: bool) -> list[str]:
    """Every problem as a sentence that quotes the element; an empty list is a clean response."""
    return problems_of(parse_fragment(html) if is_fragment else parse_page(html), url=url)


def problems_of(document: Document, *, url: str) -> list[str]:
    problems = [problem for rule in RULES for problem in rule(document)]
    return problems + list(rules_htmx.plain_twins(document, url))
