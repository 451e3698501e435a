"""Suggestions as they stand beside a result or on a page of their own, each with why and a way to say no."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import url_for

from tiex.domain.edition import Cell, Edition
from tiex.domain.people import Actor
from tiex.domain.recommending import Aim, Suggestion, suggest_for_all, why
from tiex.domain.resources import ResourceType
from tiex.suggestions.queries import Named, Pool
from tiex.uses.presenters import AsideView, present_aside

UrlOf = Callable[[Cell], str]


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    title: str
    url: str
    about: str
    why: str
    aside: AsideView


@dataclass(frozen=True, slots=True)
class SuggestedView:
    """`more` are the cells that are meant, each with the page of what is suggested for it. `list_url` is that of the
    council's own list."""

    rows: tuple[SuggestionRow, ...]
    more: tuple[tuple[str, str], ...]
    list_url: str


@dataclass(frozen=True, slots=True)
class CellSuggestionsView:
    """`back` is the page of the cell; `council_code` says for whom one acts."""

    title: str
    cell: str
    back: str
    council_code: str
    suggested: SuggestedView


def present_suggested(
    actor: Actor, council_code: str, edition: Edition, aims: Sequence[Aim], pool: Pool, more_url: UrlOf | None = None
) -> SuggestedView:
    names = pool.names or {}
    found = suggest_for_all(aims, pool.candidates, pool.regions)
    return SuggestedView(
        rows=tuple(_row(actor, council_code, edition, one, names[one.candidate.id]) for one in found),
        more=tuple((edition.name_of(aim.cell), more_url(aim.cell)) for aim in aims) if more_url else (),
        list_url=url_for("uses.council_list", council_code=council_code),
    )


def _row(actor: Actor, council_code: str, edition: Edition, suggestion: Suggestion, named: Named) -> SuggestionRow:
    resource_id = suggestion.candidate.id
    published = f"{named.publisher}, {named.year}" if named.year else named.publisher
    return SuggestionRow(
        title=named.title,
        url=url_for("resources.resource", resource_id=resource_id),
        about=f"{ResourceType(named.type).label}, {published}",
        why=why(edition, suggestion),
        aside=present_aside(actor, council_code, resource_id, named.title, None),
    )


def present_cell_suggestions(
    actor: Actor, council_code: str, edition: Edition, aim: Aim, pool: Pool, *, back: str
) -> CellSuggestionsView:
    suggested = present_suggested(actor, council_code, edition, [aim], pool)
    return CellSuggestionsView("Resources for this cell", edition.name_of(aim.cell), back, council_code, suggested)
