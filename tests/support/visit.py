"""A person at a browser window: all that goes wrong in it is collected, and axe looks at each step."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebError

from tests.support.chromium import axe_violations
from tests.support.people import Someone, signed_in

COOKIE = "tiex"


@dataclass(eq=False)
class Visit:
    """A browser context with one page open; `context.new_page()` opens another tab."""

    context: BrowserContext
    page: Page
    url: str
    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("console", self._hear)
        self.context.on("weberror", self._fail)
        self.context.on("request", self._check_host)

    def go(self, path: str, *, status: int = 200) -> Response:
        """Open a page of the service in the first tab."""
        if status >= 400:
            self.expect(f"status of {status}")
        response = self.page.goto(self.url + path)
        assert response is not None
        assert response.status == status, f"{path}: {response.status}, not {status}"
        return response

    def step(self, name: str, page: Page | None = None) -> None:
        """Nothing has gone wrong so far, and axe finds nothing wrong with what is on screen."""
        self.check()
        violations = axe_violations(page or self.page)
        assert not violations, "\n  - ".join([f"axe, {name}, {(page or self.page).url}:", *violations])

    def expect(self, *complaints: str) -> None:
        """Parts of complaints that this test brings about on purpose."""
        self.expected.extend(complaints)

    def check(self) -> None:
        found = [line for line in self.problems if not any(part in line for part in self.expected)]
        self.problems.clear()
        assert not found, "\n  - ".join(["The browser complained:", *found])

    def enter_as(self, app: Flask, person: Someone) -> None:
        """Sign in without the form, for what is not about signing in."""
        cookie = signed_in(app, person).get_cookie(COOKIE)
        assert cookie is not None
        self.context.add_cookies([{"name": COOKIE, "value": cookie.value, "url": self.url}])

    def sign_out_elsewhere(self) -> None:
        self.context.clear_cookies(name=COOKIE)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.problems.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _fail(self, error: WebError) -> None:
        self.problems.append(f"error on the page: {error.error}")

    def _check_host(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.url).netloc:
            self.problems.append(f"request to another host: {request.url}")
