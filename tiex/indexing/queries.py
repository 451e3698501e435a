"""What the search index should hold: a document for each resource of the catalogue that somebody may find."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import chain

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from search.documents import Document
from search.passages import Passage
from tiex.content.councils import NATION_OF_REGION, load_councils
from tiex.content.tags import load_tags
from tiex.domain.files import FileState
from tiex.domain.resources import ResourceType
from tiex.domain.uses import Worked
from tiex.models import ExampleFileRow, ExampleRow, FilePageRow, IndexTaskRow, ResourceRow, StoredFileRow, TrialRow

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


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that readers of a resource see. `audience` is that of the resource; `unit` as in StoredFileRow."""

    resource_id: str
    audience: str
    file_id: int
    name: str
    sha256: str
    unit: str


def list_documents(session: Session) -> Iterator[Document]:
    """All of them, read a thousand at a time; nothing stays open where an engine breaks off."""
    tried = tried_counts(session)
    query = select(ResourceRow).where(*FOUND).order_by(R.id).limit(AT_ONCE)
    last = ""
    while rows := session.scalars(query.where(R.id > last), execution_options={"populate_existing": True}).all():
        shared = shared_files(session, [row.id for row in rows])
        for row in rows:
            yield document_of(row, tried.get(row.id, 0), _text_of(session, shared.get(row.id, ())))
        last = rows[-1].id


def read_documents(session: Session, ids: Sequence[str]) -> dict[str, Document]:
    """As they are in the database now; what nobody may find is left out."""
    query = select(ResourceRow).where(R.id.in_(ids), *FOUND).execution_options(populate_existing=True)
    tried = tried_counts(session, ids)
    shared = shared_files(session, ids)
    return {
        row.id: document_of(row, tried.get(row.id, 0), _text_of(session, shared.get(row.id, ())))
        for row in session.scalars(query)
    }


def shared_files(session: Session, resource_ids: Sequence[str]) -> dict[str, tuple[SharedFile, ...]]:
    """By resource, the files that readers see, in their order, by one statement; resources that have none are left out.

    They are those of the published version of an example, whatever its author does meanwhile, and only what is ready.
    """
    example, file, content = ExampleRow, ExampleFileRow, StoredFileRow
    columns = (R.id, R.audience, example.published, file.id, file.name, file.sha256, content.unit)
    query = select(*columns).join(example, example.resource_id == R.id).join(file, file.example_id == example.id)
    query = query.join(content, content.sha256 == file.sha256).where(R.id.in_(resource_ids), *FOUND)
    query = query.where(example.taken_down_at.is_(None), content.state == FileState.READY.value)
    found: dict[str, tuple[SharedFile, ...]] = {}
    for resource_id, audience, published, *told in session.execute(query.order_by(R.id, file.id)):
        one = SharedFile(resource_id, audience, *told)
        if published and one.file_id in published["files"]:
            found[resource_id] = (*found.get(resource_id, ()), one)
    return found


def list_passages(session: Session) -> Iterator[Passage]:
    """All of them, those of one resource at a time; nothing stays open where an engine breaks off."""
    query = select(R.id).join(ExampleRow, ExampleRow.resource_id == R.id).where(*FOUND).order_by(R.id).limit(AT_ONCE)
    last = ""
    while ids := session.scalars(query.where(R.id > last)).all():
        yield from passages_of(session, ids)
        last = ids[-1]


def list_pages(session: Session) -> Iterator[Document]:
    """All passages as an engine holds them."""
    return (passage.document for passage in list_passages(session))


def passages_of(session: Session, resource_ids: Sequence[str]) -> Iterator[Passage]:
    """In the order of resources, files and pages; pages without text are none."""
    for files in shared_files(session, resource_ids).values():
        pages = _read_pages(session, files)
        for file in files:
            yield from (_passage(file, number, text) for number, text in pages.get(file.sha256, ()) if text.strip())


def _passage(file: SharedFile, number: int, text: str) -> Passage:
    return Passage(file.resource_id, file.file_id, file.name, number, file.unit, text, file.audience)


def _read_pages(session: Session, files: Sequence[SharedFile]) -> Mapping[str, Sequence[tuple[int, str]]]:
    """Number and text of each page, by the SHA-256 of the content; nothing of it stays in the session."""
    page = FilePageRow
    query = select(page.sha256, page.number, page.text).where(page.sha256.in_({file.sha256 for file in files}))
    found: dict[str, list[tuple[int, str]]] = {}
    for sha256, number, text in session.execute(query.order_by(page.sha256, page.number)):
        found.setdefault(sha256, []).append((number, text))
    return found


def _text_of(session: Session, files: Sequence[SharedFile]) -> str:
    """Their names and all their text."""
    if not files:
        return ""
    pages = _read_pages(session, files)
    texts = ((file.name, *(text for _, text in pages.get(file.sha256, ()))) for file in files)
    return "\n".join(chain.from_iterable(texts))


def expected_fingerprints(session: Session) -> dict[str, str]:
    return {document.id: document.fingerprint for document in list_documents(session)}


def read_waiting(session: Session) -> Waiting:
    counted, oldest = session.execute(select(func.count(IndexTaskRow.id), func.min(IndexTaskRow.created_at))).one()
    failed = select(IndexTaskRow.last_error).where(IndexTaskRow.last_error != "")
    error = session.scalar(failed.order_by(IndexTaskRow.id.desc()).limit(1))
    return Waiting(counted, oldest, error or "")


def expected_passages(session: Session) -> dict[str, str]:
    return fingerprints(list_passages(session))


def fingerprints(passages: Iterable[Passage]) -> dict[str, str]:
    """Those of their documents, by id."""
    return {document.id: document.fingerprint for document in (passage.document for passage in passages)}


def document_of(row: ResourceRow, tried: int = 0, files: str = "") -> Document:
    """`tried` is how many councils say that it worked, `files` the text of its files."""
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
        body=". ".join(text.rstrip(".") for text in (row.when_to_use, *row.outcomes) if text),
        publisher=row.publisher,
        year=row.year,
        added=_place_in_time(row),
        facets=facets,
        words=tuple(_words(row)),
        audiences=(row.audience,),
        tried=tried,
        files=files,
    )


def _words(row: ResourceRow) -> Iterator[str]:
    """The names of what it is tagged with, so that people find it by them; councils by both of their names.

    Stages are left out: plan, do and review are words that people use for something else.
    """
    yield ResourceType(row.type).label
    for names, keys in zip(_tag_names(), _tag_keys(row), strict=True):
        yield from (names[key] for key in keys if key in names)
    yield from row.regions
    yield from row.councils


def _tag_keys(row: ResourceRow) -> tuple[Sequence[str], ...]:
    tags = (row.characteristics, row.change_modes, row.success_factors, row.service_areas)
    return *tags, row.council_codes


@cache
def _tag_names() -> tuple[Mapping[str, str], ...]:
    """By key, for each kind of tag: the same key may stand for something else in another kind."""
    tags = load_tags()
    kinds = (tags.characteristics, tags.change_modes, tags.success_factors, tags.service_areas)
    return *kinds, {council.code: council.name for council in load_councils()}


def _place_in_time(row: ResourceRow) -> int:
    """What "newest first" goes by: the year of publication, and in a year the minute in which it came to us."""
    minutes = (row.created_at - FIRST_DAY).total_seconds() // 60
    return (row.year or 0) * MINUTES + int(min(max(minutes, 0), MINUTES - 1))


# What was merged into another resource counts for that one.
STANDING_FOR = func.coalesce(R.merged_into, R.id)


def tried_counts(session: Session, ids: Sequence[str] | None = None) -> Mapping[str, int]:
    """Of these resources or of all, with what was merged into each: how many councils say that it worked for them."""
    counts = worked_counts().subquery()
    query = select(counts.c.resource_id, counts.c.number)
    rows = session.execute(query if ids is None else query.where(counts.c.resource_id.in_(ids)))
    return {row.resource_id: row.number for row in rows}


def worked_counts() -> Select[str, int]:
    """Id of a resource and `number` of councils that say it worked; none for what nobody says that of.

    After a merge a council may have said something of both: the newest counts, as on the page of the resource.
    """
    newest_first = (TrialRow.changed_at.desc(), TrialRow.id)
    place = func.row_number().over(partition_by=(STANDING_FOR, TrialRow.council_code), order_by=newest_first)
    columns = (STANDING_FOR.label("resource_id"), TrialRow.worked, place.label("place"))
    theirs = select(*columns).select_from(TrialRow).join(R, R.id == TrialRow.resource_id)
    told = theirs.where(TrialRow.taken_down_at.is_(None)).subquery()
    counted = select(told.c.resource_id, func.count().label("number")).group_by(told.c.resource_id)
    return counted.where(told.c.place == 1, told.c.worked == Worked.YES.value)


def standing_for(resource_id: str) -> Select[str]:
    """Ids of a resource and of what was merged into it."""
    return select(R.id).where(or_(R.id == resource_id, R.merged_into == resource_id))


def trial_counts() -> Select[str, int]:
    """Id of a resource and `number` of councils that tried it, whatever came of it."""
    councils = func.count(TrialRow.council_code.distinct()).label("number")
    query = select(STANDING_FOR.label("resource_id"), councils).join(R, R.id == TrialRow.resource_id)
    return query.where(TrialRow.taken_down_at.is_(None)).group_by(STANDING_FOR)
