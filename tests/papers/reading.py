"""What each file says, by a reader that has nothing to do with its writer, in letters and figures alone."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import docx
import openpyxl
import pypdfium2
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

RUNNING = re.compile(r"^.*Page \d+ of \d+\s*$", re.MULTILINE)


def bare(text: str) -> str:
    """Letters, figures and per cent signs: how a text is broken into lines does not matter."""
    return "".join(sign for sign in text if sign.isalnum() or sign == "%")


def pdf_pages(file: bytes) -> list[str]:
    with pypdfium2.PdfDocument(file) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def pdf_text(file: bytes) -> str:
    """Without what stands at the head and at the foot of each page, which would part a sentence in two."""
    pages = [page.replace("\r", "") for page in pdf_pages(file)]
    heads = [set(page.split("\n")[:3]) | set(page.split("\n")[-3:]) for page in pages[1:]]
    repeated = set.intersection(*heads) if len(heads) > 1 else set()
    lines = (line for page in pages for line in page.split("\n") if line not in repeated)
    return RUNNING.sub("", "\n".join(lines))


def word_of(file: bytes) -> Document:
    return docx.Document(io.BytesIO(file))


def word_text(file: bytes) -> str:
    return "\n".join(_word_texts(word_of(file)))


def _word_texts(document: Document) -> Iterator[str]:
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            yield item.text
        elif isinstance(item, Table):
            for row in item.rows:
                # A merged cell is there once for each column.
                yield " ".join({cell._tc: cell.text for cell in row.cells}.values())


def workbook_of(file: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(file))


def excel_text(file: bytes) -> str:
    rows = (row for sheet in workbook_of(file) for row in sheet.iter_rows(values_only=True))
    return "\n".join(str(value) for row in rows for value in row if value is not None)


def csv_rows(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def csv_text(file: bytes) -> str:
    return "\n".join(value for row in csv_rows(file) for value in row.values())


def json_of(file: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file)
    return found


def json_text(file: bytes) -> str:
    return "\n".join(map(str, leaves(json_of(file))))


def leaves(value: Any) -> Iterator[Any]:
    """Every text and figure in it."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from leaves(each)
    else:
        yield value


TEXT_OF: Mapping[str, Callable[[bytes], str]] = {
    "pdf": pdf_text,
    "docx": word_text,
    "xlsx": excel_text,
    "csv": csv_text,
    "json": json_text,
}


def text_of(file: bytes, name: str) -> str:
    return bare(TEXT_OF[name.rpartition(".")[2]](file))
