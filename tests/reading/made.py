"""Files as councils have them, made when they are needed."""

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import docx
import openpyxl
import pptx
import typst
from PIL import Image
from pptx.util import Inches

WORDS = "Neighbourhood teams in Fernmoor"
_OPEN = "application/vnd.oasis.opendocument."
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name if name != "draw" else "drawing"}:1.0"'
    for name in ("office", "text", "table", "draw")
)


def pdf(*pages: str, before: str = "") -> bytes:
    source = before + "\n#pagebreak()\n".join(pages or (WORDS,))
    made = typst.compile(source.encode())
    assert isinstance(made, bytes)
    return made


def scanned_pdf(pages: int = 2) -> bytes:
    file = BytesIO()
    sheets = [Image.new("L", (400, 600), 100 + 10 * number) for number in range(pages)]
    sheets[0].save(file, "PDF", save_all=True, append_images=sheets[1:])
    return file.getvalue()


def word(*paragraphs: str) -> bytes:
    document, file = docx.Document(), BytesIO()
    for paragraph in paragraphs or (WORDS,):
        document.add_paragraph(paragraph)
    document.add_table(1, 2).cell(0, 1).text = "in a table"
    document.save(file)
    return file.getvalue()


def powerpoint(*titles: str) -> bytes:
    presentation, file = pptx.Presentation(), BytesIO()
    for title in titles or (WORDS,):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        assert slide.shapes.title is not None
        slide.shapes.title.text = title
        table = slide.shapes.add_table(1, 1, Inches(1), Inches(2), Inches(3), Inches(1)).table
        table.cell(0, 0).text = f"table of {title}"
        notes = slide.notes_slide.notes_text_frame
        assert notes is not None
        notes.text = f"notes to {title}"
    presentation.save(file)
    return file.getvalue()


def excel(sheets: Mapping[str, Sequence[Sequence[object]]] | None = None) -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in (sheets or {"Costs": [[WORDS, 12.5]]}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(file)
    return file.getvalue()


def opendocument(kind: str, body: str, members: Mapping[str, bytes] | None = None, encrypted: bool = False) -> bytes:
    """`kind` as in the media type: text, presentation, spreadsheet."""
    content = f"<office:document-content {_SPACES}><office:body>{body}</office:body></office:document-content>"
    secret = "<manifest:encryption-data/>" if encrypted else ""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="content.xml">{secret}</manifest:file-entry></manifest:manifest>'
    )
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("mimetype", _OPEN + kind, ZIP_STORED)
        for name, data in {
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
            **(members or {}),
        }.items():
            archive.writestr(name, data, ZIP_DEFLATED)
    return file.getvalue()


def odt(text: str = WORDS) -> bytes:
    return opendocument("text", f"<office:text><text:h>Title</text:h><text:p>{text}</text:p></office:text>")


def odp(*slides: str) -> bytes:
    pages = "".join(f'<draw:page draw:name="s"><text:p>{slide}</text:p></draw:page>' for slide in slides or (WORDS,))
    return opendocument("presentation", f"<office:presentation>{pages}</office:presentation>")


def ods(cell: str = WORDS) -> bytes:
    row = f"<table:table-row><table:table-cell><text:p>{cell}</text:p></table:table-cell></table:table-row>"
    return opendocument(
        "spreadsheet", f'<office:spreadsheet><table:table table:name="Costs">{row}</table:table></office:spreadsheet>'
    )


def changed(package: bytes, members: Mapping[str, bytes | None]) -> bytes:
    """The archive with members put in, put in place of others, or left out where they are None."""
    file = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename not in members:
                new.writestr(member, old.read(member))
        for name, data in members.items():
            if data is not None:
                new.writestr(name, data)
    return file.getvalue()


def member_of(package: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(package)) as archive:
        return archive.read(name)


def picture(format: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: object) -> bytes:
    file = BytesIO()
    image = Image.new(mode, size, 200 if mode in ("L", "P") else None)
    image.save(file, format, **options)
    return file.getvalue()


def photograph_with_place(size: tuple[int, int] = (64, 48), turned: int = 6) -> bytes:
    """A JPEG as telephones make them: held upright, with the place it was taken at."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "Fernmoor Cameras"
    exif.get_ifd(0x8825)[2] = (51.0, 28.0, 38.0)
    return picture("JPEG", size, exif=exif.tobytes(), comment=b"at home")


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of hand-written objects, the first of which is its catalogue."""
    made, places = b"%PDF-1.7\n", list[int]()
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return made + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        size,
        trailer,
        len(made),
    )


PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
EMPTY_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    head = b"<<%s/Filter/FlateDecode/Length %d>>" % (entries, len(packed))
    return head + b"\nstream\n" + packed + b"\nendstream"
