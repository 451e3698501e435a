"""What Word knows and the library that writes it does not: repeated headers, fields, links, words for pictures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tiex.papers.blocks import Paper

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

BAND, QUIET, TINT, LINK = "12324A", "505A5F", "EEF4FA", "0B5394"
_DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_MARKS_DECORATION = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_SIZES = {"Title": 24, "Heading 1": 15, "Heading 2": 12, "Heading 3": 10.5, "Caption": 9.5}


def style_document(document: "Document", paper: Paper) -> None:
    """Page, typeface and language, and the styles of our own beside Word's."""
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    _speak_english(document)
    for name, size in _SIZES.items():
        _restyle(document.styles[name], size)
    _own_styles(document)


def _speak_english(document: "Document") -> None:
    from docx.oxml.ns import qn

    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "en-GB")


def _restyle(style: Any, size: float) -> None:
    """In our colour and typeface, and never left alone at the foot of a page."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), True
    style.font.color.rgb = RGBColor.from_string(BAND)
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    style.paragraph_format.keep_with_next = True
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(size), Pt(size / 2.5)
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _own_styles(document: "Document") -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    sizes = {"Quiet": 9.5, "Small": 9, "In table": 9, "Prompt": 10, "Mark": 11, "Figure": 26, "Fingerprint": 9}
    for name, size in sizes.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.space_after = Pt(2 if name in ("In table", "Figure") else 6)
    document.styles["Quiet"].font.color.rgb = RGBColor.from_string(QUIET)
    document.styles["Prompt"].font.italic = True
    document.styles["Mark"].font.bold = document.styles["Figure"].font.bold = True
    document.styles["Fingerprint"].font.name = "Courier New"
    _shade_paragraphs(document.styles["Prompt"], "FFF7BF")


def _shade_paragraphs(style: Any, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    style.element.get_or_add_pPr().append(shading)


def style_paragraph(paragraph: "Paragraph", name: str) -> None:
    """By the style’s id: looking it up by its name takes most of the time that a document with tables takes."""
    paragraph._p.style = name.replace(" ", "")


def add_field(paragraph: "Paragraph", code: str) -> None:
    """What Word works out itself, such as the number of the page."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def add_contents(titles: "Sequence[Paragraph]") -> None:
    """Make these a table of contents: Word puts the pages to them as it opens the document, and keeps both up to
    date. Other programs show the titles as they are."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    def mark(kind: str) -> Any:
        run, found = OxmlElement("w:r"), OxmlElement("w:fldChar")
        found.set(qn("w:fldCharType"), kind)
        if kind == "begin":
            found.set(qn("w:dirty"), "true")
        run.append(found)
        return run

    run, code = OxmlElement("w:r"), OxmlElement("w:instrText")
    code.text = 'TOC \\o "1-1" \\h \\z \\u'
    run.append(code)
    first = titles[0].runs[0]._r
    for part in (mark("begin"), run, mark("separate")):
        first.addprevious(part)
    titles[-1]._p.append(mark("end"))


def set_right(paragraph: "Paragraph", width: float) -> None:
    """What follows a tab stands at the right, so many centimetres away, and is small and quiet as the rest of it."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    style_paragraph(paragraph, "Quiet")
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(width), WD_TAB_ALIGNMENT.RIGHT)


def link_to(paragraph: "Paragraph", url: str, words: str) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.shared import RGBColor

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, _LINK, is_external=True))
    run = paragraph.add_run(words)
    run.bold = run.underline = True
    run.font.color.rgb = RGBColor.from_string(LINK)
    link.append(run._r)
    paragraph._p.append(link)


def with_words(shape: Any, words: str) -> None:
    """What a picture shows, for those who cannot see it."""
    shape._inline.docPr.set("descr", words)


def as_decoration(shape: Any) -> None:
    """A picture that says nothing that does not stand beside it in words."""
    from lxml import etree

    properties = shape._inline.docPr
    properties.set("descr", "")
    extensions = etree.SubElement(properties, f"{{{_DRAWING}}}extLst")
    extension = etree.SubElement(extensions, f"{{{_DRAWING}}}ext", uri=_MARKS_DECORATION)
    etree.SubElement(extension, f"{{{_DECORATIVE}}}decorative", nsmap={"adec": _DECORATIVE}, val="1")


def repeat_header(table: Any) -> None:
    from docx.oxml.parser import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_rows(table: Any, *, all_together: bool = False) -> None:
    """No page breaks a row; nor the table, where it is to stay together."""
    from docx.oxml.parser import OxmlElement

    rows = table.rows
    for number, row in enumerate(rows):
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        is_followed = number == 0 or (all_together and number + 1 < len(rows))
        for cell in row.cells if is_followed else ():
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def bottom_line(table: Any, colour: str) -> None:
    """Lines between rows, a stronger one over the first and under the last."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    borders = OxmlElement("w:tblBorders")
    for side, size, tone in (("top", "8", colour), ("bottom", "8", colour), ("insideH", "4", "B1B4B6")):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", tone)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def shade(cell: Any, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)
