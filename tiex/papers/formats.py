"""What can be taken away: each offer with its format, and making the file of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tiex.papers.compose import Shape, compose, mark_of
from tiex.papers.csv_table import csv_lines
from tiex.papers.json_document import json_document
from tiex.papers.letters import plainly
from tiex.papers.pdf import paper_data
from tiex.papers.report import Frame, Report
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


def offers_for(frame: Frame) -> tuple[Offer, ...]:
    """Nobody takes one person’s view to a committee."""
    return tuple(offer for offer in OFFERS if not (frame.is_individual and offer.shape is Shape.COMMITTEE))


@dataclass(frozen=True, slots=True)
class Making:
    """What making a file needs: the day as it is written, where the schema of the data is, and how to typeset."""

    day: str
    schema_url: str
    typeset: Typeset = typeset


def make(report: Report, offer: Offer, making: Making) -> Iterable[bytes]:
    """The file, in pieces. NotMade where that is beyond us now."""
    if offer.shape is not None:
        return (_paper(report, offer.shape, offer.format, making),)
    if offer.format == CSV:
        return (line.encode() for line in csv_lines(report, mark_of(report.frame)))
    if offer.format == JSON:
        return (json_document(report, making.schema_url),)
    # Here and not above: only who makes a workbook needs what makes it.
    from tiex.papers.excel import excel_workbook

    return (excel_workbook(report, mark_of(report.frame)),)


def _paper(report: Report, shape: Shape, format: Format, making: Making) -> bytes:
    paper = compose(report, shape)
    if format == WORD:
        from tiex.papers.word import svgs_of, word_document

        svgs = list(dict.fromkeys(svgs_of(paper.blocks)))
        images = making.typeset(pictures_order(svgs)) if svgs else []
        return word_document(paper, making.day, dict(zip(svgs, images, strict=True)))
    try:
        return making.typeset(paper_order(paper_data(paper, making.day)))[0]
    except NotMade:
        # A sign that a typeface has can still fail beside another; with the plainest letters none does.
        return making.typeset(paper_order(paper_data(paper, making.day, plainly)))[0]
