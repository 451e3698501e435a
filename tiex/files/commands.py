"""Keeping the content of a file, having it checked, and throwing out what no file has any longer."""

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tiex.domain.files import ORPHANS_STAY, FileState
from tiex.gateways import Gateways
from tiex.gateways.storage import Storage
from tiex.models import ExampleFileRow, ExampleRow, FilePageRow, JobRow, StoredFileRow, UploadRow
from tiex.web.inserting import put_row

CHECK_FILE = "check_file"
F, S = ExampleFileRow, StoredFileRow


def keep_content(storage: Storage, path: Path) -> str:
    """Put what stands in this file into the storage; its SHA-256. StorageFull where there is no room."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    storage.put(sha256, path)
    return sha256


def know_content(*, session: Session, sha256: str, size: int, now: datetime) -> None:
    """Of a content that is kept: what is known of it stays, and what is not known is looked at soon.

    Its row is taken, so that nobody sweeps it away meanwhile.
    """
    put_row(session, S.__table__, {"sha256": sha256}, {"size": size, "created_at": now})
    if session.scalar(select(S.state).where(S.sha256 == sha256)) == FileState.WAITING:
        session.add(JobRow(kind=CHECK_FILE, subject=sha256, created_at=now, next_try_at=now))


def sweep_contents(*, session: Session, gateways: Gateways, now: datetime) -> int:
    """Forget contents that no file has, then remove them, and how many; commits before it removes.

    Files that were removed from an example go first, unless what was published of it has them.
    """
    _forget_removed(session, now)
    is_had = select(F.id).where(F.sha256 == S.sha256).exists()
    gone = list(session.scalars(select(S.sha256).where(~is_had, S.created_at < now - ORPHANS_STAY)))
    session.execute(delete(FilePageRow).where(FilePageRow.sha256.in_(gone)))
    session.execute(delete(S).where(S.sha256.in_(gone), ~is_had))
    session.commit()
    known = _known_contents(session)
    session.rollback()
    unknown = [sha256 for sha256 in gateways.storage.ids(ORPHANS_STAY) if sha256 not in known]
    for sha256 in unknown:
        gateways.storage.remove(sha256)
    gateways.storage.tidy(ORPHANS_STAY)
    return len(unknown)


def _forget_removed(session: Session, now: datetime) -> None:
    query = select(F.id, ExampleRow.published).join(ExampleRow, ExampleRow.id == F.example_id)
    rows = session.execute(query.where(F.removed_at < now - ORPHANS_STAY))
    gone = [file_id for file_id, published in rows if file_id not in ((published or {}).get("files") or ())]
    session.execute(delete(UploadRow).where(UploadRow.file_id.in_(gone)))
    session.execute(delete(F).where(F.id.in_(gone)))


def _known_contents(session: Session) -> frozenset[str]:
    """What is refused has nothing left in the storage."""
    columns = (S.sha256, S.served_sha256, S.preview_sha256)
    rows = session.execute(select(*columns).where(S.state != FileState.REFUSED))
    return frozenset(sha256 for row in rows for sha256 in row if sha256)
