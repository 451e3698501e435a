"""Excel: the values of each sheet, row by row."""

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from tiex.reading.packages import refuse_unsafe
from tiex.reading.texts import bounded, joined
from tiex.reading.types import LONGEST_WHOLE, FileType, Page, Read, Reading

ERRORS: tuple[type[Exception], ...] = (InvalidFileException,)

# As many as Excel has; a row may claim to be the billionth, and all empty ones before it would be counted out.
MOST_ROWS = 1_048_576


def read(data: bytes, type: FileType) -> Read:
    refuse_unsafe(data)
    pages, is_cut = bounded(_sheets(data), LONGEST_WHOLE)
    return Read(Reading(type, pages, is_cut=is_cut))


def _sheets(data: bytes) -> Iterator[Page]:
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for number, sheet in enumerate(book.worksheets, 1):
        # What a sheet says of its own size may be a million empty columns.
        sheet.reset_dimensions()
        yield Page(number, joined(_rows(sheet), LONGEST_WHOLE), sheet.title)
    book.close()


def _rows(sheet: Any) -> Iterator[str]:
    for row in islice(sheet.iter_rows(values_only=True), MOST_ROWS):
        if line := "\t".join(str(value) for value in row if value is not None):
            yield line
