"""Files that people add: how many and how large, what becomes of them, and what the rules say no to."""

from enum import StrEnum

from tiex.domain.errors import Refusal

MEGABYTE = 1024 * 1024
LARGEST_FILE, MOST_FILES, COUNCIL_QUOTA = 50 * MEGABYTE, 10, 2_000 * MEGABYTE


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
