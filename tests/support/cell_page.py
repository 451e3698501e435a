"""The page of a cell, or of the success factors, as a person uses it: choose, type, and see what it says."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Response, expect

SAVED = "✓ Saved"
ASKED = "Not saved yet. Say why it does not apply."


def go_on(page: Page) -> None:
    """To the next page, by the keyboard: parts of the page are drawn as they come into sight, which can move the link
    away from under a mouse that was aimed at it just before."""
    page.get_by_role("link", name=re.compile("^Next")).press("Enter")


@dataclass(frozen=True, slots=True)
class Card:
    """One statement, or one key statement of a success factor."""

    page: Page
    statement_id: str

    @property
    def root(self) -> Locator:
        return self.page.locator(f"#statement-{self.statement_id}")

    @property
    def state(self) -> Locator:
        """What stands beside the control about its saving."""
        return self.page.locator(f"#saved-{self.statement_id}")

    @property
    def why(self) -> Locator:
        return self.root.get_by_label("Why does it not apply to your council?")

    @property
    def ambition(self) -> Locator:
        return self.root.get_by_label("Ambition")

    def radio(self, label: str) -> Locator:
        return self.root.get_by_role("radio", name=label, exact=True)

    def choose(self, label: str) -> None:
        """With the mouse."""
        self.radio(label).click()

    def save(self) -> None:
        """Press Save, as where there is no JavaScript."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.root.get_by_role("button", name="Save").click()

    def expect_saved(self) -> None:
        expect(self.state).to_have_text(SAVED)

    def expect_chosen(self, label: str) -> None:
        expect(self.radio(label)).to_be_checked()

    @contextmanager
    def saving(self, status: int = 200) -> Iterator[None]:
        """What is done within is answered by the server, with this status."""
        with self.page.expect_response(lambda response: _saves(response, self.statement_id)) as answered:
            yield
        assert answered.value.status == status
        if status == 200:
            self.expect_saved()


def _saves(response: Response, statement_id: str) -> bool:
    return response.request.method == "POST" and urlsplit(response.url).path.endswith(f"/{statement_id}")


@dataclass(frozen=True, slots=True)
class NoteBox:
    """One of the notes on a cell; with JavaScript it stands in a tab."""

    page: Page
    kind: str
    cell_id: str

    @property
    def root(self) -> Locator:
        return self.page.locator(f"#note-{self.kind}")

    @property
    def text(self) -> Locator:
        return self.root.locator("textarea")

    @property
    def state(self) -> Locator:
        return self.page.locator(f"#saved-{self.cell_id}-{self.kind}")

    def open(self) -> None:
        self.page.locator(f"#tab-note-{self.kind}").click()

    def expect_saved(self) -> None:
        expect(self.state).to_have_text(SAVED)
