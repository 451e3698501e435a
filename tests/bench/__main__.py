"""`python -m tests.bench`: measure the budgets, print the table, and fail where one is missed."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench import (
    agenda,
    comparison,
    engine,
    exports,
    hub,
    meeting,
    memory,
    pages,
    paint,
    passages,
    reading,
    relevance,
    reports,
    saving,
    start_up,
    toggles,
    uploads,
    wire,
)
from tests.bench.ground import Ground, lay_ground
from tests.bench.report import HEADINGS, WIDTHS, Line, exit_code, row

OTHERS = 200
PARTS: Mapping[str, Callable[[Ground], Iterator[Line]]] = {
    "saving": saving.measure,
    "pages": pages.measure,
    "agenda": agenda.measure,
    "meeting": meeting.measure,
    "comparison": comparison.measure,
    "wire": wire.measure,
    "toggles": toggles.measure,
    "paint": paint.measure,
    "search": hub.measure,
    "relevance": relevance.measure,
    "engine": engine.measure,
    "reading": reading.measure,
    "passages": passages.measure,
    "memory": memory.measure,
    "uploads": uploads.measure,
    "reports": reports.measure,
    "exports": exports.measure,
    "start-up": start_up.measure,
}
SLOW = ("comparison", "search", "engine", "reading", "passages", "memory", "uploads", "reports", "exports", "start-up")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one or more of {', '.join(PARTS)}; all if none")
    parser.add_argument("--quick", action="store_true", help=f"leave out {' and '.join(SLOW)}")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    names = chosen.parts or [name for name in PARTS if not (chosen.quick and name in SLOW)]
    with tempfile.TemporaryDirectory(prefix="tiex-bench-") as folder:
        return exit_code(list(_printed(lay_ground(Path(folder), others=OTHERS), names)))


def _printed(ground: Ground, names: Sequence[str]) -> Iterator[Line]:
    """Each line as soon as it is known."""
    print(row(HEADINGS))
    print(row(["─" * width for width in WIDTHS]))
    for name in names:
        for line in PARTS[name](ground):
            print(row(line.cells), flush=True)
            yield line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
