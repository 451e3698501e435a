"""Lines of the table: what was measured, its budget, the result and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("what", "budget", "result", "verdict")
WIDTHS = (74, 16, 16, 7)


@dataclass(frozen=True, slots=True)
class Line:
    """`budget` is the most that is allowed, `least` the least; without either the line only informs.

    Without a result it says why there is none.
    """

    what: str
    result: float | None = None
    unit: str = ""
    budget: float | None = None
    least: float | None = None

    @property
    def is_missed(self) -> bool:
        if self.result is None:
            return False
        is_too_much = self.budget is not None and self.result > self.budget
        return is_too_much or (self.least is not None and self.result < self.least)

    @property
    def verdict(self) -> str:
        if self.budget is None and self.least is None:
            return ""
        return "MISSED" if self.is_missed else "met"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        sign, bound = ("≥", self.least) if self.budget is None else ("≤", self.budget)
        budget = "" if bound is None else f"{sign} {self._with_unit(bound)}"
        return self.what, budget, "" if self.result is None else self._with_unit(self.result), self.verdict

    def _with_unit(self, number: float) -> str:
        return f"{_figure(number)} {self.unit}".rstrip()


def row(cells: Sequence[str]) -> str:
    """One line of the table, its columns under those of the lines before."""
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def exit_code(lines: Sequence[Line]) -> int:
    """1 where a budget is missed."""
    return int(any(line.is_missed for line in lines))


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or float(number).is_integer() else f"{number:.2f}"
