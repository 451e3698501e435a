"""A test client that proof-reads every HTML response and fills in forms as a browser does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import form_filling
from tests.support.document import Document, Node, parse_fragment, parse_page
from tests.support.proofread import problems_of


@dataclass(eq=False)
class Page:
    """What came back, parsed: a page, or the parts that htmx would swap in."""

    response: TestResponse
    document: Document

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def url(self) -> str:
        return self.response.request.full_path.rstrip("?")

    @property
    def h1(self) -> str:
        return self.find("h1").text

    @cached_property
    def text(self) -> str:
        return self.document.root.text

    def find(self, selector: str) -> Node:
        return self.document.root.find(selector)

    def find_all(self, selector: str) -> list[Node]:
        return self.document.root.find_all(selector)


class PageClient(FlaskClient):
    """Raises an AssertionError with all problems of any HTML it receives; `current` is the page it is on."""

    current: Page | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if _is_html(response):
            problems = problems_of(_parse(response), url=response.request.full_path.rstrip("?"))
            assert not problems, _complaint(response, problems)
        return response

    def page(self, url: str, *, status: int = 200) -> Page:
        """Go to a page, through redirects."""
        self.current = self._receive(self.get(url, headers=self._referer(), follow_redirects=True), status)
        return self.current

    def submit(
        self, form: str = "form", /, *, button: str | None = None, status: int = 200, **fields: form_filling.Value
    ) -> Page:
        """Fill in a form of the current page, send it and go where it leads.

        `button` selects the one that is pressed (the first, if not given); a field given as None is left out.
        """
        request = form_filling.fill(self._on_page().document, form, button, fields)
        url = urljoin(self._on_page().url, request.action)
        if request.method == "get":
            query = urlencode(request.data, doseq=True)
            return self.page(f"{urlsplit(url).path}?{query}", status=status)
        response = self.post(url, data=request.data, headers=self._referer(), follow_redirects=True)
        self.current = self._receive(response, status)
        return self.current

    def htmx_submit(
        self,
        form: str = "form",
        /,
        *,
        target: str,
        button: str | None = None,
        status: int = 200,
        **fields: form_filling.Value,
    ) -> Page:
        """Fill in a form of the current page and send it through htmx; the current page stays."""
        request = form_filling.fill(self._on_page().document, form, button, fields)
        url = urljoin(self._on_page().url, request.action)
        return self.htmx_post(
            url, request.data, target, source=f"form{form}" if form[0] == "#" else form, status=status
        )

    def htmx_post(
        self, url: str, data: Mapping[str, Any], target: str, *, source: str = "form", status: int | None = 200
    ) -> Page:
        """Post as htmx 4 does; `target` is like `div#statement-1`. Without a csrf_token the current page's is sent."""
        token = {} if "csrf_token" in data else self._csrf_token()
        sent = {name: value for name, value in {**token, **data}.items() if value is not None}
        return self._receive(self.post(url, data=sent, headers=self._htmx_headers(target, source)), status)

    def htmx_get(self, url: str, target: str, *, source: str = "a", status: int | None = 200) -> Page:
        return self._receive(self.get(url, headers=self._htmx_headers(target, source)), status)

    def _htmx_headers(self, target: str, source: str) -> dict[str, str]:
        current = self.current.response.request.url if self.current else "http://localhost/"
        return {
            "HX-Request": "true",
            "HX-Request-Type": "partial",
            "HX-Target": target,
            "HX-Source": source,
            "HX-Current-URL": current,
            **self._referer(),
        }

    def _referer(self) -> dict[str, str]:
        return {"Referer": self.current.response.request.url} if self.current else {}

    def _csrf_token(self) -> dict[str, str]:
        tokens = self.current.find_all("input[name=csrf_token], meta[name=csrf-token]") if self.current else []
        return {"csrf_token": tokens[0].get("value") or tokens[0].get("content")} if tokens else {}

    def _on_page(self) -> Page:
        assert self.current is not None, "go to a page first: client.page(url)"
        return self.current

    def _receive(self, response: TestResponse, status: int | None) -> Page:
        page = Page(response, _parse(response))
        if status is not None:
            where = f"{response.request.method} {page.url}"
            assert page.status == status, f"{where}: {page.status}, not {status}: {page.text[:500]}"
        return page


def page_client(app: Flask) -> PageClient:
    """A client with its own cookies; the application is left as it is."""
    return PageClient(app, app.response_class, use_cookies=True)


def _is_html(response: TestResponse) -> bool:
    """Redirects and answers without a body are never shown to a person."""
    is_shown = response.request.method != "HEAD" and response.status_code not in (204, 304) and not response.location
    return is_shown and response.mimetype == "text/html"


def _is_fragment(response: TestResponse) -> bool:
    headers = response.request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Request-Type") != "full"


def _parse(response: TestResponse) -> Document:
    return parse_fragment(response.text) if _is_fragment(response) else parse_page(response.text)


def _complaint(response: TestResponse, problems: list[str]) -> str:
    kind = "fragment" if _is_fragment(response) else "page"
    head = f"{response.request.method} {response.request.full_path.rstrip('?')} ({response.status}): {kind} has"
    return "\n  - ".join([f"{head} {len(problems)} problems:", *problems])
