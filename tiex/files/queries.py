"""A file as it is given, with what decides who may have it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from tiex.access.policy import FileFacts
from tiex.domain.examples import Review, Ring
from tiex.domain.files import FileState
from tiex.models import ExampleFileRow, ExampleRow, StoredFileRow

E, F, S = ExampleRow, ExampleFileRow, StoredFileRow
# What a browser shows by itself; everything else is for a program of the person's own.
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """`sha256` is the content that is given; `preview_sha256` is empty where there is no preview."""

    name: str
    media_type: str
    sha256: str
    size: int
    preview_sha256: str
    facts: FileFacts

    @property
    def can_be_shown(self) -> bool:
        return self.media_type in SHOWN


def find_ready_file(session: Session, file_id: int) -> ReadyFile:
    """NotFound where it is not ready. Whoever asks decides by its facts who may have it."""
    stored = (S.sha256, S.size, S.served_sha256, S.served_size, S.media_type, S.preview_sha256)
    example = (E.council_code, E.author_id, E.review, E.published, E.taken_down_at)
    query = select(F.name, F.removed_at, *stored, *example).select_from(F)
    query = query.join(S, S.sha256 == F.sha256).join(E, E.id == F.example_id)
    row = session.execute(query.where(F.id == file_id, S.state == FileState.READY)).one_or_none()
    if row is None:
        raise NotFound
    is_published = file_id in ((row.published or {}).get("files") or ())
    ring = Ring((row.published or {}).get("ring", Ring.EVERYONE))
    facts = FileFacts(
        row.council_code,
        row.author_id,
        is_removed=row.removed_at is not None,
        is_with_editors=row.review == Review.WAITING,
        is_taken_down=row.taken_down_at is not None,
        audience=ring.audience(row.council_code) if is_published else None,
    )
    served = (row.served_sha256, row.served_size) if row.served_sha256 else (row.sha256, row.size)
    return ReadyFile(row.name, row.media_type, *served, row.preview_sha256, facts)
