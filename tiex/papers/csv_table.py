"""A book as one tidy table: each value on a line of its own, with what it is a value of."""

from collections.abc import Iterator

from tiex.domain.spreadsheet import BYTE_ORDER_MARK, csv_line
from tiex.papers.book import KEYS, Book, Value

COLUMNS = ("council code", "council", "edition", "standing", "theme", "row", "item", "part", "measure", "value", "unit")
ABOUT_APOSTROPHES = "A value that a spreadsheet would take for a formula has an apostrophe before it."


def csv_lines(book: Book) -> Iterator[str]:
    place = (book.council_code, book.council, book.edition_key, book.standing)
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    yield csv_line((*place, "About", "0", "About this file", "", "Values", ABOUT_APOSTROPHES, ""))
    for theme in book.themes:
        for number, row in enumerate(theme.rows, 1):
            item, part = (str(key) for key in row[:KEYS])
            for column, value in zip(theme.columns[KEYS:], row[KEYS:], strict=True):
                if value not in (None, ""):
                    about = (theme.name, str(number), item, part, column.name)
                    yield csv_line((*place, *about, _written(value), column.unit))


def _written(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
