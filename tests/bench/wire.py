"""What the first visit to the assessment and the page after it take over the wire."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

from tests.bench.browser import visiting
from tests.bench.ground import Ground
from tests.bench.report import Line

FIRST_KILOBYTES, FIRST_REQUESTS, NEXT_KILOBYTES = 60, 6, 12


class Wire:
    """Counts what Chromium receives, headers included; what it has in its cache costs nothing."""

    def __init__(self, page: Page) -> None:
        self.sizes: list[float] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._add)

    def _add(self, event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            self.sizes.append(event["encodedDataLength"])

    @property
    def kilobytes(self) -> float:
        return sum(self.sizes) / 1000


def measure(ground: Ground) -> Iterator[Line]:
    with visiting(ground) as visits, visits.page() as page:
        wire = Wire(page)
        page.goto(f"{visits.url}{ground.cell_path()}", wait_until="networkidle")
        yield Line("first visit to the assessment, empty cache, over the wire", wire.kilobytes, "kB", FIRST_KILOBYTES)
        yield Line("first visit to the assessment: requests", len(wire.sizes), "requests", FIRST_REQUESTS)
        wire.sizes.clear()
        page.click(".ways__after")
        page.wait_for_url(f"**{ground.cell_path(8)}")
        page.wait_for_load_state("networkidle")
        yield Line("next cell, over the wire", wire.kilobytes, "kB", NEXT_KILOBYTES)
