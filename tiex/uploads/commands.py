"""Taking files in, in parts or at once, and removing them; sweeping up what was left on its way."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tiex.domain.errors import Refusal
from tiex.domain.examples import NotNow, after_writing
from tiex.domain.files import (
    LARGEST_CHUNK,
    ORPHANS_STAY,
    UPLOAD_LASTS,
    FileState,
    OffsetMismatch,
    UploadBusy,
    check_room,
    check_size,
    clean_name,
)
from tiex.files.commands import keep_content, know_content, sweep_contents
from tiex.gateways import Gateways
from tiex.gateways.parts import PartFolder
from tiex.models import CouncilRow, ExampleFileRow, ExampleRow, StoredFileRow, UploadRow
from tiex.uploads.queries import Place, Upload, read_held
from tiex.web.trail import append_entry

F, U = ExampleFileRow, UploadRow


@dataclass(frozen=True, slots=True)
class Adding:
    """Who adds files to which example, when, and how many bytes the council may have."""

    session: Session
    gateways: Gateways
    place: Place
    actor_id: int
    now: datetime
    quota: int

    def write_down(self, action: str, *, before: Any = None, after: Any = None) -> None:
        """In the chain of the exchange: that of the council is read by others there, who may not know of the draft."""
        append_entry(
            self.session,
            at=self.now,
            actor_id=self.actor_id,
            action=action,
            subject=f"example {self.place.id}",
            before=before,
            after=after,
        )


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a file as it arrives: behind how many bytes, and its SHA-256 if that was said."""

    offset: int
    stream: BinaryIO
    checksum: bytes | None


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A file that was not added, and why."""

    name: str
    refusal: Refusal


def begin_upload(*, adding: Adding, name: str, length: int) -> Upload:
    """Make room for a file of this length, which is counted from now on."""
    check_size(length)
    _take_council(adding)
    after_writing(adding.place.review)
    check_room(read_held(adding.session, adding.place.council_code, adding.place.id), length, adding.quota)
    upload = Upload(secrets.token_urlsafe(32), adding.place.id, clean_name(name), length, 0, None, adding.now)
    row = U(id=upload.id, example_id=upload.example_id, person_id=adding.actor_id, name=upload.name, length=length)
    row.created_at = row.changed_at = adding.now
    adding.session.add(row)
    adding.gateways.parts.create(upload.id)
    return upload


def receive_chunk(*, adding: Adding, upload: Upload, chunk: Chunk) -> int:
    """How much of the file is there now. With its last byte it becomes a file of the example, in the same transaction.

    Whoever calls has the lock of the upload until that transaction stands. The database is only asked once the chunk
    is on the disk, however long that takes.
    """
    if chunk.offset != upload.received or upload.file_id is not None:
        raise OffsetMismatch
    parts, most = adding.gateways.parts, min(LARGEST_CHUNK, upload.length - upload.received)
    received = chunk.offset + parts.append(upload.id, chunk.offset, chunk.stream, most, chunk.checksum)
    is_whole = received == upload.length
    sha256 = keep_content(adding.gateways.storage, parts.path(upload.id)) if is_whole else ""
    file_id = _add_file(adding, upload.name, sha256, upload.length) if is_whole else None
    grown = update(U).where(U.id == upload.id, U.received == upload.received, U.file_id.is_(None))
    values = {"received": received, "file_id": file_id, "changed_at": adding.now}
    if not adding.session.execute(grown.values(values)).rowcount:  # type: ignore[attr-defined]
        raise OffsetMismatch
    return received


def cancel_upload(*, adding: Adding, upload: Upload) -> None:
    """Forget a file that is on its way; what it has become stays."""
    adding.session.execute(delete(U).where(U.id == upload.id))


def add_files(*, adding: Adding, given: Sequence[tuple[str, Path]]) -> tuple[Unwanted, ...]:
    """Add each file that came with a form, and those that could not be added."""
    after_writing(adding.place.review)
    kept, unwanted = [], []
    for name, path in given:
        try:
            size = path.stat().st_size
            check_size(size)
            kept.append((clean_name(name), keep_content(adding.gateways.storage, path), size))
        except Refusal as refusal:
            unwanted.append(Unwanted(clean_name(name), refusal))
    for name, sha256, size in kept:
        try:
            _take_council(adding)
            check_room(read_held(adding.session, adding.place.council_code, adding.place.id), size, adding.quota)
            _add_file(adding, name, sha256, size)
        except Refusal as refusal:
            unwanted.append(Unwanted(name, refusal))
    return tuple(unwanted)


def remove_file(*, adding: Adding, file_id: int) -> None:
    """From what is being written; what was published keeps it. NotFound where the example has no such file."""
    is_here = (F.id == file_id, F.example_id == adding.place.id, F.removed_at.is_(None))
    removed = update(F).where(*is_here).values(removed_at=adding.now).returning(F.name, F.sha256)
    _touch_example(adding)
    row = adding.session.execute(removed).one_or_none()
    if row is None:
        raise NotFound
    adding.write_down("file removed", before={"sha256": row.sha256})


def forget_files(*, session: Session, example_id: int) -> None:
    """All that an example has, where it is removed itself; contents are swept later."""
    session.execute(delete(U).where(U.example_id == example_id))
    session.execute(delete(F).where(F.example_id == example_id))


def sweep(session: Session, gateways: Gateways, now: datetime) -> int:
    """Throw out uploads that nobody goes on with, and contents that no file has, and how many; commits."""
    query = select(U.id).where(U.changed_at < now - UPLOAD_LASTS)
    swept = 0
    for upload_id in session.scalars(query.order_by(U.id)).all():
        swept += _sweep_upload(session, gateways.parts, upload_id, now)
    known = set(session.scalars(select(U.id)))
    session.rollback()
    for upload_id in set(gateways.parts.ids()) - known:
        swept += gateways.parts.remove_old(upload_id, ORPHANS_STAY)
    gateways.parts.tidy(ORPHANS_STAY)
    return swept + sweep_contents(session=session, gateways=gateways, now=now)


def _sweep_upload(session: Session, parts: PartFolder, upload_id: str, now: datetime) -> int:
    """Unless somebody is just going on with it."""
    try:
        with parts.lock(upload_id):
            is_old = (U.id == upload_id, U.changed_at < now - UPLOAD_LASTS)
            gone = session.execute(delete(U).where(*is_old)).rowcount  # type: ignore[attr-defined]
            session.commit()
            if gone:
                parts.remove(upload_id)
            return int(gone)
    except UploadBusy:
        return 0


def _take_council(adding: Adding) -> None:
    """Whoever comes second waits until the first has committed, so that both do not take the last room there is."""
    row = update(CouncilRow).where(CouncilRow.code == adding.place.council_code)
    adding.session.execute(row.values(short_name=CouncilRow.short_name))


def _add_file(adding: Adding, name: str, sha256: str, size: int) -> int:
    _touch_example(adding)
    _make_way(adding, name, sha256)
    know_content(session=adding.session, sha256=sha256, size=size, now=adding.now)
    row = F(example_id=adding.place.id, sha256=sha256, name=name, added_at=adding.now, added_by_id=adding.actor_id)
    adding.session.add(row)
    adding.session.flush()
    adding.write_down("file added", after={"sha256": sha256, "size": size})
    return row.id


def _make_way(adding: Adding, name: str, sha256: str) -> None:
    """What was refused, and comes again or mended under the same name, does not stand there twice."""
    refused = select(StoredFileRow.sha256).where(StoredFileRow.state == FileState.REFUSED)
    is_again = F.example_id == adding.place.id, F.removed_at.is_(None), or_(F.name == name, F.sha256 == sha256)
    gone = update(F).where(*is_again, F.sha256.in_(refused)).values(removed_at=adding.now).returning(F.sha256)
    for before in adding.session.scalars(gone).all():
        adding.write_down("file removed", before={"sha256": before})


def _touch_example(adding: Adding) -> None:
    """It is written from now on: WithTheEditors while they read it, NotNow where it went on meanwhile."""
    then = after_writing(adding.place.review)
    is_there = (ExampleRow.id == adding.place.id, ExampleRow.review.in_([adding.place.review, then]))
    row = update(ExampleRow).where(*is_there).values(review=then, changed_at=adding.now)
    if not adding.session.execute(row).rowcount:  # type: ignore[attr-defined]
        raise NotNow
