"""The consensus as its pages show it: what was said, what is agreed, and where its sign-off stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

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
from tiex.assessments.queries import Standing
from tiex.cells.presenters import (
    NotePanel,
    Problem,
    SaveState,
    StatementCard,
    answer_parts,
    explained,
    present_card,
    present_notes,
)
from tiex.consensus.queries import LOCKED, OpenConsensus
from tiex.content.glossary import Segment
from tiex.domain import signoff
from tiex.domain.answers import RATIONALE_LIMIT, Answer, Note
from tiex.domain.consensus import Said, in_short, in_words, unanimous
from tiex.domain.edition import Cell, Edition, Scale, Statement
from tiex.domain.people import SIGNATORIES, Role
from tiex.domain.scoring import Tally, tally_edition, tally_factor
from tiex.factors.presenters import FactorFigures, KeyStatementCard, key_answer_parts, present_factors
from tiex.web.filters import uk_date
from tiex.web.forms import new_tab
from tiex.web.respond import Part

VOIDS = (
    "With the first change whatever has been signed is void: the consensus is a draft again, everybody is told, "
    "and it has to be sent and signed anew."
)


@dataclass(frozen=True, slots=True)
class StandingView:
    """Where the sign-off stands; `warning` says what a change would undo, `change_url` opens the page for one, and
    `meeting_url` leads back to a meeting that is on."""

    id: str
    sentence: str
    warning: str
    change_url: str
    meeting_url: str
    signoff_url: str


@dataclass(frozen=True, slots=True)
class AgreedCard:
    """A statement with its controls. `said` is what the individual views say, in words; empty where nobody may see."""

    id: str
    card: StatementCard | KeyStatementCard
    said: tuple[str, ...]
    reason: str
    minority_view: str
    limit: int


@dataclass(frozen=True, slots=True)
class CellHead:
    """What a cell is about."""

    mode: str
    mode_key: str
    characteristic: str
    purpose: tuple[Segment, ...]
    question: str
    help: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class AgreedCellView:
    title: str
    place: Place
    standing: StandingView
    head: CellHead
    ambition_prompt: str
    cards: tuple[AgreedCard, ...]
    is_released: bool
    notes: tuple[NotePanel, ...]
    progress: Progress
    wheel: WheelView
    before: CellFigures | None
    after: CellFigures | None
    suggestions_url: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AgreedFactor:
    key: str
    name: str
    description: str
    figures: FactorFigures
    cards: tuple[AgreedCard, ...]


@dataclass(frozen=True, slots=True)
class AgreedFactorsView:
    title: str
    place: Place
    standing: StandingView
    introduction: str
    prompt: str
    sections: tuple[AgreedFactor, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ConsensusOverview:
    """`unanimous` counts the statements that can be accepted together; None where nobody may see that yet."""

    title: str
    place: Place
    standing: StandingView
    modes: tuple[str, ...]
    lines: tuple[tuple[str, tuple[CellFigures, ...]], ...]
    factors: tuple[tuple[str, Tally], ...]
    progress: Progress
    wheel: WheelView
    unanimous: int | None
    unanimous_url: str


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """One statement where all who answered agree."""

    id: str
    value: str
    stage: str
    text: str
    words: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class AgreedGroup:
    name: str
    url: str
    lines: tuple[AgreedLine, ...]


@dataclass(frozen=True, slots=True)
class AcceptView:
    title: str
    place: Place
    standing: StandingView
    action: str
    is_released: bool
    groups: tuple[AgreedGroup, ...]
    total: int
    problems: tuple[Problem, ...]


def present_consensus(
    consensus: OpenConsensus, answers: Answers, standing: Standing, said: Mapping[str, Said] | None
) -> ConsensusOverview:
    """The grid of 6 × 3 beside the wheel; `said` is None where it may not be seen."""
    response, edition = consensus.response, consensus.assessment.edition
    wheel = present_wheel(response, answers)
    width = len(edition.modes)
    lines = [wheel.rows[start : start + width] for start in range(0, len(wheel.rows), width)]
    return ConsensusOverview(
        title="The consensus",
        place=place_of(response, standing),
        standing=present_standing(consensus, standing),
        modes=tuple(mode.name for mode in edition.modes),
        lines=tuple((line[0].characteristic, line) for line in lines),
        factors=tuple((f.name, tally_factor(edition, f.key, answers)) for f in edition.factor_sheet.factors),
        progress=present_progress(response, tally_edition(edition, answers)),
        wheel=wheel,
        unanimous=None if said is None else len(unanimous(edition, answers, said)),
        unanimous_url=url_for("consensus.agreed", assessment_id=consensus.assessment.id),
    )


def present_accept(
    consensus: OpenConsensus,
    answers: Answers,
    standing: Standing,
    said: Mapping[str, Said] | None,
    *,
    ticked: Iterable[Answer] = (),
    problems: tuple[Problem, ...] = (),
) -> AcceptView:
    """The statements where all who answered agree, cell by cell, to be looked at and ticked."""
    edition, assessment_id = consensus.assessment.edition, consensus.assessment.id
    kept = {in_short(answer) for answer in ticked}
    groups: dict[tuple[str, str], list[AgreedLine]] = {}
    for answer in unanimous(edition, answers, said or {}):
        place, line = _agreed_line(consensus, answer, (said or {})[answer.statement_id], kept)
        groups.setdefault(place, []).append(line)
    return AcceptView(
        title="Statements where all agree",
        place=place_of(consensus.response, standing),
        standing=present_standing(consensus, standing, url_for("consensus.agreed", assessment_id=assessment_id)),
        action=_meant(consensus, url_for("consensus.accept", assessment_id=assessment_id)),
        is_released=said is not None,
        groups=tuple(AgreedGroup(name, url, tuple(lines)) for (name, url), lines in groups.items()),
        total=sum(len(lines) for lines in groups.values()),
        problems=problems,
    )


def _agreed_line(
    consensus: OpenConsensus, answer: Answer, said: Said, kept: set[str]
) -> tuple[tuple[str, str], AgreedLine]:
    """Where it stands, and its line."""
    edition, key, value = consensus.assessment.edition, answer.statement_id, in_short(answer)
    if key in edition.key_statements:
        statement = edition.key_statement(key)
        name = next(f.name for f in edition.factor_sheet.factors if f.key == statement.factor)
        words = in_words(edition.factor_sheet.scale, said)
        line = AgreedLine(f"accept-{key}", value, "", statement.text, words[0], value in kept)
        return (name, url_of(consensus.response, "factors")), line
    each = edition.statement(key)
    words = in_words(edition.scale, said)
    line = AgreedLine(f"accept-{key}", value, edition.stage(each.stage).name, each.text, " ".join(words), value in kept)
    place = edition.cell(each.cell_id)
    return (edition.name_of(place), url_of(consensus.response, "cell", cell_id=place.id)), line


def present_agreed_cell(
    consensus: OpenConsensus,
    cell: Cell,
    answers: Answers,
    notes: Sequence[Note],
    *,
    standing: Standing,
    said: Mapping[str, Said] | None,
    typed: Answer | None = None,
    states: Mapping[str, SaveState] | None = None,
    problems: tuple[Problem, ...] = (),
) -> AgreedCellView:
    """The page; `typed` could not be saved and stays in its controls, `states` says why by statement or kind."""
    response, edition = consensus.response, consensus.assessment.edition
    (before, after), tab, given = edition.neighbours(cell.id), new_tab(), states or {}
    shown = {**answers, typed.statement_id: typed} if typed else answers

    def card(statement: Statement) -> AgreedCard:
        answer, is_open = shown.get(statement.id), standing.can_answer
        plain = present_card(response, statement, answer, tab=tab, is_open=is_open, state=given.get(statement.id))
        return _agreed_card(consensus, edition.scale, plain, answer, said)

    return AgreedCellView(
        title=f"The consensus: {edition.name_of(cell)}",
        place=place_of(response, standing),
        standing=present_standing(consensus, standing, cell_url(response, cell.id)),
        head=_head(edition, cell),
        ambition_prompt=edition.wording.ambition_prompt,
        cards=tuple(card(statement) for statement in cell.statements),
        is_released=said is not None,
        notes=tuple(
            replace(panel, action=_meant(consensus, panel.action))
            for panel in present_notes(response, cell, notes, tab=tab, is_open=standing.can_answer, states=given)
        ),
        progress=present_progress(response, tally_edition(edition, answers)),
        wheel=present_wheel(response, answers, cell.id),
        before=present_figures(response, before, answers) if before else None,
        after=present_figures(response, after, answers) if after else None,
        suggestions_url=url_of(response, "suggestions", cell_id=cell.id),
        problems=problems,
    )


def _head(edition: Edition, cell: Cell) -> CellHead:
    mode, characteristic = edition.mode(cell.mode), edition.characteristic(cell.characteristic)
    about = (explained(cell.purpose), mode.question, explained(characteristic.help))
    return CellHead(mode.name, mode.key, characteristic.short_name, *about)


def _agreed_card(
    consensus: OpenConsensus,
    scale: Scale,
    card: StatementCard | KeyStatementCard,
    answer: Answer | None,
    said: Mapping[str, Said] | None,
) -> AgreedCard:
    shown = answer or Answer(card.id)
    words = () if said is None else in_words(scale, said.get(card.id, Said()))
    meant = replace(card, action=_meant(consensus, card.action))
    return AgreedCard(card.id, meant, words, shown.rationale, shown.minority_view, RATIONALE_LIMIT)


def _meant(consensus: OpenConsensus, address: str) -> str:
    """The address with the version that a change there makes void, so that the page it is sent from has said so."""
    state = consensus.state
    return f"{address}?voids={state.fingerprint}" if state.is_with_signatories else address


def present_agreed_factors(
    consensus: OpenConsensus,
    answers: Answers,
    *,
    standing: Standing,
    said: Mapping[str, Said] | None,
    typed: Answer | None = None,
    states: Mapping[str, SaveState] | None = None,
    problems: tuple[Problem, ...] = (),
) -> AgreedFactorsView:
    view = present_factors(
        consensus.response, answers, standing=standing, typed=typed, states=states, problems=problems
    )
    shown = {**answers, typed.statement_id: typed} if typed else answers
    scale = consensus.assessment.edition.factor_sheet.scale

    def agreed(card: KeyStatementCard) -> AgreedCard:
        return _agreed_card(consensus, scale, card, shown.get(card.id), said)

    return AgreedFactorsView(
        title="The consensus: critical success factors",
        place=view.place,
        standing=present_standing(consensus, standing, url_of(consensus.response, "factors")),
        introduction=view.introduction,
        prompt=view.prompt,
        sections=tuple(
            AgreedFactor(s.key, s.name, s.description, s.figures, tuple(agreed(card) for card in s.cards))
            for s in view.sections
        ),
        problems=problems,
    )


def agreed_parts(consensus: OpenConsensus, cell: Cell, answers: Answers, answer: Answer) -> list[Part]:
    """Everything that one recorded answer changes on the page of its cell, and where the sign-off stands now."""
    return [*answer_parts(consensus.response, cell, answers, answer), standing_part(consensus)]


def agreed_key_parts(consensus: OpenConsensus, answers: Answers, answer: Answer) -> list[Part]:
    return [*key_answer_parts(consensus.response, answers, answer), standing_part(consensus)]


def standing_part(consensus: OpenConsensus) -> Part:
    standing = present_standing(consensus, Standing(is_open=True))
    return Part(standing.id, "consensus/_standing.html", standing)


def present_standing(consensus: OpenConsensus, standing: Standing, page_url: str = "") -> StandingView:
    """`page_url` is where something could be changed; empty on pages that only show."""
    is_locked = standing.is_open and standing.reason_not == LOCKED and page_url != ""
    warning = VOIDS if consensus.state.is_with_signatories and (standing.can_answer or is_locked) else ""
    assessment_id, runs = consensus.assessment.id, consensus.is_meeting_on and standing.can_answer
    place = url_for("signoff.sign_off", assessment_id=assessment_id)
    change_url = _meant(consensus, page_url) if is_locked else ""
    meeting_url = url_for("meetings.run", assessment_id=assessment_id) if runs else ""
    return StandingView("standing", signoff_sentence(consensus), warning, change_url, meeting_url, place)


def signoff_sentence(consensus: OpenConsensus) -> str:
    """How far the sign-off has come, in a sentence or two."""
    state, last = consensus.state, consensus.history[-1] if consensus.history else None
    if state.is_signed_off and last is not None:
        deputies = {one.role: one.is_deputy for one in state.signatures}
        who = " and ".join(_the(role) + "’s deputy" * deputies[role] for role in Role if role in deputies)
        at = max(past.at for past in consensus.history if isinstance(past.event, signoff.Signed))
        words = f"Signed off by {who} on {uk_date(at)}."
        if state.consents:
            return f"{words} The {state.consents[0].role.label} has agreed to reopen it."
        return words
    if state.is_with_signatories:
        waiting = [role for role in Role if role in SIGNATORIES - state.signed_roles]
        return f"Version {state.number} is with the signatories. Still to sign: {' and '.join(map(_the, waiting))}."
    if last is None:
        return "A draft: it has not been sent for sign-off yet."
    match last.event:
        case signoff.Returned():
            return f"A draft again: {last.by} returned it on {uk_date(last.at)}."
        case signoff.ChangedAfterSending():
            return (
                f"A draft again: {last.by} changed it on {uk_date(last.at)}, after it was sent. "
                "Whatever had been signed is void."
            )
        case _:
            return f"A draft again: it was reopened on {uk_date(last.at)}. What was signed stays readable."


def _the(role: Role) -> str:
    return f"the {role.label}"
