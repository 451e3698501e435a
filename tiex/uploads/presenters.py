"""The files of an example as a list that keeps itself up to date, the form for more, and answers about parts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from werkzeug.http import http_date

from tiex.domain.examples import Review
from tiex.domain.files import LARGEST_FILE, MEGABYTE, MOST_FILES, TUS_VERSION, UPLOAD_LASTS, FileState
from tiex.files.queries import SHOWN
from tiex.uploads.queries import ExampleFile, Place, Upload
from tiex.web.filters import count

ENDINGS = (".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".csv", ".txt", ".jpg", ".jpeg", ".png")
KINDS = "PDF, Word, PowerPoint, Excel, OpenDocument, CSV, text, JPEG or PNG"
LIST_ID = "file-list"
TUS = {
    "Tus-Version": TUS_VERSION,
    "Tus-Extension": "creation,expiration,checksum,termination",
    "Tus-Max-Size": str(LARGEST_FILE),
    "Tus-Checksum-Algorithm": "sha256",
}


@dataclass(frozen=True, slots=True)
class FileView:
    """`url` is empty until it is ready, `show_url` where no browser shows it, `remove_url` where it has to stay."""

    id: int
    name: str
    about: str
    state: str
    said: str
    url: str
    show_url: str
    preview_url: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file that has not arrived yet; `address` is where the rest of it is sent."""

    name: str
    said: str
    address: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class ListView:
    """`trigger` is how often it asks what is new; empty where nothing is being checked."""

    id: str
    url: str
    trigger: str
    headers: str
    files: tuple[FileView, ...]
    uploads: tuple[UploadView, ...]


@dataclass(frozen=True, slots=True)
class FilesView:
    """`add_url` is empty where no files can be added."""

    list: ListView
    add_url: str
    uploads_url: str
    accept: str
    limits: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Problem:
    href: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FilesPage:
    title: str
    example: str
    example_url: str
    council_code: str
    files: FilesView
    notices: tuple[str, ...]
    problems: tuple[Problem, ...]


def present_files(place: Place, files: Sequence[ExampleFile], uploads: Sequence[Upload]) -> FilesView:
    """For `uploads/_files.html`; whoever includes that also loads the script `uploads.js`."""
    can_change = place.review is not Review.WAITING
    return FilesView(
        list=present_list(place, files, uploads),
        add_url=url_for("uploads.add", example_id=place.id) if can_change else "",
        uploads_url=url_for("uploads.create", example_id=place.id),
        accept=",".join(ENDINGS),
        limits=f"{KINDS}, up to {LARGEST_FILE // MEGABYTE} MB each and {MOST_FILES} files in all",
        why_not="" if can_change else "This example is with the editors, so its files stay as they are.",
    )


def present_list(place: Place, files: Sequence[ExampleFile], uploads: Sequence[Upload]) -> ListView:
    is_checking = any(file.state is FileState.WAITING for file in files)
    can_change = place.review is not Review.WAITING
    return ListView(
        id=LIST_ID,
        url=url_for("uploads.files", example_id=place.id),
        trigger="click, every 2s" if is_checking else "click",
        headers=json.dumps({"If-None-Match": f'"{mark_of(place, files, uploads)}"'}) if is_checking else "{}",
        files=tuple(_file(place, file, can_change=can_change) for file in files),
        uploads=tuple(map(_upload, uploads)) if can_change else (),
    )


def present_page(
    place: Place,
    files: Sequence[ExampleFile],
    uploads: Sequence[Upload],
    *,
    notices: Sequence[str] = (),
    problems: Sequence[str] = (),
) -> FilesPage:
    return FilesPage(
        title="Files of your example",
        example=place.title,
        example_url=url_for("examples.edit", example_id=place.id),
        council_code=place.council_code,
        files=present_files(place, files, uploads),
        notices=tuple(notices),
        problems=tuple(Problem("#files-chosen", sentence) for sentence in problems),
    )


def mark_of(place: Place, files: Sequence[ExampleFile], uploads: Sequence[Upload]) -> str:
    """Another one whenever the list looks different."""
    seen = (place.review, *files, *((upload.id, upload.received) for upload in uploads))
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def tus_headers(upload: Upload) -> dict[str, str]:
    """How much of it has arrived, and until when it waits for the rest."""
    return {
        "Upload-Offset": str(upload.received),
        "Upload-Length": str(upload.length),
        "Upload-Expires": http_date(upload.changed_at + UPLOAD_LASTS),
    }


def unwanted_sentence(name: str, reason: str) -> str:
    return f"“{name}” was not added. {reason}"


def megabytes(size: int) -> str:
    """12.3 MB, 45 kB."""
    if size < MEGABYTE // 10:
        return f"{max(round(size / 1024), 1)} kB"
    return f"{size / MEGABYTE:.1f} MB"


def _file(place: Place, file: ExampleFile, *, can_change: bool) -> FileView:
    url = url_for("files.file", file_id=file.id, name=file.name) if file.state is FileState.READY else ""
    length = count(file.pages, file.unit) if file.pages and file.unit else ""
    return FileView(
        id=file.id,
        name=file.name,
        about=", ".join(part for part in (megabytes(file.size), length) if part),
        state=file.state.value,
        said=_said(file),
        url=url,
        show_url=f"{url}?view=1" if url and file.media_type in SHOWN else "",
        preview_url=url_for("files.preview", file_id=file.id) if url and file.has_preview else "",
        remove_url=url_for("uploads.remove", example_id=place.id, file_id=file.id) if can_change else "",
    )


def _said(file: ExampleFile) -> str:
    if file.state is FileState.WAITING:
        return "Being checked. Only then can others have it."
    if file.state is FileState.REFUSED:
        return f"Refused: {file.reason}"
    if file.is_scan:
        return "Ready. This is a scan without text, so search does not find what it says."
    return "Ready. It is so long that search finds only its first part." if file.is_cut else "Ready"


def _upload(upload: Upload) -> UploadView:
    return UploadView(
        name=upload.name,
        said=f"{megabytes(upload.received)} of {megabytes(upload.length)} have arrived. "
        "Choose the same file again: it goes on where it stopped.",
        address=url_for("uploads.state", upload_id=upload.id),
        cancel_url=url_for("uploads.cancel", upload_id=upload.id),
    )
