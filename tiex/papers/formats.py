"""What can be taken away: each offer with its format, and making the file of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tiex.papers.blocks import Paper
from tiex.papers.book import Book
from tiex.papers.compose import Shape, compose
from tiex.papers.csv_table import csv_lines
from tiex.papers.json_document import json_document, json_tables
from tiex.papers.letters import plainly
from tiex.papers.pdf import paper_data
from tiex.papers.report import Frame, Report
from tiex.papers.themes import book_of
from tiex.papers.typeset import NotMade, paper_order, pictures_order, typeset

Typeset = Callable[[Mapping[str, Any]], list[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """`most` is how many kilobytes a full result takes at the most with notes of usual length, in round figures;
    `is_plain` says that it is plain text, which takes hardly anything to make."""

    key: str
    label: str
    content_type: str
    most: int
    is_plain: bool = False


PDF = Format("pdf", "PDF", "application/pdf", 500)
WORD = Format("docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 1000)
EXCEL = Format("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 100)
CSV = Format("csv", "CSV", "text/csv; charset=utf-8", 200, is_plain=True)
JSON = Format("json", "JSON", "application/json", 200, is_plain=True)


@dataclass(frozen=True, slots=True)
class Offer:
    """One file. Data has no shape: it is always all of it."""

    format: Format
    shape: Shape | None = None

    @property
    def name(self) -> str:
        """The last part of its address: full.pdf, data.csv."""
        return f"{self.shape or 'data'}.{self.format.key}"


OFFERS = (
    *(Offer(format, shape) for shape in Shape for format in (PDF, WORD)),
    *(Offer(format) for format in (EXCEL, CSV, JSON)),
)


# Of what has one shape only.
WHOLE_OFFERS = tuple(offer for offer in OFFERS if offer.shape in (Shape.FULL, None))


def offers_for(frame: Frame) -> tuple[Offer, ...]:
    """Nobody takes one person’s view to a committee."""
    return tuple(offer for offer in OFFERS if not (frame.is_individual and offer.shape is Shape.COMMITTEE))


@dataclass(frozen=True, slots=True)
class Order:
    """A file that takes time to make: a paper as PDF or Word, or a book as a workbook. `day` is when it is made, as it
    is written there."""

    work: Paper | Book
    format: Format
    day: str


def make(order: Order, typeset: Typeset = typeset) -> bytes:
    """The file. NotMade where that is beyond us now."""
    work, day = order.work, order.day
    if isinstance(work, Book):
        # Here and not above: only who makes a workbook needs what makes it.
        from tiex.papers.excel import excel_workbook

        return excel_workbook(work)
    if order.format == WORD:
        from tiex.papers.word import svgs_of, word_document

        svgs = list(dict.fromkeys(svgs_of(work.blocks)))
        images = typeset(pictures_order(svgs)) if svgs else []
        return word_document(work, day, dict(zip(svgs, images, strict=True)))
    try:
        return typeset(paper_order(paper_data(work, day)))[0]
    except NotMade:
        # A sign that a typeface has can still fail beside another; with the plainest letters none does.
        return typeset(paper_order(paper_data(work, day, plainly)))[0]


def plain_book(book: Book, format: Format) -> Iterable[bytes]:
    """All its figures, in pieces."""
    return (json_tables(book),) if format == JSON else (line.encode() for line in csv_lines(book))


def order_of(report: Report, offer: Offer, day: str) -> Order:
    """Of what is not plain text."""
    return Order(compose(report, offer.shape) if offer.shape else book_of(report), offer.format, day)


def plain_file(report: Report, format: Format, schema_url: str) -> Iterable[bytes]:
    """All the data, in pieces. `schema_url` is where it is written down what the JSON holds."""
    return (json_document(report, schema_url),) if format == JSON else plain_book(book_of(report), format)
