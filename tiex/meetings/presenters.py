"""Agenda, statement, vote, screen and running of a meeting, as their pages show them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from markupsafe import Markup

from tiex.assessments.queries import OpenAssessment
from tiex.cells.presenters import Choice, SaveState
from tiex.charts.bars import BarGroup, ScoreBars
from tiex.charts.distributions import bars_for, strip_of, words_for, words_of
from tiex.domain.edition import Edition
from tiex.domain.spread import (
    MEETING_MINUTES,
    MINUTES_EACH,
    Distribution,
    GroupSplit,
    Standing,
    agenda_order,
    share_minutes,
    standing_of,
    weight_of,
)
from tiex.meetings.queries import MeetingState, PersonNote
from tiex.rounds.presenters import Grounds, cell_name, grounds_of

OTHERS = "Everybody else"
EVERYBODY = "Everybody"


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement and where it belongs."""

    id: str
    cell_id: str
    place: str
    mode_key: str
    stage: str
    text: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """`minutes` is None where no time is suggested, 0 where the meeting is too short for it."""

    statement: StatementView
    url: str
    strip: Markup
    words: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class AgendaView:
    title: str
    grounds: Grounds
    summary: str
    factors_url: str
    meets_on: date | None
    discuss: tuple[AgendaItem, ...]
    near: tuple[AgendaItem, ...]
    agreed: tuple[AgendaItem, ...]
    minutes_typed: str
    minutes_problem: str
    minutes_bounds: tuple[int, int]
    minutes_words: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotesOfKind:
    kind: str
    notes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class StatementPage:
    title: str
    grounds: Grounds
    agenda_url: str
    statement: StatementView
    words: str
    chart: Markup
    columns: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    is_split: bool
    notes: tuple[NotesOfKind, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """What a part that asks again by itself has in common: where it asks, and what it shows already."""

    url: str
    headers: str
    state: str
    statement: StatementView | None
    turn: int
    votes: int
    voters: int
    chart: Markup
    words: str


@dataclass(frozen=True, slots=True)
class VotePart:
    live: Live
    action: str
    id: str
    levels: tuple[Choice, ...]
    others: tuple[Choice, ...]
    saved: SaveState
    own: str


@dataclass(frozen=True, slots=True)
class RunPart:
    live: Live
    assessment_id: int
    cell_id: str
    action: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A page around a part: `grounds` for those who run the meeting, `steps` on the agenda to choose from."""

    title: str
    council_code: str
    council: str
    is_invented: bool
    edition: str
    part: VotePart | RunPart | Live
    grounds: Grounds | None = None
    choices: tuple[tuple[str, str], ...] = ()
    vote_url: str = ""
    screen_url: str = ""
    can_start: bool = False
    problem: str = ""


def mark_of_vote(state: MeetingState) -> str:
    """Changes where there is something else to do: not with each vote of others, so that no choice is disturbed."""
    return f"{state.meeting.turn}-{int(state.is_closed)}"


def mark_of_screen(state: MeetingState) -> str:
    return f"{state.meeting.turn}-{int(state.is_closed)}-{state.votes}"


def show_statement(edition: Edition, statement_id: str) -> StatementView:
    statement = edition.statement(statement_id)
    cell = edition.cell(statement.cell_id)
    return StatementView(
        statement.id,
        cell.id,
        cell_name(edition, cell),
        cell.mode,
        edition.stage(statement.stage).name,
        statement.text,
    )


def present_agenda(
    assessment: OpenAssessment,
    distributions: Mapping[str, Distribution],
    length: int,
    typed: str,
    problem: str,
) -> AgendaView:
    """What to talk about, in order, with the minutes of a meeting of this length shared out."""
    order = agenda_order(distributions)
    by_standing: dict[Standing, list[str]] = {standing: [] for standing in Standing}
    for statement_id in order:
        by_standing[standing_of(distributions[statement_id])].append(statement_id)
    discuss = by_standing[Standing.DISCUSS]
    minutes = share_minutes(length, [weight_of(distributions[statement_id]) for statement_id in discuss])

    def items(ids: Sequence[str], times: Sequence[int | None]) -> tuple[AgendaItem, ...]:
        return tuple(
            _item(assessment, statement_id, distributions[statement_id], time)
            for statement_id, time in zip(ids, times, strict=True)
        )

    near, agreed = by_standing[Standing.NEAR], by_standing[Standing.AGREED]
    nearly = f"on {len(near)} you nearly agree, " if near else ""
    return AgendaView(
        title="Agenda",
        grounds=grounds_of(assessment, "meetings.agenda"),
        summary=f"Discuss these {len(discuss)} of {len(order)}; {nearly}on {len(agreed)} you already agree.",
        factors_url=url_for("consensus.success_factors", assessment_id=assessment.id),
        meets_on=assessment.meets_on,
        discuss=items(discuss, minutes),
        near=items(near, [None] * len(near)),
        agreed=items(agreed, [None] * len(agreed)),
        minutes_typed=typed,
        minutes_problem=problem,
        minutes_bounds=(MEETING_MINUTES[0], MEETING_MINUTES[-1]),
        minutes_words=_minutes_words(length, minutes),
    )


def _minutes_words(length: int, minutes: Sequence[int]) -> str:
    """What the suggestion leaves over or leaves out."""
    left, out = length - sum(minutes), minutes.count(0)
    if out:
        return (
            f"There is time for the first {len(minutes) - out} of them, with {MINUTES_EACH[0]} minutes or more for "
            f"each. Plan a longer meeting, or a second one, for the other {out}."
        )
    if left and minutes:
        return f"That leaves {left} minutes for the statements on which you nearly agree, and for closing."
    return ""


def _item(assessment: OpenAssessment, statement_id: str, distribution: Distribution, minutes: int | None) -> AgendaItem:
    edition = assessment.edition
    return AgendaItem(
        show_statement(edition, statement_id),
        url_for("meetings.statement", assessment_id=assessment.id, statement_id=statement_id),
        strip_of(edition, distribution),
        words_for(edition, distribution),
        minutes,
    )


def present_statement(
    assessment: OpenAssessment,
    statement_id: str,
    distribution: Distribution,
    split: Sequence[GroupSplit],
    notes: Sequence[PersonNote],
) -> StatementPage:
    edition = assessment.edition
    parts = [(EVERYBODY, distribution)]
    parts += [(part.group.label if part.group else OTHERS, part.distribution) for part in split]
    answers = [(choice.key, choice.label) for choice in edition.scale.answers]
    groups = [BarGroup(name if split else "", bars_for(edition, part)) for name, part in parts]
    statement = show_statement(edition, statement_id)
    words = words_for(edition, distribution)
    return StatementPage(
        title=f"{statement.place}: {statement.stage.lower()}",
        grounds=grounds_of(assessment, ""),
        agenda_url=url_for("meetings.agenda", assessment_id=assessment.id),
        statement=statement,
        words=words,
        chart=ScoreBars("answers", groups, f"Answers: {statement.text}", words).render(),
        columns=tuple(label for _, label in answers),
        rows=tuple(GroupRow(name, tuple(part.counts.get(key, 0) for key, _ in answers)) for name, part in parts),
        is_split=bool(split),
        notes=_notes(edition, notes),
    )


def _notes(edition: Edition, notes: Sequence[PersonNote]) -> tuple[NotesOfKind, ...]:
    """Kind by kind, each person's beside the others'."""
    found = []
    for kind in edition.note_kinds:
        own = tuple((note.author, _about(edition, note), note.text) for note in notes if note.kind == kind.key)
        if own:
            found.append(NotesOfKind(kind.name, own))
    return tuple(found)


def _about(edition: Edition, note: PersonNote) -> str:
    stages = [edition.stage(edition.statement(key).stage).name for key in note.statement_ids]
    return ", ".join(stages)


def present_live(
    assessment: OpenAssessment, state: MeetingState, mark: str, url: str, votes: Distribution | None
) -> Live:
    """`votes` are given once they are shown, or to say how many there are; a chart is made of them once shown."""
    meeting, edition = state.meeting, assessment.edition
    is_shown = votes is not None and meeting.is_running and meeting.is_revealed
    statement = show_statement(edition, meeting.statement_id) if meeting.is_running else None
    chart, words = Markup(), ""
    if is_shown and votes is not None and statement is not None:
        words = words_for(edition, Distribution(votes.counts, votes.levels, votes.answered))
        bars = BarGroup("", bars_for(edition, votes))
        chart = ScoreBars("votes", [bars], f"Votes: {statement.text}", words).render()
    return Live(
        url=url,
        headers=json.dumps({"If-None-Match": f'"{mark}"'}),
        state=_state(state),
        statement=statement,
        turn=meeting.turn,
        votes=state.votes or 0,
        voters=votes.asked if votes else 0,
        chart=chart,
        words=words,
    )


def _state(state: MeetingState) -> str:
    if state.meeting.is_running:
        return "shown" if state.meeting.is_revealed else "voting"
    return "ended" if state.has_ended else "waiting"


def present_vote(assessment: OpenAssessment, state: MeetingState, votes: Distribution | None) -> MeetingPage:
    edition, url = assessment.edition, url_for("meetings.vote", assessment_id=assessment.id)
    own = words_of(edition).get(state.own_vote or "", "")
    part = VotePart(
        live=present_live(assessment, state, mark_of_vote(state), url, votes),
        action=url_for("meetings.cast", assessment_id=assessment.id),
        id=f"vote-{state.meeting.turn}",
        levels=tuple(
            Choice(choice.key, choice.label, choice.help, choice.bars, choice.key == state.own_vote)
            for choice in edition.scale.levels
        ),
        others=tuple(
            Choice(choice.key, choice.label, choice.help, 0, choice.key == state.own_vote)
            for choice in edition.scale.others
        ),
        saved=present_saved(state.meeting.turn, has_voted=state.own_vote is not None),
        own=own,
    )
    return _page("Vote in the meeting", assessment, part)


def present_saved(turn: int, *, has_voted: bool) -> SaveState:
    sentence = "Your vote is in. You can change it until the votes are shown." if has_voted else ""
    return SaveState("saved-vote", turn, sentence, has_voted)


def present_screen(
    assessment: OpenAssessment, state: MeetingState, votes: Distribution, vote_address: str
) -> MeetingPage:
    url = url_for("meetings.screen", assessment_id=assessment.id)
    live = present_live(assessment, state, mark_of_screen(state), url, votes)
    return _page("Self-assessment meeting", assessment, live, vote_url=vote_address)


def present_run(
    assessment: OpenAssessment,
    state: MeetingState,
    votes: Distribution,
    distributions: Mapping[str, Distribution],
    voted: frozenset[str],
) -> MeetingPage:
    """`distributions` and `voted` make the list to choose from; the part that asks again does without them."""
    edition, url = assessment.edition, url_for("meetings.run", assessment_id=assessment.id)
    meeting = state.meeting
    part = RunPart(
        live=present_live(assessment, state, mark_of_screen(state), url, votes),
        assessment_id=assessment.id,
        cell_id=edition.statement(meeting.statement_id).cell_id if meeting.is_running else "",
        action=url_for("meetings.take_step", assessment_id=assessment.id),
    )
    choices = []
    for number, statement_id in enumerate(agenda_order(distributions), 1):
        statement = show_statement(edition, statement_id)
        suffix = " (voted)" if statement_id in voted else ""
        choices.append((statement_id, f"{number}. {statement.place}: {statement.stage.lower()}{suffix}"))
    return _page(
        "Run the meeting",
        assessment,
        part,
        grounds=grounds_of(assessment, "meetings.run"),
        choices=tuple(choices),
        vote_url=url_for("meetings.vote", assessment_id=assessment.id),
        screen_url=url_for("meetings.screen", assessment_id=assessment.id),
    )


def _page(
    title: str,
    assessment: OpenAssessment,
    part: VotePart | RunPart | Live,
    *,
    grounds: Grounds | None = None,
    choices: tuple[tuple[str, str], ...] = (),
    vote_url: str = "",
    screen_url: str = "",
) -> MeetingPage:
    return MeetingPage(
        title,
        assessment.council_code,
        assessment.council_name,
        assessment.is_invented,
        assessment.edition.title,
        part,
        grounds,
        choices,
        vote_url,
        screen_url,
        can_start=assessment.is_closed,
    )
