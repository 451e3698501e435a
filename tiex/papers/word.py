"""A paper as a Word document that an officer can go on writing, with real headings, lists and tables."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from tiex.papers.blocks import (
    Block,
    Column,
    Contents,
    Fingerprint,
    Heading,
    KeyFigures,
    Legend,
    PageBreak,
    Paper,
    Para,
    Picture,
    Pictures,
    PictureWithTable,
    Points,
    Prompt,
    Row,
    Table,
    with_next,
)
from tiex.papers.word_parts import (
    add_contents,
    add_field,
    as_decoration,
    bottom_line,
    keep_rows,
    link_to,
    repeat_header,
    set_right,
    shade,
    style_document,
    style_paragraph,
    with_words,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

TEXT_WIDTH_CM = 17.0
SIGN_HEIGHT_CM, SIGNS_ACROSS = 0.5, 3
BAND, TINT = "12324A", "EEF4FA"
Images = Mapping[str, bytes]


def svgs_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Every chart and sign, which Word takes as pictures only."""
    for block in blocks:
        match block:
            case Picture():
                yield block.svg
            case Pictures():
                yield from (one.svg for one in block.pictures)
            case PictureWithTable():
                yield block.picture.svg
            case Legend():
                yield from (svg for svg, _ in block.signs)


def word_document(paper: Paper, day: str, images: Images) -> bytes:
    """`images` has a PNG for each of `svgs_of`; `day` is when it was made, as it is written there."""
    # Here and not above: it takes memory, which a server needs that never makes one does not.
    import docx

    document = docx.Document()
    style_document(document, paper)
    _properties(document, paper)
    _running(document, paper)
    _cover(document, paper, day)
    for block, is_held in with_next(paper.blocks):
        _add(document, block, images)
        if is_held:
            document.paragraphs[-1].paragraph_format.keep_with_next = True
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _properties(document: "Document", paper: Paper) -> None:
    about, noon = document.core_properties, datetime.combine(paper.made_on, time(12), UTC).replace(tzinfo=None)
    about.title, about.subject, about.author = paper.title, paper.running, paper.council
    about.language, about.comments, about.keywords = "en-GB", paper.mark, "self-assessment"
    about.created = about.modified = noon
    about.last_modified_by = paper.council


def _running(document: "Document", paper: Paper) -> None:
    """Whose paper it is and what it must not be taken for, on each page with its number."""
    section = document.sections[0]
    above = section.header.paragraphs[0]
    above.text = paper.running + (f"\t{paper.mark}" if paper.mark else "")
    below = section.footer.paragraphs[0]
    below.add_run(f"{paper.title}\tPage ")
    add_field(below, "PAGE")
    below.add_run(" of ")
    add_field(below, "NUMPAGES")
    for paragraph in (above, below):
        set_right(paragraph, TEXT_WIDTH_CM)


def _cover(document: "Document", paper: Paper, day: str) -> None:
    _new(document, "Quiet", paper.kicker)
    document.add_paragraph().add_run(paper.council).bold = True
    _new(document, "Title", paper.title)
    _new(document, "Quiet", paper.line(day))
    if paper.mark:
        _new(document, "Mark", paper.mark)


def _add(document: "Document", block: Block, images: Images) -> None:
    match block:
        case Heading():
            document.add_heading(block.text, block.level)
        case Para():
            _words(document.add_paragraph(), block)
        case Points():
            for item in block.items:
                _words(_new(document, "List Number" if block.is_numbered else "List Bullet"), item)
        case Prompt():
            _new(document, "Prompt", f"[To be filled in: {block.text}]")
        case Table():
            _table(document, block)
        case Picture():
            _picture(document.add_paragraph(), block, TEXT_WIDTH_CM * block.share / 100, images)
        case Pictures():
            _pictures(document, block, images)
        case PictureWithTable():
            _picture(document.add_paragraph(), block.picture, TEXT_WIDTH_CM * block.share / 100, images)
            _table(document, block.table)
        case _:
            _add_small(document, block, images)


def _add_small(document: "Document", block: Block, images: Images) -> None:
    match block:
        case Legend():
            _legend(document, block, images)
        case KeyFigures():
            _key_figures(document, block)
        case Fingerprint():
            _new(document, "Fingerprint", " ".join(block.parts))
        case Contents():
            _new(document, "TOC Heading", "Contents")
            add_contents([_new(document, "In table", title) for title in block.titles])
        case PageBreak():
            document.add_paragraph().paragraph_format.page_break_before = True


def _new(document: "Document", style: str, text: str = "") -> "Paragraph":
    paragraph = document.add_paragraph(text)
    style_paragraph(paragraph, style)
    return paragraph


def _words(paragraph: "Paragraph", para: Para) -> None:
    if para.url:
        link_to(paragraph, para.url, para.lead)
    elif para.lead:
        paragraph.add_run(para.lead).bold = True
    text = f" {para.text}" if para.lead else para.text
    paragraph.add_run(text)
    if para.end:
        paragraph.add_run(f" {para.end}")


def _picture(paragraph: "Paragraph", picture: Picture, width: float, images: Images) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    shape = paragraph.add_run().add_picture(io.BytesIO(images[picture.svg]), width=Cm(width))
    with_words(shape, picture.words)
    paragraph.paragraph_format.keep_with_next = True
    if picture.share < 100:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _pictures(document: "Document", block: Pictures, images: Images) -> None:
    """A table for each row of them, headed by their names."""
    for start in range(0, len(block.pictures), block.across):
        shown = block.pictures[start : start + block.across]
        columns = tuple(Column(one.name) for one in shown)
        table = _new_table(document, columns)
        cells = table.add_row().cells
        for cell, one in zip(cells, shown, strict=True):
            _picture(cell.paragraphs[0], one, TEXT_WIDTH_CM / block.across - 0.5, images)
        keep_rows(table)
        document.add_paragraph()


def _legend(document: "Document", block: Legend, images: Images) -> None:
    """A table with three signs and their meanings in a row."""
    from docx.shared import Cm

    table = _new_table(document, (Column("Sign", 2), Column("Meaning", 7)) * SIGNS_ACROSS)
    for start in range(0, len(block.signs), SIGNS_ACROSS):
        cells = table.add_row().cells
        for place, (svg, label) in enumerate(block.signs[start : start + SIGNS_ACROSS]):
            paragraph = cells[2 * place].paragraphs[0]
            style_paragraph(paragraph, "In table")
            as_decoration(paragraph.add_run().add_picture(io.BytesIO(images[svg]), height=Cm(SIGN_HEIGHT_CM)))
            _fill(cells[2 * place + 1], label)
    keep_rows(table, all_together=True)
    _new(document, "Small")


def _key_figures(document: "Document", block: KeyFigures) -> None:
    columns = tuple(Column(label) for label, _, _ in block.figures)
    table = _new_table(document, columns)
    for cell, (_, figure, words) in zip(table.add_row().cells, block.figures, strict=True):
        cell.paragraphs[0].add_run(figure)
        style_paragraph(cell.paragraphs[0], "Figure")
        style_paragraph(cell.add_paragraph(words), "Quiet")
    keep_rows(table)
    document.add_paragraph()


def _table(document: "Document", block: Table) -> None:
    caption = _new(document, "Caption", block.caption)
    caption.paragraph_format.keep_with_next = True
    table = _new_table(document, block.columns)
    for section in block.sections:
        if section.heading:
            cells = table.add_row().cells
            merged = cells[0].merge(cells[-1])
            _fill(merged, section.heading, is_strong=True)
            shade(merged, TINT)
            merged.paragraphs[0].paragraph_format.keep_with_next = True
        for row in section.rows:
            _row(table.add_row().cells, row, block.columns)
    keep_rows(table, all_together=block.is_kept)
    _new(document, "Small")


def _row(cells: "Sequence[_Cell]", row: Row, columns: Sequence[Column]) -> None:
    for cell, text, column in zip(cells, row.cells, columns, strict=True):
        _fill(cell, text, is_strong=row.is_whole, is_figure=column.is_figure)
        if row.is_whole:
            shade(cell, TINT)


def _new_table(document: "Document", columns: Sequence[Column]) -> Any:
    """With its header row, which is repeated on each page that it reaches."""
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=len(columns))
    table.autofit = False
    shares = sum(column.share for column in columns)
    for column, made in zip(columns, table.columns, strict=True):
        made.width = Cm(TEXT_WIDTH_CM * column.share / shares)
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        _fill(cell, column.heading, is_strong=True, is_figure=column.is_figure)
    repeat_header(table)
    bottom_line(table, BAND)
    return table


def _fill(cell: "_Cell", text: str, *, is_strong: bool = False, is_figure: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    style_paragraph(paragraph, "In table")
    paragraph.add_run(text).bold = is_strong
    if is_figure:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
