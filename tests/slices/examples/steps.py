"""How tests write an example, send it and let an editor publish it."""

from typing import Any

from flask import Flask

from tests.slices.cells.steps import stored
from tests.support.page_client import Page, PageClient
from tests.support.people import COUNCIL
from tiex.models import ExampleRow

FORM, BEGIN = "form#example", f"form[action='/councils/{COUNCIL}/examples']"
WRITTEN: dict[str, Any] = {
    "title": "Bin rounds planned with sensors",
    "problem": "Lorries drove to bins that were half empty.",
    "done": "We put sensors into 400 bins and planned the rounds each night.",
    "changed": "A fifth fewer miles, and 12 missed bins a week instead of 40.",
    "differently": "Talk to the crews first.",
    "cost": "£40,000 once",
    "time": "Nine months",
    "ring": "everyone",
    "characteristics": ["data"],
    "change_modes": ["service"],
    "stages": ["do"],
    "service_areas": ["waste"],
    "has_rights": "y",
}


def begin(client: PageClient) -> int:
    """A new draft of this person; its id."""
    client.page("/examples")
    page = client.submit(BEGIN)
    return int(page.url.split("/")[2])


def write(client: PageClient, example_id: int, *, then: str | None = None, status: int = 200, **others: Any) -> Page:
    client.page(f"/examples/{example_id}/edit")
    button = f"button[value={then}]" if then else None
    return client.submit(FORM, button=button, status=status, **WRITTEN | others)


def send(client: PageClient, **others: Any) -> int:
    """Written and sent; its id."""
    example_id = begin(client)
    page = write(client, example_id, then="send", **others)
    assert page.url == f"/examples/{example_id}"
    return example_id


def decide(editor: PageClient, example_id: int, decision: str, words: str = "", *, status: int = 200) -> Page:
    editor.page(f"/editor/examples/{example_id}")
    form = f"form[action='/editor/examples/{example_id}/decide']"
    return editor.submit(form, button=f"button[value={decision}]", words=words, status=status)


def row_of(app: Flask, example_id: int) -> ExampleRow:
    with stored(app) as session:
        return session.get_one(ExampleRow, example_id)
