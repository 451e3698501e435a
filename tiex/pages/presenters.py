"""What the public pages show: the exchange in one screen, guidance, glossary and related tools."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import url_for
from markupsafe import Markup

from tiex.access.in_words import IN_WORDS
from tiex.access.policy import IN_COUNCIL
from tiex.charts.legend import mode_swatch
from tiex.charts.wheel import Wheel
from tiex.charts.wheel_of_answers import figures_of, segment_of
from tiex.content.glossary import Glossary, Segment, Term, link_terms
from tiex.content.guidance import PERMISSIONS_MARKER, GuidancePage
from tiex.content.related_tools import RelatedTool, RelatedTools
from tiex.content.tags import Tags
from tiex.domain.answers import Answer
from tiex.domain.edition import Edition
from tiex.domain.people import SIGNATORIES, Role
from tiex.domain.scoring import tally_edition
from tiex.editions.queries import EditionSummary

OWN_ADDRESS: Mapping[str, str] = {
    "accessibility-statement": "pages.accessibility",
    "privacy-notice": "pages.privacy",
    "cookies": "pages.cookies",
}
WIDE_TABLE = 4
COLUMNS: Mapping[str, frozenset[Role]] = {
    "Leader and Chief Executive": SIGNATORIES,
    "Lead contributor": frozenset({Role.LEAD}),
    "Contributor": frozenset({Role.CONTRIBUTOR}),
    "Reader": frozenset({Role.READER}),
}

# Four statements a cell, cell by cell in the order of the edition: position and ambition as numbers of bars.
_EXAMPLE = (
    "33 33 22 23/33 22 23 12/22 23 12 11/22 33 23 13/23 22 12 12/12 11 12 11/"
    "33 33 33 23/22 13 23 12/22 12 12 11/33 23 12 12/13 12 11 12/12 13 11 11/"
    "33 33 23 33/33 23 33 23/12 12 23 11/33 22 33 23/23 33 12 12/13 12 12 11"
)


@dataclass(frozen=True, slots=True)
class ModeView:
    name: str
    question: str
    swatch: Markup


@dataclass(frozen=True, slots=True)
class OpenEditionView:
    """The edition that councils answer now."""

    key: str
    title: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class HomeView:
    title: str
    open_edition: OpenEditionView | None
    cells: int
    statements: int
    characteristics: tuple[str, ...]
    modes: tuple[ModeView, ...]
    stages: tuple[str, ...]
    wheel: Markup


@dataclass(frozen=True, slots=True)
class LinkView:
    """`endpoint` is that of a page with an address of its own, else None."""

    key: str
    title: str
    summary: str
    endpoint: str | None
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class GuidanceView:
    title: str
    pages: tuple[LinkView, ...]
    about_service: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """`permissions` is the table that stands between the two parts of the text; none on most pages.

    `beside` are the pages to choose from at the side, this one among them.
    """

    title: str
    summary: tuple[Segment, ...]
    is_draft: bool
    is_guidance: bool
    html: Markup
    permissions: tuple["PermissionRow", ...]
    html_after: Markup
    terms: tuple[Term, ...]
    beside: tuple[LinkView, ...]
    before: LinkView | None
    after: LinkView | None


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """What somebody can do, and for each column whether they can, with the answer in words."""

    what: str
    answers: tuple[tuple[str, bool, str], ...]


@dataclass(frozen=True, slots=True)
class TermView:
    key: str
    name: str
    definition: tuple[Segment, ...]
    source_ref: int | None
    see_also: tuple[Term, ...]
    resources_url: str


@dataclass(frozen=True, slots=True)
class LetterView:
    letter: str
    terms: tuple[TermView, ...]


@dataclass(frozen=True, slots=True)
class GlossaryView:
    title: str
    introduction: str
    letters: tuple[LetterView, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ToolView:
    key: str
    name: str
    owner: str
    purpose: str
    who_for: str
    how_it_relates: str
    note: str | None
    url: str | None
    link_text: str | None
    modes: str
    characteristics: str


@dataclass(frozen=True, slots=True)
class RelatedToolsView:
    title: str
    introduction: str
    tools: tuple[ToolView, ...]


def present_home(model: Edition, editions: Sequence[EditionSummary], today: date) -> HomeView:
    """The exchange in one screen; `model` gives the words, and `editions` say which one is open."""
    now = next((edition for edition in editions if edition.is_open_on(today)), None)
    return HomeView(
        title="Home",
        open_edition=OpenEditionView(now.key, now.title, now.ends_on) if now else None,
        cells=len(model.cells),
        statements=len(model.statements),
        characteristics=tuple(characteristic.short_name for characteristic in model.characteristics),
        modes=tuple(ModeView(mode.name, mode.question, mode_swatch(mode.key, i)) for i, mode in enumerate(model.modes)),
        stages=tuple(stage.name for stage in model.stages),
        wheel=example_wheel(model).render(),
    )


def example_wheel(edition: Edition) -> Wheel:
    """The wheel of an invented council, as a picture without links."""
    answers = _example_answers(edition)
    return Wheel(
        segments=[segment_of(edition, cell, answers, "") for cell in edition.cells],
        sector_names=[characteristic.chart_label for characteristic in edition.characteristics],
        figures=figures_of(tally_edition(edition, answers)),
        title="Example of a result, not of a real council",
        description=(
            "A wheel with one sector for each characteristic and one ring for each change mode. Each statement is"
            " a column of up to three bars: filled for where the council is, outlined for where it wants to be."
        ),
        size="print",
    )


def _example_answers(edition: Edition) -> dict[str, Answer]:
    levels = {str(level.bars): level.key for level in edition.scale.levels}
    pairs = [pair for cell in _EXAMPLE.split("/") for pair in cell.split()]
    return {
        statement_id: Answer(statement_id, levels[pair[0]], levels[pair[1]])
        for statement_id, pair in zip(edition.statements, pairs, strict=True)
    }


def present_guidance(pages: Sequence[GuidancePage]) -> GuidanceView:
    links = [_link(page) for page in pages]
    return GuidanceView(
        title="Guidance",
        pages=tuple(link for link in links if link.endpoint is None),
        about_service=tuple(link for link in links if link.endpoint is not None),
    )


def present_page(pages: Sequence[GuidancePage], glossary: Glossary, key: str) -> PageView | None:
    """One page among those of its kind; None where no page has this key."""
    page = next((each for each in pages if each.key == key), None)
    if page is None:
        return None
    is_guidance = key not in OWN_ADDRESS
    beside = tuple(_link(each, key) for each in pages if (each.key not in OWN_ADDRESS) == is_guidance)
    here = next(index for index, link in enumerate(beside) if link.is_here)
    before, marker, after = page.html.partition(PERMISSIONS_MARKER)
    return PageView(
        title=page.title,
        summary=link_terms(page.summary, glossary),
        is_draft=page.is_draft,
        is_guidance=is_guidance,
        html=_with_table_classes(before),
        permissions=present_permissions() if marker else (),
        html_after=_with_table_classes(after),
        terms=_terms_in(Markup(page.html).striptags(), glossary) if is_guidance else (),
        beside=beside,
        before=beside[here - 1] if is_guidance and here else None,
        after=beside[here + 1] if is_guidance and here + 1 < len(beside) else None,
    )


def present_permissions() -> tuple[PermissionRow, ...]:
    """The table of permissions as it is applied: a row for each, a column for each part that people play."""
    return tuple(
        PermissionRow(words, tuple(_answer(name, roles, IN_COUNCIL[permission]) for name, roles in COLUMNS.items()))
        for permission, words in IN_WORDS.items()
        if permission in IN_COUNCIL
    )


def _answer(column: str, roles: frozenset[Role], allowed: frozenset[Role]) -> tuple[str, bool, str]:
    may = [role.label for role in Role if role in roles & allowed]
    return column, bool(may), "Yes" if roles <= allowed else f"{may[0]} only" if may else "No"


def _link(page: GuidancePage, here: str = "") -> LinkView:
    return LinkView(page.key, page.title, page.summary, OWN_ADDRESS.get(page.key), page.key == here)


def _terms_in(text: str, glossary: Glossary) -> tuple[Term, ...]:
    """The terms that a text names, in alphabetical order."""
    named = {segment.term.key for segment in link_terms(text, glossary) if segment.term}
    return tuple(term for term in glossary.terms if term.key in named)


def _with_table_classes(html: str) -> Markup:
    """The loader has made this HTML safe; wide tables get a frame that scrolls and that the keyboard reaches."""
    return Markup(re.sub(r"<table>.*?</table>", _frame_table, html, flags=re.DOTALL))


def _frame_table(match: re.Match[str]) -> str:
    table = match[0].replace("<table>", '<table class="govuk-table">')
    if table.count("<th scope") < WIDE_TABLE:
        return table
    return f'<div class="scroll" role="region" aria-label="Table, can be scrolled" tabindex="0">{table}</div>'


def present_glossary(glossary: Glossary) -> GlossaryView:
    groups = groupby(glossary.terms, key=lambda term: term.name[0].upper())
    letters = tuple(LetterView(letter, tuple(_term(term, glossary) for term in terms)) for letter, terms in groups)
    return GlossaryView("Glossary", glossary.introduction, letters, len(glossary.terms))


def _term(term: Term, glossary: Glossary) -> TermView:
    return TermView(
        key=term.key,
        name=term.name,
        definition=link_terms(term.definition, glossary, without={term.key}),
        source_ref=term.source_ref,
        see_also=tuple(glossary.term(key) for key in term.see_also),
        resources_url=url_for("resources.index", q=term.names[0]),
    )


def present_related_tools(tools: RelatedTools, tags: Tags) -> RelatedToolsView:
    return RelatedToolsView("Related tools", tools.introduction, tuple(_tool(tool, tags) for tool in tools.tools))


def _tool(tool: RelatedTool, tags: Tags) -> ToolView:
    return ToolView(
        key=tool.key,
        name=tool.name,
        owner=tool.owner,
        purpose=tool.purpose,
        who_for=tool.who_for,
        how_it_relates=tool.how_it_relates,
        note=tool.note,
        url=tool.url,
        link_text=tool.link_text,
        modes=", ".join(tags.change_modes[key] for key in tool.modes),
        characteristics=", ".join(tags.characteristics[key] for key in tool.characteristics),
    )
