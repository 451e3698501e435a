"""A result as a report that holds all of its page, and the page that offers it in each format."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from tiex.assessments.presenters import Place
from tiex.assessments.queries import OpenResponse
from tiex.charts.wheel_of_answers import wheel_of
from tiex.consensus.queries import OpenConsensus
from tiex.domain.answers import Answer
from tiex.domain.edition import Cell, Edition, Scale
from tiex.domain.scoring import Answers
from tiex.domain.wording import in_sentence
from tiex.papers import report as papers
from tiex.papers.compose import Shape, mark_of
from tiex.papers.formats import Offer, offers_for
from tiex.records.presenters import grouped, labels_of, record_sentence, was_signed_off
from tiex.records.queries import SentRecord
from tiex.results.presenters import Charted, FigureRow, FiguresTable, GapView, ResultView
from tiex.suggestions.presenters import SuggestionRow
from tiex.web.addresses import public_address
from tiex.web.filters import uk_date
from tiex.web.giving import plain_name


@dataclass(frozen=True, slots=True)
class Standing:
    """What a report says of whose result it is: somebody’s own view, what the council agreed, or a record of it."""

    title: str
    sentence: str
    version: papers.Version | None = None


@dataclass(frozen=True, slots=True)
class OfferView:
    """`name` says which file it is also in a list of links that is read by itself."""

    name: str
    about: str
    url: str
    size: str


@dataclass(frozen=True, slots=True)
class OfferGroup:
    id: str
    name: str
    about: str
    offers: tuple[OfferView, ...]


@dataclass(frozen=True, slots=True)
class TakeAwayView:
    """`crumbs` lead back, `mark` says what the files must not be taken for, `problem` why one could not be made."""

    title: str
    place: Place
    subject: str
    standing: str
    mark: str
    crumbs: tuple[tuple[str, str], ...]
    groups: tuple[OfferGroup, ...]
    schema_url: str
    problem: str = ""


_SHAPES: Mapping[Shape | None, tuple[str, str]] = {
    Shape.FULL: (
        "Full report",
        "Everything on the page of the result, with every statement, its answer and the notes. Some 12 pages, more "
        "with long notes.",
    ),
    Shape.SUMMARY: ("Summary", "The wheel, the figures, the widest gaps and the success factors. A few pages."),
    Shape.COMMITTEE: (
        "Committee paper",
        "For cabinet or another committee: recommendations to decide on, what the council found, next steps, and the "
        "headings for implications that only you can fill in. Choose Word to go on writing.",
    ),
    None: ("The data", "Every figure, answer and note, to work on in a spreadsheet or a program of your own."),
}
# What of a council's own words each holds, and so where it may go; one person's view has no minority views.
_HOLDS: Mapping[Shape | None, str] = {
    Shape.FULL: "With all notes, reasons and minority views: for the council’s own use.",
    Shape.SUMMARY: "Without notes, reasons and minority views.",
    Shape.COMMITTEE: (
        "Without minority views, which stay in the council. With all notes and reasons: read them before the paper is "
        "made public."
    ),
    None: "With all notes, reasons and minority views: for the council’s own use.",
}
_FORMATS = {
    "pdf": "to read, print and send",
    "docx": "to go on writing",
    "xlsx": "a sheet for each theme, with charts",
    "csv": "one long table, a value in each line",
    "json": "for programs",
}


def present_take_away(
    frame: papers.Frame,
    place: Place,
    crumbs: Sequence[tuple[str, str]],
    url_of_file: Callable[[str], str],
    problem: str = "",
) -> TakeAwayView:
    offers = offers_for(frame)
    shapes = dict.fromkeys(offer.shape for offer in offers)
    return TakeAwayView(
        title="Take it away",
        place=place,
        subject=frame.title,
        standing=f"{frame.about} {frame.standing}",
        mark=mark_of(frame),
        crumbs=tuple(crumbs),
        groups=tuple(
            OfferGroup(
                f"take-{shape or 'data'}",
                _SHAPES[shape][0],
                _about(shape, frame),
                tuple(_offer(offer, url_of_file) for offer in offers if offer.shape is shape),
            )
            for shape in shapes
        ),
        schema_url=url_for("reports.schema"),
        problem=problem,
    )


def _about(shape: Shape | None, frame: papers.Frame) -> str:
    about = _SHAPES[shape][1]
    return about if frame.is_individual else f"{about} {_HOLDS[shape]}"


def _offer(offer: Offer, url_of_file: Callable[[str], str]) -> OfferView:
    kind, (name, _) = offer.format, _SHAPES[offer.shape]
    most = f"{kind.most} kB" if kind.most < 1000 else f"{kind.most // 1000} MB"
    about = _FORMATS[kind.key]
    return OfferView(f"{name} as {kind.label}", about, url_of_file(offer.name), f"usually less than {most}")


def file_name(frame: papers.Frame, offer: Offer) -> str:
    """fernmoor-borough-council-2026-27-committee-draft.docx, in letters that every system takes."""
    whose = "individual-view" if frame.is_individual else "self-assessment"
    version = f"version-{frame.version.number}" if frame.version else ""
    is_draft = not (frame.is_individual or frame.is_signed_off or frame.was_reopened)
    words = (frame.council, frame.edition_key, whose, offer.shape or "data", version, "draft" if is_draft else "")
    return f"{plain_name(*words)}.{offer.format.key}"


def report_of(view: ResultView, response: OpenResponse, answers: Answers, standing: Standing) -> papers.Report:
    """Everything on the page of this result, and each answer behind it."""
    edition = view.edition
    return papers.Report(
        frame=frame_of(response, edition, view.place, view.today, standing),
        overall=papers.Overall(view.summary.tally, view.summary.with_ambition, view.summary.sentence),
        wheel=_wheel(response, answers, edition),
        signs=tuple(papers.Sign(str(entry.swatch), entry.label) for entry in view.wheel.legend),
        cells=_table(view.cells),
        characteristics=tuple(
            (name, papers.Chart(str(svg), f"{name} by change mode", papers.IN_TABLE))
            for name, svg in view.characteristics
        ),
        stages=_charted(view.stages),
        gaps=tuple(_gap(gap) for gap in (*view.widest, *view.other_gaps)),
        suggestions=tuple(_suggestion(row) for row in view.suggested.rows) if view.suggested else (),
        next_steps=tuple(
            (name, tuple(papers.Step(step.mode, step.stage, step.text, step.state) for step in steps))
            for name, steps in view.next_steps
        ),
        cells_done=view.cells_done,
        factors_introduction=edition.factor_sheet.introduction,
        factors=_charted(view.factors),
        factors_tally=view.factors_tally,
        pillars=_charted(view.pillars),
        pillar_cells=view.pillar_cells,
        notes=tuple(
            papers.NotesOfKind(kind.name, tuple(papers.CellNotes(cell.name, cell.texts) for cell in kind.cells))
            for kind in view.notes
        ),
        statements=tuple(_cell_answers(edition, cell, answers, _missing(view)) for cell in edition.cells),
        key_statements=tuple(_factor_answers(edition, answers, _missing(view))),
    )


def standing_of_own(name: str, *, is_released: bool) -> Standing:
    whose = "released to those who run the council’s self-assessment" if is_released else "private to its author"
    sentence = f"One person’s view, not the council’s agreed result. Individual view of {name}, {whose}."
    return Standing("Result of an individual view", sentence)


def standing_of_agreed(consensus: OpenConsensus, sentence: str) -> Standing:
    """While it is with the signatories or signed off it is a version that was sent; else it is a draft."""
    state = consensus.state
    is_signed_off = state.is_signed_off
    sent = papers.Version(state.number, grouped(state.fingerprint), is_signed_off, is_signed_off)
    return Standing("The council’s agreed view", sentence, sent if state.is_sent else None)


def standing_of_record(consensus: OpenConsensus, record: SentRecord) -> Standing:
    state = consensus.state
    is_in_force = state.is_signed_off and state.fingerprint == record.fingerprint
    was = was_signed_off(consensus, record)
    version = papers.Version(record.number, grouped(record.fingerprint), is_in_force, was, record.is_intact)
    return Standing("The council’s agreed view", record_sentence(consensus, record), version)


def frame_of(response: OpenResponse, edition: Edition, place: Place, today: date, standing: Standing) -> papers.Frame:
    """`edition` holds what the result is about: less than its whole where somebody was asked about less."""
    ends = f"{'open for answers until' if place.is_open else 'closed on'} {uk_date(edition.ends_on)}."
    return papers.Frame(
        title=standing.title,
        council=place.council,
        council_code=place.council_code,
        is_invented=place.is_invented,
        edition=place.edition,
        edition_key=edition.key,
        about=f"{place.edition}, {ends}",
        standing=standing.sentence,
        made_on=today,
        is_individual=response.is_individual,
        version=standing.version,
        method=tuple(_method(edition)),
    )


def _method(edition: Edition) -> Iterable[str]:
    """How a score comes about, in the words of the scales."""
    yield (
        f"A score adds up what the answers weigh ({_weights(edition.scale)}) and divides it by the most that they "
        "could have given. Statements without an answer, those that do not apply and those that somebody does not know "
        "are left out, never counted as nothing: so each score stands with how many of its statements were answered."
    )
    if edition.factor_sheet.factors:
        yield (
            "The critical success factors have a scale of their own "
            f"({_weights(edition.factor_sheet.scale)}). They are scored apart and never mixed in."
        )


def _weights(scale: Scale) -> str:
    """Not yet true 0, partly true 1, fully true 2."""
    first, *others = (f"{level.label} {level.weight}" for level in sorted(scale.levels, key=lambda one: one.weight))
    return ", ".join((first, *map(in_sentence, others)))


def _wheel(response: OpenResponse, answers: Answers, edition: Edition) -> papers.Chart:
    """As it is on the page, without the links that paper cannot follow."""
    title = "Where we are and where we want to be, statement by statement"
    wheel = wheel_of(edition, answers, lambda _cell: "", title=title, size="print", limit=response.limit)
    return papers.Chart(str(wheel.render()), title, wheel.description)


def _table(table: FiguresTable) -> papers.ScoreTable:
    groups = (
        papers.ScoreGroup(tuple(map(_score, group.rows)), _score(group.heading) if group.heading else None)
        for group in table.groups
    )
    return papers.ScoreTable(table.caption, table.first, tuple(groups), table.has_ambition)


def _score(row: FigureRow) -> papers.Score:
    return papers.Score(row.label, row.tally, row.mode_key)


def _charted(part: Charted) -> papers.Charted:
    chart = papers.Chart(str(part.chart), part.table.caption, papers.IN_TABLE)
    return papers.Charted(chart, _table(part.table))


def _gap(gap: GapView) -> papers.Gap:
    moves = tuple(papers.Move(move.stage, move.text, move.position, move.ambition) for move in gap.moves)
    return papers.Gap(gap.steps, gap.name, moves, gap.stages)


def _suggestion(row: SuggestionRow) -> papers.Suggestion:
    """With an address that also leads there from paper."""
    return papers.Suggestion(row.title, public_address(row.url), row.about, row.why)


def _missing(view: ResultView) -> str:
    return "Not answered" if view.is_individual else "Nothing agreed yet"


def _cell_answers(edition: Edition, cell: Cell, answers: Answers, missing: str) -> papers.AnswerGroup:
    labels = labels_of(edition.scale)
    lines = (
        _answer_line(s.id, edition.stage(s.stage).name, s.text, answers.get(s.id), labels, missing)
        for s in cell.statements
    )
    return papers.AnswerGroup(edition.name_of(cell), tuple(lines))


def _factor_answers(edition: Edition, answers: Answers, missing: str) -> Iterable[papers.AnswerGroup]:
    labels = labels_of(edition.factor_sheet.scale)
    for factor in edition.factor_sheet.factors:
        lines = (_answer_line(s.id, "", s.text, answers.get(s.id), labels, missing) for s in factor.statements)
        yield papers.AnswerGroup(factor.name, tuple(lines))


def _answer_line(
    key: str, stage: str, text: str, answer: Answer | None, labels: Mapping[str, str], missing: str
) -> papers.AnswerLine:
    given = answer or Answer(key)
    position, ambition = labels.get(given.position or "", missing), labels.get(given.ambition or "", "")
    return papers.AnswerLine(key, stage, text, position, ambition, given.rationale, given.minority_view)
