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
from tiex.uses.presenters import AsideView
from tiex.web.forms import Tick, TickGroup

HERE = "/components"


@dataclass(frozen=True, slots=True)
class ResourceList:
    """What lists of resources and the search are made of."""

    kinds: tuple[Way, ...]
    rows: tuple[EntryRow, ...]
    hits: tuple[HitRow, ...]
    values: tuple[FacetValue, ...]
    asides: tuple[AsideView, ...]
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
    tick_groups: tuple[TickGroup, ...]


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
        tick_groups=_tick_groups(),
    )


def _resource_list() -> ResourceList:
    about = "Case study, Nowhere Borough Council, 2026"
    summary = "Crews see which bins are full before they set out, so that lorries drive less."
    rows = (
        EntryRow("Bins that say when they are full", HERE, about, summary, "In common: Waste, Do"),
        EntryRow("A guide without a summary", HERE, "Methodology, The Council of Nowhere", "", ""),
    )
    values = (
        FacetValue("type-case-study", "case-study", "Case studies", 1_204, True),
        FacetValue("type-report", "report", "Reports", 17, False),
        FacetValue("type-tool", "tool", "Tools", 0, True),
    )
    ways = (Way("Everything (1,221)", HERE, is_here=True), Way("Reports (17)", HERE))
    return ResourceList(ways, rows, _hits(), values, _asides(), "Page 2 of 61", before=HERE, after=HERE)


def _hits() -> tuple[HitRow, ...]:
    """Found by words in the title and in the middle of the text; found by what was chosen alone."""
    title = Part("Full "), Part("bins", is_hit=True)
    text = Part("Crews see which "), Part("bins", is_hit=True), Part(" are full before they set out")
    whole = (Part("What it costs to look after sensors in their third year."),)
    about, in_file = "Case study, Nowhere Borough Council, 2026", InFileLine("report.pdf, page 7", HERE, text)
    return (
        HitRow(title, HERE, about, text, is_cut_before=True, is_cut_after=True, in_file=in_file),
        HitRow(
            (Part("Sensors and their batteries"),), HERE, "Report, 2025", whole, is_cut_before=False, is_cut_after=False
        ),
    )


def _asides() -> tuple[AsideView, ...]:
    """Suggested, said not to be for the council, and the same for somebody who only reads."""
    said = "Not for your council, said Nobody Moor on 23 November 2026"
    return (
        AsideView("aside-suggested", False, HERE, "", "Full bins"),
        AsideView("aside-aside", True, HERE, said, "Full bins"),
        AsideView("aside-read", True, "", said, "Full bins"),
    )


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


def _tick_groups() -> tuple[TickGroup, ...]:
    """Some ticked; none, where one must be."""
    some = (Tick("plan", "plan", "Plan", True), Tick("plan-2", "do", "Do", False))
    none = (Tick("mode", "service", "Service focus", False), Tick("mode-2", "customer", "Customer focus", False))
    return (
        TickGroup("plan", "plan", "Stages", some, legend_size="s"),
        TickGroup(
            "mode", "mode", "Change modes", none, "s", "What the change is about", "Choose one change mode or more"
        ),
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
