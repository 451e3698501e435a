"""A signed-in Chromium in front of a live server, slowed down where asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.ground import COOKIE, Ground
from tests.bench.worker import running_worker
from tests.support.chromium import launch, throttle_cpu
from tests.support.server import LiveServer

SLOWED = 6


@dataclass(frozen=True, slots=True)
class Visits:
    """Each visit is made with a new, empty browser profile."""

    browser: Browser
    url: str
    floor_url: str
    cookie: str

    @contextmanager
    def page(self, *, slowed: float = 1) -> Iterator[Page]:
        context = self.browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": COOKIE, "value": self.cookie, "url": self.url}])
        page = context.new_page()
        throttle_cpu(page, slowed)
        yield page
        context.close()


@contextmanager
def visiting(ground: Ground) -> Iterator[Visits]:
    with (
        running_worker(ground.folder) as (_, url),
        LiveServer(ground.floor_app) as floor,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        yield Visits(browser, url, floor.url, ground.officer.cookie)
        browser.close()
