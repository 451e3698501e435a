"""Files that people add: how many and how large, what becomes of them, and what the rules say no to."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import PurePosixPath

from tiex.domain.errors import Refusal

MEGABYTE = 1024 * 1024
LARGEST_FILE, MOST_FILES, COUNCIL_QUOTA = 50 * MEGABYTE, 10, 2_000 * MEGABYTE
# What is sent in one go of a file that comes in parts, and of files that come with a form.
LARGEST_CHUNK, LARGEST_FORM_OF_FILES = 8 * MEGABYTE, MOST_FILES * LARGEST_FILE + MEGABYTE
# Long enough for somebody who goes on tomorrow, or after a weekend.
UPLOAD_LASTS = timedelta(days=4)
# Nothing that was put into the storage so lately is swept: its row may be on its way.
ORPHANS_STAY = timedelta(hours=24)
# Of the protocol by which files come in parts: https://tus.io
TUS_VERSION = "1.0.0"
LONGEST_NAME, NAMELESS = 255, "file"
_SLASHES = re.compile(r"[\\/]")


class FileState(StrEnum):
    """WAITING until it has been looked at; nobody is given what is not READY."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


class FileTooLarge(Refusal):
    sentence = f"A file can have {LARGEST_FILE // MEGABYTE} MB at most. Make it smaller, or share a part of it."


class EmptyFile(Refusal):
    sentence = "This file is empty."


class TooManyFiles(Refusal):
    sentence = f"An example can have {MOST_FILES} files at most. Remove one first."


class QuotaReached(Refusal):
    sentence = "Your council has no room left for this file. Remove files that nobody needs, or ask the exchange."


class UploadNotUnderstood(Refusal):
    sentence = "The exchange could not understand this part of the file. Nothing of it was kept. Try again."


class OffsetMismatch(Refusal):
    sentence = "This part of the file does not follow on what has arrived. Nothing of it was kept."


class ChecksumMismatch(Refusal):
    sentence = "This part of the file was damaged on its way. Nothing of it was kept. Try again."


class MoreThanDeclared(Refusal):
    sentence = "More arrived than this file was said to have. Nothing of it was kept."


class UploadBusy(Refusal):
    sentence = "This file is being sent from another window. Wait until that is done."


class UploadLost(Refusal):
    sentence = "What had arrived of this file is gone. Choose it again."


class StorageFull(Refusal):
    sentence = "The exchange has no room for this file at the moment. Nothing that was saved is lost. Try again later."


class NotReadNow(Refusal):
    sentence = "This file could not be read now, through no fault of its own."


class NothingChosen(Refusal):
    sentence = "Choose at least one file."


@dataclass(frozen=True, slots=True)
class Held:
    """What is there already: the files of an example with those on their way, and the bytes of its council."""

    files: int
    bytes: int


def check_size(size: int) -> None:
    if size < 1:
        raise EmptyFile
    if size > LARGEST_FILE:
        raise FileTooLarge


def check_room(held: Held, size: int, quota: int) -> None:
    """TooManyFiles or QuotaReached where one more file of this size is one too many."""
    if held.files >= MOST_FILES:
        raise TooManyFiles
    if held.bytes + size > quota:
        raise QuotaReached


def clean_name(name: str) -> str:
    """A name as it is shown: of a path the last part, without control characters or marks that turn text around."""
    parts = [part for part in map(_printable, _SLASHES.split(name)) if part]
    last = PurePosixPath(parts[-1] if parts else NAMELESS)
    ending = last.suffix[:20]
    return f"{last.stem[: LONGEST_NAME - len(ending)]}{ending}"


def _printable(part: str) -> str:
    composed = unicodedata.normalize("NFC", part)
    kept = "".join(sign for sign in composed if sign.isspace() or unicodedata.category(sign)[0] != "C")
    return " ".join(kept.split()).strip(". ")
