"""A report as a workbook: one sheet for each theme, with typed cells, headings that stay, and charts."""

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from tiex.papers.report import Report
from tiex.papers.themes import Theme, Value, themes_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

BAND, HATCHED = "#12324A", {"pattern": "wide_upward_diagonal"}
# Sheets with a chart, by the column that names its bars.
CHARTED = ("Scores", "Stages", "Success factors", "Pillars")
_LONGEST_CELL = 32_767
_ROW_HEIGHT = 20


def excel_workbook(report: Report, mark: str) -> bytes:
    """`mark` says on each sheet's paper what the report must not be taken for."""
    # Here and not above: it takes memory, which a server needs that never makes one does not.
    import xlsxwriter

    written = io.BytesIO()
    # Nothing that people wrote becomes a formula, a number or a link.
    plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(written, {"in_memory": True, **plain})
    _properties(book, report, mark)
    formats = {
        "heading": book.add_format({"bold": True, "bottom": 1, "font_color": BAND, "text_wrap": True, "valign": "top"}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
        "percent": book.add_format({"num_format": "0%", "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "date": book.add_format({"num_format": "d mmmm yyyy", "align": "left", "valign": "top"}),
    }
    for theme in themes_of(report):
        if theme.rows:
            _sheet(book, theme, report, mark, formats)
    book.close()
    return written.getvalue()


def _properties(book: "Workbook", report: Report, mark: str) -> None:
    frame = report.frame
    book.set_properties(
        {
            "title": frame.title,
            "subject": f"{frame.council}, {frame.edition}",
            "author": frame.council,
            "comments": mark,
            "created": datetime.combine(frame.made_on, time(12), UTC),
        }
    )
    book.set_custom_property("Language", "en-GB")


def _sheet(book: "Workbook", theme: Theme, report: Report, mark: str, formats: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(theme.name)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{_escaped(report.frame.council)}&C{_escaped(mark)}&R&A")
    sheet.set_footer("&RPage &P of &N")
    for index, column in enumerate(theme.columns):
        name = f"{column.name} ({column.unit})" if column.unit else column.name
        sheet.write_string(0, index, name, formats["heading"])
        sheet.set_column(index, index, max(column.width, len(name) + 1 if column.unit else 0))
    for number, row in enumerate(theme.rows, 1):
        for index, (value, column) in enumerate(zip(row, theme.columns, strict=True)):
            _write(sheet, number, index, value, is_percent=column.unit == "%", formats=formats)
    sheet.autofilter(0, 0, len(theme.rows), len(theme.columns) - 1)
    if theme.name in CHARTED:
        _chart(book, sheet, theme)


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
        sheet.write_number(row, column, value / 100, formats["percent"])
    else:
        sheet.write_number(row, column, value, formats["number"])


def _chart(book: "Workbook", sheet: "Worksheet", theme: Theme) -> None:
    """Position filled and ambition hatched, so that they also differ in grey."""
    chart = book.add_chart({"type": "bar"})
    last, names = len(theme.rows), [theme.name, 1, 0, len(theme.rows), 1 if theme.name == "Scores" else 0]
    looks: tuple[dict[str, Any], ...] = (
        {"fill": {"color": BAND}},
        {
            "pattern": {"pattern": "wide_upward_diagonal", "fg_color": BAND, "bg_color": "white"},
            "border": {"color": BAND},
        },
    )
    shown = (2, 3) if any(row[3] is not None for row in theme.rows) else (2,)
    for column, look in zip(shown, looks, strict=False):
        values = [theme.name, 1, column, last, column]
        chart.add_series({"name": theme.columns[column].name, "categories": names, "values": values, **look})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%", "major_gridlines": {"visible": True}})
    chart.set_title(
        {"name": f"{theme.name}: position and ambition" if len(shown) > 1 else theme.name, "overlay": False}
    )
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": max(260, 110 + _ROW_HEIGHT * last * len(shown))})
    words = f"Bars of the figures in this sheet: {theme.name.lower()}."
    sheet.insert_chart(0, len(theme.columns) + 1, chart, {"description": words})


def _escaped(words: str) -> str:
    """An ampersand in the head of a sheet begins an instruction."""
    return words.replace("&", "&&")[:80]
