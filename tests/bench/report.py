"""Lines of the table: what was measured, its budget, the result and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("what", "budget", "result", "verdict")
WIDTHS = (74, 16, 16, 7)


@dataclass(frozen=True, slots=True)
class Line:
    """`budget` is the most that is allowed; without one the line only informs."""

    what: str
    result: float
    unit: str
    budget: float | None = None

    @property
    def is_missed(self) -> bool:
        return self.budget is not None and self.result > self.budget

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        return "MISSED" if self.is_missed else "met"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        budget = "" if self.budget is None else f"≤ {_figure(self.budget)} {self.unit}"
        return self.what, budget, f"{_figure(self.result)} {self.unit}", self.verdict


def row(cells: Sequence[str]) -> str:
    """One line of the table, its columns under those of the lines before."""
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def exit_code(lines: Sequence[Line]) -> int:
    """1 where a budget is missed."""
    return int(any(line.is_missed for line in lines))


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or float(number).is_integer() else f"{number:.2f}"
