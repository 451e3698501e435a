"""A report as a book of tables of typed values, one for each theme: what spreadsheets are made of."""

from collections.abc import Iterable

from tiex.domain.scoring import Tally
from tiex.papers.book import Book, Measure, Theme, Value, about
from tiex.papers.compose import mark_of
from tiex.papers.report import AnswerGroup, Report, Score, ScoreTable

OF_CELLS = (Measure("Characteristic", width=34), Measure("Change mode", width=20))
SIGNED_OFF = "Signed off"
STAGE, STATEMENT = Measure("Stage", width=13), Measure("Statement", width=80)
NUMBERS = (
    Measure("Position", "%"),
    Measure("Ambition", "%"),
    Measure("Answered", "statements"),
    Measure("Statements", "statements", 13),
    Measure("Does not apply", "statements", 15),
    Measure("Don’t know", "statements"),
)


def book_of(report: Report) -> Book:
    frame, mark = report.frame, mark_of(report.frame)
    return Book(
        title=frame.title,
        council=frame.council,
        council_code=frame.council_code,
        edition=frame.edition,
        edition_key=frame.edition_key,
        mark=mark,
        standing=mark or SIGNED_OFF,
        made_on=frame.made_on,
        themes=_themes_of(report),
    )


def _themes_of(report: Report) -> tuple[Theme, ...]:
    return (
        _about(report),
        Theme("Scores", (*OF_CELLS, *NUMBERS), _scores(report), charted_by=2),
        _scored("Stages", "Stage", report.stages.table),
        _gaps(report),
        _next_steps(report),
        _scored("Success factors", "Success factor", report.factors.table),
        _scored("Pillars", "Pillar", report.pillars.table, dict(report.pillar_cells)),
        _statements("Statements", "Cell", report.statements),
        _statements("Key statements", "Success factor", report.key_statements),
        _notes(report),
        _resources(report),
    )


def _about(report: Report) -> Theme:
    frame, version = report.frame, report.frame.version
    fingerprint = "".join(version.fingerprint) if version else ""
    lines: tuple[tuple[str, Value], ...] = (
        ("Title", frame.title),
        ("Council", frame.council),
        ("Council code", frame.council_code),
        ("Invented for the demonstration", "yes" if frame.is_invented else "no"),
        ("Edition", frame.edition),
        ("About the edition", frame.about),
        ("Standing", frame.standing),
        ("Made on", frame.made_on),
        ("Version", version.number if version else None),
        ("Fingerprint", fingerprint or None),
        ("Fingerprint fits the content", ("yes" if version.is_intact else "no") if version else None),
        ("What the score counts", report.overall.sentence),
        ("Ambition given for", report.overall.with_ambition),
        ("Cells with no step left", report.cells_done),
        ("About the success factors", report.factors_introduction if report.factors_tally.total else None),
        *(("How scores are worked out", sentence) for sentence in frame.method),
    )
    return about(lines)


def _scores(report: Report) -> tuple[tuple[Value, ...], ...]:
    rows: list[tuple[Value, ...]] = [("All characteristics", "All", *_numbers(report.overall.tally))]
    for group in report.cells.groups:
        name = group.heading.label if group.heading else ""
        rows += [
            (name, "All" if score is group.heading else score.label, *_numbers(score.tally)) for score in group.all
        ]
    return tuple(rows)


def _numbers(tally: Tally) -> tuple[Value, ...]:
    counts = (tally.answered, tally.total, tally.not_applicable, tally.dont_know)
    return tally.percent, tally.ambition_percent, *counts


def _scored(name: str, first: str, table: ScoreTable, parts: dict[str, str] | None = None) -> Theme:
    """Scores that belong to no characteristic; `parts` says of each what it is made of."""
    columns = (Measure(first, width=40), Measure("Cells" if parts else "Part", width=60 if parts else 6), *NUMBERS)
    scores: Iterable[Score] = (score for group in table.groups for score in group.all)
    rows = tuple((s.label, (parts or {}).get(s.label, ""), *_numbers(s.tally)) for s in scores)
    return Theme(name, columns, rows, charted_by=1)


def _gaps(report: Report) -> Theme:
    columns = (
        *(Measure("Cell", width=44), STAGE, Measure("Steps in the cell", "steps", 16)),
        *(STATEMENT, Measure("From", width=14), Measure("To", width=14)),
    )
    rows = (
        (gap.name, move.stage, gap.steps, move.text, move.position, move.ambition)
        for gap in report.gaps
        for move in gap.moves
    )
    return Theme("Gaps", columns, tuple(rows))


def _next_steps(report: Report) -> Theme:
    columns = (
        *(*OF_CELLS, STAGE),
        *(Measure("Next step", width=80), Measure("Where it stands", width=44)),
    )
    rows = ((name, s.mode, s.stage, s.text, s.state) for name, steps in report.next_steps for s in steps)
    return Theme("Next steps", columns, tuple(rows))


def _statements(name: str, first: str, groups: tuple[AnswerGroup, ...]) -> Theme:
    columns = (
        *(
            Measure(first, width=44),
            Measure("Stage", width=13),
            Measure("Id", width=28),
            Measure("Statement", width=80),
        ),
        *(Measure("Position", width=16), Measure("Ambition", width=16)),
        *(Measure("Reason", width=50), Measure("Minority view", width=50)),
    )
    rows = (
        (group.name, a.stage, a.id, a.text, a.position, a.ambition, a.reason, a.minority_view)
        for group in groups
        for a in group.answers
    )
    return Theme(name, columns, tuple(rows))


def _notes(report: Report) -> Theme:
    columns = (
        Measure("Cell", width=44),
        Measure("Kind", width=20),
        Measure("About", width=24),
        Measure("Note", width=90),
    )
    rows = (
        (cell.name, kind.name, about, text)
        for kind in report.notes
        for cell in kind.cells
        for about, text in cell.texts
    )
    return Theme("Notes", columns, tuple(rows))


def _resources(report: Report) -> Theme:
    columns = (
        *(Measure("Resource", width=60), Measure("About", width=40)),
        *(Measure("Why", width=70), Measure("Address", width=50)),
    )
    return Theme("Resources", columns, tuple((s.title, s.about, s.why, s.url) for s in report.suggestions))
