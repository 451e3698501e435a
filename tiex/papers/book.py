"""Tables of typed values, one for each theme, whatever they are about: what spreadsheets and data files are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Value = str | int | float | date | None
# So many columns say what a row is about.
KEYS = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """A column. `unit` is empty for words; `width` is in characters."""

    name: str
    unit: str = ""
    width: int = 12


@dataclass(frozen=True, slots=True)
class Theme:
    """The first two columns say what a row is about: an item, and a part of it, which may be empty. So many of
    them as `charted_by` says name the bars of its chart, which shows the first two columns in per cent; 0 is no chart.
    """

    name: str
    columns: tuple[Measure, ...]
    rows: tuple[tuple[Value, ...], ...]
    charted_by: int = 0


def about(lines: Iterable[tuple[str, Value]]) -> Theme:
    """What stands before all others: items with what is to be said of them, without those of which there is nothing."""
    columns = Measure("Item", width=30), Measure("Part", width=6), Measure("Value", width=90)
    return Theme("About", columns, tuple((name, "", value) for name, value in lines if value not in (None, "")))


@dataclass(frozen=True, slots=True)
class Book:
    """`council` is whose it is, and has no code where that is not one council; `mark`, where there is one, says what it
    must not be taken for, and `standing` what it is worth."""

    title: str
    council: str
    council_code: str
    edition: str
    edition_key: str
    mark: str
    standing: str
    made_on: date
    themes: tuple[Theme, ...]
