"""What the search index should hold: a document for each resource of the catalogue that somebody may find."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from search.documents import Document
from tiex.content.councils import NATION_OF_REGION, load_councils
from tiex.content.tags import load_tags
from tiex.domain.resources import ResourceType
from tiex.models import IndexTaskRow, ResourceRow

R = ResourceRow
FOUND = (R.is_hidden.is_(False), R.merged_into.is_(None))
AT_ONCE = 1_000
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
MINUTES = 10**7


@dataclass(frozen=True, slots=True)
class Waiting:
    """Changes that the engines have not been told of: how many, since when, and what the last try met."""

    count: int
    oldest: datetime | None
    last_error: str


def list_documents(session: Session) -> Iterator[Document]:
    """All of them, read a thousand at a time; nothing stays open where an engine breaks off."""
    query = select(ResourceRow).where(*FOUND).order_by(R.id).limit(AT_ONCE)
    last = ""
    while rows := session.scalars(query.where(R.id > last), execution_options={"populate_existing": True}).all():
        yield from map(document_of, rows)
        last = rows[-1].id


def read_documents(session: Session, ids: Sequence[str]) -> dict[str, Document]:
    """As they are in the database now; what nobody may find is left out."""
    query = select(ResourceRow).where(R.id.in_(ids), *FOUND).execution_options(populate_existing=True)
    return {row.id: document_of(row) for row in session.scalars(query)}


def expected_fingerprints(session: Session) -> dict[str, str]:
    return {document.id: document.fingerprint for document in list_documents(session)}


def read_waiting(session: Session) -> Waiting:
    counted, oldest = session.execute(select(func.count(IndexTaskRow.id), func.min(IndexTaskRow.created_at))).one()
    failed = select(IndexTaskRow.last_error).where(IndexTaskRow.last_error != "")
    error = session.scalar(failed.order_by(IndexTaskRow.id.desc()).limit(1))
    return Waiting(counted, oldest, error or "")


def document_of(row: ResourceRow) -> Document:
    facets = {
        "type": (row.type,),
        "characteristic": tuple(row.characteristics),
        "change_mode": tuple(row.change_modes),
        "stage": tuple(row.stages),
        "success_factor": tuple(row.success_factors),
        "service_area": tuple(row.service_areas),
        "publisher": (row.publisher,),
        "nation": tuple(dict.fromkeys(NATION_OF_REGION[region] for region in row.regions)),
        "region": tuple(row.regions),
        "council": tuple(row.council_codes),
    }
    return Document(
        id=row.id,
        title=row.title,
        summary=row.summary,
        body=". ".join((row.when_to_use.rstrip("."), *row.outcomes) if row.when_to_use else row.outcomes),
        publisher=row.publisher,
        year=row.year,
        added=_place_in_time(row),
        facets=facets,
        words=tuple(_words(row)),
        audiences=(row.audience,),
    )


def _words(row: ResourceRow) -> Iterator[str]:
    """The names of what it is tagged with, so that people find it by them; councils by both of their names."""
    yield ResourceType(row.type).label
    for names, keys in zip(_tag_names(), _tag_keys(row), strict=True):
        yield from (names[key] for key in keys if key in names)
    yield from row.regions
    yield from row.councils


def _tag_keys(row: ResourceRow) -> tuple[Sequence[str], ...]:
    tags = (row.characteristics, row.change_modes, row.stages, row.success_factors, row.service_areas)
    return *tags, row.council_codes


@cache
def _tag_names() -> tuple[Mapping[str, str], ...]:
    """By key, for each kind of tag: the same key may stand for something else in another kind."""
    tags = load_tags()
    kinds = (tags.characteristics, tags.change_modes, tags.stages, tags.success_factors, tags.service_areas)
    return *kinds, {council.code: council.name for council in load_councils()}


def _place_in_time(row: ResourceRow) -> int:
    """What "newest first" goes by: the year of publication, and in a year the minute in which it came to us."""
    minutes = (row.created_at - FIRST_DAY).total_seconds() // 60
    return (row.year or 0) * MINUTES + int(min(max(minutes, 0), MINUTES - 1))
