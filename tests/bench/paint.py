"""The first contentful paint of a first visit, in a slowed Chromium with an empty cache."""

import statistics
from collections.abc import Iterator

from tests.bench.browser import SLOWED, Visits, visiting
from tests.bench.ground import Ground
from tests.bench.report import Line

VISITS = 7
MILLISECONDS = 400
TIMES = """
() => new Promise((resolve) => {
  const [navigation] = performance.getEntriesByType("navigation");
  new PerformanceObserver((list) => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) resolve([paint.startTime, navigation.responseStart]);
  }).observe({ type: "paint", buffered: true });
})
"""


def measure(ground: Ground) -> Iterator[Line]:
    with visiting(ground) as visits:
        url = f"{visits.url}{ground.cell_path()}"
        _visit(visits, url)
        paints, first_bytes = zip(*(_visit(visits, url) for _ in range(VISITS)), strict=True)
    first_byte = statistics.median(first_bytes)
    what = f"first contentful paint, empty cache, CPU slowed {SLOWED} × (first byte at {first_byte:.0f} ms)"
    yield Line(what, statistics.median(paints), "ms", MILLISECONDS)


def _visit(visits: Visits, url: str) -> tuple[float, float]:
    with visits.page(slowed=SLOWED) as page:
        page.goto(url)
        paint, first_byte = page.evaluate(TIMES)
        return paint, first_byte
