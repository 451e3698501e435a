"""Published results as others read them: who sees what, one council's result, and the list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from tiex.assessments.queries import OpenResponse
from tiex.assessments.queries import Standing as Answering
from tiex.consensus.queries import NOT_STARTED
from tiex.domain.comparators import kind_in_words
from tiex.domain.publishing import (
    Part,
    Period,
    Publication,
    Ring,
    opens_on,
    parts_chosen,
    parts_seen,
    seen_from,
    tells_fingerprint,
)
from tiex.models import ResponseKind
from tiex.published.queries import ListedPage, ListedResult, Narrowing, Published
from tiex.records.presenters import grouped
from tiex.resources.presenters import Way
from tiex.results.presenters import ResultView, present_result
from tiex.web.filters import listed, uk_date

READERS: Mapping[Ring, str] = {
    Ring.OWN: "Your council",
    Ring.COUNCILS: "Other councils",
    Ring.EVERYONE: "Everyone",
}
# What stands on the page below its summary, with the part that it belongs to.
SECTIONS: tuple[tuple[Part, str, str], ...] = (
    (Part.SCORES, "cells", "The cells"),
    (Part.SCORES, "stages", "Stages"),
    (Part.SCORES, "gaps", "Widest gaps"),
    (Part.SCORES, "steps", "Next steps"),
    (Part.FACTORS, "factors", "Success factors"),
    (Part.SCORES, "pillars", "Barber pillars"),
    (Part.NOTES, "notes", "Notes"),
)


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part: from when each reader sees it, in the order of the rings."""

    name: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WhoSees:
    """Who sees what from when, why not sooner, and a look at it as each of them."""

    readers: tuple[str, ...]
    rows: tuple[PartRow, ...]
    held: tuple[str, ...]
    previews: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PublishedView:
    """What one reader reads. `preview` says as whom, where it is only looked at; `own_url` is for the council's people,
    and `is_own` where one of them reads it. `groups` are of the fingerprint, and none where it is not told."""

    title: str
    council: str
    is_invented: bool
    edition: str
    edition_url: str
    list_url: str
    number: int
    groups: tuple[str, ...]
    signed_on: str
    since: str
    result: ResultView
    parts: frozenset[Part]
    missing: str
    is_intact: bool
    ended: str
    preview: str
    own_url: str
    is_own: bool
    comparison_url: str
    data_url: str

    @property
    def has_scores(self) -> bool:
        return Part.SCORES in self.parts

    @property
    def has_notes(self) -> bool:
        return Part.NOTES in self.parts

    @property
    def has_factors(self) -> bool:
        return Part.FACTORS in self.parts

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        return tuple((place, name) for part, place, name in SECTIONS if part in self.parts)


@dataclass(frozen=True, slots=True)
class ListedRow:
    name: str
    url: str
    is_invented: bool
    about: str
    parts: str
    for_councils: str


@dataclass(frozen=True, slots=True)
class ListView:
    title: str
    key: str
    by: Narrowing
    types: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]
    edition: str
    ways: tuple[Way, ...]
    rows: tuple[ListedRow, ...]
    sees_councils: bool
    place: str
    before: str
    after: str


def present_who_sees(publication: Publication, periods: tuple[Period, ...], today: date) -> WhoSees:
    rows = tuple(
        PartRow(part.label, tuple((READERS[ring], _when(publication, ring, periods, part, today)) for ring in Ring))
        for part in Part
    )
    previews = tuple(
        (READERS[ring], _preview_url(publication, ring)) for ring in Ring if parts_chosen(publication, ring)
    )
    return WhoSees(tuple(READERS.values()), rows, tuple(_held(publication, periods, today)), previews)


def _when(publication: Publication, ring: Ring, periods: tuple[Period, ...], part: Part, today: date) -> str:
    """Yes; from 8 May 2026; no."""
    if not publication.rings[part].reaches(ring):
        return "No"
    opens = opens_on(publication, ring, periods, part)
    return "Yes" if opens <= today else f"From {uk_date(opens)}"


def _held(publication: Publication, periods: tuple[Period, ...], today: date) -> Iterable[str]:
    """Why somebody does not see it sooner."""
    if publication.hold_until is not None and publication.hold_until > today:
        yield f"It is held: before {uk_date(publication.hold_until)} only your council sees it."
    opened = {
        part: (opens_on(publication, Ring.EVERYONE, (), part), opens_on(publication, Ring.EVERYONE, periods, part))
        for part in Part
        if publication.rings[part] is Ring.EVERYONE
    }
    late = [(wanted, opens) for wanted, opens in opened.values() if opens > max(wanted, today)]
    for period in periods:
        if any(period.starts_on < opens and period.ends_on >= wanted for wanted, opens in late):
            yield f"{period_in_words(period)}: nothing new becomes public in it. Other councils need not wait for that."


def period_in_words(period: Period) -> str:
    return f"Pre-election period “{period.name}”, {uk_date(period.starts_on)} to {uk_date(period.ends_on)}"


def _preview_url(publication: Publication, ring: Ring) -> str:
    fields = _fields_of(publication)
    return url_for("publishing.preview", assessment_id=publication.assessment_id, ring=ring.value, **fields)


def _fields_of(publication: Publication) -> dict[str, Any]:
    """What stands in an address of this choice."""
    chosen: dict[str, Any] = {part.value: ring.value for part, ring in publication.rings.items()}
    return chosen | {"fingerprint": publication.fingerprint}


def present_published(
    published: Published, today: date, *, preview: Ring | None = None, compared: int | None = None
) -> PublishedView:
    """What this reader sees of it; with `preview`, what that reader would. `compared` is the reader's own assessment in
    this edition, where they may compare it."""
    publication, edition = published.publication, published.edition
    is_own = preview is None and published.reader is Ring.OWN
    own_url = url_for("publishing.overview", assessment_id=publication.assessment_id)
    return PublishedView(
        title=f"{published.council_name}: self-assessment result",
        council=published.council_name,
        is_invented=published.is_invented,
        edition=edition.title,
        edition_url=url_for("editions.edition", edition_key=edition.key),
        list_url=url_for("published.index", edition=edition.key),
        number=published.number,
        groups=grouped(publication.fingerprint) if is_own or tells_fingerprint(published.parts) else (),
        signed_on=uk_date(published.signed_at) if published.signed_at else "",
        since="" if preview else _since(published, today),
        result=_result(published, today),
        parts=published.parts,
        missing=listed([part.label.lower() for part in Part if part not in published.parts]),
        is_intact=published.is_intact,
        ended=_ended(published, today),
        preview=READERS[preview].lower() if preview else "",
        own_url=own_url if is_own or preview else "",
        is_own=is_own,
        comparison_url=url_for("comparison.comparison", assessment_id=compared) if compared else "",
        data_url=_data_url(published, today) if preview is None else "",
    )


def _data_url(published: Published, today: date) -> str:
    """Where everyone sees something of it, it is open data too."""
    is_open = parts_seen(published.publication, Ring.EVERYONE, today, published.periods)
    return url_for("opendata.overview", _anchor=f"edition-{published.edition.key}") if is_open else ""


def _since(published: Published, today: date) -> str:
    """From when it is seen: for the council's own people, from when others see it."""
    publication, opens = published.publication, seen_from(published.publication)
    if published.reader is not Ring.OWN:
        days = [opens_on(publication, published.reader, published.periods, part) for part in published.parts]
        return f"Published on {uk_date(min(days))}." if days else ""
    if opens is not None and opens <= today:
        return f"Published on {uk_date(opens)}."
    others = f"others see it from {uk_date(opens)}" if opens else "others do not see it"
    return f"Chosen on {uk_date(publication.decided_at)}; {others}."


def _result(published: Published, today: date) -> ResultView:
    """As the council's own result is presented; a cell and a statement lead to the wording, which anybody can read."""
    edition, content = published.edition, published.content
    place = (published.publication.council_code, published.council_name, published.is_invented)
    kind, assessment_id = ResponseKind.CONSENSUS, published.publication.assessment_id
    response = OpenResponse(NOT_STARTED, assessment_id, kind, None, *place, edition)
    return present_result(
        response,
        content.answers,
        content.notes,
        standing=Answering(is_open=False),
        today=today,
        link=lambda place: url_for("editions.edition", edition_key=edition.key, _anchor=place),
    )


def _ended(published: Published, today: date) -> str:
    if published.ends_on is None or published.ends_on >= today:
        return ""
    words = f"{published.council_name} came to an end on {uk_date(published.ends_on)}."
    if published.successors:
        return f"{words} Its area is now served by {listed(published.successors)}."
    return words


def present_list(
    editions: Sequence[tuple[str, str]],
    chosen: tuple[str, str] | None,
    found: ListedPage,
    by: Narrowing,
    *,
    sees_councils: bool,
) -> ListView:
    """The results of an edition, by the names of the councils."""
    key, title = chosen or ("", "")
    ways = tuple(Way(name, url_for("published.index", edition=each), each == key) for each, name in editions)

    asked: dict[str, Any] = {name: value for name in by.__slots__ if (value := getattr(by, name))}

    def address(page: int) -> str:
        return url_for("published.index", edition=key, page=page, **asked)

    has_pages = found.has_more or found.page > 1
    return ListView(
        title="Published results",
        key=key,
        by=by,
        types=tuple((each, kind_in_words(each)) for each in sorted({each for each, _ in found.kinds})),
        regions=tuple(sorted({region for _, region in found.kinds})),
        edition=title,
        ways=ways,
        rows=tuple(_listed_row(row, key) for row in found.rows),
        sees_councils=sees_councils,
        place=f"Page {found.page}" if has_pages else "",
        before=address(found.page - 1) if found.page > 1 else "",
        after=address(found.page + 1) if found.has_more else "",
    )


def _listed_row(row: ListedResult, key: str) -> ListedRow:
    parts = [part.label.lower() for part in Part if part in row.parts]
    hidden = [part.label.lower() for part in Part if part in row.parts - row.public]
    about = f"{row.type.replace('-', ' ').capitalize()}, {row.region}"
    said = listed(parts)
    return ListedRow(
        row.council_name,
        public_result_url(row.council_code, key),
        row.is_invented,
        about,
        said[:1].upper() + said[1:],
        "" if not hidden else "For councils only" if hidden == parts else f"For councils only: {listed(hidden)}",
    )


def public_result_url(council_code: str, edition_key: str) -> str:
    return url_for("published.result", council_code=council_code, edition_key=edition_key)
