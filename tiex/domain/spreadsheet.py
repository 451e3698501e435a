"""Texts in a table that a spreadsheet may open: none of them is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# A spreadsheet takes a cell that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel does not read UTF-8


def plain(cell: str) -> str:
    """The text, with an apostrophe before it where it would be a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as RFC 4180 writes them."""
    written = io.StringIO()
    csv.writer(written).writerows([plain(cell) for cell in row] for row in rows)
    return written.getvalue()


def csv_line(cells: Sequence[str]) -> str:
    return csv_text([cells])
