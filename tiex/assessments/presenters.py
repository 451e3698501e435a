"""What pages around a response share: its place, its progress, its wheel with the table; and the overview."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from tiex.assessments.queries import OpenResponse, Standing
from tiex.charts.legend import LEGEND, LegendEntry, mode_swatch
from tiex.charts.wheel_of_answers import wheel_of
from tiex.domain.answers import Answer
from tiex.domain.edition import DONT_KNOW, Cell, Edition
from tiex.domain.scoring import Tally, is_asked, tally_cell, tally_edition, tally_factor

Answers = Mapping[str, Answer]

# Where the parts of somebody's own view stand, and those of the consensus of an assessment.
_OWN = {
    "overview": "assessments.overview",
    "continue": "assessments.continue_answering",
    "cell": "cells.cell",
    "suggestions": "suggestions.of_cell",
    "answer": "cells.save_answer",
    "note": "cells.save_note",
    "factors": "factors.success_factors",
    "key_answer": "factors.save_key_answer",
    "result": "results.result",
}
_AGREED = {
    "overview": "consensus.overview",
    "continue": "consensus.continue_recording",
    "cell": "consensus.cell",
    "suggestions": "consensus.suggestions",
    "answer": "consensus.save_answer",
    "note": "consensus.save_note",
    "factors": "consensus.success_factors",
    "key_answer": "consensus.save_key_answer",
    "result": "consensus.result",
    "comparison": "comparison.comparison",
}


@dataclass(frozen=True, slots=True)
class Progress:
    answered: int
    total: int
    continue_url: str | None
    result_url: str
    is_individual: bool = True


@dataclass(frozen=True, slots=True)
class CellFigures:
    """One row of the table beside the wheel. `is_asked` is false where the person is asked about other cells only."""

    id: str
    characteristic: str
    mode: str
    mode_key: str
    url: str
    tally: Tally
    is_current: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class WheelView:
    markup: Markup
    rows: tuple[CellFigures, ...]
    sectors: tuple[str, ...]
    legend: tuple[LegendEntry, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: whose view, in which edition, and whether answers are accepted. Only the council's agreed
    view is compared with others, so only it has an address for that."""

    overview_url: str
    factors_url: str
    result_url: str
    council_code: str
    council: str
    is_invented: bool
    edition: str
    is_open: bool
    can_answer: bool
    reason_not: str | None
    is_released: bool
    comparison_url: str = ""


@dataclass(frozen=True, slots=True)
class OverviewView:
    """`asked` names the characteristics that somebody is asked about who is not asked about all."""

    title: str
    place: Place
    asked: str
    modes: tuple[str, ...]
    lines: tuple[tuple[str, tuple[CellFigures, ...]], ...]
    factors: tuple[tuple[str, Tally], ...]
    progress: Progress
    wheel: WheelView


def place_of(response: OpenResponse, standing: Standing) -> Place:
    return Place(
        overview_url=url_of(response, "overview"),
        factors_url=url_of(response, "factors"),
        result_url=url_of(response, "result"),
        council_code=response.council_code,
        council=response.council_name,
        is_invented=response.is_invented,
        edition=response.edition.title,
        is_open=standing.is_open,
        can_answer=standing.can_answer,
        reason_not=standing.reason_not,
        is_released=response.is_released,
        comparison_url="" if response.is_individual else url_of(response, "comparison"),
    )


def url_of(response: OpenResponse, part: str, **values: Any) -> str:
    """The address of a part of this response, be it somebody's own view or the consensus."""
    if response.is_individual:
        return url_for(_OWN[part], response_id=response.id, **values)
    return url_for(_AGREED[part], assessment_id=response.assessment_id, **values)


def cell_url(response: OpenResponse, cell_id: str) -> str:
    if response.is_individual:
        return _cell_url(request.script_root, response.id, cell_id)
    return _agreed_cell_url(request.script_root, response.assessment_id, cell_id)


@lru_cache(maxsize=4096)
def _cell_url(_root: str, response_id: int, cell_id: str) -> str:
    """A page names 18 cells twice; `_root` is where the application is mounted, which url_for puts before the path."""
    return url_for(_OWN["cell"], response_id=response_id, cell_id=cell_id)


@lru_cache(maxsize=4096)
def _agreed_cell_url(_root: str, assessment_id: int, cell_id: str) -> str:
    return url_for(_AGREED["cell"], assessment_id=assessment_id, cell_id=cell_id)


def present_progress(response: OpenResponse, tally: Tally) -> Progress:
    return Progress(
        tally.answered,
        tally.total,
        None if tally.is_complete else url_of(response, "continue"),
        url_of(response, "result"),
        response.is_individual,
    )


def present_figures(response: OpenResponse, cell: Cell, answers: Answers, *, is_current: bool = False) -> CellFigures:
    edition, tally = response.edition, tally_cell(response.edition, cell, answers)
    return CellFigures(
        id=f"figures-{cell.id}",
        characteristic=edition.characteristic(cell.characteristic).short_name,
        mode=edition.mode(cell.mode).name,
        mode_key=cell.mode,
        url=cell_url(response, cell.id),
        tally=tally,
        is_current=is_current,
        is_asked=is_asked(cell, response.limit, tally),
    )


def present_legend(edition: Edition, *, is_individual: bool = True) -> tuple[LegendEntry, ...]:
    """The rings, then the signs; nobody agrees on not knowing."""
    rings = (LegendEntry(mode.key, mode.name, mode_swatch(mode.key, ring)) for ring, mode in enumerate(edition.modes))
    return (*rings, *(sign for sign in LEGEND if is_individual or sign.key != DONT_KNOW))


def present_wheel(response: OpenResponse, answers: Answers, current: str | None = None) -> WheelView:
    """The wheel with its table; `current` is the cell on screen."""
    edition = response.edition
    title = "Your emerging assessment" if response.is_individual else "The council’s agreed view so far"
    chart = wheel_of(
        edition, answers, lambda cell: cell_url(response, cell.id), title=title, current=current, limit=response.limit
    )
    rows = tuple(present_figures(response, cell, answers, is_current=cell.id == current) for cell in edition.cells)
    return WheelView(
        chart.render(),
        rows,
        tuple(c.chart_label for c in edition.characteristics),
        present_legend(edition, is_individual=response.is_individual),
        title,
    )


def present_overview(response: OpenResponse, answers: Answers, standing: Standing) -> OverviewView:
    """The grid of 6 × 3 beside the wheel."""
    edition = response.edition
    asked = edition.limited_to(response.limit)
    wheel = present_wheel(response, answers)
    width = len(edition.modes)
    lines = [wheel.rows[start : start + width] for start in range(0, len(wheel.rows), width)]
    return OverviewView(
        title="Your individual view",
        place=place_of(response, standing),
        asked="; ".join(characteristic.short_name for characteristic in asked.characteristics)
        if response.limit
        else "",
        modes=tuple(mode.name for mode in edition.modes),
        lines=tuple((line[0].characteristic, line) for line in lines),
        factors=tuple((f.name, tally_factor(edition, f.key, answers)) for f in asked.factor_sheet.factors),
        progress=present_progress(response, tally_edition(edition, answers, response.limit)),
        wheel=wheel,
    )
