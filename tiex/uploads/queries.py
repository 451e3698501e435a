"""An example for its author, what is on its way to it, its files as they stand, and how much room there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tiex.access.scope import Scope
from tiex.domain.examples import Review
from tiex.domain.files import FileState, Held
from tiex.models import ExampleFileRow, ExampleRow, StoredFileRow, UploadRow

E, F, S, U = ExampleRow, ExampleFileRow, StoredFileRow, UploadRow


@dataclass(frozen=True, slots=True)
class Place:
    """An example that files are added to, for whom it belongs to alone."""

    id: int
    council_code: str
    review: Review
    title: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way; `file_id` is the file that it has become."""

    id: str
    example_id: int
    name: str
    length: int
    received: int
    file_id: int | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """A file of an example, and how its content stands."""

    id: int
    name: str
    size: int
    state: FileState
    reason: str
    media_type: str
    unit: str
    pages: int
    is_scan: bool
    is_cut: bool
    was_scanned: bool
    has_preview: bool


def open_place(scope: Scope, session: Session, example_id: int) -> Place:
    """NotFound unless it is one's own, in a council that one belongs to."""
    columns = (E.id, E.council_code, E.review, E.content)
    row = session.execute(select(*columns).where(E.id == example_id, *_is_own(scope))).one_or_none()
    if row is None:
        raise NotFound
    return Place(row.id, row.council_code, Review(row.review), str((row.content or {}).get("title") or ""))


def open_upload(scope: Scope, session: Session, upload_id: str) -> Upload:
    """NotFound unless it is one's own, on its way to an example that is."""
    query = _uploads(scope).where(U.id == upload_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return Upload(*row)


def list_uploads(scope: Scope, session: Session, example_id: int) -> tuple[Upload, ...]:
    """What is still on its way to this example."""
    query = _uploads(scope).where(U.example_id == example_id, U.file_id.is_(None))
    return tuple(Upload(*row) for row in session.execute(query.order_by(U.created_at, U.id)))


def list_files(scope: Scope, session: Session, example_id: int) -> tuple[ExampleFile, ...]:
    """Its files without those that were removed, in the order in which they came."""
    query = _files().where(F.example_id == example_id, F.removed_at.is_(None), *_is_own(scope))
    return tuple(_file(row) for row in session.execute(query.order_by(F.id)))


def list_all_files(session: Session, example_id: int) -> tuple[ExampleFile, ...]:
    """The same for whoever has opened the example, its author or an editor."""
    query = _files().where(F.example_id == example_id, F.removed_at.is_(None))
    return tuple(_file(row) for row in session.execute(query.order_by(F.id)))


def list_ready_files(session: Session, file_ids: Iterable[int]) -> tuple[ExampleFile, ...]:
    """Those of them that are ready, in the order in which they came: whoever asks knows that they may be shown."""
    query = _files().where(F.id.in_(sorted(file_ids)), S.state == FileState.READY)
    return tuple(_file(row) for row in session.execute(query.order_by(F.id)))


def read_held(session: Session, council_code: str, example_id: int) -> Held:
    """Files and uploads of the example, and the bytes of all that the council has or has announced."""
    here = func.count().filter
    files = select(here(F.example_id == example_id), func.sum(S.size)).select_from(F).join(S, S.sha256 == F.sha256)
    uploads = select(here(U.example_id == example_id), func.sum(U.length)).select_from(U)
    there = files.join(E, E.id == F.example_id).where(F.removed_at.is_(None), E.council_code == council_code)
    coming = uploads.join(E, E.id == U.example_id).where(U.file_id.is_(None), E.council_code == council_code)
    found = [session.execute(query).one() for query in (there, coming)]
    return Held(sum(count for count, _ in found), sum(int(size or 0) for _, size in found))


def _is_own(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return E.author_id == scope.person_id, E.council_code.in_(sorted(scope.council_codes))


def _uploads(scope: Scope) -> Any:
    columns = (U.id, U.example_id, U.name, U.length, U.received, U.file_id, U.changed_at)
    return select(*columns).join(E, E.id == U.example_id).where(U.person_id == scope.person_id, *_is_own(scope))


def _files() -> Any:
    columns = (
        F.id,
        F.name,
        S.size,
        S.state,
        S.reason,
        S.media_type,
        S.unit,
        S.pages,
        S.is_scan,
        S.is_cut,
        S.was_scanned,
    )
    return (
        select(*columns, (S.preview_sha256 != "").label("has_preview"))
        .select_from(F)
        .join(S, S.sha256 == F.sha256)
        .join(E, E.id == F.example_id)
    )


def _file(row: Any) -> ExampleFile:
    values = dict(row._mapping) | {"state": FileState(row.state), "has_preview": bool(row.has_preview)}
    return ExampleFile(**values)
