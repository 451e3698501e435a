"""An answering round as its pages show it: its days, who has answered how much, and the answers once released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from markupsafe import Markup

from tiex.assessments.queries import OpenAssessment
from tiex.charts.distributions import words_of
from tiex.domain.answers import Answer, Note
from tiex.domain.edition import Cell, Edition
from tiex.domain.rounds import WORKING_DAYS_BEFORE_MEETING
from tiex.domain.scoring import is_asked, tally_cell, tally_edition
from tiex.passwords.forms import AccountForm
from tiex.rounds.queries import PersonProgress, ReleasedResponse, RoundFacts


@dataclass(frozen=True, slots=True)
class Step:
    """One page on the way from the round to the meeting; `url` is empty for the page on screen."""

    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Grounds:
    """Where a page of those who run the assessment stands."""

    assessment_id: int
    council_code: str
    council: str
    is_invented: bool
    edition: str
    is_closed: bool
    closed_at: datetime | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class PersonLine:
    name: str
    role: str
    answered: int
    total: int
    has_access: bool
    is_limited: bool


@dataclass(frozen=True, slots=True)
class RoundView:
    title: str
    grounds: Grounds
    due_on: date | None
    meets_on: date | None
    reminded_on: date | None
    is_reminded_today: bool
    late_people: tuple[PersonLine, ...]
    finished_people: tuple[tuple[str, str], ...]
    finished: int
    asked: int
    has_consensus: bool
    working_days: int
    dates_form: AccountForm
    close_form: AccountForm
    reopen_form: AccountForm
    summary: Markup
    notices: tuple[str, ...]

    @property
    def late(self) -> int:
        return self.asked - self.finished


@dataclass(frozen=True, slots=True)
class AuthorLine:
    name: str
    job_title: str
    role: str
    answered: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class ResponsesView:
    title: str
    grounds: Grounds
    authors: tuple[AuthorLine, ...]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    id: str
    stage: str
    text: str
    position: str
    ambition: str
    rationale: str


@dataclass(frozen=True, slots=True)
class CellAnswers:
    id: str
    name: str
    lines: tuple[AnswerLine, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FactorAnswers:
    name: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReleasedView:
    title: str
    grounds: Grounds
    author: str
    job_title: str
    answered: int
    total: int
    list_url: str
    cells: tuple[CellAnswers, ...]
    factors: tuple[FactorAnswers, ...]


PAGES = (
    ("Answering round", "rounds.answering_round"),
    ("Individual answers", "rounds.responses"),
    ("Agenda", "meetings.agenda"),
    ("Run the meeting", "meetings.run"),
    ("Consensus", "consensus.overview"),
    ("Sign-off", "signoff.sign_off"),
)


def grounds_of(assessment: OpenAssessment, current: str) -> Grounds:
    """`current` is the endpoint on screen; what comes after the round is a link once it is closed."""
    steps = tuple(
        Step(
            name,
            url_for(endpoint, assessment_id=assessment.id) if assessment.is_closed or not place else "",
            endpoint == current,
        )
        for place, (name, endpoint) in enumerate(PAGES)
    )
    return Grounds(
        assessment.id,
        assessment.council_code,
        assessment.council_name,
        assessment.is_invented,
        assessment.edition.title,
        assessment.is_closed,
        assessment.closed_at,
        steps,
    )


def cell_name(edition: Edition, cell: Cell) -> str:
    """Role and purpose, service."""
    return f"{edition.characteristic(cell.characteristic).short_name}, {edition.mode(cell.mode).name.lower()}"


def present_round(
    assessment: OpenAssessment,
    facts: RoundFacts,
    people: Sequence[PersonProgress],
    forms: tuple[AccountForm, AccountForm, AccountForm],
    *,
    today: date,
    notices: tuple[str, ...],
) -> RoundView:
    edition = assessment.edition
    asked = [who for who in people if who.has_access]
    dates_form, close_form, reopen_form = forms
    return RoundView(
        title="Answering round",
        grounds=grounds_of(assessment, "rounds.answering_round"),
        due_on=assessment.due_on,
        meets_on=assessment.meets_on,
        reminded_on=facts.reminded_on,
        is_reminded_today=facts.reminded_on == today,
        late_people=tuple(_person(who, edition) for who in people if not who.is_finished(edition)),
        finished_people=tuple((who.name, who.role.label) for who in people if who.is_finished(edition)),
        finished=sum(who.is_finished(edition) for who in asked),
        asked=len(asked),
        has_consensus=facts.has_consensus,
        working_days=WORKING_DAYS_BEFORE_MEETING,
        dates_form=dates_form,
        close_form=close_form,
        reopen_form=reopen_form,
        summary=_summary_of(forms),
        notices=notices,
    )


def _summary_of(forms: Sequence[AccountForm]) -> Markup:
    return next((form.summary for form in forms if form.errors), Markup())


def _person(who: PersonProgress, edition: Edition) -> PersonLine:
    return PersonLine(
        name=who.name,
        role=who.role.label,
        answered=who.answered(edition),
        total=who.total(edition),
        has_access=who.has_access,
        is_limited=bool(who.characteristics),
    )


def present_responses(assessment: OpenAssessment, people: Sequence[PersonProgress]) -> ResponsesView:
    """Everybody who has begun, by name."""
    edition = assessment.edition
    authors = tuple(
        AuthorLine(
            who.name,
            who.job_title,
            who.role.label,
            who.answered(edition),
            who.total(edition),
            url_for("rounds.response", assessment_id=assessment.id, response_id=who.response_id),
        )
        for who in people
        if who.response_id is not None
    )
    return ResponsesView("Individual answers", grounds_of(assessment, "rounds.responses"), authors)


def present_released(
    assessment: OpenAssessment, released: ReleasedResponse, answers: Mapping[str, Answer], notes: Sequence[Note]
) -> ReleasedView:
    """What they were asked, and what else they answered before they got a limit: it counts as well."""
    edition, limit = assessment.edition, released.response.limit
    tally = tally_edition(edition, answers, limit)
    cells = (cell for cell in edition.cells if is_asked(cell, limit, tally_cell(edition, cell, answers)))
    has_factors = not limit or not answers.keys().isdisjoint(edition.key_statements)
    return ReleasedView(
        title=f"Answers of {released.author}",
        grounds=grounds_of(assessment, ""),
        author=released.author,
        job_title=released.job_title,
        answered=tally.answered,
        total=tally.total,
        list_url=url_for("rounds.responses", assessment_id=assessment.id),
        cells=tuple(_cell(edition, cell, answers, notes) for cell in cells),
        factors=_factors(edition, answers) if has_factors else (),
    )


def _cell(edition: Edition, cell: Cell, answers: Mapping[str, Answer], notes: Sequence[Note]) -> CellAnswers:
    words = words_of(edition)
    lines = []
    for statement in cell.statements:
        answer = answers.get(statement.id) or Answer(statement.id)
        lines.append(
            AnswerLine(
                statement.id,
                edition.stage(statement.stage).name,
                statement.text,
                words.get(answer.position or "", "No answer"),
                words.get(answer.ambition or "", "") if answer.ambition else "",
                answer.rationale,
            )
        )
    kinds = {kind.key: kind.name for kind in edition.note_kinds}
    written = tuple((kinds[note.kind], note.text) for note in notes if note.cell_id == cell.id and note.text)
    return CellAnswers(cell.id, cell_name(edition, cell), tuple(lines), written)


def _factors(edition: Edition, answers: Mapping[str, Answer]) -> tuple[FactorAnswers, ...]:
    words = {level.key: level.label for level in edition.factor_sheet.scale.levels}

    def said(statement_id: str) -> str:
        answer = answers.get(statement_id)
        return words.get((answer.position if answer else None) or "", "No answer")

    return tuple(
        FactorAnswers(factor.name, tuple((statement.text, said(statement.id)) for statement in factor.statements))
        for factor in edition.factor_sheet.factors
    )
