"""An answer chosen, saved on the server, and the wheel repainted, in a slowed Chromium."""

from collections.abc import Iterator
from statistics import median, quantiles

from playwright.sync_api import Page
from sqlalchemy import select

from tests.bench.browser import SLOWED, visiting
from tests.bench.ground import Ground
from tests.bench.report import Line
from tests.bench.saving import NotSaved
from tiex.extensions import db
from tiex.models import AnswerRow

TOGGLES, WARM_UP = 30, 6
MILLISECONDS = 60
# Nobody reads and answers the next statement sooner.
PAUSE = 120

# From the change event to the first task after the frame in which the segment is new.
WATCH = """
segment => {
  const bench = (window.tiexBench = { started: null });
  bench.next = () => (bench.repainted = new Promise((resolve) => (bench.done = resolve)));
  document.addEventListener("change", () => (bench.started = performance.now()), true);
  const isNew = ({ target, addedNodes }) =>
    target.closest?.(`#${segment}`) || [...addedNodes].some((node) => node.id === segment);
  new MutationObserver((changes) => {
    if (bench.started === null || !changes.some(isNew)) return;
    const started = bench.started;
    bench.started = null;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => bench.done(performance.now() - started);
      channel.port2.postMessage(null);
    });
  }).observe(document.querySelector("svg.wheel"), { childList: true, subtree: true, attributes: true });
}
"""


def measure(ground: Ground) -> Iterator[Line]:
    turns = range(WARM_UP + TOGGLES)
    with visiting(ground) as visits:
        # One page after the other: each slowed page takes from the two cores of a small machine.
        with visits.page(slowed=SLOWED) as bare:
            bare.goto(visits.floor_url)
            bare.evaluate(WATCH, "segment")
            floors = [_repaint(bare, f"label >> nth={turn % 2}") for turn in turns][WARM_UP:]
        with visits.page(slowed=SLOWED) as page:
            page.goto(f"{visits.url}{ground.cell_path()}", wait_until="networkidle")
            page.evaluate(WATCH, f"wheel-{ground.edition.cells[7].id}")
            times = [_toggle(ground, page, turn) for turn in turns][WARM_UP:]
    what = f"the same on a bare page that saves and swaps one circle, CPU slowed {SLOWED} ×"
    yield Line(what, median(floors), "ms")
    slow = quantiles(times, n=10)[-1]
    what = f"answer chosen → saved → wheel repainted, CPU slowed {SLOWED} × (9 in 10: {slow:.0f} ms)"
    yield Line(what, median(times), "ms", MILLISECONDS)


def _toggle(ground: Ground, page: Page, turn: int) -> float:
    """Choose another level for a statement; NotSaved where the database has something else afterwards."""
    statement = ground.edition.cells[7].statements[turn % 4]
    levels = [level.key for level in ground.edition.scale.levels]
    before = _saved(ground, statement.id)
    chosen = levels[(levels.index(before) + 1 + turn // 4 % 2) % len(levels)]
    page.wait_for_timeout(PAUSE)
    milliseconds = _repaint(page, f"#levels-{statement.id} input[value={chosen}]")
    if (found := _saved(ground, statement.id)) != chosen:
        raise NotSaved(f"{statement.id} is {found}, not {chosen}")
    return milliseconds


def _repaint(page: Page, choice: str) -> float:
    """Click, and the milliseconds from the change to the repainted wheel."""
    page.evaluate("() => { tiexBench.next(); }")
    page.locator(choice).click()
    milliseconds: float = page.evaluate("() => tiexBench.repainted")
    return milliseconds


def _saved(ground: Ground, statement_id: str) -> str:
    query = select(AnswerRow.position).filter_by(response_id=ground.officer.response_id, statement_id=statement_id)
    with ground.app.app_context():
        return db.session.execute(query).scalar_one() or ""
