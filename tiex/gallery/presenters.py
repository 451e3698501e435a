"""Every component with invented content, in each of its states."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import cycle

from search.results import Part
from tiex.assessments.presenters import CellFigures, Progress, WheelView, present_figures, present_wheel
from tiex.assessments.queries import OpenResponse, Standing
from tiex.cells.presenters import (
    Hint,
    NotePanel,
    Problem,
    SaveState,
    StatementCard,
    present_card,
    present_notes,
)
from tiex.charts.bars import Bar, BarGroup, ScoreBars
from tiex.content.editions import edition_keys, load_edition
from tiex.content.glossary import Segment, link_terms, load_glossary
from tiex.domain.answers import Answer, Note
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE
from tiex.domain.scoring import tally_stage
from tiex.factors.presenters import KeyStatementCard, present_factors
from tiex.hub.presenters import FacetValue, HitRow, InFileLine
from tiex.models import ResponseKind
from tiex.resources.presenters import EntryRow, Way
from tiex.results.presenters import Charted, FigureGroup, FigureRow, FiguresTable

HERE = "/components"


@dataclass(frozen=True, slots=True)
class ResourceList:
    """What lists of resources and the search are made of."""

    kinds: tuple[Way, ...]
    row: EntryRow
    hit: HitRow
    values: tuple[FacetValue, ...]
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class GalleryView:
    title: str
    alert: str
    problems: tuple[Problem, ...]
    cards: tuple[StatementCard, ...]
    notes: tuple[NotePanel, ...]
    key_statement: KeyStatementCard
    states: tuple[SaveState, ...]
    hints: tuple[Hint, ...]
    progress: Progress
    modes: tuple[str, ...]
    lines: tuple[tuple[str, tuple[CellFigures, ...]], ...]
    wheel: WheelView
    charted: Charted
    term: tuple[Segment, ...]
    resource_list: ResourceList


def present_gallery() -> GalleryView:
    response = _invented_response()
    answers = _invented_answers(response)
    cell = response.edition.cells[0]
    cards = tuple(
        replace(present_card(response, s, answers.get(s.id), tab="gallery", is_open=True), action=HERE)
        for s in cell.statements
    )
    notes = present_notes(
        response, cell, [Note(cell.id, "rationale", "Invented.", version=1)], tab="gallery", is_open=True
    )
    figures = tuple(present_figures(response, each, answers) for each in response.edition.cells[:3])
    factors = present_factors(response, answers, standing=Standing(is_open=True))
    return GalleryView(
        title="Components",
        alert="This is what a refusal looks like: nothing on screen is lost.",
        problems=(Problem("#statement-" + cards[0].id, "What is wrong, leading to the control."),),
        cards=cards,
        notes=tuple(replace(panel, action=HERE) for panel in notes),
        key_statement=replace(factors.sections[0].cards[0], action=HERE),
        states=_states(),
        hints=tuple(Hint(f"hint-{n}", text) for n, text in enumerate(("already there", "▲ 1 step to go"))),
        progress=Progress(61, 72, HERE, HERE),
        modes=tuple(mode.name for mode in response.edition.modes),
        lines=((response.edition.characteristics[0].short_name, figures),),
        wheel=present_wheel(response, answers, cell.id),
        charted=_charted(response, answers),
        term=link_terms("A word that the glossary explains, such as customer.", load_glossary()),
        resource_list=_resource_list(),
    )


def _resource_list() -> ResourceList:
    row = EntryRow("An invented resource", HERE, "Case study, Nowhere Council, 2026", "What it says.", "Why it is here")
    text = (Part("A resource about "), Part("bins", is_hit=True))
    cut, in_file = {"is_cut_before": True, "is_cut_after": True}, InFileLine("report.pdf, page 7", HERE, text)
    hit = HitRow(text, HERE, "Report, Nowhere Council, 2026", text, **cut, in_file=in_file)
    values = (
        FacetValue("type-report", "report", "Reports", 1, True),
        FacetValue("type-tool", "tool", "Tools", 0, False),
    )
    ways = (Way("Everything (2)", HERE, is_here=True), Way("Reports (1)", HERE))
    return ResourceList(ways, row, hit, values, "Page 2 of 3", before=HERE, after=HERE)


def _invented_response() -> OpenResponse:
    edition = load_edition(edition_keys()[-1])
    return OpenResponse(0, 0, ResponseKind.INDIVIDUAL, None, "X-NONE", "Nowhere Council", True, edition)


def _invented_answers(response: OpenResponse) -> Mapping[str, Answer]:
    """Every state of an answer in turn."""
    turns = (
        ("not-yet", "fully"),
        ("partly", "fully"),
        ("fully", "fully"),
        (NOT_APPLICABLE, None),
        (DONT_KNOW, "partly"),
        (None, None),
        ("fully", "partly"),
    )
    return {
        statement_id: Answer(statement_id, position, ambition, version=1)
        for statement_id, (position, ambition) in zip(response.edition.statements, cycle(turns), strict=False)
    }


def _states() -> tuple[SaveState, ...]:
    return (
        SaveState("state-saved", 1, "Saved", is_saved=True),
        SaveState("state-problem", 1, "Say why this statement does not apply to your council."),
        SaveState("state-conflict", 2, "It was changed somewhere else.", theirs="Partly true", reload_url=HERE),
    )


def _charted(response: OpenResponse, answers: Mapping[str, Answer]) -> Charted:
    """Bars with each kind of row, beside their table."""
    bars = (
        Bar("Service focus", 67, "67%", ambition=90, note="24 of 24 answered", mode_key="service"),
        Bar("Customer focus", 54, "54%", ambition=40, note="22 of 24 answered", mode_key="customer"),
        Bar("Community focus", None, "no score yet", note="0 of 24 answered", mode_key="community"),
    )
    chart = ScoreBars("gallery-bars", [BarGroup("", bars)], "Bars", "Invented scores.").render()
    rows = tuple(
        FigureRow(stage.name, tally_stage(response.edition, stage.key, answers)) for stage in response.edition.stages
    )
    return Charted(chart, FiguresTable("A table of figures", "Stage", (FigureGroup(rows),)))
