"""A cell as its page shows it: statements, notes, and each part that a save changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from flask import url_for

from tiex.assessments.presenters import (
    Answers,
    CellFigures,
    Place,
    Progress,
    WheelView,
    cell_url,
    place_of,
    present_figures,
    present_progress,
    present_wheel,
    url_of,
)
from tiex.assessments.queries import OpenResponse, Standing
from tiex.charts.wheel import render_figures, render_segment
from tiex.charts.wheel_of_answers import figures_of, segment_of
from tiex.content.glossary import Segment, link_terms, load_glossary
from tiex.domain.answers import NOTE_LIMIT, RATIONALE_LIMIT, Answer, Note
from tiex.domain.edition import NOT_APPLICABLE, Cell, Edition, Statement
from tiex.domain.errors import AnswerChangedMeanwhile, NoteChangedMeanwhile
from tiex.domain.scoring import steps_to_ambition, tally_edition
from tiex.web.forms import new_tab
from tiex.web.respond import MORPH, Part

# The wheel grows in the first frame after an answer; the words and figures around it come in the next ones.

# The kind of note that says what worked.
PRACTICE = "notable-practice"


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    help: str
    bars: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SaveState:
    """What stands beside a control about its saving. `theirs` is what was saved elsewhere meanwhile, `voids` the
    version that saving again makes void."""

    id: str
    version: int
    sentence: str = ""
    is_saved: bool = False
    theirs: str | None = None
    reload_url: str = ""
    voids: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class StatementCard:
    id: str
    mode: str
    stage: str
    meaning: str
    text: str
    evidence: tuple[str, ...]
    action: str
    tab: str
    levels: tuple[Choice, ...]
    others: tuple[Choice, ...]
    ambitions: tuple[Choice, ...]
    rationale: str
    rationale_limit: int
    saved: SaveState
    hint: Hint
    is_open: bool
    lacks_reason: bool


@dataclass(frozen=True, slots=True)
class NotePanel:
    """`share_url` is where one's own note of what worked becomes a draft that others may read one day."""

    id: str
    name: str
    prompt: str
    help: str
    action: str
    tab: str
    text: str
    limit: int
    statements: tuple[Choice, ...]
    saved: SaveState
    is_open: bool
    share_url: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the error summary, leading to the control."""

    href: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CellView:
    title: str
    place: Place
    mode: str
    mode_key: str
    characteristic: str
    purpose: tuple[Segment, ...]
    help: tuple[Segment, ...]
    question: str
    position_prompt: str
    ambition_prompt: str
    cards: tuple[StatementCard, ...]
    notes: tuple[NotePanel, ...]
    progress: Progress
    wheel: WheelView
    before: CellFigures | None
    after: CellFigures | None
    suggestions_url: str
    problems: tuple[Problem, ...]
    resources_url: str


@cache
def explained(text: str) -> tuple[Segment, ...]:
    """Fixed text of an edition with the terms of the glossary marked in it."""
    return link_terms(text, load_glossary())


def saved_state(answer: Answer | None, statement_id: str) -> SaveState:
    version = answer.version if answer else 0
    is_saved = answer is not None and not answer.is_empty
    return SaveState(f"saved-{statement_id}", version, "Saved" if is_saved else "", is_saved)


def unsaved_state(typed: Answer, sentence: str) -> SaveState:
    """The choice could not be saved; `sentence` says why and what to do.

    It keeps the version that its author saw, so that a change made elsewhere is still told.
    """
    return SaveState(f"saved-{typed.statement_id}", typed.version, sentence)


def answer_conflict(response: OpenResponse, cell: Cell, saved: Answer) -> SaveState:
    """What was saved elsewhere meanwhile. Saving again, now that this was said, takes the own choice."""
    return SaveState(
        f"saved-{saved.statement_id}",
        saved.version,
        AnswerChangedMeanwhile.sentence,
        theirs=_in_words(response.edition, saved),
        reload_url=f"{cell_url(response, cell.id)}#statement-{saved.statement_id}",
    )


def _in_words(edition: Edition, answer: Answer) -> str:
    labels = {level.key: level.label for level in edition.scale.levels}
    labels |= {other.key: other.label for other in edition.scale.others}
    words = labels.get(answer.position or "", "No answer")
    if answer.ambition:
        words = f"{words}, ambition {labels[answer.ambition].lower()}"
    if answer.rationale:
        words = f"{words}: {answer.rationale}"
    return f"{words} (Minority view: {answer.minority_view})" if answer.minority_view else words


def note_conflict(response: OpenResponse, saved: Note) -> SaveState:
    """As answer_conflict, for a note: the other text is shown, so that neither is lost."""
    return SaveState(
        f"saved-{saved.cell_id}-{saved.kind}",
        saved.version,
        NoteChangedMeanwhile.sentence,
        theirs=saved.text or "No text",
        reload_url=f"{cell_url(response, saved.cell_id)}#note-{saved.kind}",
    )


def hint_for(edition: Edition, answer: Answer | None, statement_id: str) -> Hint:
    """How far ambition lies from position, in words."""
    identity = f"hint-{statement_id}"
    if answer is None or not answer.ambition or answer.position in (None, NOT_APPLICABLE):
        return Hint(identity, "")
    if answer.position not in {level.key for level in edition.scale.levels}:
        return Hint(identity, "")
    steps = steps_to_ambition(edition, answer)
    if steps == 0:
        return Hint(identity, "already there")
    if steps < 0:
        return Hint(identity, "less than now, by choice")
    return Hint(identity, f"▲ {steps} step{'s' if steps > 1 else ''} to go")


def present_card(
    response: OpenResponse,
    statement: Statement,
    answer: Answer | None,
    *,
    tab: str,
    is_open: bool,
    state: SaveState | None = None,
) -> StatementCard:
    edition = response.edition
    cell = edition.cell(statement.cell_id)
    stage = edition.stage(statement.stage)
    shown = answer or Answer(statement.id)
    unanswered = Choice("", "No answer", "", 0, shown.position is None)
    return StatementCard(
        id=statement.id,
        mode=cell.mode,
        stage=stage.name,
        meaning=stage.meaning,
        text=statement.text,
        evidence=statement.evidence,
        action=url_of(response, "answer", statement_id=statement.id),
        tab=tab,
        levels=_levels(edition, shown.position),
        others=(*_others(response, shown.position), unanswered),
        ambitions=_levels(edition, shown.ambition),
        rationale=shown.rationale,
        rationale_limit=RATIONALE_LIMIT,
        saved=state or saved_state(answer, statement.id),
        hint=hint_for(edition, answer, statement.id),
        is_open=is_open,
        lacks_reason=shown.position == NOT_APPLICABLE and not shown.rationale.strip(),
    )


def _levels(edition: Edition, chosen: str | None) -> tuple[Choice, ...]:
    return tuple(Choice(o.key, o.label, o.help, o.bars, o.key == chosen) for o in edition.scale.levels)


def _others(response: OpenResponse, chosen: str | None) -> tuple[Choice, ...]:
    others = response.edition.scale.others
    allowed = [o for o in others if o.key == NOT_APPLICABLE or response.is_individual]
    return tuple(Choice(o.key, o.label, o.help, 0, o.key == chosen) for o in allowed)


def note_state(note: Note | None, cell_id: str, kind: str) -> SaveState:
    is_saved = note is not None and bool(note.text)
    return SaveState(f"saved-{cell_id}-{kind}", note.version if note else 0, "Saved" if is_saved else "", is_saved)


def present_notes(
    response: OpenResponse,
    cell: Cell,
    notes: Sequence[Note],
    *,
    tab: str,
    is_open: bool,
    states: Mapping[str, SaveState] | None = None,
) -> tuple[NotePanel, ...]:
    """The three panels; `states` replaces what is said about the saving of a kind."""
    edition = response.edition
    by_kind = {note.kind: note for note in notes}
    panels = []
    for kind in edition.note_kinds:
        note = by_kind.get(kind.key)
        named = note.statement_ids if note else ()
        panels.append(
            NotePanel(
                id=f"note-{kind.key}",
                name=kind.name,
                prompt=kind.prompt,
                help=kind.help,
                action=url_of(response, "note", cell_id=cell.id, kind=kind.key),
                tab=tab,
                text=note.text if note else "",
                limit=NOTE_LIMIT,
                statements=tuple(
                    Choice(s.id, edition.stage(s.stage).name, "", 0, s.id in named) for s in cell.statements
                ),
                saved=(states or {}).get(kind.key) or note_state(note, cell.id, kind.key),
                is_open=is_open,
                share_url=_share_url(response, cell, kind.key),
            )
        )
    return tuple(panels)


def _share_url(response: OpenResponse, cell: Cell, kind: str) -> str:
    if kind != PRACTICE or not response.is_individual:
        return ""
    return url_for("cells.share_note", response_id=response.id, cell_id=cell.id)


def present_cell(
    response: OpenResponse,
    cell: Cell,
    answers: Answers,
    notes: Sequence[Note],
    *,
    standing: Standing,
    typed: Answer | None = None,
    states: Mapping[str, SaveState] | None = None,
    problems: tuple[Problem, ...] = (),
) -> CellView:
    """The page; `typed` could not be saved and stays in its controls, `states` says why by statement or kind."""
    edition = response.edition
    tab, given = new_tab(), states or {}
    shown = {**answers, typed.statement_id: typed} if typed else answers
    mode, characteristic = edition.mode(cell.mode), edition.characteristic(cell.characteristic)
    before, after = edition.neighbours(cell.id)
    return CellView(
        title=f"{characteristic.short_name}: {mode.name.lower()}",
        place=place_of(response, standing),
        mode=mode.name,
        mode_key=mode.key,
        characteristic=characteristic.short_name,
        purpose=explained(cell.purpose),
        help=explained(characteristic.help),
        question=mode.question,
        position_prompt=edition.wording.position_prompt,
        ambition_prompt=edition.wording.ambition_prompt,
        cards=tuple(
            present_card(response, s, shown.get(s.id), tab=tab, is_open=standing.can_answer, state=given.get(s.id))
            for s in cell.statements
        ),
        notes=present_notes(response, cell, notes, tab=tab, is_open=standing.can_answer, states=given),
        progress=present_progress(response, tally_edition(edition, answers, response.limit)),
        wheel=present_wheel(response, answers, cell.id),
        before=present_figures(response, before, answers) if before else None,
        after=present_figures(response, after, answers) if after else None,
        suggestions_url=url_of(response, "suggestions", cell_id=cell.id),
        problems=problems,
        resources_url=url_for("resources.index", characteristic=characteristic.key, change_mode=mode.key),
    )


def answer_parts(response: OpenResponse, cell: Cell, answers: Answers, answer: Answer) -> list[Part]:
    """Everything that one saved answer changes on the page of its cell; the browser shows the first part first."""
    edition = response.edition
    tally = tally_edition(edition, answers, response.limit)
    segment = segment_of(edition, cell, answers, cell_url(response, cell.id), is_current=True)
    figures = present_figures(response, cell, answers, is_current=True)
    saved = saved_state(answer, answer.statement_id)
    hint = hint_for(edition, answer, answer.statement_id)
    return [
        Part(f"wheel-{cell.id}", None, render_segment(segment)),
        Part(saved.id, "cells/_saved.html", saved),
        Part("wheel-figures", None, render_figures(figures_of(tally))),
        Part(hint.id, "cells/_hint.html", hint),
        Part("progress", "assessments/_progress.html", present_progress(response, tally), swap=MORPH),
        Part(figures.id, "assessments/_figures.html", figures, swap=MORPH),
    ]
