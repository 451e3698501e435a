"""The search page: what was found, what it can be narrowed by, and the front page before anything is asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from flask import url_for

from search.facets import YEAR, FacetCount
from search.query import Query, Sort
from search.results import Hit, Parts, Results
from search.results import Part as HitPart
from tiex.domain.resources import ResourceType
from tiex.hub.queries import CHOICES, WORDS, Found, InFile, WayOn
from tiex.resources.presenters import LABELS, EntryRow, Way, present_row
from tiex.resources.queries import Brief, Counted, names_of_filters
from tiex.web.filters import count
from tiex.web.respond import MORPH, Part

# Those that stand open from the start; of a long one so many values are shown at once, and so many at all.
OPEN_FACETS = ("type", "service_area")
# Those whose values have no order of their own: the most frequent come first, or they go by their names.
BY_COUNT = ("publisher", "council")
BY_LABEL = ("service_area",)
FEW, MOST = 8, 50
SORTS: Mapping[str, str] = {"": "Best match", Sort.NEWEST.value: "Newest first", Sort.TITLE.value: "Title, A to Z"}
MOST_WAYS_ON = 3
# The unit of files that have pages, as it stands in StoredFileRow.
PAGE = "page"
KINDS_ABOUT: Mapping[ResourceType, str] = {
    ResourceType.CASE_STUDY: "What a council did, and what came of it",
    ResourceType.METHODOLOGY: "How to go about it, step by step",
    ResourceType.REPORT: "What is known, with figures",
    ResourceType.TOOL: "Ready to use, or to make your own",
    ResourceType.BEST_PRACTICE: "What has proved itself in many places",
}


@dataclass(frozen=True, slots=True)
class InFileLine:
    """Where in a file the words stand: its name and the place in it, such as page 7, and the words around them."""

    place: str
    url: str
    text: Parts


@dataclass(frozen=True, slots=True)
class HitRow:
    """A resource that a search found: `title` and `text` in parts, of which some are what was looked for."""

    title: Parts
    url: str
    about: str
    text: Parts
    is_cut_before: bool
    is_cut_after: bool
    in_file: InFileLine | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    id: str
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetView:
    """`more` are values that are folded away, `left_out` how many are not shown at all, as they are too many."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...]
    left_out: int
    chosen: int
    is_open: bool
    is_more_open: bool


@dataclass(frozen=True, slots=True)
class KindEntry:
    """A type of resource as a way into the catalogue."""

    way: Way
    about: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Some resources under a heading, such as those that are used most."""

    heading: str
    rows: tuple[EntryRow, ...]


@dataclass(frozen=True, slots=True)
class FrontView:
    """What the page shows before anything is asked for."""

    kinds: tuple[KindEntry, ...]
    shelves: tuple[Shelf, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """`heading` says how many were found, `chips` what is chosen, each with the search without it.

    `suggestion` is another spelling; `ways_on` are offered where nothing was found. `problem` says why there is no
    answer, else it is empty. `address` is where this is found again.
    """

    title: str
    heading: str
    address: str
    text: str
    sorts: tuple[tuple[str, str, bool], ...]
    year_from: str
    year_to: str
    chips: tuple[Way, ...]
    clear_url: str
    suggestion: Way | None
    front: FrontView | None
    facets: tuple[FacetView, ...]
    rows: tuple[HitRow, ...]
    place: str
    before: str
    after: str
    ways_on: tuple[Way, ...]
    problem: str
    share_url: str

    @property
    def page_title(self) -> str:
        found = (self.heading or self.problem) if self.text or self.chips else ""
        return f"{found} – {self.title}" if found else self.title


def present_shelves(used: Iterable[Counted], tried: Iterable[Counted]) -> tuple[Shelf, ...]:
    """What councils use and tried most, if they did so at all."""
    named = (("Used by several councils", "Used", used), ("Tried by councils", "Tried", tried))
    shelves = (Shelf(name, tuple(_counted_row(how, one) for one in counted)) for name, how, counted in named)
    return tuple(shelf for shelf in shelves if shelf.rows)


def _counted_row(how: str, counted: Counted) -> EntryRow:
    return replace(present_row(counted.resource.entry), why=f"{how} by {count(counted.number, 'council')}")


def asks_nothing(asked: Query) -> bool:
    """Whether it is the front page that is asked for, however it was reached."""
    return not (asked.text or any(_chips(asked)) or asked.sort is not Sort.RELEVANCE or asked.page > 1)


def present_search(found: Found, shelves: Sequence[Shelf] = ()) -> SearchView:
    """`shelves` stand on the front page, above what is newest."""
    asked, results = found.asked, found.results or Results((), 0, 1, 1, {})
    chips = tuple(_chips(asked))
    suggestion = results.suggestion
    return SearchView(
        title="Resources",
        heading=_heading(results, asked) if found.results else "",
        address=search_url(asked),
        text=asked.text,
        sorts=tuple((value, label, value == _sort_value(asked)) for value, label in SORTS.items()),
        year_from=_digits(asked.year_from),
        year_to=_digits(asked.year_to),
        chips=chips,
        clear_url=search_url(Query(text=asked.text, sort=asked.sort)),
        suggestion=Way(suggestion, search_url(replace(asked, text=suggestion, page=1))) if suggestion else None,
        front=_front(results, shelves) if asks_nothing(asked) and found.results else None,
        facets=tuple(_facet(name, results.facets[name]) for name in LABELS if results.facets.get(name)),
        rows=tuple(_hit_row(hit, resource, found) for hit, resource in found.rows),
        place=f"Page {results.page} of {results.pages:,}" if results.pages > 1 else "",
        before=search_url(replace(asked, page=results.page - 1)) if results.page > 1 else "",
        after=search_url(replace(asked, page=results.page + 1)) if results.page < results.pages else "",
        ways_on=tuple(_ways_on(found)),
        problem="" if found.results else "The search does not answer just now. Please try again in a minute.",
        share_url=f"{url_for('follows.share')}?{search_url(asked).partition('?')[2]}",
    )


def search_parts(view: SearchView) -> list[Part]:
    """What changes while a search is narrowed; the fields that are typed into are left alone."""
    return [
        Part("found", "resources/_found.html", view, MORPH),
        Part("results", "resources/_results.html", view, MORPH),
        Part("facets", "resources/_facets.html", view, MORPH),
    ]


def search_url(asked: Query) -> str:
    """The address of a search, with nothing in it that is not asked for."""
    values: dict[str, Any] = {
        "q": asked.text or None,
        **{name: sorted(chosen) for name, chosen in asked.selected.items()},
        "year_from": asked.year_from,
        "year_to": asked.year_to,
        "sort": _sort_value(asked) or None,
        "page": asked.page if asked.page > 1 else None,
    }
    return url_for("resources.index", **values)


def _heading(results: Results, asked: Query) -> str:
    place = f", page {results.page} of {results.pages:,}" if results.page > 1 else ""
    words = f" for “{asked.text}”" if asked.text else ""
    return f"{count(results.total, 'resource') if results.total else 'No resources'}{words}{place}"


def _sort_value(asked: Query) -> str:
    return "" if asked.sort is Sort.RELEVANCE else asked.sort.value


def _digits(year: int | None) -> str:
    return "" if year is None else str(year)


def _chips(asked: Query) -> Iterator[Way]:
    names, first = names_of_filters(), replace(asked, page=1)
    for facet in LABELS:
        values = asked.selected.get(facet, frozenset())
        for value in sorted(values):
            others = {**asked.selected, facet: values - {value}}
            label = f"{LABELS[facet]}: {names.get(facet, {}).get(value, value)}"
            yield Way(label, search_url(replace(first, selected=others)))
    if asked.has_years:
        yield Way(_years(asked), search_url(replace(first, year_from=None, year_to=None)))


def _years(asked: Query) -> str:
    if asked.year_from is None:
        return f"Until {asked.year_to}"
    return f"Since {asked.year_from}" if asked.year_to is None else f"{asked.year_from} to {asked.year_to}"


def _facet(name: str, counts: Iterable[FacetCount]) -> FacetView:
    ordered = _in_order(name, counts)
    few = ordered if len(ordered) <= FEW + 2 else ordered[:FEW]
    more = ordered[len(few) :]
    kept = [named for place, named in enumerate(more, len(few)) if place < MOST or named[1].is_selected]
    chosen = sum(one.is_selected for _, one in ordered)
    return FacetView(
        name=name,
        label=LABELS[name],
        values=tuple(_facet_value(name, *named) for named in few),
        more=tuple(_facet_value(name, *named) for named in kept),
        left_out=len(more) - len(kept),
        chosen=chosen,
        is_open=bool(chosen) or name in OPEN_FACETS,
        is_more_open=any(one.is_selected for _, one in more),
    )


def _in_order(name: str, counts: Iterable[FacetCount]) -> list[tuple[str, FacetCount]]:
    """With their labels, in an order that choosing does not change: nothing moves away under the hand that ticks it."""
    labels = names_of_filters().get(name, {})
    named = [(labels.get(one.value, one.value), one) for one in counts]
    if name in BY_COUNT:
        return sorted(named, key=lambda each: (-each[1].count, each[0]))
    if name in BY_LABEL:
        return sorted(named, key=lambda each: each[0])
    order = {value: place for place, value in enumerate(labels)}
    return sorted(named, key=lambda each: order.get(each[1].value, len(order)))


def _facet_value(name: str, label: str, one: FacetCount) -> FacetValue:
    return FacetValue(f"{name}-{quote(one.value)}", one.value, label, one.count, one.is_selected)


def _front(results: Results, shelves: Sequence[Shelf]) -> FrontView:
    counts = {one.value: one.count for one in results.facets["type"]}
    kinds = tuple(
        KindEntry(Way(f"{count(counts[kind], kind.label.lower(), kind.plural.lower())}", _kind_url(kind)), about)
        for kind, about in KINDS_ABOUT.items()
        if counts.get(kind)
    )
    return FrontView(kinds, tuple(shelves))


def _kind_url(kind: str) -> str:
    return url_for("resources.index", type=kind)


def _hit_row(hit: Hit, resource: Brief, found: Found) -> HitRow:
    row, shown = present_row(resource), "".join(part.text for part in hit.snippet)
    has_words, in_file = bool(found.asked.text), found.in_files.get(resource.id)
    text = hit.snippet if has_words else (HitPart(row.summary),)
    return HitRow(
        title=hit.title,
        url=row.url,
        about=row.about,
        text=text,
        is_cut_before=has_words and not row.summary.startswith(shown[:20]),
        is_cut_after=has_words and bool(shown) and shown[-1] not in ".!?",
        in_file=_in_file_line(in_file) if in_file else None,
    )


def _in_file_line(found: InFile) -> InFileLine:
    """Browsers open a PDF at a page that the address names; they know nothing of slides and sheets."""
    file = found.file
    place = f"{file.name}, {file.unit} {found.page}" if file.unit else file.name
    at = f"page={found.page}" if file.unit == PAGE else None
    url = url_for("files.file", file_id=file.file_id, name=file.name, view=1, _anchor=at)
    return InFileLine(place, url, found.snippet)


def _ways_on(found: Found) -> Iterator[Way]:
    """Where nothing was found: what is found without the narrowest choices, and what else there is of the type."""
    if found.results is None or found.results.total:
        return
    for way in found.ways_on[:MOST_WAYS_ON]:
        yield Way(f"{count(way.total, 'resource')} {_narrower(way, found.asked)}", search_url(way.asked))
    for kind in sorted(found.asked.selected.get("type", ())):
        yield Way(f"The newest {ResourceType(kind).plural.lower()}", _kind_url(kind))


def _narrower(way: WayOn, asked: Query) -> str:
    if way.without == WORDS:
        return f"without the words “{asked.text}”"
    if way.without == CHOICES:
        return f"for “{asked.text}” alone"
    if way.without == YEAR:
        return "of any year"
    names = names_of_filters().get(way.without, {})
    chosen = sorted(names.get(value, value) for value in asked.selected[way.without])
    return f"without {LABELS[way.without].lower()} {' or '.join(chosen)}"
