"""The success factors as their page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from tiex.assessments.presenters import Answers, Place, place_of, url_of
from tiex.assessments.queries import OpenResponse, Standing
from tiex.cells.presenters import Choice, Problem, SaveState, saved_state
from tiex.domain.answers import Answer
from tiex.domain.edition import KeyStatement
from tiex.domain.errors import AnswerChangedMeanwhile
from tiex.domain.scoring import Tally, tally_factor
from tiex.web.forms import new_tab
from tiex.web.respond import Part


@dataclass(frozen=True, slots=True)
class KeyStatementCard:
    id: str
    text: str
    hint: str
    action: str
    tab: str
    levels: tuple[Choice, ...]
    saved: SaveState
    is_open: bool


@dataclass(frozen=True, slots=True)
class FactorFigures:
    id: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class FactorSection:
    key: str
    name: str
    description: str
    resources_url: str
    figures: FactorFigures
    cards: tuple[KeyStatementCard, ...]


@dataclass(frozen=True, slots=True)
class FactorsView:
    title: str
    place: Place
    introduction: str
    prompt: str
    sections: tuple[FactorSection, ...]
    problems: tuple[Problem, ...]


def present_factors(
    response: OpenResponse,
    answers: Answers,
    *,
    standing: Standing,
    typed: Answer | None = None,
    states: Mapping[str, SaveState] | None = None,
    problems: tuple[Problem, ...] = (),
) -> FactorsView:
    """The page. `typed` is an answer that could not be saved, as it was typed; `states` replaces what is said about
    saving, by statement id."""
    tab, given, sheet = new_tab(), states or {}, response.edition.factor_sheet
    shown = {**answers, typed.statement_id: typed} if typed else answers

    def card(statement: KeyStatement) -> KeyStatementCard:
        return _card(response, statement, shown.get(statement.id), tab, standing.can_answer, given.get(statement.id))

    sections = tuple(
        FactorSection(
            factor.key,
            factor.name,
            factor.description,
            url_for("resources.index", success_factor=factor.key),
            present_factor_figures(response, factor.key, answers),
            tuple(card(statement) for statement in factor.statements),
        )
        for factor in sheet.factors
    )
    place = place_of(response, standing)
    return FactorsView("Critical success factors", place, sheet.introduction, sheet.prompt, sections, problems)


def present_factor_figures(response: OpenResponse, factor: str, answers: Answers) -> FactorFigures:
    return FactorFigures(f"factor-figures-{factor}", tally_factor(response.edition, factor, answers))


def _card(
    response: OpenResponse,
    statement: KeyStatement,
    answer: Answer | None,
    tab: str,
    is_open: bool,
    state: SaveState | None,
) -> KeyStatementCard:
    levels = response.edition.factor_sheet.scale.levels
    chosen = answer.position if answer else None
    choices = [Choice(level.key, level.label, level.help, 0, level.key == chosen) for level in levels]
    return KeyStatementCard(
        id=statement.id,
        text=statement.text,
        hint=statement.hint,
        action=url_of(response, "key_answer", statement_id=statement.id),
        tab=tab,
        levels=(*choices, Choice("", "No answer", "", 0, chosen is None)),
        saved=state or saved_state(answer, statement.id),
        is_open=is_open,
    )


def key_answer_parts(response: OpenResponse, answers: Answers, answer: Answer) -> list[Part]:
    """Everything that one saved answer changes on the page."""
    saved = saved_state(answer, answer.statement_id)
    factor = response.edition.key_statement(answer.statement_id).factor
    figures = present_factor_figures(response, factor, answers)
    return [
        Part(saved.id, "cells/_saved.html", saved),
        Part(figures.id, "factors/_figures.html", figures),
    ]


def key_answer_conflict(response: OpenResponse, saved: Answer) -> SaveState:
    """What was saved elsewhere meanwhile."""
    labels = {level.key: level.label for level in response.edition.factor_sheet.scale.levels}
    words = labels.get(saved.position or "", "No answer")
    words = f"{words}: {saved.rationale}" if saved.rationale else words
    return SaveState(
        f"saved-{saved.statement_id}",
        saved.version,
        AnswerChangedMeanwhile.sentence,
        theirs=f"{words} (Minority view: {saved.minority_view})" if saved.minority_view else words,
        reload_url=f"{url_of(response, 'factors')}#statement-{saved.statement_id}",
    )
