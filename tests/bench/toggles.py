"""An answer chosen, saved on the server, and the wheel repainted, in a slowed Chromium."""

from collections.abc import Iterator
from statistics import median, quantiles

from playwright.sync_api import Page
from sqlalchemy import select

from tests.bench.browser import SLOWED, visiting
from tests.bench.ground import Ground
from tests.bench.report import Line
from tests.bench.saving import NotSaved
from tiex.domain.edition import Statement
from tiex.extensions import db
from tiex.models import AnswerRow

TOGGLES, WARM_UP = 30, 6
MILLISECONDS = 60

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
    cell = ground.edition.cells[7]
    with visiting(ground) as visits, visits.page(slowed=SLOWED) as page:
        page.set_default_timeout(10_000)
        page.goto(f"{visits.url}{ground.cell_path()}", wait_until="networkidle")
        page.evaluate(WATCH, f"wheel-{cell.id}")
        times = [_toggle(ground, page, cell.statements[turn % 4], turn) for turn in range(WARM_UP + TOGGLES)][WARM_UP:]
    slow = quantiles(times, n=10)[-1]
    what = f"answer chosen → saved → wheel repainted, CPU slowed {SLOWED} × (9 in 10: {slow:.0f} ms)"
    yield Line(what, median(times), "ms", MILLISECONDS)


def _toggle(ground: Ground, page: Page, statement: Statement, turn: int) -> float:
    """Milliseconds from the choice to the repainted wheel; NotSaved where the database has something else."""
    levels = [level.key for level in ground.edition.scale.levels]
    before = _saved(ground, statement.id)
    chosen = levels[(levels.index(before) + 1 + turn // 4 % 2) % len(levels)]
    page.evaluate("() => { tiexBench.next(); }")
    page.locator(f"#levels-{statement.id} label:has(input[value={chosen}])").click()
    milliseconds: float = page.evaluate("() => tiexBench.repainted")
    if (found := _saved(ground, statement.id)) != chosen:
        raise NotSaved(f"{statement.id} is {found}, not {chosen}")
    return milliseconds


def _saved(ground: Ground, statement_id: str) -> str:
    query = select(AnswerRow.position).filter_by(response_id=ground.officer.response_id, statement_id=statement_id)
    with ground.app.app_context():
        return db.session.execute(query).scalar_one() or ""
