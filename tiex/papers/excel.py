"""A book as a workbook: one sheet for each theme, with typed cells, headings that stay, and charts."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from tiex.papers.book import Book, Theme, Value

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

BAND = "#12324A"
_LONGEST_CELL = 32_767
_LINE_HEIGHT, _HIGHEST_ROW, _BAR_HEIGHT = 15.0, 405.0, 20


def excel_workbook(book: Book) -> bytes:
    # Here and not above: it takes memory, which a server needs that never makes one does not.
    import xlsxwriter

    written = io.BytesIO()
    # Nothing that people wrote becomes a formula, a number or a link.
    plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    made = xlsxwriter.Workbook(written, {"in_memory": True, **plain})
    _properties(made, book)
    formats = {
        "heading": made.add_format({"bold": True, "bottom": 1, "font_color": BAND, "text_wrap": True, "valign": "top"}),
        "words": made.add_format({"text_wrap": True, "valign": "top"}),
        "percent": made.add_format({"num_format": "0%", "valign": "top"}),
        "share": made.add_format({"num_format": "0.0%", "valign": "top"}),
        "decimal": made.add_format({"num_format": "#,##0.0", "valign": "top"}),
        "number": made.add_format({"num_format": "#,##0", "valign": "top"}),
        "date": made.add_format({"num_format": "d mmmm yyyy", "align": "left", "valign": "top"}),
    }
    for theme in book.themes:
        if theme.rows:
            _sheet(made, theme, book, formats)
    made.close()
    return written.getvalue()


def _properties(made: "Workbook", book: Book) -> None:
    made.set_properties(
        {
            "title": book.title,
            "subject": f"{book.council}, {book.edition}",
            "author": book.council,
            "comments": book.mark,
            "created": datetime.combine(book.made_on, time(12), UTC),
        }
    )
    made.set_custom_property("Language", "en-GB")


def _sheet(made: "Workbook", theme: Theme, book: Book, formats: Mapping[str, Any]) -> None:
    sheet = made.add_worksheet(theme.name)
    _paper(sheet, book)
    shown = _shown(theme)
    for place, index in enumerate(shown):
        column = theme.columns[index]
        says_unit = column.unit and column.unit != column.name.lower()
        name = f"{column.name} ({column.unit})" if says_unit else column.name
        sheet.write_string(0, place, name, formats["heading"])
        sheet.set_column(place, place, max(column.width, len(name) + 1 if column.unit else 0))
    for number, row in enumerate(theme.rows, 1):
        sheet.set_row(number, _height(theme, row))
        for place, index in enumerate(shown):
            _write(sheet, number, place, row[index], is_percent=theme.columns[index].unit == "%", formats=formats)
    sheet.autofilter(0, 0, len(theme.rows), len(shown) - 1)
    if theme.charted_by:
        _chart(made, sheet, theme, shown)


def _paper(sheet: "Worksheet", book: Book) -> None:
    """What it must not be taken for stands on each page, and the headings stay on the screen and on each page."""
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{_escaped(book.council)}&C{_escaped(book.mark)}&R&A")
    sheet.set_footer("&RPage &P of &N")


def _shown(theme: Theme) -> Sequence[int]:
    """The columns without a second name that no row has, and without figures that there are none of."""
    may_be_empty = [index for index, column in enumerate(theme.columns) if index == 1 or column.unit]
    empty = {index for index in may_be_empty if all(row[index] in ("", None) for row in theme.rows)}
    return [index for index in range(len(theme.columns)) if index not in empty]


def _height(theme: Theme, row: Sequence[Value]) -> float:
    """In points: not every program makes room for all lines by itself."""
    lines = (
        sum(len(line) // column.width + 1 for line in str(value).split("\n"))
        for column, value in zip(theme.columns, row, strict=True)
    )
    return min(_LINE_HEIGHT * max(lines), _HIGHEST_ROW)


def _write(
    sheet: "Worksheet", row: int, column: int, value: Value, *, is_percent: bool, formats: Mapping[str, Any]
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time()), formats["date"])
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:_LONGEST_CELL], formats["words"])
    elif is_percent:
        sheet.write_number(row, column, value / 100, formats["share" if value % 1 else "percent"])
    else:
        sheet.write_number(row, column, value, formats["decimal" if value % 1 else "number"])


def _chart(made: "Workbook", sheet: "Worksheet", theme: Theme, shown: Sequence[int]) -> None:
    """The first score filled and the second outlined, as on the page, so that they also differ in grey."""
    chart = made.add_chart({"type": "bar"})
    last = len(theme.rows)
    drawn = [index for index, column in enumerate(theme.columns) if column.unit == "%"][:2]
    scores = [place for place, index in enumerate(shown) if index in drawn]
    if not scores:
        return
    names = [theme.name, 1, 0, last, theme.charted_by - 1]
    series = [theme.columns[shown[place]].name for place in scores]
    for place, name, fill in zip(scores, series, (BAND, "white"), strict=False):
        look = {"fill": {"color": fill}, "border": {"color": BAND, "width": 1.25}}
        chart.add_series({"name": name, "categories": names, "values": [theme.name, 1, place, last, place], **look})
    chart.set_y_axis({"reverse": True, "interval_unit": 1})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%", "major_gridlines": {"visible": True}})
    both = " and ".join(series).lower()
    chart.set_title({"name": f"{theme.name}: {both}" if len(scores) > 1 else theme.name})
    chart.set_legend({"position": "bottom"} if len(scores) > 1 else {"none": True})
    chart.set_size({"width": 760, "height": max(260, 110 + _BAR_HEIGHT * last * len(scores))})
    words = f"Bars of the figures in this sheet: {theme.name.lower()}."
    sheet.insert_chart(1, len(shown) + 1, chart, {"description": words})


def _escaped(words: str) -> str:
    """An ampersand in the head of a sheet begins an instruction."""
    return words.replace("&", "&&")[:80]
