"""Keeping the content of a file, having it checked, and throwing out what no file has any longer."""

import hashlib
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import delete, or_, select, union, update
from sqlalchemy.orm import Session

from tiex.domain.files import ORPHANS_STAY, FileState, NotReadNow
from tiex.gateways import Gateways, current_gateways
from tiex.gateways.reader import ReadingFailed
from tiex.gateways.scanner import ScannerUnreachable
from tiex.gateways.storage import MissingContent, Storage
from tiex.jobs.commands import TryAgain, queue_job
from tiex.models import ExampleFileRow, ExampleRow, FilePageRow, StoredFileRow, UploadRow
from tiex.reading.reasons import TOO_HUNGRY, TOO_SLOW
from tiex.reading.types import PREVIEW, Page, Refused
from tiex.web.inserting import put_row

CHECK_FILE, UNWANTED = "check_file", "unwanted_contents"
F, S = ExampleFileRow, StoredFileRow
INFECTED = (
    "A virus was found in this file ({signature}). Nobody can have it. Have the machine that it came from looked at."
)
NOT_READ = "We could not read this file, though we tried several times. Save it anew and add it again."
LOST = "What had arrived of this file is gone. Remove it here and add it again."
# What was not the fault of the file, or not for sure.
MAY_PASS = (LOST, NOT_READ, TOO_SLOW, TOO_HUNGRY)


def keep_content(storage: Storage, path: Path) -> str:
    """Put what stands in this file into the storage; its SHA-256. StorageFull where there is no room."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    storage.put(sha256, path)
    return sha256


def know_content(*, session: Session, sha256: str, size: int, now: datetime) -> None:
    """Of a content that is kept: what is known of it stays; it is looked at soon where nothing is known or it was
    refused for what may pass.

    Its row is taken, so that nobody sweeps it away meanwhile.
    """
    put_row(session, S.__table__, {"sha256": sha256}, {"size": size, "created_at": now})
    may_pass = or_(S.reason.in_(MAY_PASS), S.reason.startswith(INFECTED.partition("(")[0], autoescape=True))
    again = update(S).where(S.sha256 == sha256, S.state == FileState.REFUSED, may_pass)
    session.execute(again.values(state=FileState.WAITING, reason="", settled_at=None))
    if session.scalar(select(S.state).where(S.sha256 == sha256)) == FileState.WAITING:
        queue_job(session=session, kind=CHECK_FILE, subject=sha256, now=now)


def check_file(session: Session, gateways: Gateways, sha256: str) -> None:
    """Look at a content that waits: it is ready or refused from then on. Looking again changes nothing.

    TryAgain while the scanner is away, NotReadNow where we failed; what takes long comes before the first write.
    """
    found = session.execute(select(S.state, _newest_name()).where(S.sha256 == sha256)).one_or_none()
    session.rollback()
    if found is None or found.state != FileState.WAITING:
        return
    try:
        with gateways.storage.fetch(sha256) as path, TemporaryDirectory(prefix="tiex-") as folder:
            values, pages = _look_at(gateways, sha256, (path, found.name or ""), Path(folder))
    except MissingContent:
        values, pages = _refused(LOST), ()
    except Refused as refusal:
        values, pages = _refused(refusal.reason), ()
    except ScannerUnreachable as error:
        raise TryAgain(str(error)) from error
    except ReadingFailed as error:
        raise NotReadNow(str(error)) from error
    now = gateways.clock.now()
    is_ours = update(S).where(S.sha256 == sha256, S.state == FileState.WAITING).values(settled_at=now, **values)
    if not session.execute(is_ours).rowcount:  # type: ignore[attr-defined]
        return
    session.execute(delete(FilePageRow).where(FilePageRow.sha256 == sha256))
    session.add_all(FilePageRow(sha256=sha256, number=page.number or 1, text=page.text) for page in pages)
    if values["state"] == FileState.REFUSED or values["served_sha256"] != sha256:
        session.info.setdefault(UNWANTED, set()).add(sha256)


def give_up_checking(session: Session, sha256: str, now: datetime) -> None:
    """Its author need not wait any longer: adding it again is another try."""
    waiting = update(S).where(S.sha256 == sha256, S.state == FileState.WAITING)
    session.execute(waiting.values(settled_at=now, **_refused(NOT_READ)))


def remove_unwanted(session: Session) -> None:
    """Once it stands that a content was refused, or has a cleaned copy instead, it goes from the storage."""
    for sha256 in session.info.pop(UNWANTED, ()):
        if sha256 not in _known_contents(session, sha256):
            current_gateways().storage.remove(sha256)


def _look_at(
    gateways: Gateways, sha256: str, file: tuple[Path, str], folder: Path
) -> tuple[dict[str, Any], tuple[Page, ...]]:
    """What becomes of its row, and its text. Refused where the file is at fault."""
    path, name = file
    was_scanned = gateways.scanner.is_configured
    if was_scanned and not (verdict := gateways.scanner.scan(path)).is_clean:
        raise Refused(INFECTED.format(signature=verdict.signature))
    reading = gateways.reader.read(path, name, folder)
    served = folder / reading.cleaned if reading.cleaned else path
    values = {
        "state": FileState.READY,
        "reason": "",
        "media_type": reading.type.media_type,
        "served_sha256": keep_content(gateways.storage, served) if reading.cleaned else sha256,
        "served_size": served.stat().st_size,
        "preview_sha256": keep_content(gateways.storage, folder / PREVIEW) if reading.has_preview else "",
        "unit": reading.unit,
        "pages": len(reading.pages) if reading.unit else 0,
        "is_scan": reading.is_scan,
        "is_cut": reading.is_cut,
        "was_scanned": was_scanned,
    }
    return values, reading.pages


def _refused(reason: str) -> dict[str, Any]:
    return {"state": FileState.REFUSED, "reason": reason}


def _newest_name() -> Any:
    """One of the names that it came with: some kinds cannot be told by their content alone."""
    newest = select(F.name).where(F.sha256 == S.sha256).order_by(F.id.desc()).limit(1)
    return newest.correlate(S).scalar_subquery().label("name")


def sweep_contents(*, session: Session, gateways: Gateways, now: datetime) -> int:
    """Forget contents that no file has, then remove them, and how many; commits before it removes.

    Files that were removed from an example go first, unless what was published of it has them.
    """
    _forget_removed(session, now)
    is_had = select(F.id).where(F.sha256 == S.sha256).exists()
    unhad = select(S.sha256).where(~is_had, S.created_at < now - ORPHANS_STAY).with_for_update()
    gone = list(session.scalars(unhad))
    session.execute(delete(FilePageRow).where(FilePageRow.sha256.in_(gone)))
    session.execute(delete(S).where(S.sha256.in_(gone), ~is_had))
    session.commit()
    known = _known_contents(session)
    session.rollback()
    unknown = [sha256 for sha256 in gateways.storage.ids(ORPHANS_STAY) if sha256 not in known]
    removed = sum(_remove_unknown(session, gateways.storage, sha256) for sha256 in unknown)
    gateways.storage.tidy(ORPHANS_STAY)
    return removed


def _remove_unknown(session: Session, storage: Storage, sha256: str) -> bool:
    """Unless somebody has added it since the list was made."""
    is_unknown = sha256 not in _known_contents(session, sha256)
    session.rollback()
    if is_unknown:
        storage.remove(sha256)
    return is_unknown


def _forget_removed(session: Session, now: datetime) -> None:
    query = select(F.id, ExampleRow.published).join(ExampleRow, ExampleRow.id == F.example_id)
    rows = session.execute(query.where(F.removed_at < now - ORPHANS_STAY))
    gone = [file_id for file_id, published in rows if file_id not in ((published or {}).get("files") or ())]
    session.execute(delete(UploadRow).where(UploadRow.file_id.in_(gone)))
    session.execute(delete(F).where(F.id.in_(gone)))


def _known_contents(session: Session, sha256: str | None = None) -> frozenset[str]:
    """All that is needed of the storage, or just this: of what is refused nothing is, and of pictures the copy."""
    is_itself = or_(S.served_sha256 == "", S.served_sha256 == S.sha256)
    needed = (
        select(S.sha256).where(S.state != FileState.REFUSED, is_itself),
        select(S.served_sha256).where(S.state != FileState.REFUSED, S.served_sha256 != ""),
        select(S.preview_sha256).where(S.state != FileState.REFUSED, S.preview_sha256 != ""),
    )
    wanted = [query if sha256 is None else query.where(query.selected_columns[0] == sha256) for query in needed]
    return frozenset(session.scalars(union(*wanted)))
