"""The first contentful paint of a first visit, in a slowed Chromium with an empty cache."""

from collections.abc import Iterable, Iterator
from statistics import median

from tests.bench.browser import SLOWED, Visits, visiting
from tests.bench.ground import Ground
from tests.bench.report import Line

VISITS, WARM_UP = 9, 1
# A new window first loads its own address bar and tabs, some 400 files, on the same two cores.
WINDOW_OPENS = 1500
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
        pairs = [(_visit(visits, visits.floor_url), _visit(visits, url)) for _ in range(WARM_UP + VISITS)][WARM_UP:]
    floors, visited = zip(*pairs, strict=True)
    (floor, _), (paint, first_byte) = _medians(floors), _medians(visited)
    yield Line(f"first contentful paint of a bare page, CPU slowed {SLOWED} ×", floor, "ms")
    what = f"first contentful paint, empty cache, CPU slowed {SLOWED} × (first byte at {first_byte:.0f} ms)"
    yield Line(what, paint, "ms", MILLISECONDS)


def _medians(visits: Iterable[tuple[float, float]]) -> tuple[float, float]:
    paints, first_bytes = zip(*visits, strict=True)
    return median(paints), median(first_bytes)


def _visit(visits: Visits, url: str) -> tuple[float, float]:
    with visits.page(slowed=SLOWED) as page:
        page.wait_for_timeout(WINDOW_OPENS)
        page.goto(url)
        paint, first_byte = page.evaluate(TIMES)
        return paint, first_byte
