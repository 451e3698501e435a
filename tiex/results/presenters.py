"""A result: what the answers add up to, where the widest gaps are and what comes next in each cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from tiex.assessments.presenters import Answers, Place, WheelView, cell_url, place_of, present_legend, url_of
from tiex.assessments.queries import OpenResponse, Standing
from tiex.charts.bars_of_tallies import bars_of
from tiex.charts.wheel_of_answers import wheel_of
from tiex.content.barber import load_barber
from tiex.domain import scoring
from tiex.domain.answers import Answer, Note
from tiex.domain.barber import Pillar
from tiex.domain.edition import DONT_KNOW, NOT_APPLICABLE, Cell, Characteristic, Edition, Statement
from tiex.domain.scoring import Gap, Tally
from tiex.domain.wording import in_sentence
from tiex.papers.words import WORDS, Words
from tiex.suggestions.presenters import SuggestedView
from tiex.web.filters import listed

WIDEST = 5
RATIONALE = "rationale"
Link = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One score with its words: where it stands in a chart, it stands in that chart's table."""

    label: str
    tally: Tally
    url: str = ""
    mode_key: str = ""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Rows under a heading that has figures of its own, or under none."""

    rows: tuple[FigureRow, ...]
    heading: FigureRow | None = None


@dataclass(frozen=True, slots=True)
class FiguresTable:
    """`first` is the heading of the first column."""

    caption: str
    first: str
    groups: tuple[FigureGroup, ...]
    has_ambition: bool = True


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart beside its table."""

    chart: Markup
    table: FiguresTable


@dataclass(frozen=True, slots=True)
class Summary:
    """What the whole view adds up to, and what to do where it is not complete."""

    tally: Tally
    with_ambition: int
    sentence: str
    unanswered: int
    continue_url: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """One statement that is to become truer."""

    stage: str
    text: str
    position: str
    ambition: str


@dataclass(frozen=True, slots=True)
class GapView:
    steps: int
    name: str
    url: str
    mode_key: str
    moves: tuple[Move, ...]
    stages: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """The first stage of a cell that is not yet fully true; `text` is empty where there is none left."""

    mode: str
    mode_key: str
    url: str
    stage: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class CellNotes:
    """What was written on one cell: each text with the stages that it is about."""

    name: str
    url: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NotesOfKind:
    key: str
    name: str
    cells: tuple[CellNotes, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """`characteristics` are names with charts, `next_steps` names with cells, `pillar_cells` pillars with words.

    `signoff` says of the council's agreed view how far its sign-off has come.
    """

    title: str
    place: Place
    edition: Edition
    today: date
    summary: Summary
    wheel: WheelView
    cells: FiguresTable
    characteristics: tuple[tuple[str, Markup], ...]
    stages: Charted
    widest: tuple[GapView, ...]
    other_gaps: tuple[GapView, ...]
    next_steps: tuple[tuple[str, tuple[NextStep, ...]], ...]
    cells_done: int
    factors: Charted
    factors_tally: Tally
    pillars: Charted
    pillar_cells: tuple[tuple[str, str], ...]
    notes: tuple[NotesOfKind, ...]
    is_individual: bool = True
    signoff: str = ""
    suggested: SuggestedView | None = None
    words: Words = WORDS

    @property
    def has_notes(self) -> bool:
        return any(kind.cells for kind in self.notes)


@dataclass(frozen=True, slots=True)
class _Reading:
    """An edition with the answers of one response, and where each cell is on the screen."""

    edition: Edition
    answers: Answers
    urls: Mapping[str, str]
    is_individual: bool = True
    link: Link | None = None

    def name(self, cell: Cell) -> str:
        """Managing expenditure, customer focus."""
        characteristic = self.edition.characteristic(cell.characteristic).short_name
        return f"{characteristic}, {in_sentence(self.edition.mode(cell.mode).name)}"

    def cells_of(self, characteristic: Characteristic) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.edition.cells if cell.characteristic == characteristic.key)

    def stage(self, statement: Statement) -> str:
        return self.edition.stage(statement.stage).name

    def label(self, level: str) -> str:
        return in_sentence(self.edition.scale.level(level).label)


def present_result(
    response: OpenResponse,
    answers: Answers,
    notes: Sequence[Note],
    *,
    standing: Standing,
    today: date,
    signoff: str = "",
    suggested: SuggestedView | None = None,
    link: Link | None = None,
) -> ResultView:
    """The whole page, for screen and paper; `link` says where cells and statements are read, if not in the response."""
    edition = response.edition.limited_to(scoring.reach(response.edition, response.limit, answers, notes))
    reading = _Reading(edition, answers, _urls(response, link), response.is_individual, link)
    groups = tuple(_characteristic_group(reading, characteristic) for characteristic in edition.characteristics)
    found = [_present_gap(reading, gap) for gap in scoring.gaps(edition, answers)]
    next_steps = tuple((c.short_name, _next_steps(reading, c)) for c in edition.characteristics)
    factors = _factors(reading)
    return ResultView(
        title="Result of your individual view" if response.is_individual else "The council’s agreed view",
        place=place_of(response, standing),
        edition=edition,
        today=today,
        summary=_summary(response, answers),
        wheel=_wheel(response, reading),
        cells=FiguresTable("The figures of the wheel and of the bars", "Cell", groups),
        characteristics=_characteristic_bars(edition, groups),
        stages=_stages(reading),
        widest=tuple(found[:WIDEST]),
        other_gaps=tuple(found[WIDEST:]),
        next_steps=next_steps,
        cells_done=sum(1 for _, steps in next_steps for step in steps if not step.text),
        factors=_charted("bars-factors", "Critical success factors", "Success factor", factors, has_ambition=False),
        factors_tally=sum((row.tally for row in factors), Tally()),
        pillars=_pillars(reading),
        pillar_cells=tuple((pillar.name, _cells_of_pillar(edition, pillar)) for pillar in load_barber().pillars),
        notes=_notes(reading, notes),
        is_individual=response.is_individual,
        signoff=signoff,
        suggested=suggested,
    )


def _urls(response: OpenResponse, link: Link | None) -> Mapping[str, str]:
    return {cell.id: link(cell.id) if link else cell_url(response, cell.id) for cell in response.edition.cells}


def _summary(response: OpenResponse, answers: Answers) -> Summary:
    tally = scoring.tally_edition(response.edition, answers, response.limit)
    return Summary(
        tally,
        with_ambition=tally.ambition_possible // response.edition.scale.max_weight,
        sentence=_counted(tally),
        unanswered=tally.total - tally.answered,
        continue_url=None if tally.is_complete else url_of(response, "continue"),
    )


def _counted(tally: Tally) -> str:
    """What the score counts and what is left out, in one sentence."""
    parts = [
        (tally.total - tally.answered, "not answered", "not answered"),
        (tally.not_applicable, "that does not apply", "that do not apply"),
        (tally.dont_know, "that you don’t know", "that you don’t know"),
    ]
    left_out = [f"{number} {one if number == 1 else many}" for number, one, many in parts if number]
    if not left_out:
        return f"The score counts all {tally.total} statements."
    counted = f"{tally.scored} of {tally.total} statements" if tally.scored else "no statement"
    return f"The score counts {counted}; left out: {listed(left_out)}."


def _wheel(response: OpenResponse, reading: _Reading) -> WheelView:
    edition = response.edition
    chart = wheel_of(
        edition,
        reading.answers,
        lambda cell: reading.urls[cell.id],
        title="Where we are and where we want to be, statement by statement",
        size="result",
        limit=response.limit,
    )
    sectors = tuple(characteristic.chart_label for characteristic in edition.characteristics)
    return WheelView(chart.render(), (), sectors, present_legend(edition, is_individual=reading.is_individual))


def _characteristic_group(reading: _Reading, characteristic: Characteristic) -> FigureGroup:
    """A characteristic with its three cells."""
    edition, rows = reading.edition, []
    for cell in reading.cells_of(characteristic):
        tally = scoring.tally_cell(edition, cell, reading.answers)
        rows.append(FigureRow(edition.mode(cell.mode).name, tally, reading.urls[cell.id], cell.mode))
    return FigureGroup(tuple(rows), FigureRow(characteristic.short_name, sum((row.tally for row in rows), Tally())))


def _characteristic_bars(edition: Edition, groups: Iterable[FigureGroup]) -> tuple[tuple[str, Markup], ...]:
    return tuple(
        (c.short_name, _bars(f"bars-{c.key}", f"{c.name} by change mode", group.rows))
        for c, group in zip(edition.characteristics, groups, strict=True)
    )


def _bars(chart_id: str, title: str, rows: Iterable[FigureRow]) -> Markup:
    return bars_of(chart_id, title, ((row.label, row.tally, row.mode_key) for row in rows)).render()


def _charted(chart_id: str, title: str, first: str, rows: Iterable[FigureRow], *, has_ambition: bool = True) -> Charted:
    rows = tuple(rows)
    return Charted(_bars(chart_id, title, rows), FiguresTable(title, first, (FigureGroup(rows),), has_ambition))


def _stages(reading: _Reading) -> Charted:
    edition, answers = reading.edition, reading.answers
    rows = (FigureRow(stage.name, scoring.tally_stage(edition, stage.key, answers)) for stage in edition.stages)
    return _charted("bars-stages", "Position and ambition by stage", "Stage", rows)


def _factors(reading: _Reading) -> tuple[FigureRow, ...]:
    edition, answers = reading.edition, reading.answers
    factors = edition.factor_sheet.factors
    return tuple(FigureRow(factor.name, scoring.tally_factor(edition, factor.key, answers)) for factor in factors)


def _pillars(reading: _Reading) -> Charted:
    edition, answers = reading.edition, reading.answers
    pillars = load_barber().pillars
    rows = (FigureRow(pillar.name, scoring.tally_pillar(edition, pillar.key, answers)) for pillar in pillars)
    asked = (row for row in rows if row.tally.total)
    return _charted("bars-pillars", "Position and ambition by pillar", "Pillar", asked)


def _cells_of_pillar(edition: Edition, pillar: Pillar) -> str:
    """Role of the authority (service focus, community focus); Managing expenditure (community focus)."""
    modes: dict[str, list[str]] = {}
    for cell in edition.cells:
        if pillar.key in cell.barber_pillars:
            modes.setdefault(cell.characteristic, []).append(in_sentence(edition.mode(cell.mode).name))
    return "; ".join(f"{edition.characteristic(key).short_name} ({', '.join(names)})" for key, names in modes.items())


def _present_gap(reading: _Reading, gap: Gap) -> GapView:
    moves = tuple(
        Move(reading.stage(s), s.text, reading.label(answer.position or ""), reading.label(answer.ambition or ""))
        for s, answer in ((s, reading.answers[s.id]) for s in gap.statements)
    )
    name, url, stages = reading.name(gap.cell), reading.urls[gap.cell.id], listed([move.stage for move in moves])
    return GapView(gap.steps, name, url, gap.cell.mode, moves, stages)


def _next_steps(reading: _Reading, characteristic: Characteristic) -> tuple[NextStep, ...]:
    return tuple(_next_step(reading, cell) for cell in reading.cells_of(characteristic))


def _next_step(reading: _Reading, cell: Cell) -> NextStep:
    mode, url = reading.edition.mode(cell.mode), reading.urls[cell.id]
    statement = scoring.next_step(reading.edition, cell, reading.answers)
    if statement is None:
        return NextStep(mode.name, mode.key, url, "Done", "", _done(reading, cell))
    state = _state(reading, reading.answers.get(statement.id))
    place = reading.link(statement.id) if reading.link else f"{url}#statement-{statement.id}"
    return NextStep(mode.name, mode.key, place, reading.stage(statement), statement.text, state)


def _done(reading: _Reading, cell: Cell) -> str:
    applying = [s for s in cell.statements if reading.answers[s.id].position != NOT_APPLICABLE]
    if not applying:
        return "None of its statements applies."
    if len(applying) < len(cell.statements):
        return "Every statement that applies is fully true."
    return "Every statement is fully true."


def _state(reading: _Reading, answer: Answer | None) -> str:
    """Where the statement stands now and where it is meant to go."""
    if answer is None or answer.position is None:
        now = "Not answered"
    elif answer.position == DONT_KNOW:
        now = "You don’t know"
    else:
        now = f"{reading.edition.scale.level(answer.position).label} now"
    if answer is None or answer.ambition is None:
        return f"{now}."
    if answer.ambition == answer.position:
        return f"{now}, and {'your' if reading.is_individual else 'the'} ambition is to stay there."
    return f"{now}, ambition {reading.label(answer.ambition)}."


def _notes(reading: _Reading, notes: Sequence[Note]) -> tuple[NotesOfKind, ...]:
    """By kind, then by cell; why a statement does not apply stands among the rationales."""
    written: dict[tuple[str, str], list[Note]] = {}
    for note in filter(lambda each: each.text, notes):
        written.setdefault((note.kind, note.cell_id), []).append(note)
    kinds = reading.edition.note_kinds
    return tuple(NotesOfKind(kind.key, kind.name, tuple(_cell_notes(reading, written, kind.key))) for kind in kinds)


def _cell_notes(reading: _Reading, written: Mapping[tuple[str, str], Sequence[Note]], kind: str) -> Iterable[CellNotes]:
    for cell in reading.edition.cells:
        texts = [
            (_about([reading.stage(s) for s in cell.statements if s.id in note.statement_ids]), note.text)
            for note in written.get((kind, cell.id), ())
        ]
        if kind == RATIONALE:
            texts += _inapplicable(reading, cell)
        if texts:
            yield CellNotes(reading.name(cell), reading.urls[cell.id], tuple(texts))


def _inapplicable(reading: _Reading, cell: Cell) -> Iterable[tuple[str, str]]:
    for statement in cell.statements:
        answer = reading.answers.get(statement.id)
        if answer is not None and answer.position == NOT_APPLICABLE:
            yield f"{reading.stage(statement)} does not apply:", answer.rationale


def _about(stages: Sequence[str]) -> str:
    return f"About {listed(stages)}:" if stages else ""
