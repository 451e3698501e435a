"""What tests of the search page look at."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from tests.support.document import Document, Node
from tests.support.page_client import Page, PageClient

FORM, TARGET = "form#finder", "div#results"


def address(**asked: object) -> str:
    query = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
    return f"/resources?{query}" if query else "/resources"


def ids_on(page: Page) -> list[str]:
    return [link.get("href").rpartition("/")[2] for link in page.find_all("#results .resource__title a")]


def hits(client: PageClient, **asked: object) -> list[str]:
    return ids_on(client.page(address(**asked)))


def counts_on(page: Page) -> dict[str, dict[str, int]]:
    """Of each facet the values that can be ticked, with what they would give."""
    found: dict[str, dict[str, int]] = {}
    for box, number in zip(page.find_all("#facets input"), page.find_all("#facets .facet__count"), strict=True):
        found.setdefault(box.get("name"), {})[box.get("value")] = int(number.text)
    return found


def total_on(page: Page) -> int:
    told = page.find("#found h2").text
    number = re.match(r"[\d,]+", told)
    return int(number[0].replace(",", "")) if number else 0


def all_pages(client: PageClient, **asked: object) -> Iterator[str]:
    number = 1
    while True:
        page = client.page(address(**asked, page=number))
        yield from ids_on(page)
        if not page.find_all("#results .around a[rel=next]"):
            return
        number += 1


def parts_of(page: Page) -> list[str]:
    document: Document = page.document
    return [node.get("hx-target") for node in document.tagged("hx-partial")]


def ticked(page: Page) -> list[Node]:
    return [box for box in page.find_all("#facets input") if box.has("checked")]
