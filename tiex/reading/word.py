"""Word: the text as one, as only Word itself knows where its pages end."""

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from tiex.reading.office import WORD, paragraphs
from tiex.reading.packages import refuse_unsafe
from tiex.reading.texts import bounded, joined
from tiex.reading.types import LONGEST_WHOLE, FileType, Page, Read, Reading

ERRORS: tuple[type[Exception], ...] = (OpcError, etree.LxmlError)
_NOTES = ("/footnotes", "/endnotes")


def read(data: bytes, type: FileType) -> Read:
    refuse_unsafe(data)
    pages, is_cut = bounded([Page(None, joined(_texts(data), LONGEST_WHOLE))], LONGEST_WHOLE)
    return Read(Reading(type, pages, is_cut=is_cut))


def _texts(data: bytes) -> Iterator[str]:
    document = docx.Document(BytesIO(data))
    yield from paragraphs(document.element.body, WORD)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for part in document.part.rels.values():
        if part.reltype.endswith(_NOTES) and not part.is_external:
            yield from paragraphs(etree.fromstring(part.target_part.blob, parser), WORD)
