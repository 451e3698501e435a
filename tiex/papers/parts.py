"""The parts that papers share: each says one thing of a report, in blocks."""

from collections.abc import Iterable, Sequence

from tiex.domain.ranking import leading
from tiex.domain.scoring import Tally
from tiex.papers.blocks import (
    Block,
    Column,
    Fingerprint,
    Heading,
    KeyFigures,
    Legend,
    Para,
    Picture,
    Pictures,
    PictureWithTable,
    Points,
    Row,
    Section,
    Table,
)
from tiex.papers.pictures import coloured
from tiex.papers.report import AnswerGroup, AnswerLine, Chart, Charted, Gap, Report, Score, ScoreTable, Step
from tiex.papers.words import WORDS, count

# In points: how wide a chart is drawn, and how large its text is then.
FULL_WIDTH, HALF_WIDTH, NARROW_WIDTH, THIRD_WIDTH = 480, 225, 165, 150
NARROW = 37
TEXT, SMALL_TEXT = 9.0, 7.5
WHEEL_SHARE = 84
GAPS = "Widest gaps between position and ambition"


def percent(figure: int | None, without: str = "no score yet") -> str:
    return without if figure is None else f"{figure}%"


def of(tally: Tally) -> str:
    return f"{tally.answered} of {tally.total}"


def overall(report: Report) -> tuple[Block, ...]:
    """What it adds up to."""
    tally, verb = report.overall.tally, "answered" if report.frame.is_individual else "agreed"
    if not report.has_result:
        return (Para("Nothing is answered yet, so there is no result."),)
    where = ("Where we are", percent(tally.percent), f"{of(tally)} {verb}")
    ambition = f"given for {report.overall.with_ambition} of {tally.total}"
    wanted = ("Where we want to be", percent(tally.ambition_percent, "not given"), ambition)
    return KeyFigures((where, wanted)), Para(" ".join((report.overall.sentence, *widest(report))))


def widest(report: Report) -> tuple[str, ...]:
    return (WORDS.widest_gap(report.gaps),) if report.gaps else ()


def wheel(report: Report, share: int = WHEEL_SHARE) -> tuple[Block, ...]:
    drawn = picture(report.wheel, FULL_WIDTH, TEXT, share=share)
    return drawn, Legend(tuple((coloured(sign.svg, 0, 0), sign.label) for sign in report.signs))


def picture(chart: Chart, width: int, text: float, *, name: str = "", share: int = 100) -> Picture:
    return Picture(coloured(chart.svg, width, text), f"{chart.title}. {chart.words}", name, share)


def by_characteristic(report: Report) -> str:
    return f"The {report.number_of_cells} cells, by characteristic"


def cells(report: Report) -> tuple[Block, ...]:
    charts = tuple(picture(chart, THIRD_WIDTH, SMALL_TEXT, name=name) for name, chart in report.characteristics)
    return Heading(by_characteristic(report)), Para(WORDS.cells), Pictures(charts), score_table(report.cells)


def stages(report: Report) -> tuple[Block, ...]:
    return Heading("By stage"), Para(WORDS.stages), charted(report.stages)


def charted(part: Charted) -> Block:
    return PictureWithTable(picture(part.chart, HALF_WIDTH, TEXT), score_table(part.table))


def beside(chart: Chart, table: Table) -> PictureWithTable:
    """A narrow chart and a table of many columns."""
    return PictureWithTable(picture(chart, NARROW_WIDTH, TEXT), table, NARROW)


def score_table(table: ScoreTable) -> Table:
    figures = ("Position", "Ambition", "Answered") if table.has_ambition else ("Score", "Answered")
    columns = (
        Column(table.first, 8 if table.has_ambition else 12),
        *(Column(heading, 5, is_figure=True) for heading in figures),
    )
    groups = (tuple(_score_rows(group.all, table, group.heading)) for group in table.groups)
    return Table(table.caption, columns, tuple(Section(rows) for rows in groups))


def _score_rows(scores: Sequence[Score], table: ScoreTable, whole: Score | None) -> Iterable[Row]:
    for score in scores:
        figures = [percent(score.tally.percent)]
        if table.has_ambition:
            figures.append(percent(score.tally.ambition_percent, "not given"))
        yield Row((score.label, *figures, of(score.tally)), is_whole=score is whole)


def gaps(report: Report, number: int, *, others: bool = True) -> tuple[Block, ...]:
    """So many of the widest with their statements and those as wide as the last of them, the others by name; without
    `others` only what is as wide is named."""
    heading = Heading(GAPS)
    if not report.gaps:
        return heading, Para(WORDS.no_gap if report.overall.with_ambition else "No ambition has been given yet.")
    found = leading(report.gaps, lambda gap: gap.steps, least=number)
    shown = tuple(block for gap in found.shown for block in _gap(gap))
    rest = report.gaps[len(found.shown) :] if others else found.level
    named = tuple(Para(f"{count(gap.steps, 'step')} in {gap.name}: {gap.stages}") for gap in rest)
    title = count(len(rest), "more gap") + ("" if others else " as wide")
    more = (Heading(title, 2), Points(named)) if rest else ()
    return heading, Para(WORDS.gaps), *shown, *more


def _gap(gap: Gap) -> tuple[Block, ...]:
    moves = (Para(move.text, f"{move.stage}:", f"From {move.position} to {move.ambition}.") for move in gap.moves)
    return Heading(f"{count(gap.steps, 'step')} in {gap.name}", 2), Points(tuple(moves))


def suggestions(report: Report) -> tuple[Block, ...]:
    if not report.suggestions:
        return ()
    items = (Para(f"({one.about}). {one.why}", one.title, url=one.url) for one in report.suggestions)
    return Heading("Resources for the widest gaps"), Para(WORDS.suggested), Points(tuple(items))


def next_steps(report: Report) -> tuple[Block, ...]:
    done, total = report.cells_done, report.number_of_cells
    left = f" {done} of {total} cells {'has' if done == 1 else 'have'} no step left." if done else ""
    columns = (Column("Cell", 4), Column("Next step", 11), Column("Where it stands", 5))
    sections = []
    for name, steps in report.next_steps:
        rows = (
            Row((step.mode, f"{step.stage}: {step.text}" if step.text else step.stage, step.state)) for step in steps
        )
        sections.append(Section(tuple(rows), name))
    table = Table("The next step in each cell, by characteristic", columns, tuple(sections))
    return Heading("The next step in each cell"), Para(f"{WORDS.steps}{left}"), table


def _named(step: Step) -> str:
    return f"{step.stage}: {step.text}" if step.text else step.stage


def factors(report: Report) -> tuple[Block, ...]:
    tally = report.factors_tally
    if not tally.total:
        return ()
    heading = Heading("Critical success factors"), Para(report.factors_introduction)
    if not tally.answered:
        return *heading, Para(f"None of the {tally.total} key statements was answered.")
    answered = f"{of(tally)} key statements answered, on their own four-point scale."
    return *heading, Para(answered), charted(report.factors)


def pillars(report: Report) -> tuple[Block, ...]:
    named = tuple(Para(cells, f"{name}:") for name, cells in report.pillar_cells if cells)
    heading = Heading("Through the four Barber pillars"), Para(WORDS.pillars)
    return *heading, charted(report.pillars), Heading("Which cells belong to each pillar", 2), Points(named)


def notes(report: Report) -> tuple[Block, ...]:
    blocks: list[Block] = [Heading("Your notes" if report.frame.is_individual else "Notes")]
    for kind in report.notes:
        blocks += [Heading(kind.name, 2)] if kind.cells else []
        for cell in kind.cells:
            blocks.append(Heading(cell.name, 3))
            blocks += [Para(text, about) for about, text in cell.texts]
    return tuple(blocks) if len(blocks) > 1 else (*blocks, Para("There are none."))


def statements(report: Report) -> tuple[Block, ...]:
    """Every statement with its answer, and why."""
    return Heading("Every statement and its answer"), *map(_answers, report.statements)


def key_statements(report: Report) -> tuple[Block, ...]:
    """The same of the success factors, where the edition has any."""
    if not report.key_statements:
        return ()
    return Heading("Every key statement of the success factors"), *map(_key_answers, report.key_statements)


def _answers(group: AnswerGroup) -> Table:
    columns = (Column("Stage", 4), Column("Statement", 11), Column("Position", 4), Column("Ambition", 4))
    rows = (Row((one.stage, _with_words(one), one.position, one.ambition)) for one in group.answers)
    return Table(group.name, columns, (Section(tuple(rows)),))


def _key_answers(group: AnswerGroup) -> Table:
    columns = Column("Key statement", 15), Column("Answer", 5)
    return Table(group.name, columns, (Section(tuple(Row((_with_words(a), a.position)) for a in group.answers)),))


def _with_words(answer: AnswerLine) -> str:
    """The statement, then each on a line of its own why it was answered so and what others held."""
    reason = f"Reason: {answer.reason}" if answer.reason else ""
    minority = f"Minority view: {answer.minority_view}" if answer.minority_view else ""
    return "\n".join(part for part in (answer.text, reason, minority) if part)


def method(report: Report) -> tuple[Block, ...]:
    return Heading("How the scores are worked out"), *(Para(sentence) for sentence in report.frame.method)


def version(report: Report) -> tuple[Block, ...]:
    """Which version this is, by which it can be checked."""
    found = report.frame.version
    if found is None:
        return ()
    heading = Heading("Version and fingerprint")
    if not found.is_intact:
        tampered = (
            "This record has been tampered with: its content no longer has the fingerprint below. "
            "Do not rely on it, and tell the exchange."
        )
        return heading, Para(tampered, f"Version {found.number}."), Fingerprint(found.fingerprint)
    meaning = (
        "The fingerprint is made from every word that was agreed. If one word were changed, it would be another. "
        "Anybody who may read this council’s records can check it in the exchange, under “Records”."
    )
    return heading, Para(meaning, f"Version {found.number}."), Fingerprint(found.fingerprint)
